// What can be said of one variant over all its locations, as a list of goods shows it.
#pragma once

#include "core/stock/level.hpp"

#include <cstddef>
#include <string_view>

namespace inventory::core {

// What one location has of a variant, or of a kit.
struct Offer {
    Quantity on_hand = 0;
    Quantity available = 0;                // from stock; 0 where the level is in the red
    std::optional<Quantity> orderable = 0; // what a buyer could have; none: any number
    bool tracked = true;
    Quantity incoming = 0; // of a kit: how many more there are once everything has come
    Quantity expected = 0; // available from stock then
};

// Of a level, where so many of the reserved units are in nobody's way.
Offer offer_of(const Level &level, Quantity freed);

// Of kits, by the offers of their components, so many of which are in one each: as many as of the component
// of which there are fewest, untracked ones left out.
Offer offer_of_kits(const Offer *components, const Quantity *each, std::size_t count);

// Of the offers that were added so far; as it is made, of none.
struct Listing {
    Quantity on_hand = 0;
    Quantity available = 0;                // from stock; says nothing where one is not tracked
    std::optional<Quantity> orderable = 0; // what a buyer could have; none: any number
    std::optional<bool> tracked;           // none where there is no level
    int locations = 0;
    Quantity incoming = 0;
    std::string_view best_location; // where most is available; empty where nothing is
    Quantity most = 0;              // there

    // Adds what one location has. False where units would be more than can be said: then they are as many as
    // can be. Of two that have as much, the first that was added is the better one.
    bool add(std::string_view location, const Offer &offer);
    // Somewhere it is not counted.
    bool is_untracked() const { return tracked && !*tracked; }
};

} // namespace inventory::core
