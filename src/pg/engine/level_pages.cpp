// Reading the rows of striped levels without their index, see level_pages.hpp.
//
// What is remembered holds as long as every row is found, is of the level and says, in the column
// layout, that the level has as many. It is so whatever has happened since: a level that got or lost
// stripes says another number on all its rows, and one whose change was undone, or that is only half
// restored, has a number of rows that is not the one they say. Whether they are still in the order of
// stripes is looked at too: space that became free may have changed hands.
#include "pg/engine/level_pages.hpp"

#include "pg/base/hash.hpp"
#include "pg/engine/level_rows.hpp"

#include <algorithm>

extern "C" {
#include "access/heapam.h"
#include "access/htup_details.h"
#include "access/tupmacs.h"
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

// Each level has one place, which another may take from it.
constexpr uint64 places = 64;
Remembered memory[places];

struct Storage {
    int length;
    char alignment;
};

constexpr Storage text{-1, TYPALIGN_INT}, integer{4, TYPALIGN_INT}, bigint{8, TYPALIGN_DOUBLE},
    boolean{1, TYPALIGN_CHAR};
constexpr Storage storage[] = {text,   text,   integer, bigint, bigint, bigint,  bigint, bigint,
                               bigint, boolean, bigint, bigint, bigint, boolean, integer};
constexpr int columns = sizeof(storage) / sizeof(storage[0]);
static_assert(columns == level::layout);

// A row of levels as it lies on its page. As the types of its columns are known, reading them takes
// no look at the catalog (PostgreSQL: slot_deform_heap_tuple).
class StoredRow {
  public:
    // False where the row is of an older shape.
    bool read(HeapTupleHeader row) {
        char *data = reinterpret_cast<char *>(row) + row->t_hoff;
        bool has_nulls = (row->t_infomask & HEAP_HASNULL) != 0;
        uint32 at = 0;

        if (HeapTupleHeaderGetNatts(row) < columns)
            return false;
        for (int i = 0; i < columns; i++) {
            const Storage &type = storage[i];
            nulls_[i] = has_nulls && att_isnull(i, row->t_bits);
            values_[i] = 0;
            if (nulls_[i])
                continue;
            at = type.length < 0 ? att_align_pointer(at, TYPALIGN_INT, -1, data + at)
                                 : att_align_nominal(at, type.alignment);
            values_[i] = fetch_att(data + at, type.length > 0, type.length);
            at = att_addlength_pointer(at, type.length, data + at);
        }
        return true;
    }
    int64 bigint(int column) const { return DatumGetInt64(values_[column - 1]); }
    int64 bigint_or(int column, int64 fallback) const {
        return null(column) ? fallback : bigint(column);
    }
    int32 integer(int column) const { return DatumGetInt32(values_[column - 1]); }
    bool boolean(int column) const { return DatumGetBool(values_[column - 1]); }
    bool null(int column) const { return nulls_[column - 1]; }
    // One that was moved out of the row, or compressed, is never equal.
    bool equals(int column, Text text) const {
        char *value = DatumGetPointer(values_[column - 1]);

        return !VARATT_IS_EXTERNAL(value) && !VARATT_IS_COMPRESSED(value) &&
               Text{VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)} == text;
    }

  private:
    Datum values_[columns];
    bool nulls_[columns];
};

// The page that rows are read from, locked for reading.
class Page {
  public:
    Buffer turn_to(Relation table, BlockNumber block) {
        if (BufferIsValid(buffer_) && BufferGetBlockNumber(buffer_) == block)
            return buffer_;
        close();
        buffer_ = ReadBuffer(table, block);
        heap_page_prune_opt(table, buffer_);
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

bool read_row(Workspace &ws, const core::LevelKey &key, const Remembered &known, int number,
              Relation table, Buffer page, Snapshot snapshot) {
    ItemPointerData place = known.roots[number];
    HeapTupleData tuple;
    StoredRow row;

    if (!heap_hot_search_buffer(&place, table, page, snapshot, &tuple, nullptr, true) ||
        !row.read(tuple.t_data) || !row.equals(level::variant_id, key.variant_id) ||
        !row.equals(level::location_id, key.location_id) ||
        row.integer(level::layout) != known.count)
        return false;
    if (number > 0 && row.integer(level::stripe) <= ws.rows[ws.rows.count - 1].stripe)
        return false;
    add_row(ws, row,
            holder_of(tuple.t_data->t_infomask, HeapTupleHeaderGetRawXmax(tuple.t_data), snapshot),
            place);
    return true;
}

} // namespace

bool read_pages(Workspace &ws, const core::LevelKey &key, Relation table, Snapshot snapshot) {
    uint64 hash = hash_of(key, 0);
    Remembered &known = memory[hash % places];
    int first = ws.rows.count;
    bool found = true;
    Page page;

    // A serializable transaction needs what the index notes for it.
    if (known.key != hash || known.table != RelationGetRelid(table) ||
        known.file != table->rd_rel->relfilenode || IsolationUsesXactSnapshot())
        return false;
    BlockNumber end = RelationGetNumberOfBlocks(table);
    for (int i = 0; found && i < known.count; i++) {
        BlockNumber block = ItemPointerGetBlockNumber(&known.roots[i]);
        found = block < end && read_row(ws, key, known, i, table, page.turn_to(table, block), snapshot);
    }
    page.close();
    if (!found) {
        ws.rows.count = ws.stripes.count = first;
        known.key = 0;
    }
    return found;
}

void remember_pages(const core::LevelKey &key, const Vec<ItemPointerData> &roots, Relation table) {
    uint64 hash = hash_of(key, 0);
    Remembered &known = memory[hash % places];

    if (roots.count > core::max_stripes || table->rd_tableam != GetHeapamTableAmRoutine())
        return;
    known.key = hash;
    known.table = RelationGetRelid(table);
    known.file = table->rd_rel->relfilenode;
    known.count = roots.count;
    std::copy(roots.begin(), roots.end(), known.roots);
}

} // namespace inventory
