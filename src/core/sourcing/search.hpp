// The search for the best set of sites: greedily, then exactly as far as the budget reaches, then by rank
// among those that are as good.
#pragma once

#include "core/sourcing/cover.hpp"

namespace inventory::core::sourcing {

// What a search works on, and the best set it has found.
struct Search {
    Search(Book &book, Ranks &ranks, Rows &rows, Budget &budget)
        : book(book), ranks(ranks), rows(rows), budget(budget) {}

    Book &book;
    Ranks &ranks;
    Rows &rows;
    Budget &budget;
    Cover cover{};
    Pick pick{};
    Deal deal{};
    int *excluded = nullptr;
    int excluded_count = 0;
    Worth limit = hopeless; // sets that are not better are not looked for
    bool any_will = false;  // the first one found ends the search
    char *best = nullptr;   // by site, numbered by rank
    Worth best_worth = hopeless;
};

void lay_out(Memory &memory, const Problem &problem, Search &search);

// A set that covers all, site by site the one that gives most of what is missing, or most for its cost,
// without those that the others make superfluous. False where none is small enough.
bool choose_greedily(Search &search);

// Betters the best set, or finds a first one: until none is better, which is what `true` says, or the budget
// ends.
bool improve(Search &search);

// The lexicographically first set by rank that is better than `limit`, of which the best set is one.
// False where the budget ended before it was found: the best set stays as it was.
bool put_in_rank(Search &search, Worth limit);

// Whether a set that is better than `limit` contains all sites chosen so far and none excluded.
bool can_be_completed(Search &search, Worth limit);

} // namespace inventory::core::sourcing
