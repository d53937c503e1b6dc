// The SQL functions that work on a cart's holds without taking new ones: touch, release, ship, and what
// a cart holds; and confirm_cart, which takes the last lines again where it revives a cart.
#include "pg/call/call.hpp"
#include "pg/carts/cart_operations.hpp"
#include "pg/carts/confirming.hpp"
#include "pg/carts/merging.hpp"
#include "pg/carts/moving.hpp"
#include "pg/engine/held_kits.hpp"
#include "pg/engine/line.hpp"
#include "pg/engine/read_cart.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

// Of a line of the only cart, what waits for stock: units, or whole kits.
core::Quantity waiting_of(const Workspace &ws, const core::Line &line) {
    if (line.kit_version != 0)
        return waiting_kits(ws, 0, line.key.location_id,
                            read_kit(line.key.variant_id, line.kit_version), true);
    return waiting_units(ws, ws.holds[ws.find_hold(0, line.key)], true).all();
}

core::CartCall release_call(bool cancels_orders) {
    return cancels_orders ? core::CartCall::cancel_order : core::CartCall::release_cart;
}

// Carries an operation on carts out and answers its units.
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
    Vec<core::Line> lines = is_live(cart) ? ws.lines_of(cart) : Vec<core::Line>{};
    for (const core::Line &line : lines) {
        call.answer_text(line.key.variant_id);
        call.answer_text(line.key.location_id);
        call.answer_bigint(line.quantity);
        call.answer_bigint(waiting_of(ws, line));
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
    releasing.add_cart(arguments.id("reference_id"), core::CartCall::release_line);
    releasing.request_id = arguments.request_id();
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(release_cart) {
    Call call = Call::changing(fcinfo, "release_cart");
    Arguments arguments(fcinfo);
    Releasing releasing{};

    Text reference_id = arguments.id("reference_id");
    releasing.add_cart(reference_id, release_call(arguments.flag("cancel_order")));
    releasing.request_id = arguments.request_id();
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(release_carts) {
    Call call = Call::changing(fcinfo, "release_carts");
    Arguments arguments(fcinfo);
    Releasing releasing{};

    releasing.of_many = true;
    Vec<Text> references = arguments.ids("reference_ids");
    std::sort(references.begin(), references.end());
    references.count =
        static_cast<int>(std::unique(references.begin(), references.end()) - references.begin());
    core::CartCall release = release_call(arguments.flag("cancel_orders"));
    for (Text reference : references)
        releasing.add_cart(reference, release);
    releasing.request_id = arguments.request_id();
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
    fulfilling.location_id = arguments.added_id("location_id");
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
    confirming.paid = arguments.added_lines("lines", LineForm{false, true, false});
    confirming.prepare_cart(revive);
    return answer_units(call, arguments, confirming);
}

INVENTORY_FUNCTION(merge_carts) {
    Call call = Call::changing(fcinfo, "merge_carts");
    Arguments arguments(fcinfo);
    Merging merging{};

    merging.from = arguments.id("from_reference");
    merging.into = arguments.id("into_reference");
    merging.request_id = arguments.request_id();
    if (merging.from == merging.into)
        raise_invalid("into_reference", "must differ from from_reference");
    merging.prepare();
    return answer_units(call, arguments, merging);
}

INVENTORY_FUNCTION(move_reservation) {
    Call call = Call::changing(fcinfo, "move_reservation");
    Arguments arguments(fcinfo);
    Moving moving{};

    Text variant_id = arguments.id("variant_id");
    moving.key = {variant_id, arguments.id("from_location")};
    moving.target = {variant_id, arguments.id("to_location")};
    moving.quantity = arguments.quantity("quantity");
    moving.reference_id = arguments.id("reference_id");
    moving.request_id = arguments.request_id();
    if (moving.key == moving.target)
        raise_invalid("to_location", "must differ from from_location");
    moving.prepare(core::CartCall::move_line);
    return call.carry_out(moving, arguments, [&] {
        call.answer_bigint(moving.on_hand);
        call.answer_bigint(moving.available);
    });
}

} // namespace inventory
