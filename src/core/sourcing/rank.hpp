// The ranks of places: which stands before which by the goals that rank, in which order places are filled,
// and which of them are equals before a goal of a set is asked.
#pragma once

#include "core/sourcing/book.hpp"

namespace inventory::core::sourcing {

// What of the goals concerns a set of places.
struct SetGoals {
    int before;    // goals that stand before the first of them
    bool any;      // there is one
    bool by_cost;  // the cheapest set, then the fewest parcels
    bool use_cost; // of the fewest the cheapest
};

SetGoals set_goals(const Goals &goals);

struct Ranks {
    int *places; // best first
    int *fill;   // places in the order in which they are filled: site by site, what sells out first
    int *sites;  // best first
    int *place_rank;  // by place
    int *site_rank;   // by site
    Quantity *weight; // by place: what its site gives, of all lines and then of one
    int *by_class;    // places by class, for one line
};

void lay_out(Memory &memory, const Problem &problem, Ranks &ranks);

// Ranks places and sites by all goals.
void rank_places(Book &book, Ranks &ranks);

// Sorts by_class for a line: by what stands before the goals of a set.
void sort_classes(Book &book, Ranks &ranks, int line);

// Whether two places are equals, for the line last sorted, before a goal of a set is asked.
bool are_equals(const Book &book, const Ranks &ranks, int a, int b);

} // namespace inventory::core::sourcing
