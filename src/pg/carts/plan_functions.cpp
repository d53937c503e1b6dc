// The SQL functions that tell where a cart would come from, and hold nothing: plan_cart, cart_sources.
#include "pg/call/call.hpp"
#include "pg/carts/holding.hpp"
#include "pg/engine/read_cart.hpp"
#include "pg/rows/scan.hpp"
#include "pg/sourcing/promises.hpp"
#include "pg/sourcing/sites.hpp"

namespace inventory {
namespace {

Sourcing read_sourcing(Arguments &arguments) {
    LineForm form{};

    form.choices = form.anywhere = true;
    Vec<core::Line> lines = arguments.lines("lines", form);
    std::optional<Datum> route = arguments.optional_jsonb("route");
    return Sourcing::of(lines, route ? read_route(DatumGetJsonbP(*route)) : usual_route());
}

void answer_portion(Call &call, const Sourcing &sourcing, const Portion &portion) {
    call.answer_text(label_of(HoldStatus::available));
    call.answer_integer(portion.parcel == 0 ? std::nullopt : std::optional(portion.parcel));
    call.answer_text(sourcing.lines[portion.line].line.key.variant_id);
    call.answer_text(portion.location_id);
    call.answer_bigint(portion.quantity);
    call.answer_bigint(portion.waiting);
    call.answer_time(time_of(portion.ready.from));
    call.answer_time(time_of(portion.ready.by));
    call.answer_bigint(portion.parcel == 0 ? std::nullopt : std::optional(portion.available));
}

void answer_refused(Call &call, const SourcedLine &line) {
    const core::LevelKey &key = line.line.key;

    call.answer_text(label_of(status_of(line.fate)));
    call.answer_integer(std::nullopt);
    call.answer_text(key.variant_id);
    call.answer_text(key.location_id.empty() ? std::nullopt : OptionalText{key.location_id});
    call.answer_bigint(line.line.quantity);
    call.answer_bigint(0);
    call.answer_time(std::nullopt);
    call.answer_time(std::nullopt);
    call.answer_bigint(remaining_of(line));
}

} // namespace

INVENTORY_FUNCTION(plan_cart) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);
    Workspace ws{};
    Asker asker{GetCurrentTimestamp(), nullptr, -1, false, true};

    Sourcing sourcing = read_sourcing(arguments);
    OptionalText excluded = arguments.optional_id("excluding_reference");
    push_snapshot();
    if (excluded) {
        ws = read_cart(*excluded);
        asker = Asker{ws.clock, &ws, 0, is_live(ws.carts[0]), true};
    }
    sourcing.plan(asker);
    pop_snapshot();
    for (const Portion &portion : sourcing.portions)
        answer_portion(call, sourcing, portion);
    if (sourcing.fate() != Fate::planned)
        for (const SourcedLine &line : sourcing.lines)
            answer_refused(call, line);
    return call.finish();
}

INVENTORY_FUNCTION(cart_sources) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);
    Asker asker{GetCurrentTimestamp(), nullptr, -1, false};

    Sourcing sourcing = read_sourcing(arguments);
    push_snapshot();
    Vec<SiteOffer> offers = offers_of_sites(sourcing, asker);
    pop_snapshot();
    for (const SiteOffer &offer : offers) {
        call.answer_text(offer.site_id);
        call.answer_boolean(offer.is_complete);
        call.answer_bigint(offer.units);
        call.answer_double(offer.distance_km);
        call.answer_bigint(offer.parcel_cost);
        call.answer_time(time_of(offer.ships_by));
    }
    return call.finish();
}

} // namespace inventory
