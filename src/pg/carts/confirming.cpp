// Making a cart an order, see confirming.hpp.
#include "pg/carts/confirming.hpp"

#include "pg/carts/cart_operations.hpp"
#include "pg/carts/paid_lines.hpp"
#include "pg/engine/last_lines.hpp"

namespace inventory {
void Confirming::prepare_cart(bool revive) {
    peeks = can_be_short = raises = true;
    carts.add(WantedCart{reference_id, revive ? core::CartCall::revive : core::CartCall::confirm});
}

Vec<core::Line> Confirming::lines_to_revive(const Workspace &ws, const Cart &cart) const {
    Vec<core::Line> last =
        cart.phase == core::CartPhase::overdue ? ws.lines_of(cart) : last_lines_of(cart);

    if (paid)
        return place_lines(*paid, last, reference_id);
    // An order that was cancelled before what it held was kept.
    if (cart.phase == core::CartPhase::undone && last.empty() && cart.now.confirmed > 0)
        raise_cart_state(reference_id, cart.call, cart.phase);
    return last;
}

Verdict Confirming::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    const Cart &cart = ws.carts[ws.find_cart(reference_id)];

    elements.count = 0;
    sourcing = nullptr;
    order_before_.reset();
    refuse_ruling(cart);
    if (cart.ruling == core::Ruling::proceed && paid)
        compare_lines(ws, cart, *paid);
    if (cart.ruling != core::Ruling::revive)
        return Verdict::done;

    customer_id = cart.now.customer_id;
    order_before_ = cart.now.order_id;
    set_lines(reference_id, lines_to_revive(ws, cart));
    return Holding::examine(ws, wanted);
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
        Verdict verdict = Holding::decide(ws);
        if (verdict != Verdict::done)
            return verdict;
        if (elements.empty())
            ws.begin_new_life(cart, customer_id);
    }
    CartRecord &record = ws.change_cart(cart);
    record.status = core::CartStatus::ordered;
    record.order_id = order_id ? order_id : order_before_;
    record.confirmed = units = record.quantity;
    record.expires_at.reset();
    return Verdict::done;
}

} // namespace inventory
