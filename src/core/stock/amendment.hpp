// What a feed or an administrator wants of one level, and what becomes of the level. Nothing here knows
// other levels, or how the wish was written down.
#pragma once

#include "core/stock/level.hpp"

namespace inventory::core {

// upsert makes the level where it is missing, create only there, update only where it is not.
enum class AmendmentKind { upsert, create, update, remove };

// None for what stays as it is. At most one of on_hand and delta; a limit is given, or lifted.
struct Amendment {
    AmendmentKind kind = AmendmentKind::upsert;
    std::optional<Quantity> on_hand; // units that are there
    std::optional<Quantity> delta;   // units by which they differ
    std::optional<Quantity> incoming;
    std::optional<Quantity> expected_on_hand;
    bool allow_shortfall = false;
    std::optional<Quantity> safety_stock;
    std::optional<Quantity> backorder_limit;
    bool unlimited_backorder = false;
    std::optional<std::optional<Quantity>> low_stock_threshold; // none in it clears the level's
    std::optional<bool> tracked;
    std::optional<bool> promise_incoming;
    std::optional<std::optional<Span>> ships_in; // none in these clears them
    std::optional<std::optional<Span>> ships_in_max;
    std::optional<std::optional<std::int64_t>> available_from;

    // Whether it would change anything of a level that it leaves there.
    bool sets_something() const;
};

enum class Amended {
    created,
    updated,
    unchanged,
    deleted,
    exists,        // was to be made
    unknown_level, // was to be there
    conflict,      // on hand is not what was expected
    promised,      // would leave promised units without stock
    not_empty,     // cannot be deleted
    managed,       // incoming or the limit goes by its supplies
    below_zero,    // of units on hand
    too_many       // units on hand
};

constexpr bool is_refused(Amended outcome) { return outcome > Amended::deleted; }

struct Amendments {
    Amended outcome;
    Quantity missing; // units whose holds are in the way, or that would lack stock
};

// Sets of a level's policy what is wished, and judges nothing. A limit that follows supply is the caller's to
// set.
void set_policy(const Amendment &wish, Level &level);

// Judges the wish, and changes the level as it says unless it is refused. A level that is not found is as
// one that was just made; has_supplies: something is on its way to it. Where units are missing, and it is not
// refused, a shortfall was allowed.
Amendments amend(const Amendment &wish, bool found, Level &level, bool has_supplies = false);

} // namespace inventory::core
