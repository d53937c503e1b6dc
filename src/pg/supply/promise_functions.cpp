// The SQL functions of when units ship: cart_promises, promise_cart, late_promises, available_by_date.
#include "pg/base/errors.hpp"
#include "pg/call/call.hpp"
#include "pg/engine/load_carts.hpp"
#include "pg/engine/operation.hpp"
#include "pg/engine/read_cart.hpp"
#include "pg/kits/kits.hpp"
#include "pg/sourcing/locations.hpp"
#include "pg/sourcing/promises.hpp"
#include "pg/supply/curves.hpp"
#include "pg/supply/late_orders.hpp"

namespace inventory {
namespace {

void answer_lines(Call &call, const Vec<LinePromise> &lines) {
    for (const LinePromise &line : lines) {
        call.answer_text(line.key.variant_id);
        call.answer_text(line.key.location_id);
        call.answer_bigint(line.quantity);
        call.answer_bigint(line.from_stock);
        call.answer_time(time_of(line.ready.from));
        call.answer_time(time_of(line.ready.by));
        call.answer_time(time_of(line.promised_at));
    }
}

// Writes down what a buyer is told. Locks the cart, and no level.
struct PromisingCart : Operation {
    Text reference_id;
    OptionalTime promised_at; // none: when each line ships
    Vec<LinePromise> lines;   // the answer

    Verdict decide(Workspace &ws) override;
};

Verdict PromisingCart::decide(Workspace &ws) {
    int cart = ws.find_cart(reference_id);

    if (ws.carts[cart].ruling == core::Ruling::expired)
        raise_cart_expired(reference_id);
    if (ws.carts[cart].ruling == core::Ruling::no_hold || ws.carts[cart].now.quantity == 0)
        raise_no_cart(reference_id);
    if (ws.locking == Locking::none)
        return Verdict::done;
    push_snapshot();
    lines = promises_of(ws, cart);
    pop_snapshot();
    for (LinePromise &line : lines)
        line.promised_at = promised_at ? core::supply::Date(promised_at) : line.ready.by;
    // The cart's row tells who keeps to an older snapshot.
    ws.change_cart(cart);
    for (Hold &hold : ws.holds_of(ws.carts[cart]))
        hold.promised_at = time_of(promise_of(lines, hold).promised_at);
    return Verdict::done;
}

} // namespace

INVENTORY_FUNCTION(cart_promises) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);
    Vec<WantedCart> wanted{};

    wanted.add(WantedCart{arguments.id("reference_id"), core::CartCall::touch});
    push_snapshot();
    Workspace ws = Workspace::with(Locking::none);
    load_carts(ws, wanted, {}, std::nullopt);
    load_holds(ws);
    if (is_live(ws.carts[0]))
        answer_lines(call, promises_of(ws, 0));
    pop_snapshot();
    return call.finish();
}

INVENTORY_FUNCTION(promise_cart) {
    Call call = Call::changing(fcinfo, "promise_cart");
    Arguments arguments(fcinfo);
    PromisingCart promising{};

    promising.reference_id = arguments.id("reference_id");
    promising.promised_at = arguments.optional_date("promised_at");
    promising.peeks = true;
    promising.carts.add(WantedCart{promising.reference_id, core::CartCall::promise});
    perform(promising);
    answer_lines(call, promising.lines);
    return call.finish();
}

INVENTORY_FUNCTION(late_promises) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);
    LateFilter filter{};

    filter.variant_id = arguments.optional_id("variant_id");
    filter.location_id = arguments.optional_id("location_id");
    filter.supply_id = arguments.optional_id("supply_id");
    int max_rows = arguments.integer("max_rows");
    if (max_rows < 1)
        raise_invalid("max_rows", "must be positive");
    push_snapshot();
    Vec<LateLine> lines = read_late_lines(filter, max_rows, GetCurrentTimestamp());
    pop_snapshot();
    for (const LateLine &line : lines) {
        call.answer_text(line.reference_id);
        call.answer_text(line.order_id);
        call.answer_text(line.customer_id);
        call.answer_text(line.key.variant_id);
        call.answer_text(line.key.location_id);
        call.answer_bigint(line.quantity);
        call.answer_bigint(line.told.waiting);
        call.answer_time(time_of(line.told.promised_at));
        call.answer_time(time_of(line.told.ships_by));
    }
    return call.finish();
}

INVENTORY_FUNCTION(available_by_date) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text variant_id = arguments.id("variant_id");
    OptionalText location_id = arguments.optional_id("location_id");
    OptionalText excluded = arguments.optional_id("excluding_reference");
    push_snapshot();
    Vec<PlaceCurve> curves = read_curves(variant_id, location_id, excluded, GetCurrentTimestamp());
    pop_snapshot();
    for (const PlaceCurve &curve : curves)
        for (int step = 0; step < curve.count; step++) {
            core::Quantity units = curve.steps[step].units;
            call.answer_text(curve.location_id);
            call.answer_time(curve.steps[step].from);
            call.answer_bigint(units == core::no_bound ? std::nullopt : std::optional(units));
        }
    return call.finish();
}

} // namespace inventory
