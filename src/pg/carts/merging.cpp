// Merging two carts, see merging.hpp.
#include "pg/carts/merging.hpp"

#include "pg/carts/cart_operations.hpp"

#include <algorithm>

namespace inventory {

void Merging::prepare() {
    peeks = true;
    carts.add(WantedCart{from, core::CartCall::merge_from});
    carts.add(WantedCart{into, core::CartCall::merge_into, true});
}

Verdict Merging::examine(Workspace &ws, Vec<WantedLevel> &wanted) {
    const Cart &giver = ws.carts[ws.find_cart(from)];
    const Cart &taker = ws.carts[ws.find_cart(into)];

    units = 0;
    refuse_ruling(giver);
    refuse_ruling(taker);
    ws.want_held_levels(giver, wanted);
    if (taker.ruling == core::Ruling::proceed)
        ws.want_held_levels(taker, wanted);
    return Verdict::done;
}

// What the cart that takes is afterwards, besides what it holds: one that lives on has the later deadline
// and the earlier beginning of the two, another those of the first.
void Merging::receive(Workspace &ws, int giver, int taker) {
    const CartRecord &given = ws.carts[giver].now;
    core::Ruling ruling = ws.carts[taker].ruling;

    if (ruling == core::Ruling::new_life)
        ws.begin_new_life(taker, given.customer_id);
    CartRecord &record = ws.change_cart(taker);
    bool lives_on = ruling == core::Ruling::proceed;
    record.set_deadline(lives_on ? std::max(*record.expires_at, *given.expires_at)
                                 : *given.expires_at);
    record.reserved_at =
        lives_on ? std::min(record.reserved_at, given.reserved_at) : given.reserved_at;
    if (!record.customer_id)
        record.customer_id = given.customer_id;
}

Verdict Merging::decide(Workspace &ws) {
    int giver = ws.find_cart(from);
    int taker = ws.find_cart(into);

    if (ws.has_unlocked_line())
        return Verdict::needs_all_rows;
    receive(ws, giver, taker);
    for (int hold = ws.carts[giver].first_hold; hold >= 0; hold = ws.holds[hold].next) {
        units += ws.holds[hold].now.units;
        ws.hand_over(hold, taker);
    }
    ws.change_cart(giver);
    ws.close_cart(giver, core::CartStatus::cancelled);
    return Verdict::done;
}

} // namespace inventory
