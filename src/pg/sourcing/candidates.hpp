// Which places may answer the lines of a call, and with how much.
#pragma once

#include "pg/sourcing/pieces.hpp"
#include "pg/sourcing/stock_reader.hpp"

#include "core/supply/steps.hpp"

namespace inventory {

// Units that a cart keeps at a level, and where they stand in line.
struct InLine {
    core::Quantity units = 0;
    core::Quantity ahead = 0;       // units of others before them
    core::Quantity first = 0;       // of these units, those that were not added later
    core::Quantity first_ahead = 0; // units of others before those
};

// What a place can give of a variant.
struct Capacity {
    core::LevelKey key;
    bool tracked;
    bool sells;    // to those who name it
    bool ships;    // what is held there
    bool is_asked; // for lines that are routed
    core::Quantity stock;
    core::Quantity waiting;                     // further units that may wait there
    core::Quantity own;                         // that the cart holds there already
    core::Quantity present;                     // available, less than none where units wait
    core::Level level;                          // without the holds that are in nobody's way
    const core::supply::Steps *steps = nullptr; // when new units ship, where anybody asks
    InLine kept{};                              // of the cart's

    // What it gives where it does not sell.
    Capacity as_held() const {
        Capacity held = *this;
        held.stock = own;
        held.waiting = 0;
        return held;
    }
};

struct Candidates {
    Vec<Piece> pieces;
    Vec<Capacity> capacities; // by variant and location

    // Of the lines that nothing but a lack of units can refuse; the others get their fate.
    static Candidates of(Sourcing &sourcing, const Asker &asker);

    // nullptr where there is none.
    const Capacity *find(const core::LevelKey &key) const;
    // Finds out when units ship that are promised now. Where only those count that ship by a time, what there
    // is of others is left out.
    void add_curves(const Sourcing &sourcing, const Asker &asker);
    // Whether stock alone may not do for the lines.
    bool may_wait(const Sourcing &sourcing) const;

    // Where those of a variant begin.
    const Capacity *first_of(Text variant_id) const;

    // Whether at a place `has(capacity, units)` holds of each part of a piece.
    template <class Has>
    bool has_place_for(const Sourcing &sourcing, const Piece &piece, Has has) const;
};

template <class Has>
bool Candidates::has_place_for(const Sourcing &sourcing, const Piece &piece, Has has) const {
    const Text variant_id = part_of(sourcing, piece, 0).variant_id;

    for (const Capacity *at = first_of(variant_id);
         at != capacities.end() && at->key.variant_id == variant_id; at++) {
        bool all = true;
        for (int part = 0; all && part < piece.part_count(); part++) {
            const Component component = part_of(sourcing, piece, part);
            const Capacity *there = find({component.variant_id, at->key.location_id});
            all = there != nullptr && has(*there, core::times(piece.quantity, component.quantity));
        }
        if (all)
            return true;
    }
    return false;
}

} // namespace inventory
