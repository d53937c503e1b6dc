// Sourcing: from which places the lines of a cart come. Numbers in, a plan out; what is locked and held,
// and which places may answer at all, is the caller's matter.
//
// The plan is the same whatever the order of places and of lines. Items are numbered by the caller in an
// order of its own, by variant id say: where lines compete, it decides between them.
#pragma once

#include "core/supply/steps.hpp"

#include <climits>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace inventory::core::sourcing {

// What a plan is to be like. The first two are goals of a set of places, the others rank the places.
enum class Goal { fewest_parcels, cheapest, nearest, priority, most_stock };

inline constexpr int max_goals = 5;
inline constexpr std::int64_t default_budget = 2'000'000;

struct Goals {
    Goal order[max_goals];
    int count;
    int max_parcels = 0; // 0: no limit
    bool split_lines = true;
};

inline constexpr int not_first = INT_MAX;
inline constexpr double nowhere = std::numeric_limits<double>::infinity();
inline constexpr std::int64_t for_ever = std::numeric_limits<std::int64_t>::max();

struct Place {
    std::string_view location_id;
    int site;
    int first = not_first; // its position among those that are filled before any goal is asked
    double distance_km = nowhere;        // nowhere: unknown, and so last
    std::int64_t priority = 100;         // smaller first
    std::int64_t sells_until = for_ever; // microseconds
    bool held = false; // the cart holds units there: first of its equals in every goal
};

// Places that send one parcel together.
struct Site {
    Quantity parcel_cost = 0;
};

// So many of an item go into one unit of a line. No item is named twice in a line.
struct Part {
    int item;
    Quantity quantity;
};

// A plain variant is one part of quantity 1, a kit is what it is made of. Lines may share items.
struct Line {
    int first_part;
    int part_count;
    Quantity quantity;
    Quantity least; // fewer will do, down to so many; quantity: all are wanted
    bool may_wait;
};

// What a place has of an item; no number is negative, nor above max_quantity. Units of the plan are served in
// the order in which it takes them, those of stock and those that wait, behind what stands in line there.
struct Source {
    bool exists;
    bool tracked;
    Quantity stock;
    Quantity waiting; // further units that may wait there
    // When new units ship that are promised there; null: nobody knows.
    const supply::Steps *steps = nullptr;
    // So many units the cart holds there already. While the plan takes no more, they keep their place in
    // line, behind own_ahead units of others; the first of them, those that were not added later, behind
    // first_ahead.
    Quantity own = 0;
    Quantity own_ahead = 0;
    Quantity own_first = 0;
    Quantity first_ahead = 0;
};

struct Problem {
    const Place *places;
    int place_count;
    const Site *sites;
    int site_count;
    const Line *lines;
    int line_count;
    const Part *parts;
    const Source *sources; // of place p and item i: at p * item_count + i
    int item_count;
    Goals goals;
    std::int64_t budget = default_budget; // of looks at what a place has for a line
};

enum class Status {
    planned,
    short_of_units,  // IV001: the units are not there
    too_many_parcels // IV016: they are, but not in so few parcels, or not of a line at one site
};

struct Take {
    int line;
    int place;
    Quantity quantity;
    Quantity waiting; // of these, what waits there
    // When the last of them ships: those that wait behind those that do not, and behind those of the takes
    // before. Not known of untracked units.
    supply::Ready ready;
};

// What became of a line.
struct Outcome {
    Quantity could;   // what its candidates could promise, were it alone; untracked: max_quantity
    Quantity planned; // units of the line in the plan; of a refused cart: that were found for it
};

// Where the cart is refused there are no takes.
struct Plan {
    Status status;
    bool proven;        // no plan that gives as much is better by the goals; refused: there is none
    int parcels;        // sites of tracked units
    int lower_bound;    // no plan that is as good by the goals before has fewer
    std::int64_t looks; // taken of the budget
    const Take *takes;  // by line, then in the order in which places are filled
    int take_count;
    const Outcome *lines; // one a line
};

// Beyond these the search is left out: the plan is the greedy one. A line counts once for each class of
// places that gives to it, where ranks or `first` stand before the goal of a set.
inline constexpr int max_searched_places = 1024;
inline constexpr int max_searched_lines = 256;

// How much memory a plan takes, and the plan itself, which lies in that memory. The block is aligned as
// std::max_align_t is.
std::size_t route_memory(const Problem &problem);
Plan route(const Problem &problem, void *block);

} // namespace inventory::core::sourcing
