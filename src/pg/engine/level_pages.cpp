// Reading the rows of striped levels without their index, see level_pages.hpp.
//
// What is remembered holds as long as every row is found, is of the level and says, in the column
// layout, that the level has as many. It is so whatever has happened since: a level that got or lost
// stripes says another number on all its rows, and one whose change was undone, or that is only half
// restored, has a number of rows that is not the one they say. Whether they are still in the order of
// stripes is looked at too: space that became free may have changed hands.
#include "pg/engine/level_pages.hpp"

#include "pg/base/hash.hpp"

#include <algorithm>

extern "C" {
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/xact.h"
#include "storage/bufmgr.h"
}

namespace inventory {
namespace {

struct Remembered {
    uint64 key; // a hash: the rows themselves have the key
    Oid table;
    Oid file;
    int count;
    ItemPointerData roots[core::max_stripes];
};

// Each level has one slot, which another may take from it.
constexpr uint64 slots = 64;
Remembered memory[slots];

// The page that rows are read from, locked for reading.
class Page {
  public:
    Buffer turn_to(Relation relation, BlockNumber block) {
        if (BufferIsValid(buffer_) && BufferGetBlockNumber(buffer_) == block)
            return buffer_;
        close();
        buffer_ = ReadBuffer(relation, block);
        heap_page_prune_opt(relation, buffer_);
        LockBuffer(buffer_, BUFFER_LOCK_SHARE);
        return buffer_;
    }
    void close() {
        if (BufferIsValid(buffer_))
            UnlockReleaseBuffer(buffer_);
        buffer_ = InvalidBuffer;
    }

  private:
    Buffer buffer_ = InvalidBuffer;
};

// Adds the row that is on a page, if it is the one that is remembered there.
bool read_row(Workspace &ws, const core::LevelKey &key, const Remembered &known, int number,
              const Scan &scan, Buffer page) {
    ItemPointerData tid = known.roots[number];
    TupleDesc description = RelationGetDescr(scan.relation());
    HeapTupleData tuple;
    Datum values[MaxHeapAttributeNumber];
    bool nulls[MaxHeapAttributeNumber];

    if (!heap_hot_search_buffer(&tid, scan.relation(), page, scan.snapshot(), &tuple, nullptr,
                                true))
        return false;
    heap_deform_tuple(&tuple, description, values, nulls);
    Row row(values, nulls, scan.shape());
    if (!row.equals(level::variant_id, key.variant_id) ||
        !row.equals(level::location_id, key.location_id) ||
        row.integer(level::layout) != known.count)
        return false;
    if (number > 0 && row.integer(level::stripe) <= ws.rows[ws.rows.count - 1].stripe)
        return false;
    ws.append_row(row,
                  holder_of(tuple.t_data->t_infomask, HeapTupleHeaderGetRawXmax(tuple.t_data),
                            scan.snapshot()),
                  tid);
    return true;
}

} // namespace

bool read_pages(Workspace &ws, const core::LevelKey &key, const Scan &scan) {
    Relation relation = scan.relation();
    uint64 hash = hash_of(key, 0);
    Remembered &known = memory[hash % slots];
    int first = ws.rows.count;
    bool found = true;
    Page page;

    // A serializable transaction needs what the index notes for it.
    if (known.key != hash || known.table != RelationGetRelid(relation) ||
        known.file != relation->rd_rel->relfilenode || IsolationUsesXactSnapshot())
        return false;
    BlockNumber end = RelationGetNumberOfBlocks(relation);
    for (int i = 0; found && i < known.count; i++) {
        BlockNumber block = ItemPointerGetBlockNumber(&known.roots[i]);
        found = block < end && read_row(ws, key, known, i, scan, page.turn_to(relation, block));
    }
    page.close();
    if (!found) {
        ws.rows.count = ws.stripes.count = first;
        known.key = 0;
    }
    return found;
}

void remember_pages(const core::LevelKey &key, const Vec<ItemPointerData> &roots,
                    Relation relation) {
    uint64 hash = hash_of(key, 0);
    Remembered &known = memory[hash % slots];

    if (roots.count > core::max_stripes || relation->rd_tableam != GetHeapamTableAmRoutine())
        return;
    known.key = hash;
    known.table = RelationGetRelid(relation);
    known.file = relation->rd_rel->relfilenode;
    known.count = roots.count;
    std::copy(roots.begin(), roots.end(), known.roots);
}

} // namespace inventory
