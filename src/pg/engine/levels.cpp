// The fields of a level in a row of its table, see levels.hpp. Which they are is core/stock/level.hpp's.
#include "pg/engine/levels.hpp"

namespace inventory {
namespace {

// The columns of the fields, in the order of their list.
const int *field_columns() {
    static int columns[core::count_fields()];
    int at = 0;

    if (columns[0] == 0)
        core::for_each_field(
            [&](auto field) { columns[at++] = column_named(Table::levels, field.name); });
    return columns;
}

void read(const Row &row, int column, core::Quantity &value) { value = row.bigint(column); }
void read(const Row &row, int column, std::optional<core::Quantity> &value) {
    value = row.optional_bigint(column);
}
void read(const Row &row, int column, bool &value) { value = row.boolean(column); }

void write(TableWriter &writer, int column, core::Quantity value) {
    writer.set_bigint(column, value);
}
void write(TableWriter &writer, int column, std::optional<core::Quantity> value) {
    writer.set_bigint(column, value);
}
void write(TableWriter &writer, int column, bool value) { writer.set_boolean(column, value); }

} // namespace

core::Level level_of(const Row &row) {
    core::Level level;
    const int *column = field_columns();

    core::for_each_field([&](auto field) {
        if (row.has(*column))
            read(row, *column, level.*field.member);
        column++;
    });
    return level;
}

void set_stripe(TableWriter &writer, const core::Level &now, bool draining, int stripe_count,
                TimestampTz clock) {
    const int *column = field_columns();

    core::for_each_field([&](auto field) { write(writer, *column++, now.*field.member); });
    writer.set_time(level::updated_at, clock);
    writer.set_boolean(level::draining, draining);
    writer.set_integer(level::layout, stripe_count);
}

} // namespace inventory
