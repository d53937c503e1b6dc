// What there is of a variant at its places, as a buyer finds it: stripes added up, and holds in nobody's way
// told, those that are past their deadline, swept or not, and those of the cart that asks.
//
// Reads rows by key with the active snapshot, of the tables of levels, holds and carts. What it answers is in the
// memory context that is current then, which may be rid of what was read before.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/rows/scan.hpp"

#include "core/stock/stripes.hpp"

namespace inventory {

// What one place has of a variant.
struct PlaceStock {
    core::LevelKey key;
    core::Level level;
    core::Quantity overdue; // of what is reserved, by carts past their deadline
    core::Quantity own;     // of what is reserved, by the cart that asks

    core::Quantity freed() const { return overdue + own; }
};

class StockReader {
  public:
    // Holds of the cart that asks, if there is one, are its own, whether they are overdue or not.
    static StockReader open(TimestampTz clock, OptionalText own_reference = std::nullopt);
    // Looks at no holds: nothing is told to be in nobody's way.
    static StockReader open_levels();
    void close();

    // Of a variant, in the order of its places.
    Vec<PlaceStock> read(Text variant_id);
    // At some places, in order and each once.
    Vec<PlaceStock> read(Text variant_id, const Vec<Text> &locations);
    // At one place; nothing where there is no level.
    std::optional<PlaceStock> read(const core::LevelKey &key);

  private:
    struct OwnHold {
        core::LevelKey key;
        core::Quantity units;
    };

    void read_own(Text reference_id);
    bool read_rows(Vec<PlaceStock> &stock, Text variant_id, const Vec<Text> *locations, int most);
    void add(Vec<PlaceStock> &stock, const core::LevelKey &key);
    core::Quantity overdue_units(const core::LevelKey &key);

    bool looks_at_holds_;
    TimestampTz clock_;
    OptionalText own_reference_;
    Scan levels_;
    Scan holds_;
    Scan carts_;
    Vec<OwnHold> own_;
    Vec<core::Stripe> stripes_; // of the level in hand
};

} // namespace inventory
