// Lines that share items compete for them: what each could have alone is not there for all. A deal says
// whether the places of a set can serve them all, and gives each its units: most first, at one place
// after the other, kits before single variants.
#pragma once

#include "core/sourcing/rows.hpp"

namespace inventory::core::sourcing {

struct Deal {
    int *lines; // that share items, as they are served
    int count;
    Quantity *given;   // by place and line; what was dealt, of those lines
    Quantity *left;    // by place and item
    Quantity *missing; // by row
    Quantity *ahead;   // by row: what the places to come could give at most
    Quantity *lowest;  // by place and line: what a place has to give, as others can't
    int *places;       // of the set
    int place_count;
};

void lay_out(Memory &memory, const Problem &problem, Deal &deal);

// Finds the lines that share items.
void find_shared(const Book &book, Deal &deal);

// Deals the needs of rows out to places, in an order of all of them, where their site is chosen (null: all
// are). Answers whether they suffice; false, too, where the budget ended before that was known.
bool deal_out(const Book &book, const Ranks &ranks, const Rows &rows, const int *order,
              const char *chosen, bool split, Budget &budget, Deal &deal);

} // namespace inventory::core::sourcing
