// Reading the rows of striped levels without their index, see level_pages.hpp.
//
// What is remembered holds as long as every row is found, is of the level and says, in the column
// layout, that the level has as many. It is so whatever has happened since: a level that got or lost
// stripes says another number on all its rows, and one whose change was undone, or that is only half
// restored, has a number of rows that is not the one they say. Whether each is still that stripe is looked
// at too: space that became free may have changed hands.
//
// What all rows came to is remembered beside it, for a second, so that a few of them are enough.
#include "pg/engine/level_pages.hpp"

#include "pg/base/hash.hpp"

#include <algorithm>

extern "C" {
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
}

namespace inventory {
namespace {

struct Remembered {
    uint64 key; // a hash: the rows themselves have the key
    Oid table;
    Oid file;
    int count;
    TimestampTz seen_at; // when it saw all rows, 0: what they came to is not known
    core::Level total;
    int16 stripes[core::max_stripes];
    ItemPointerData roots[core::max_stripes];
};

// What all rows come to is good for so long.
constexpr TimestampTz longest_memory = USECS_PER_SEC;

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
        row.integer(level::layout) != known.count ||
        row.integer(level::stripe) != known.stripes[number])
        return false;
    ws.append_row(row,
                  holder_of(tuple.t_data->t_infomask, HeapTupleHeaderGetRawXmax(tuple.t_data),
                            scan.snapshot()),
                  tid);
    return true;
}

// What is remembered of a level in the table as the scan finds it; nullptr where nothing is, or it does not
// do: a serializable transaction needs what the index notes for it.
Remembered *find_remembered(const core::LevelKey &key, Relation relation) {
    uint64 hash = hash_of(key, 0);
    Remembered &known = memory[hash % slots];

    if (known.key != hash || known.table != RelationGetRelid(relation) ||
        known.file != relation->rd_rel->relfilenode || IsolationUsesXactSnapshot())
        return nullptr;
    return &known;
}

// Reads rows one after the other, from a number on and round, as long as `wants_more(read)`. False, and
// nothing is appended, where one is not the one that is remembered.
template <class Test>
bool read_round(Workspace &ws, const core::LevelKey &key, const Scan &scan, Remembered &known,
                int from, Test wants_more) {
    Relation relation = scan.relation();
    BlockNumber end = RelationGetNumberOfBlocks(relation);
    int first = ws.rows.count;
    bool found = true;
    Page page;

    for (int i = 0; found && i < known.count && wants_more(i); i++) {
        int number = (from + i) % known.count;
        BlockNumber block = ItemPointerGetBlockNumber(&known.roots[number]);
        found =
            block < end && read_row(ws, key, known, number, scan, page.turn_to(relation, block));
    }
    page.close();
    if (!found) {
        ws.rows.count = ws.stripes.count = first;
        known.key = 0;
    }
    return found;
}

void forget_totals() {
    for (Remembered &known : memory)
        known.seen_at = 0;
}

// What is prepared may be rolled back, by whomever.
void on_transaction(XactEvent event, void *) {
    if (event == XACT_EVENT_ABORT || event == XACT_EVENT_PARALLEL_ABORT ||
        event == XACT_EVENT_PREPARE)
        forget_totals();
}

void on_subtransaction(SubXactEvent event, SubTransactionId, SubTransactionId, void *) {
    if (event == SUBXACT_EVENT_ABORT_SUB)
        forget_totals();
}

} // namespace

bool read_pages(Workspace &ws, const core::LevelKey &key, const Scan &scan) {
    Remembered *known = find_remembered(key, scan.relation());

    return known != nullptr && read_round(ws, key, scan, *known, 0, [](int) { return true; });
}

bool read_some_pages(Workspace &ws, Level &level, const Scan &scan) {
    Remembered *known = find_remembered(level.key, scan.relation());
    core::Quantity units = level.wanted.room;
    int first = ws.rows.count;

    if (known == nullptr)
        return false;
    TimestampTz age =
        GetCurrentTimestamp() - known->seen_at; // negative where the clock was set back
    if (age < 0 || age > longest_memory || !known->total.tracked ||
        core::available(known->total) - units < core::plenty ||
        known->total.reserved > core::max_quantity / 2)
        return false;
    int home = MyProcPid % known->count;
    core::Glance glance(units, static_cast<std::size_t>(known->count));
    bool found = read_round(ws, level.key, scan, *known, home, [&](int read) {
        if (read > 0)
            glance.look_at(ws.stripes[first + read - 1]);
        return !glance.is_enough();
    });
    if (!found)
        return false;
    // In the order of stripes: those after the last come first.
    int read = ws.rows.count - first;
    int wrapped = std::max(0, home + read - known->count);
    std::rotate(&ws.rows[first], ws.rows.end() - wrapped, ws.rows.end());
    std::rotate(&ws.stripes[first], ws.stripes.end() - wrapped, ws.stripes.end());
    if (read < known->count)
        level.remembered = known->total;
    return true;
}

void remember_total(const Level &level) {
    uint64 hash = hash_of(level.key, 0);
    Remembered &known = memory[hash % slots];

    // An old snapshot tells what was.
    if (known.key != hash || IsolationUsesXactSnapshot())
        return;
    known.total = level.now;
    if (!level.remembered)
        known.seen_at = level.seen_at;
}

void register_page_callbacks() {
    RegisterXactCallback(on_transaction, nullptr);
    RegisterSubXactCallback(on_subtransaction, nullptr);
}

void remember_pages(const core::LevelKey &key, Span<LevelRow> rows,
                    const Vec<ItemPointerData> &roots, Relation relation) {
    uint64 hash = hash_of(key, 0);
    Remembered &known = memory[hash % slots];

    if (roots.count > core::max_stripes || relation->rd_tableam != GetHeapamTableAmRoutine())
        return;
    known.key = hash;
    known.table = RelationGetRelid(relation);
    known.file = relation->rd_rel->relfilenode;
    known.count = rows.count;
    known.seen_at = 0;
    for (int i = 0; i < rows.count; i++) {
        known.stripes[i] = static_cast<int16>(rows.first[i].stripe);
        known.roots[i] = roots[i];
    }
}

} // namespace inventory
