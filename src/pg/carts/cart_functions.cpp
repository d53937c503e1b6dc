// The SQL functions that work on a cart's holds without taking new ones: touch, release, ship, and what
// a cart holds; and confirm_cart, which takes the last lines again where it revives a cart.
#include "pg/call/call.hpp"
#include "pg/carts/cart_operations.hpp"
#include "pg/carts/confirming.hpp"
#include "pg/engine/line.hpp"
#include "pg/engine/load_carts.hpp"
#include "pg/engine/load_levels.hpp"

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

// A cart with its holds and their levels as the caller's snapshot shows them.
Workspace read_cart(Text reference_id) {
    Workspace ws = Workspace::with(Locking::none);
    Vec<WantedCart> wanted_carts{};
    Vec<WantedLevel> wanted_levels{};

    wanted_carts.add(WantedCart{reference_id, false, {}, 0});
    load_carts(ws, wanted_carts, {}, std::nullopt);
    load_holds(ws);
    ws.want_held_levels(ws.carts[0], wanted_levels);
    load_levels(ws, wanted_levels);
    return ws;
}

// Carries an operation on one cart out and answers its units.
template <class OfCart>
Datum answer_units(Call &call, const Arguments &arguments, OfCart &operation) {
    return call.carry_out(operation, arguments, [&] { call.answer_bigint(operation.units); });
}

// Whether the call ships before others in line, as only those may who may change the stock.
bool read_overtake(Arguments &arguments) {
    bool overtakes = arguments.added_flag("overtake", false);

    if (overtakes && !run(sql::may_adjust, Parameters().oid(GetOuterUserId()))[0].boolean(1))
        raise_may_not_overtake();
    return overtakes;
}

} // namespace

INVENTORY_FUNCTION(cart_lines) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Workspace ws = read_cart(arguments.id("reference_id"));
    const Cart &cart = ws.carts[0];
    bool is_live = cart.phase == core::CartPhase::active || cart.phase == core::CartPhase::ordered;
    for (const Hold &hold : ws.holds_of(cart)) {
        if (!is_live)
            break;
        call.answer_text(hold.key.variant_id);
        call.answer_text(hold.key.location_id);
        call.answer_bigint(hold.now.units);
        call.answer_bigint(waiting(ws, hold, true));
        call.answer_time(cart.now.expires_at);
    }
    return call.finish();
}

INVENTORY_FUNCTION(touch_cart) {
    Call call = Call::changing(fcinfo, "touch_cart");
    Arguments arguments(fcinfo);
    Touching touching{};

    touching.reference_id = arguments.id("reference_id");
    touching.ttl = arguments.optional_ttl("ttl");
    touching.prepare(core::CartCall::touch);
    perform(touching);
    call.answer_time(touching.deadline);
    return call.finish();
}

INVENTORY_FUNCTION(release_reservation) {
    Call call = Call::changing(fcinfo, "release_reservation");
    Arguments arguments(fcinfo);
    Releasing releasing{};

    releasing.key = arguments.level_key();
    releasing.quantity = arguments.optional_quantity("quantity");
    releasing.reference_id = arguments.id("reference_id");
    releasing.request_id = arguments.request_id();
    releasing.prepare(core::CartCall::release_line);
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(release_cart) {
    Call call = Call::changing(fcinfo, "release_cart");
    Arguments arguments(fcinfo);
    Releasing releasing{};

    releasing.reference_id = arguments.id("reference_id");
    bool cancels = arguments.flag("cancel_order");
    releasing.request_id = arguments.request_id();
    releasing.prepare(cancels ? core::CartCall::cancel_order : core::CartCall::release_cart);
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(fulfill_reservation) {
    Call call = Call::changing(fcinfo, "fulfill_reservation");
    Arguments arguments(fcinfo);
    Fulfilling fulfilling{};

    fulfilling.key = arguments.level_key();
    fulfilling.quantity = arguments.optional_quantity("quantity");
    fulfilling.reference_id = arguments.id("reference_id");
    fulfilling.request_id = arguments.request_id();
    fulfilling.overtakes = read_overtake(arguments);
    fulfilling.prepare(core::CartCall::fulfill_line);
    return answer_units(call, arguments, fulfilling);
}

INVENTORY_FUNCTION(fulfill_cart) {
    Call call = Call::changing(fcinfo, "fulfill_cart");
    Arguments arguments(fcinfo);
    Fulfilling fulfilling{};

    fulfilling.reference_id = arguments.id("reference_id");
    fulfilling.request_id = arguments.request_id();
    fulfilling.overtakes = read_overtake(arguments);
    fulfilling.prepare(core::CartCall::fulfill_cart);
    return answer_units(call, arguments, fulfilling);
}

INVENTORY_FUNCTION(confirm_cart) {
    Call call = Call::changing(fcinfo, "confirm_cart");
    Arguments arguments(fcinfo);
    Confirming confirming{};

    confirming.reference_id = arguments.id("reference_id");
    confirming.order_id = arguments.optional_id("order_id");
    bool revive = arguments.flag("revive");
    confirming.request_id = arguments.request_id();
    confirming.prepare_cart(revive);
    return answer_units(call, arguments, confirming);
}

} // namespace inventory
