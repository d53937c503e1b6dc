// What the core is asked: places, sites and items by number, and what each place has of each item.
//
// A line that names its place is an item of its own, which only that place has. It is served before lines
// that are routed: what it takes they do not find.
#pragma once

#include "pg/sourcing/candidates.hpp"
#include "pg/sourcing/locations.hpp"

#include "core/sourcing/route.hpp"

namespace inventory {

class Problem {
  public:
    // Lines that no place may answer get their fate, and are left out. Units that the cart holds at a closed
    // place stay there only where they may.
    Problem(Sourcing &sourcing, const Candidates &candidates, const Asker &asker,
            bool stays_at_closed);

    core::sourcing::Plan solve() const;
    // From the places of one site alone; of each line at most so many, where that is said.
    core::sourcing::Plan solve_at(int site, const Vec<core::Quantity> *most = nullptr) const;

    // By the core's numbers.
    const Piece &piece(int line) const { return pieces_[line]; }
    int site_count() const { return sites_.count; }
    int place_count() const { return places_.count; }
    int line_count() const { return lines_.count; }
    // Whether a place may answer any line.
    bool is_candidate(int place) const;
    bool answers(int place, int line) const;
    // Whether what lies there ships.
    bool ships(int place) const { return location_named(places_[place].location_id).ships(); }
    // What a place could give of a line at once.
    core::Quantity available(int line, int place) const;
    // What all places could give of a part of a line.
    core::Quantity could_give(int line, int part) const;
    // Units of a part of a line that all lines want, and that they need at least.
    core::Quantity wanted(int line, int part) const;
    core::Quantity needed(int line, int part) const;
    // Whether a place sends a parcel for a line: something of it is counted there.
    bool is_sent(int line, int place) const;
    // When the last unit of a take ships: of what is not counted at once.
    core::supply::Ready ready(const core::sourcing::Take &take, TimestampTz clock) const;
    // Whether a part is counted anywhere.
    bool is_tracked(int line, int part) const;
    // Of a place, and of its site.
    const core::sourcing::Place &place(int place) const { return places_[place]; }
    core::Quantity parcel_cost(int site) const { return sites_[site].parcel_cost; }
    Text site_id(int site) const { return site_ids_[site]; }

  private:
    // A variant as it may come from any candidate, or from the place that a line names.
    struct Item {
        Text variant_id;
        OptionalText location_id;
        int line; // of the caller, that names the place; -1: none

        bool operator<(const Item &other) const;
    };

    core::sourcing::Source &source(int place, int item) {
        return sources_[place * items_.count + item];
    }
    const core::sourcing::Source &source(int place, int item) const {
        return sources_[place * items_.count + item];
    }
    core::Quantity sum_of(int line, int part, core::Quantity core::sourcing::Line::*quantity) const;
    Text named_place(const Piece &piece) const {
        return sourcing_.lines[piece.line].line.key.location_id;
    }
    bool may_wait(const Piece &piece) const;
    void number_places(const Asker &asker);
    void add_place(Text location_id, const Asker &asker);
    int number_site(Text site_id);
    core::sourcing::Plan solve(const Vec<core::sourcing::Place> &places,
                               const core::sourcing::Source *sources,
                               const Vec<core::sourcing::Line> &lines) const;
    Item item_of(const Piece &piece, Text variant_id) const;
    int find_item(const Piece &piece, Text variant_id) const;
    void number_items();
    void fill_sources();
    void serve_named(const Piece &piece, bool sets);
    void serve_routed(bool sets, bool stays_at_closed);
    bool has_candidate(const Piece &piece) const;
    bool is_apart(const Piece &piece) const;
    void add_lines();

    Sourcing &sourcing_;
    const Candidates &candidates_;
    Vec<Capacity> left_{}; // by variant and location: what lines that name their place leave
    Vec<Piece> pieces_{};
    Vec<Item> items_{};
    Vec<core::sourcing::Place> places_{}; // by location id
    Vec<core::sourcing::Site> sites_{};
    Vec<Text> site_ids_{};
    Vec<core::sourcing::Line> lines_{};
    Vec<core::sourcing::Part> parts_{};
    Vec<core::sourcing::Source> sources_{};
};

} // namespace inventory
