// The SQL functions that work on a cart's holds without taking new ones: touch, release, ship; and
// confirm_cart, which takes the last lines again where it revives a cart.
#include "pg/base/intervals.hpp"
#include "pg/call/call.hpp"
#include "pg/carts/holding.hpp"
#include "pg/rows/json_lines.hpp"

namespace inventory {
namespace {

// What the operations on one cart have in common.
struct CartOperation : Operation {
    Text reference_id;
    int64 units; // the answer

    void prepare(core::CartCall the_call) {
        call = the_call;
        peeks = true;
        carts.add(WantedCart{reference_id, false, Text{}, 0});
    }
    int own(const Workspace &ws) const { return ws.find_cart(reference_id); }
    const char *present_status(const Workspace &ws) const {
        return status_name(ws.carts[own(ws)].now.status);
    }
    // Every level that the cart holds.
    void want_holds(const Workspace &ws, Vec<WantedLevel> &wanted) const {
        for (int at = ws.carts[own(ws)].first_hold; at >= 0; at = ws.holds[at].next_hold)
            wanted.add(WantedLevel::with_holds(ws.holds[at].key));
    }
};

// ---- touch ---------------------------------------------------------------------------------

struct Touching : CartOperation {
    TimestampTz deadline;

    Verdict decide(Workspace &ws) override {
        int cart = own(ws);

        deadline = no_time;
        switch (ws.carts[cart].ruling) {
        case core::Ruling::no_hold:
            raise_no_cart(reference_id);
        case core::Ruling::expired:
            raise_cart_expired(reference_id);
        case core::Ruling::closed:
            raise_cart_state(reference_id, present_status(ws), "touched");
        case core::Ruling::proceed:
            break;
        default:
            return Verdict::nothing;
        }
        CartRecord &record = ws.change_cart(cart);
        record.expires_at =
            core::later_deadline(record.expires_at, deadline_after(ws.clock, ttl));
        deadline = record.expires_at;
        return Verdict::done;
    }
};

// ---- release -------------------------------------------------------------------------------

// Gives back some units of one hold, or all units of all.
struct Releasing : CartOperation {
    const core::LevelKey *key; // nullptr: the whole cart
    core::Quantity quantity;   // 0: all

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override {
        units = 0;
        if (ws.carts[own(ws)].ruling == core::Ruling::closed)
            raise_cart_state(reference_id, "ordered", "released without cancel_order");
        if (key != nullptr)
            wanted.add(WantedLevel::with_holds(*key));
        else
            want_holds(ws, wanted);
        return Verdict::done;
    }

    Verdict decide(Workspace &ws) override {
        int cart = own(ws);
        core::Ruling ruling = ws.carts[cart].ruling;

        if (ruling == core::Ruling::expire_only)
            return Verdict::done;
        if (ruling != core::Ruling::proceed)
            return Verdict::nothing;
        for (int at = ws.carts[cart].first_hold; at >= 0; at = ws.holds[at].next_hold) {
            const Hold &hold = ws.holds[at];
            if (key != nullptr && core::compare(hold.key, *key) != 0)
                continue;
            core::Quantity released = quantity == 0 || quantity > hold.now ? hold.now : quantity;
            ws.change_hold(cart, hold.level, -released, "release", 0);
            units += released;
        }
        if (key != nullptr && units == 0)
            return Verdict::nothing;
        CartRecord &record = ws.change_cart(cart);
        if (record.quantity == 0)
            ws.close_cart(cart, core::CartStatus::cancelled);
        return Verdict::done;
    }
};

// ---- ship ----------------------------------------------------------------------------------

// Ships some units of one hold, or all units of all.
struct Fulfilling : CartOperation {
    const core::LevelKey *key; // nullptr: the whole cart
    core::Quantity quantity;   // 0: all
    Vec<RefusedLine> lacking;

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override {
        units = 0;
        lacking.count = 0;
        switch (ws.carts[own(ws)].ruling) {
        case core::Ruling::no_hold:
            raise_no_cart(reference_id);
        case core::Ruling::expired:
            raise_cart_expired(reference_id);
        case core::Ruling::proceed:
            break;
        default:
            return Verdict::nothing;
        }
        if (key != nullptr)
            wanted.add(WantedLevel::with_holds(*key));
        else
            want_holds(ws, wanted);
        return Verdict::done;
    }

    void ship(Workspace &ws, int cart, const Hold &hold, core::Quantity shipped) {
        core::Quantity on_hand = ws.levels[hold.level].now.on_hand;

        if (shipped > on_hand) {
            lacking.add(RefusedLine{hold.key, shipped, on_hand});
            return;
        }
        ws.change_hold(cart, hold.level, -shipped, "fulfill", -shipped);
        units += shipped;
    }

    Verdict ship_one(Workspace &ws, int cart) {
        int level = ws.find_level(*key);
        int at = level < 0 ? -1 : ws.find_hold(cart, level);

        if (at < 0) {
            if (level >= 0 && ws.levels[level].found && !ws.levels[level].now.tracked)
                return Verdict::nothing;
            raise_no_hold(reference_id, *key);
        }
        const Hold &hold = ws.holds[at];
        if (quantity > hold.now)
            raise_more_than_hold(*key, reference_id, quantity, hold.now);
        ship(ws, cart, hold, quantity == 0 ? hold.now : quantity);
        return Verdict::done;
    }

    Verdict decide(Workspace &ws) override {
        int cart = own(ws);

        if (key != nullptr) {
            if (ship_one(ws, cart) == Verdict::nothing)
                return Verdict::nothing;
        } else {
            for (int at = ws.carts[cart].first_hold; at >= 0; at = ws.holds[at].next_hold)
                ship(ws, cart, ws.holds[at], ws.holds[at].now);
        }
        if (!lacking.empty())
            return Verdict::refused;
        if (ws.change_cart(cart).quantity == 0)
            ws.close_cart(cart, core::CartStatus::completed);
        return Verdict::done;
    }

    void refuse() override { raise_insufficient_stock(lacking); }
};

// ---- confirm -------------------------------------------------------------------------------

// Makes the cart an order; a cart to be revived takes its last lines first.
struct Confirming : Holding {
    Text reference_id;
    Text order_id;
    int64 units;

    void prepare_cart(bool revive) {
        call = revive ? core::CartCall::revive : core::CartCall::confirm;
        peeks = can_be_short = raises = true;
        carts.add(WantedCart{reference_id, false, Text{}, 0});
    }

    void add_element(const core::LevelKey &key, core::Quantity quantity,
                     Vec<WantedLevel> &wanted) {
        elements.add(Element{reference_id, key, quantity, HoldStatus::available, 0, 0, no_time,
                             false, 0});
        wanted.add(WantedLevel::with_room(key, quantity));
    }

    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override {
        const Cart &cart = ws.carts[ws.find_cart(reference_id)];

        elements.count = 0;
        if (cart.ruling == core::Ruling::no_hold)
            raise_no_cart(reference_id);
        if (cart.ruling == core::Ruling::expired)
            raise_cart_expired(reference_id);
        if (cart.ruling == core::Ruling::closed)
            raise_cart_state(reference_id, status_name(cart.now.status), "confirmed");
        if (cart.ruling != core::Ruling::revive)
            return Verdict::done;

        customer_id = cart.now.customer_id;
        for (int at = cart.first_hold; at >= 0; at = ws.holds[at].next_hold)
            add_element(ws.holds[at].key, ws.holds[at].now, wanted);
        if (cart.phase == core::CartPhase::expired && cart.now.last_lines != 0) {
            Jsonb *json = DatumGetJsonbP(cart.now.last_lines);
            if (JB_ROOT_COUNT(json) > 0)
                for (const core::Line &line : read_lines(json, "last_lines"))
                    add_element(line.key, line.quantity, wanted);
        }
        return Verdict::done;
    }

    // The cart is an order already.
    Verdict answer_first(Workspace &ws, int cart) {
        const CartRecord &record = ws.carts[cart].now;

        units = record.confirmed;
        if (is_null(order_id) || record.order_id == order_id)
            return Verdict::nothing;
        if (!is_null(record.order_id))
            raise_other_order(reference_id, record.order_id);
        ws.change_cart(cart).order_id = order_id;
        return Verdict::done;
    }

    Verdict decide(Workspace &ws) override {
        int cart = ws.find_cart(reference_id);

        if (ws.carts[cart].ruling == core::Ruling::first_answer)
            return answer_first(ws, cart);
        if (ws.carts[cart].ruling == core::Ruling::revive) {
            Verdict verdict = decide_all(ws);
            if (verdict != Verdict::done)
                return verdict;
            if (elements.empty())
                ws.begin_new_life(cart, customer_id);
        }
        CartRecord &record = ws.change_cart(cart);
        record.status = core::CartStatus::ordered;
        record.order_id = order_id;
        record.confirmed = units = record.quantity;
        record.expires_at = no_time;
        return Verdict::done;
    }
};

// Carries an operation on one cart out, unless the request was made before, and answers its units.
template <class CartCall> Datum answer_units(Call &call, Arguments &arguments, CartCall &operation) {
    if (call.is_repeated(arguments))
        return call.finish();
    operation.request_id = call.request_id();
    perform(operation);
    call.answer_bigint(operation.units);
    return call.finish();
}

} // namespace

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

    core::LevelKey key = arguments.level_key();
    releasing.quantity = arguments.optional_quantity("quantity");
    releasing.reference_id = arguments.id("reference_id");
    releasing.key = &key;
    releasing.prepare(core::CartCall::release_line);
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(release_cart) {
    Call call = Call::changing(fcinfo, "release_cart");
    Arguments arguments(fcinfo);
    Releasing releasing{};

    releasing.reference_id = arguments.id("reference_id");
    bool cancels = arguments.flag("cancel_order");
    releasing.prepare(cancels ? core::CartCall::cancel_order : core::CartCall::release_cart);
    return answer_units(call, arguments, releasing);
}

INVENTORY_FUNCTION(fulfill_reservation) {
    Call call = Call::changing(fcinfo, "fulfill_reservation");
    Arguments arguments(fcinfo);
    Fulfilling fulfilling{};

    core::LevelKey key = arguments.level_key();
    fulfilling.quantity = arguments.optional_quantity("quantity");
    fulfilling.reference_id = arguments.id("reference_id");
    fulfilling.key = &key;
    fulfilling.prepare(core::CartCall::fulfill_line);
    return answer_units(call, arguments, fulfilling);
}

INVENTORY_FUNCTION(fulfill_cart) {
    Call call = Call::changing(fcinfo, "fulfill_cart");
    Arguments arguments(fcinfo);
    Fulfilling fulfilling{};

    fulfilling.reference_id = arguments.id("reference_id");
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
    confirming.prepare_cart(revive);
    return answer_units(call, arguments, confirming);
}

} // namespace inventory
