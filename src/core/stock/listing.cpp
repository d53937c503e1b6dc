// Adding up what a variant has, see listing.hpp.
#include "core/stock/listing.hpp"

#include <algorithm>
#include <limits>

namespace inventory::core {
namespace {

// What would be more than can be said is as much as can be.
bool add_up(Quantity &sum, Quantity more) {
    const Quantity room = std::numeric_limits<Quantity>::max() - sum;

    sum += std::min(more, room);
    return more <= room;
}

// The lesser of two limits, of which none is any number.
std::optional<Quantity> lesser(std::optional<Quantity> a, std::optional<Quantity> b) {
    if (!a || !b)
        return a ? a : b;
    return std::min(*a, *b);
}

} // namespace

Offer offer_of(const Level &level, Quantity freed) {
    Quantity present = core::available(level) + freed;
    Offer offer;

    offer.on_hand = level.on_hand;
    offer.available = std::max<Quantity>(0, present);
    offer.tracked = level.tracked;
    offer.incoming = level.incoming;
    offer.expected = std::max<Quantity>(0, present + level.incoming);
    offer.orderable = level.tracked && level.backorder_limit
                          ? std::optional(std::max<Quantity>(0, present + limit(level)))
                          : std::nullopt;
    return offer;
}

Offer offer_of_kits(const Offer *components, const Quantity *each, std::size_t count) {
    Offer kits;
    bool any = false;

    kits.orderable.reset();
    for (std::size_t i = 0; i < count; i++) {
        const Offer &offer = components[i];
        if (!offer.tracked)
            continue;
        Quantity on_hand = offer.on_hand / each[i];
        Quantity available = offer.available / each[i];
        kits.on_hand = any ? std::min(kits.on_hand, on_hand) : on_hand;
        kits.available = any ? std::min(kits.available, available) : available;
        Quantity expected = offer.expected / each[i];
        kits.expected = any ? std::min(kits.expected, expected) : expected;
        if (offer.orderable)
            kits.orderable = lesser(kits.orderable, *offer.orderable / each[i]);
        any = true;
    }
    kits.tracked = any;
    kits.incoming = kits.expected - kits.available;
    return kits;
}

bool Listing::add(std::string_view location, const Offer &offer) {
    locations++;
    tracked = tracked.value_or(true) && offer.tracked;
    if (offer.available > most) {
        most = offer.available;
        best_location = location;
    }
    if (!offer.orderable)
        orderable.reset();
    bool fits = add_up(on_hand, offer.on_hand);
    fits &= add_up(available, offer.available);
    fits &= add_up(incoming, offer.incoming);
    if (orderable)
        fits &= add_up(*orderable, *offer.orderable);
    return fits;
}

} // namespace inventory::core
