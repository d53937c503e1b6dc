// The row that a table writer has in hand: taking one, and setting its columns; see table_writer.hpp.
#include "pg/base/errors.hpp"
#include "pg/rows/table_writer.hpp"

extern "C" {
#include "executor/executor.h"
#include "utils/fmgrprotos.h"
#include "utils/snapmgr.h"
}

namespace inventory {

void TableWriter::begin_row() {
    if (appends_)
        enqueue();
    TupleTableSlot *slot = target_->slot;
    ExprState **defaults = target_->defaults;
    int columns = slot->tts_tupleDescriptor->natts;

    ExecClearTuple(slot);
    memset(slot->tts_isnull, true, sizeof(bool) * static_cast<Size>(columns));
    for (int i = 0; defaults != nullptr && i < columns; i++)
        if (defaults[i] != nullptr)
            slot->tts_values[i] = ExecEvalExprSwitchContext(
                defaults[i], GetPerTupleExprContext(target_->estate), &slot->tts_isnull[i]);
    ExecStoreVirtualTuple(slot);
}

void TableWriter::read(ItemPointerData tid) {
    if (!table_tuple_fetch_row_version(target_->relation(), &tid, SnapshotAny, target_->old_slot))
        raise_lost_rows(RelationGetRelationName(target_->relation()));
    slot_getallattrs(target_->old_slot);
}

void TableWriter::begin_row(ItemPointerData tid) {
    TupleTableSlot *slot = target_->slot;
    Size columns = static_cast<Size>(slot->tts_tupleDescriptor->natts);

    old_tid_ = tid;
    ExecClearTuple(slot);
    read(tid);
    memcpy(slot->tts_values, target_->old_slot->tts_values, sizeof(Datum) * columns);
    memcpy(slot->tts_isnull, target_->old_slot->tts_isnull, sizeof(bool) * columns);
    ExecStoreVirtualTuple(slot);
}

void TableWriter::set(int column, Datum value) {
    AttrNumber attribute = target_->shape->attributes[column];

    if (attribute == 0)
        return;
    target_->slot->tts_values[attribute - 1] = value;
    target_->slot->tts_isnull[attribute - 1] = false;
}

void TableWriter::set_null(int column) {
    AttrNumber attribute = target_->shape->attributes[column];

    if (attribute != 0)
        target_->slot->tts_isnull[attribute - 1] = true;
}

void TableWriter::set_text(int column, OptionalText value) {
    value ? set(column, text_datum(*value)) : set_null(column);
}

void TableWriter::set_key(int variant_id, int location_id, const core::LevelKey &key) {
    set_text(variant_id, key.variant_id);
    set_text(location_id, key.location_id);
}

void TableWriter::set_bigint(int column, std::optional<int64> value) {
    value ? set(column, Int64GetDatum(*value)) : set_null(column);
}

void TableWriter::set_time(int column, OptionalTime value) {
    value ? set(column, TimestampTzGetDatum(*value)) : set_null(column);
}

void TableWriter::set_jsonb(int column, std::optional<Datum> value) {
    value ? set(column, *value) : set_null(column);
}

void TableWriter::set_integer(int column, int32 value) { set(column, Int32GetDatum(value)); }
void TableWriter::set_boolean(int column, bool value) { set(column, BoolGetDatum(value)); }

void TableWriter::set_label(int column, const char *label) {
    AttrNumber attribute = target_->shape->attributes[column];

    if (attribute == 0)
        return;
    Oid type = TupleDescAttr(RelationGetDescr(target_->relation()), attribute - 1)->atttypid;
    set(column, DirectFunctionCall2(enum_in, CStringGetDatum(label), ObjectIdGetDatum(type)));
}

int64 TableWriter::bigint(int column) const { return after().bigint(column); }

ItemPointerData TableWriter::tid() const { return target_->slot->tts_tid; }

} // namespace inventory
