// How a level is spread over its stripes: rows that add up to it, so that buyers need not queue on
// one row lock. Each stripe carries a share of everything, and is a Level of its own.
//
// Between calls it holds of each of their balances (of stock, of what is available, and of both with
// the backorder limit) that either no stripe's is negative or none's is positive. So one stripe alone
// tells that units are available, and that nobody waits for stock; only all of them together tell that
// they are not, and what may be promised beyond the stock.
#pragma once

#include "core/stock/level.hpp"

#include <cstddef>

namespace inventory::core {

inline constexpr int max_stripes = 128;

// Room is not cut into pieces smaller than this: a last few units stay together on one stripe, where
// a buyer finds them.
inline constexpr Quantity smallest_share = 16;

struct Stripe {
    Level level;
    bool draining; // there are more stripes than wanted: it goes when its last hold goes
    bool busy;     // somebody else has the row in hand
};

// What the stripes add up to.
Level total(const Stripe *stripes, std::size_t count);

// Units that may still be promised from a level or a stripe; negative where it is in the red.
Quantity room(const Level &level);

// What a buyer who wants units from one stripe does.
enum class Step {
    take,  // that stripe is free and has enough
    wait,  // that stripe has enough, but somebody has it in hand
    gather // no single stripe has enough: lock them all
};

struct Choice {
    Step step;
    std::size_t stripe;
};

// Chooses among stripes for units that are available, beginning at `start` (any number) and going round,
// but first of all `preferred` where that is one of them. They are some of `all` that the level has; gather
// means all only where they are.
Choice choose(const Stripe *stripes, std::size_t count, std::size_t all, std::size_t start,
              std::size_t preferred, Quantity units);

// With so many units or more nobody asks for the last of them: what is left may be told as it was a moment
// ago.
inline constexpr Quantity plenty = 64;

// What a buyer of units sees who looks at the stripes of a level one after the other: enough, where one that
// was seen can be taken from and what is available on those alone leaves plenty.
class Glance {
  public:
    Glance(Quantity units, std::size_t all) : units_(units), all_(all) {}
    void look_at(const Stripe &stripe);
    bool is_enough() const { return is_free_ && !is_odd_ && spare_ - units_ >= plenty; }

  private:
    Quantity units_;
    std::size_t all_;
    Quantity spare_ = 0;
    bool is_free_ = false; // one can be taken from
    bool is_odd_ = false;  // one of them says that all have to be looked at
};

// Whether a balance of a stripe is negative: holds on it wait for stock, or units are missing.
bool lacks(const Level &level);

// Whether it holds of stripes what is to hold between calls.
bool are_even(const Stripe *stripes, std::size_t count);

// Whether a change of one stripe leaves what holds between calls true whatever the others carry, or,
// where that is known, as none of them lacks anything.
bool is_local(const Stripe &before, const Level &after, bool none_lacks = false);

// Spreads a level over its stripes, whose `reserved` add up to the level's and stay as they are.
// Stripes that drain get what covers their holds, the others share the room, from `first` on.
void spread(const Level &level, Stripe *stripes, std::size_t count, std::size_t first);

} // namespace inventory::core
