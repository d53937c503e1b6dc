// Sets of sites that cover rows: the instance, what is still missing of it as sites are chosen one by one,
// and the bounds that say how many more it takes at least. The search for the best set is search.hpp's.
#pragma once

#include "core/sourcing/deal.hpp"

namespace inventory::core::sourcing {

// What a site gives to a row, seen from either side.
struct Gift {
    int to; // row or site
    Quantity units;
};

// How good a set is: the smaller is the better one.
struct Worth {
    int sites;
    Quantity cost;
};

// Sites are numbered by rank, the best is 0.
struct Cover {
    int rows;
    int sites;
    const Quantity *need; // by row
    Gift *of_site;        // the gifts of site s: from site_begin[s] to site_begin[s + 1]
    int *site_begin;
    Gift *of_row; // those to row r, from the largest on
    int *row_begin;
    Gift *by_price;  // the same, from the cheapest a unit on
    Quantity *cost;  // by site; 0 where it does not matter
    Quantity *total; // scratch, by row
    bool use_cost;
    bool by_cost;   // cost before the number of sites
    int most_sites; // that a set may have

    // Whether a set is better than another, and small enough.
    bool is_better(Worth a, Worth b) const {
        if (a.sites > most_sites)
            return false;
        if (by_cost && a.cost != b.cost)
            return a.cost < b.cost;
        return a.sites != b.sites ? a.sites < b.sites : a.cost < b.cost;
    }
};

void lay_out(Memory &memory, const Problem &problem, Cover &cover);

// The instance of rows, by what places give to lines: from stock, or with what waits.
void make_cover(const Book &book, const Ranks &ranks, const Rows &rows, const Quantity *give,
                Cover &cover);

inline constexpr Worth hopeless{INT_MAX, no_bound};

// A set in the making.
struct Pick {
    Quantity *missing; // by row
    char *is_out;      // by site: chosen or excluded
    char *is_chosen;   // by site
    int *chosen;       // the chosen sites, in the order in which they were
    Worth worth;
    Quantity *taken; // what each chosen site took off what was missing, gift by gift
    int taken_count;
    Quantity *totals; // scratch, by site
};

void lay_out(Memory &memory, const Problem &problem, Pick &pick);
void begin(const Cover &cover, Pick &pick);

void choose(const Cover &cover, Pick &pick, int site);
void unchoose(const Cover &cover, Pick &pick); // the site chosen last

bool is_covered(const Cover &cover, const Pick &pick);

// What a site would give of what is missing.
Quantity gain(const Cover &cover, const Pick &pick, int site);

// The fewest sites that still cover a row alone, INT_MAX where none do; which row has fewest to spare.
int fewest_for_row(const Cover &cover, const Pick &pick, int row, Budget &budget);

// At least so much it takes to cover what is missing, with at most so many sites; hopeless where it can't be.
Worth least_more(const Cover &cover, Pick &pick, int most, Budget &budget, int *scarcest);

} // namespace inventory::core::sourcing
