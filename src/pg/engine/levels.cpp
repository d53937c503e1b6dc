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

// A time is read and written as a number is: both have 8 bytes.
void read(const Row &row, int column, core::Quantity &value) { value = row.bigint(column); }
void read(const Row &row, int column, std::optional<core::Quantity> &value) {
    value = row.optional_bigint(column);
}
void read(const Row &row, int column, std::optional<core::Span> &value) {
    if (row.is_null(column))
        return;
    const Interval *interval = DatumGetIntervalP(row.datum(column));
    value = core::Span{interval->time, interval->day, interval->month};
}
void read(const Row &row, int column, bool &value) { value = row.boolean(column); }

void write(TableWriter &writer, int column, core::Quantity value) {
    writer.set_bigint(column, value);
}
void write(TableWriter &writer, int column, std::optional<core::Quantity> value) {
    writer.set_bigint(column, value);
}
void write(TableWriter &writer, int column, const std::optional<core::Span> &value) {
    if (!value)
        return writer.set_null(column);
    Interval *interval = static_cast<Interval *>(palloc0(sizeof(Interval)));
    interval->time = value->microseconds;
    interval->day = value->days;
    interval->month = value->months;
    writer.set(column, IntervalPGetDatum(interval));
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

void set_stripe(TableWriter &writer, const core::Level *before, const core::Level &now,
                bool draining, int stripe_count, TimestampTz clock) {
    const int *column = field_columns();

    core::for_each_field([&](auto field) {
        if (before == nullptr || before->*field.member != now.*field.member)
            write(writer, *column, now.*field.member);
        column++;
    });
    // As long as it does not, it takes no room.
    if (!now.promise_incoming)
        writer.set_null(level::promise_incoming);
    writer.set_time(level::updated_at, clock);
    writer.set_boolean(level::draining, draining);
    writer.set_integer(level::layout, stripe_count);
}

} // namespace inventory
