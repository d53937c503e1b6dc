// The SQL functions that tell of demand: demand_history, what it was, and forecast_demand, what it will be.
#include "pg/base/errors.hpp"
#include "pg/call/call.hpp"
#include "pg/demand/days.hpp"
#include "pg/sourcing/stock_reader.hpp"

#include "core/demand/outage.hpp"
#include "core/demand/proposal.hpp"
#include "core/demand/quantile.hpp"

#include <algorithm>
#include <cmath>

extern "C" {
#include "miscadmin.h"
#include "utils/date.h"
}

namespace inventory {
namespace {

namespace demand = core::demand;

// ---- what it was ---------------------------------------------------------------------------

// A day of one level or, added up, of some.
struct HistoryDay {
    demand::Day day;
    core::Quantity sold;
    core::Quantity returned;
    double out_share;
};

// The days of one level, from `first` on: those that were noted, and those of a stretch that has not ended.
void add_days(Vec<HistoryDay> &history, const NotedDay *days, int count,
              std::optional<demand::Time> since, demand::Day first, TimestampTz clock) {
    const demand::Day today = demand::day_of(clock);
    auto add = [&](demand::Day day, const NotedDay *noted) {
        const double out = noted == nullptr ? 0 : noted->noted.out_seconds;
        if (day >= first)
            history.add(HistoryDay{day, noted == nullptr ? 0 : noted->noted.sold,
                                   noted == nullptr ? 0 : noted->returned,
                                   demand::out_share(day, out, since, clock)});
    };
    // The next day of the stretch; of one that begins in the future there is none.
    demand::Day next = since && *since <= clock ? demand::day_of(*since) : today + 1;
    auto add_stretch_before = [&](demand::Day day) {
        for (next = std::max(next, std::min(first, day)); next < day; next++) {
            CHECK_FOR_INTERRUPTS();
            add(next, nullptr);
        }
    };

    for (int i = 0; i < count; i++) {
        const demand::Day day = days[i].noted.day;
        add_stretch_before(day);
        add(day, &days[i]);
        next = std::max(next, day + 1);
    }
    add_stretch_before(today + 1);
}

// Of all levels together, the oldest day first: units add up, and the share is the mean over the levels that
// had a day by then.
Vec<HistoryDay> history_of(const Vec<NotedDay> &days, demand::Day first, TimestampTz clock) {
    const Vec<demand::Sales> levels = sales_of(days, clock);
    Vec<HistoryDay> history{};
    Vec<demand::Day> begun{};
    int at = 0, begun_by_then = 0, kept = 0;

    for (int level = 0; level < levels.count; level++) {
        const int from = at;
        while (at < days.count && days[at].level == level)
            at++;
        add_days(history, &days[from], at - from, levels[level].since, first, clock);
        begun.add(*levels[level].first);
    }
    std::sort(begun.begin(), begun.end());
    std::sort(history.begin(), history.end(),
              [](const HistoryDay &a, const HistoryDay &b) { return a.day < b.day; });
    for (const HistoryDay &day : history) {
        if (kept > 0 && history[kept - 1].day == day.day) {
            HistoryDay &together = history[kept - 1];
            together.sold = core::plus(together.sold, day.sold);
            together.returned = core::plus(together.returned, day.returned);
            together.out_share += day.out_share;
        } else {
            history[kept++] = day;
        }
    }
    history.count = kept;
    for (HistoryDay &day : history) {
        while (begun_by_then < begun.count && begun[begun_by_then] <= day.day)
            begun_by_then++;
        day.out_share /= begun_by_then;
    }
    return history;
}

// ---- what it will be -----------------------------------------------------------------------

struct Question {
    int days;
    double service_level;
    double uplift;
};

Question read_question(Arguments &arguments) {
    Question question;

    question.days = arguments.integer("days");
    if (question.days < 1 || question.days > 3650)
        raise_invalid("days", "must be 1 to 3650");
    question.service_level = arguments.number("service_level");
    if (!(question.service_level > 0 && question.service_level < 1))
        raise_invalid("service_level", "must be greater than 0 and less than 1");
    question.uplift = arguments.number("uplift");
    if (!(question.uplift >= 0 && question.uplift <= 1e6))
        raise_invalid("uplift", "must be 0 to 1000000");
    return question;
}

// Whether a variant is stocked there, at one location or any, and none of its levels has any to sell.
bool is_out(Text variant_id, OptionalText location_id) {
    StockReader reader = StockReader::open_levels();
    bool is_stocked = false, has_any = false;
    auto look_at = [&](const PlaceStock &place) {
        is_stocked = true;
        has_any |= !demand::is_sold_out(place.level);
    };

    if (!location_id)
        for (const PlaceStock &place : reader.read(variant_id))
            look_at(place);
    else if (std::optional<PlaceStock> place = reader.read({variant_id, *location_id}))
        look_at(*place);
    reader.close();
    return is_stocked && !has_any;
}

void answer_forecast(Call &call, const demand::History &history, const Question &question,
                     bool is_out_now) {
    const demand::Demand wanted =
        demand::demand_in(history, question.days / 7.0, 0, question.uplift);
    const double mu = demand::mean_per_week(history, question.uplift);

    call.answer_double(wanted.mean);
    call.answer_bigint(demand::quantile(wanted.mean, wanted.variance, question.service_level));
    call.answer_double(mu / 7);
    call.answer_double(demand::dispersion(history));
    call.answer_double(history.exposure);
    call.answer_double(is_out_now ? demand::lost_per_day(0, mu) : 0);
}

} // namespace

INVENTORY_FUNCTION(demand_history) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text variant_id = arguments.id("variant_id");
    OptionalText location_id = arguments.optional_id("location_id");
    std::optional<int32> since = arguments.optional_day("since");
    TimestampTz clock = GetCurrentTimestamp();
    push_snapshot();
    Vec<NotedDay> days = read_days(variant_id, location_id, clock);
    pop_snapshot();
    for (const HistoryDay &day : history_of(days, since.value_or(DATEVAL_NOBEGIN), clock)) {
        call.answer(DATEOID, NullableDatum{DateADTGetDatum(day.day), false});
        call.answer_bigint(day.sold);
        call.answer_bigint(day.returned);
        call.answer_double(day.out_share);
    }
    return call.finish();
}

INVENTORY_FUNCTION(forecast_demand) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text variant_id = arguments.id("variant_id");
    OptionalText location_id = arguments.optional_id("location_id");
    Question question = read_question(arguments);
    TimestampTz clock = GetCurrentTimestamp();
    push_snapshot();
    Vec<demand::Sales> levels = sales_of(read_days(variant_id, location_id, clock), clock);
    bool is_out_now = is_out(variant_id, location_id);
    pop_snapshot();
    demand::History history =
        demand::history_of(levels.items, static_cast<std::size_t>(levels.count), clock);
    if (demand::is_enough(history)) {
        answer_forecast(call, history, question, is_out_now);
    } else {
        call.answer_double(std::nullopt);
        call.answer_bigint(std::nullopt);
        call.answer_double(std::nullopt);
        call.answer_double(std::nullopt);
        call.answer_double(history.exposure);
        call.answer_double(std::nullopt);
    }
    return call.finish();
}

} // namespace inventory
