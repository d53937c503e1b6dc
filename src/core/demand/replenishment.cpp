// Suggesting orders, see replenishment.hpp.
#include "core/demand/replenishment.hpp"

#include <algorithm>

namespace inventory::core::demand {

Suggestion suggest(Quantity stock_position, Quantity reorder_point, Quantity order_up_to,
                   const Terms &terms) {
    // Four quantities together are within this, and what is added to it here is no more than any number.
    constexpr Quantity far = 4 * max_quantity;
    const Quantity position = std::clamp<Quantity>(stock_position, -far, far);
    const Quantity pack = std::clamp<Quantity>(terms.pack, 1, max_quantity);
    const Quantity wanted = order_up_to - position;

    if (position > reorder_point || wanted <= 0)
        return Suggestion{0, Note::none};
    // An order is not more than a quantity can be, either.
    const Quantity room =
        std::clamp<Quantity>(terms.max_stock.value_or(no_bound - far) - position, 0, max_quantity);
    const Quantity needed = std::max(wanted, terms.minimum);
    const Quantity packs = (needed - 1) / pack + 1;
    if (packs <= room / pack)
        return Suggestion{packs * pack, needed > wanted ? Note::minimum_order : Note::none};
    const Quantity units = room / pack * pack;
    return Suggestion{units < terms.minimum ? 0 : units, Note::capped};
}

} // namespace inventory::core::demand
