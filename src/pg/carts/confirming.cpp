// Making a cart an order, see confirming.hpp.
#include "pg/carts/confirming.hpp"

#include "pg/rows/json_lines.hpp"

namespace inventory {

void Confirming::prepare_cart(bool revive) {
    cart_call = revive ? core::CartCall::revive : core::CartCall::confirm;
    peeks = can_be_short = raises = true;
    carts.add(WantedCart{reference_id, false, {}, 0});
}

void Confirming::add_element(const core::LevelKey &key, core::Quantity quantity,
                             Vec<WantedLevel> &wanted) {
    elements.add(wish_for(reference_id, key, quantity));
    wanted.add(WantedLevel::with_room(key, quantity));
}

Verdict Confirming::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    const Cart &cart = ws.carts[ws.find_cart(reference_id)];

    elements.count = 0;
    if (cart.ruling == core::Ruling::no_hold)
        raise_no_cart(reference_id);
    if (cart.ruling == core::Ruling::expired)
        raise_cart_expired(reference_id);
    if (cart.ruling == core::Ruling::closed)
        raise_cart_state(reference_id, label_of(cart.now.status), "confirmed");
    if (cart.ruling != core::Ruling::revive)
        return Verdict::done;

    customer_id = cart.now.customer_id;
    for (const Hold &hold : ws.holds_of(cart))
        add_element(hold.key, hold.now.units, wanted);
    if (cart.phase == core::CartPhase::expired && cart.now.last_lines) {
        Jsonb *json = DatumGetJsonbP(*cart.now.last_lines);
        if (JB_ROOT_COUNT(json) > 0)
            for (const core::Line &line : read_lines(json, "last_lines"))
                add_element(line.key, line.quantity, wanted);
    }
    return Verdict::done;
}

Verdict Confirming::answer_first(Workspace &ws, int cart) {
    const CartRecord &record = ws.carts[cart].now;

    units = record.confirmed;
    if (!order_id || record.order_id == order_id)
        return Verdict::nothing;
    if (record.order_id)
        raise_other_order(reference_id, *record.order_id);
    ws.change_cart(cart).order_id = order_id;
    return Verdict::done;
}

Verdict Confirming::decide(Workspace &ws) {
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
    record.expires_at.reset();
    return Verdict::done;
}

} // namespace inventory
