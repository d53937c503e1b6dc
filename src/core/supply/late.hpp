// Promises that can't be kept as they were told, and which of them are worst.
#pragma once

#include "core/base/quantity.hpp"
#include "core/supply/dates.hpp"

namespace inventory::core::supply {

// A hold of an order: what its buyer was told, and what is so.
struct Told {
    Date promised_at; // none: no date was told
    Quantity waiting; // units that can't ship now
    Date ships_by;    // none: nobody knows
};

// Of a hold's units, those that can't ship now: what stock does not cover, and all of them where the place is
// closed or available_from is to come.
Quantity waiting(Quantity units, Quantity from_stock, const Terms &terms);

bool is_late(const Told &told);

// By how much; none: nobody knows how much.
std::optional<Time> lateness(const Told &told);

// The order in which buyers are notified: first those of whom nobody knows when, then by lateness; of equals,
// who was told the earlier date. Of late ones only.
bool is_worse(const Told &a, const Told &b);

} // namespace inventory::core::supply
