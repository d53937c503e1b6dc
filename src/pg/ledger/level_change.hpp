// A change of a row of levels, as a trigger sees it.
#pragma once

#include "pg/rows/row.hpp"

#include "core/stock/entries.hpp"

namespace inventory {

// The row before and after; nullptr where there was or is none.
struct LevelChange {
    const Row *before;
    const Row *after;

    bool is_new() const { return before == nullptr; }
    const Row &row() const { return before == nullptr || after != nullptr ? *after : *before; }
    core::LevelKey key() const { return row().key(level::variant_id, level::location_id); }
    // What a column was and is; 0 or false of a row that was not or is not there.
    int64 old_bigint(int column) const { return before == nullptr ? 0 : before->bigint(column); }
    int64 new_bigint(int column) const { return after == nullptr ? 0 : after->bigint(column); }
    core::Quantity delta(int column) const { return new_bigint(column) - old_bigint(column); }
    core::Difference difference() const {
        return core::Difference{key(), delta(level::on_hand), delta(level::reserved),
                                delta(level::incoming)};
    }
};

} // namespace inventory
