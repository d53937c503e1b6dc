// The SQL functions of replenishment: set_replenishment, and replenishment_report, which says what to order.
#include "pg/base/errors.hpp"
#include "pg/base/intervals.hpp"
#include "pg/call/call.hpp"
#include "pg/demand/report.hpp"
#include "pg/rows/scan.hpp"

#include "core/demand/days.hpp"

#include <algorithm>
#include <cmath>

extern "C" {
#include "utils/date.h"
}

namespace inventory {
namespace {

namespace demand = core::demand;

// ---- how levels are replenished ------------------------------------------------------------

// A number of units, or -1 for none.
std::optional<int64> read_limit(Arguments &arguments, const char *name) {
    std::optional<int64> limit = arguments.optional_bigint(name);

    if (limit && *limit < -1)
        raise_invalid(name, "must be -1 or a number of units");
    if (limit && *limit > core::max_quantity)
        raise_out_of_range(name, "must be at most 9007199254740991");
    return limit;
}

// At most a hundred years.
std::optional<Interval> read_span(Arguments &arguments, const char *name, bool may_be_nothing) {
    constexpr int64 longest = int64{100} * 360 * USECS_PER_DAY;
    std::optional<Interval> interval = arguments.optional_interval(name);

    if (!interval)
        return std::nullopt;
    std::optional<core::Span> span = span_of(name, *interval);
    if (!span && !may_be_nothing)
        raise_invalid(name, "must be positive");
    if (span && core::length_of(*span) > longest)
        raise_out_of_range(name, "must be at most 100 years");
    return interval;
}

std::optional<double> read_service_level(Arguments &arguments) {
    std::optional<double> level = arguments.optional_double("service_level", 0, 1);

    if (level && (*level == 0 || *level == 1))
        raise_invalid("service_level", "must be greater than 0 and less than 1");
    return level;
}

void add_units(Parameters &parameters, std::optional<int64> units) {
    parameters.add(Int64GetDatum(units.value_or(0)), !units);
}

// What a row is of: its key is added to the parameters. Whether it is at one location.
bool read_object(Arguments &arguments, Parameters &parameters) {
    OptionalText variant_id = arguments.optional_id("variant_id");
    OptionalText location_id = arguments.optional_id_or_empty("location_id");
    OptionalText product_id = arguments.optional_id("product_id");

    if (variant_id && product_id)
        raise_invalid("product_id", "must be null where variant_id is given");
    parameters.text(variant_id ? "variant" : product_id ? "product" : "all");
    parameters.text(variant_id ? *variant_id : product_id.value_or(""));
    parameters.text(location_id.value_or(""));
    return location_id && !location_id->empty();
}

Parameters read_replenishment(Arguments &arguments) {
    Parameters parameters{};
    auto add_span = [&](const std::optional<Interval> &span) {
        Interval *copy = static_cast<Interval *>(palloc0(sizeof(Interval)));
        *copy = span.value_or(*copy);
        parameters.add(IntervalPGetDatum(copy), !span);
    };

    bool is_at_location = read_object(arguments, parameters);
    std::optional<int64> low_stock = read_limit(arguments, "low_stock");
    if (low_stock && is_at_location)
        raise_low_stock_at_location();
    add_units(parameters, low_stock ? std::max<int64>(0, *low_stock) : low_stock);
    add_units(parameters, arguments.optional_stock("low_margin"));
    add_units(parameters, arguments.optional_quantity("in_stock_at"));
    add_units(parameters, read_limit(arguments, "overstock"));
    add_span(read_span(arguments, "lead_time", true));
    add_span(read_span(arguments, "lead_time_sd", true));
    add_span(read_span(arguments, "order_cycle", false));
    std::optional<double> service_level = read_service_level(arguments);
    parameters.add(Float8GetDatum(service_level.value_or(0)), !service_level);
    add_units(parameters, arguments.optional_quantity("pack_size"));
    add_units(parameters, arguments.optional_stock("minimum_order"));
    add_units(parameters, read_limit(arguments, "max_stock"));
    return parameters.text(arguments.optional_id_or_empty("supplier_id"));
}

// ---- what to order -------------------------------------------------------------------------

OptionalText note_of(const std::optional<demand::Proposal> &proposal) {
    if (!proposal)
        return "no_history";
    switch (proposal->suggestion.note) {
    case demand::Note::minimum_order:
        return "minimum_order";
    case demand::Note::capped:
        return "capped";
    case demand::Note::none:
        break;
    }
    return std::nullopt;
}

// The day on which a level will be out; NULL where the calendar does not reach that far.
NullableDatum out_on(std::optional<double> days_of_cover, TimestampTz clock) {
    constexpr double last = DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1;

    if (!days_of_cover)
        return NullableDatum{Datum{0}, true};
    const double day = demand::day_of(clock) + std::floor(*days_of_cover);
    if (day > last)
        return NullableDatum{Datum{0}, true};
    return NullableDatum{DateADTGetDatum(static_cast<DateADT>(day)), false};
}

void answer_level(Call &call, const ReportedLevel &level, TimestampTz clock) {
    const std::optional<demand::Proposal> &proposal = level.proposal;
    const core::Quantity available = core::available(level.level);
    // A column of the proposal, if there is one.
    auto of_proposal = [&](auto get) {
        return proposal ? std::optional(get(*proposal)) : std::nullopt;
    };
    const std::optional<double> cover = proposal ? proposal->days_of_cover : std::nullopt;

    call.answer_text(level.key.variant_id);
    call.answer_text(level.key.location_id);
    call.answer_text(level.supplier_id);
    call.answer_bigint(available);
    call.answer_bigint(level.level.incoming);
    call.answer_bigint(std::max<core::Quantity>(0, -available));
    call.answer_double(of_proposal([](const demand::Proposal &p) { return p.mean_per_day; }));
    call.answer_double(cover);
    call.answer(DATEOID, out_on(cover, clock));
    call.answer_bigint(
        of_proposal([](const demand::Proposal &p) { return p.targets.reorder_point; }));
    call.answer_bigint(of_proposal([](const demand::Proposal &p) { return p.targets.buffer; }));
    call.answer_bigint(
        of_proposal([](const demand::Proposal &p) { return p.targets.order_up_to; }));
    call.answer_bigint(of_proposal([](const demand::Proposal &p) { return p.suggestion.units; }));
    call.answer_double(of_proposal([](const demand::Proposal &p) { return p.lost_per_day; }));
    call.answer_text(note_of(proposal));
}

} // namespace

INVENTORY_FUNCTION(set_replenishment) {
    Call call = Call::changing(fcinfo, "set_replenishment");
    Arguments arguments(fcinfo);

    if (run(sql::set_replenishment, read_replenishment(arguments)).count == 0)
        raise_suppressed_row();
    call.answer(VOIDOID, NullableDatum{Datum{0}, false});
    return call.finish();
}

INVENTORY_FUNCTION(replenishment_report) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    OptionalText location_id = arguments.optional_id("location_id");
    OptionalText supplier_id = arguments.optional_id("supplier_id");
    bool due_only = arguments.flag("due_only");
    TimestampTz clock = GetCurrentTimestamp();
    push_snapshot();
    Vec<ReportedLevel> levels = read_report(location_id, supplier_id, clock);
    pop_snapshot();
    for (const ReportedLevel &level : levels)
        if (!due_only || (level.proposal && level.proposal->suggestion.units > 0))
            answer_level(call, level, clock);
    return call.finish();
}

} // namespace inventory
