// Reading demand by key, see days.hpp.
#include "pg/demand/days.hpp"

#include "pg/rows/scan.hpp"

extern "C" {
#include "miscadmin.h"
#include "utils/date.h"
}

namespace inventory {

namespace demand = core::demand;

Vec<NotedDay> read_days(Text variant_id, OptionalText location_id, TimestampTz clock) {
    const demand::Day today = demand::day_of(clock);
    Vec<NotedDay> days{};
    Text location{};
    int level = -1;
    Scan scan = Scan::open(Lookup::demand);

    if (location_id)
        scan.seek(core::LevelKey{variant_id, *location_id});
    else
        scan.seek(variant_id);
    while (scan.next()) {
        CHECK_FOR_INTERRUPTS();
        const Row row = scan.row();
        const demand::Day day = DatumGetDateADT(row.datum(demand_day::day));
        if (day > today)
            continue;
        if (level < 0 || row.view(demand_day::location_id) != location) {
            location = row.text(demand_day::location_id);
            level++;
        }
        days.add(NotedDay{level,
                          {day, row.bigint(demand_day::sold),
                           row.optional_double(demand_day::out_seconds).value_or(0),
                           row.optional_time(demand_day::out_since)},
                          row.bigint(demand_day::returned)});
    }
    scan.close();
    return days;
}

Vec<demand::Sales> sales_of(const Vec<NotedDay> &days, TimestampTz clock) {
    Vec<demand::Sales> levels{};

    for (const NotedDay &day : days) {
        if (day.level == levels.count)
            levels.add(demand::Sales{});
        demand::add(levels[day.level], day.noted, clock);
    }
    return levels;
}

} // namespace inventory
