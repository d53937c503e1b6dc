// A row as it was read: of a table, by the columns of the registry, or of a statement's result, by
// position from 1. A NULL, and a column that the table does not have yet, is nothing where a reader
// says optional, and else 0 or false.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"
#include "pg/rows/tables.hpp"

#include "core/base/level_key.hpp"

namespace inventory {

class Row {
  public:
    // Looks at arrays that stay where they are as long as the row is read.
    Row(const Datum *values, const bool *nulls, const TableShape *shape)
        : values_(values), nulls_(nulls),
          attributes_(shape == nullptr ? nullptr : shape->attributes) {}

    // Whether the table has the column.
    bool has(int column) const { return attribute_of(column) != 0; }
    bool is_null(int column) const {
        AttrNumber attribute = attribute_of(column);
        return attribute == 0 || nulls_[attribute - 1];
    }
    // As it is stored; the column is not null.
    Datum datum(int column) const { return values_[attribute_of(column) - 1]; }

    int64 bigint(int column) const { return is_null(column) ? 0 : DatumGetInt64(datum(column)); }
    int32 integer(int column) const { return is_null(column) ? 0 : DatumGetInt32(datum(column)); }
    bool boolean(int column) const { return !is_null(column) && DatumGetBool(datum(column)); }
    TimestampTz time(int column) const {
        return is_null(column) ? 0 : DatumGetTimestampTz(datum(column));
    }
    std::optional<int64> optional_bigint(int column) const {
        return is_null(column) ? std::nullopt : std::optional(DatumGetInt64(datum(column)));
    }
    std::optional<double> optional_double(int column) const {
        return is_null(column) ? std::nullopt : std::optional(DatumGetFloat8(datum(column)));
    }
    OptionalTime optional_time(int column) const {
        return is_null(column) ? std::nullopt : std::optional(DatumGetTimestampTz(datum(column)));
    }

    // Copies in the current memory context.
    Text text(int column) const;
    // As it lies in the row, to be read as long as that is; one that was moved out of it is a copy.
    Text view(int column) const;
    OptionalText optional_text(int column) const;
    std::optional<Datum> optional_jsonb(int column) const;
    // The elements of an array of texts, which has no NULL; none of a NULL.
    Vec<Text> texts(int column) const;
    // The label of an enum.
    const char *label(int column) const;
    core::LevelKey key(int variant_id, int location_id) const {
        return core::LevelKey{text(variant_id), text(location_id)};
    }
    ItemPointerData tid(int column) const {
        return *reinterpret_cast<ItemPointer>(DatumGetPointer(datum(column)));
    }

    // Whether a text is that, without a copy. One that was moved out of its row, or compressed, is
    // never equal.
    bool equals(int column, Text text) const;

  private:
    AttrNumber attribute_of(int column) const {
        return attributes_ == nullptr ? static_cast<AttrNumber>(column) : attributes_[column];
    }

    const Datum *values_;
    const bool *nulls_;
    const AttrNumber *attributes_;
};

// A row taken out of its tuple, in the current memory context; `shape` is nullptr where it is not one of
// a table.
Row row_of(HeapTuple tuple, TupleDesc description, const TableShape *shape);

// A copy in the current memory context.
inline core::LevelKey copy_of(const core::LevelKey &key) {
    return core::LevelKey{copy_of(key.variant_id), copy_of(key.location_id)};
}

} // namespace inventory
