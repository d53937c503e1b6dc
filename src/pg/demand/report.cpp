// Reading the report, see report.hpp. Demand is read in the order in which it lies in the table, once, and each
// day is added to the weeks of its level: sorted, or level by level, it would take several times as long.
#include "pg/demand/report.hpp"

#include "pg/base/hash.hpp"
#include "pg/rows/statements.hpp"

#include "core/demand/days.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
#include "utils/date.h"
#include "utils/memutils.h"
}

namespace inventory {
namespace {

namespace demand = core::demand;

double weeks_of(Datum datum) {
    const Interval *interval = DatumGetIntervalP(datum);
    const core::Span span{interval->time, interval->day, interval->month};

    return static_cast<double>(core::length_of(span)) / (7.0 * USECS_PER_DAY);
}

// As sql::read_replenished_levels reads it.
ReportedLevel level_of(const Row &row) {
    ReportedLevel reported{};
    core::Level &level = reported.level;

    reported.key = row.key(1, 2);
    level.on_hand = row.bigint(3);
    level.reserved = row.bigint(4);
    level.incoming = row.bigint(5);
    level.safety_stock = row.bigint(6);
    level.backorder_limit = row.optional_bigint(7);
    reported.supplying.lead_time = weeks_of(row.datum(8));
    reported.supplying.lead_time_sd = weeks_of(row.datum(9));
    reported.supplying.order_cycle = weeks_of(row.datum(10));
    reported.supplying.service_level = row.optional_double(11).value_or(0);
    reported.terms = demand::Terms{row.bigint(12), row.bigint(13), row.optional_bigint(14)};
    reported.supplier_id = row.optional_text(15);
    return reported;
}

Vec<ReportedLevel> read_levels(OptionalText location_id, OptionalText supplier_id) {
    Vec<ReportedLevel> levels{};
    Rows rows = run(sql::read_replenished_levels, Parameters().text(location_id).text(supplier_id),
                    Read::with_active_snapshot);

    for (int row = 0; row < rows.count; row++) {
        CHECK_FOR_INTERRUPTS();
        levels.add(level_of(rows[row]));
    }
    return levels;
}

// Finds levels by their keys: a table of places, of which more than half are free.
class Finder {
  public:
    explicit Finder(const Vec<ReportedLevel> &levels) : levels_(levels) {
        while (size_ < 2 * levels.count)
            size_ *= 2;
        places_ = static_cast<int *>(
            MemoryContextAllocHuge(CurrentMemoryContext, sizeof(int) * static_cast<Size>(size_)));
        std::fill(places_, places_ + size_, -1);
        for (int i = 0; i < levels.count; i++)
            places_[place_of(levels[i].key)] = i;
    }
    // -1: there is none.
    int find(const core::LevelKey &key) const { return places_[place_of(key)]; }

  private:
    // Where it is, or would be.
    int place_of(const core::LevelKey &key) const {
        uint64 place = hash_of(key, 0);
        const uint64 mask = static_cast<uint64>(size_) - 1;

        for (place &= mask; places_[place] >= 0; place = (place + 1) & mask)
            if (levels_[places_[place]].key == key)
                break;
        return static_cast<int>(place);
    }

    const Vec<ReportedLevel> &levels_;
    int size_ = 1;
    int *places_;
};

demand::DayOfLevel day_of(const Row &row) {
    return demand::DayOfLevel{DatumGetDateADT(row.datum(3)), row.bigint(4),
                              row.optional_double(5).value_or(0), row.optional_time(6)};
}

// What is known of the levels, in their order.
demand::Sales *read_sales(const Vec<ReportedLevel> &levels, OptionalText location_id,
                          TimestampTz clock) {
    const Finder finder(levels);
    demand::Sales *sales = static_cast<demand::Sales *>(MemoryContextAllocExtended(
        CurrentMemoryContext, sizeof(demand::Sales) * static_cast<Size>(levels.count + 1),
        MCXT_ALLOC_HUGE));

    std::fill(sales, sales + levels.count, demand::Sales{});
    Parameters parameters;
    parameters = Parameters().add(DateADTGetDatum(demand::day_of(clock))).text(location_id);
    run_through(sql::read_demand, parameters, [&](const Row &row) {
        const int at = finder.find(core::LevelKey{row.view(1), row.view(2)});
        if (at >= 0)
            demand::add(sales[at], day_of(row), clock);
    });
    return sales;
}

} // namespace

Vec<ReportedLevel> read_report(OptionalText location_id, OptionalText supplier_id,
                               TimestampTz clock) {
    Vec<ReportedLevel> levels = read_levels(location_id, supplier_id);

    if (levels.empty())
        return levels;
    const demand::Sales *sales = read_sales(levels, location_id, clock);
    for (int i = 0; i < levels.count; i++) {
        CHECK_FOR_INTERRUPTS();
        ReportedLevel &level = levels[i];
        level.proposal = demand::propose(demand::history_of(&sales[i], 1, clock), level.level,
                                         level.supplying, level.terms);
    }
    std::sort(levels.begin(), levels.end(), [](const ReportedLevel &a, const ReportedLevel &b) {
        if (demand::is_more_urgent(a.proposal, b.proposal))
            return true;
        return !demand::is_more_urgent(b.proposal, a.proposal) && a.key < b.key;
    });
    return levels;
}

} // namespace inventory
