// The plan in the making: what each place gives to each line. Places are filled in their order, from stock.
#pragma once

#include "core/sourcing/search.hpp"

namespace inventory::core::sourcing {

struct Filling {
    Quantity *taken; // by place and line: from stock, and untracked units
    Quantity *waits; // by place and line: what waits
    Quantity *left;  // by place and item: units that may still be promised
    char *is_used;   // by site: it sends a parcel
    int parcels;
    int *queue;             // scratch, by place
    supply::Date *ready_by; // scratch, by place: when what is short of a line would ship
    Take *takes;
    int take_count;
};

void lay_out(Memory &memory, const Problem &problem, Filling &filling);

// Gives a line units of a place: from stock, or to wait there.
void take(const Book &book, Filling &filling, int place, int line, Quantity units, bool waiting);

// Fills the rows from the chosen sites (null: all), and untracked lines from where they are. The sites
// suffice for the rows.
void fill_from_stock(Search &search, const char *chosen, Filling &filling);

// When the last of so many more units of a line (at least one) ships at a place, behind all that is taken
// there: of a kit, when its last component does. Not known where nothing of the line is tracked.
supply::Ready ready_at(const Book &book, const Filling &filling, int place, int line,
                       Quantity units);

// Writes down the takes, and when they ship: for that, what is left of places is counted again.
void write_takes(const Book &book, const Ranks &ranks, Filling &filling);

} // namespace inventory::core::sourcing
