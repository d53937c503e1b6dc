// Filling places from stock, see filling.hpp.
#include "core/sourcing/filling.hpp"

namespace inventory::core::sourcing {
namespace {

// As nothing is taken of any place.
void leave_all(const Book &book, Filling &filling) {
    const std::size_t items = static_cast<std::size_t>(book.cart.place_count) *
                              static_cast<std::size_t>(book.cart.item_count);

    for (std::size_t i = 0; i < items; i++)
        filling.left[i] = book.cart.sources[i].stock + book.cart.sources[i].waiting;
}

void begin(const Book &book, Filling &filling) {
    const std::size_t all = book.at(book.cart.place_count, 0);

    std::fill(filling.taken, filling.taken + all, 0);
    std::fill(filling.waits, filling.waits + all, 0);
    std::fill(filling.is_used, filling.is_used + book.cart.site_count, 0);
    leave_all(book, filling);
    filling.parcels = 0;
}

void use_up(const Book &book, Filling &filling, int place, int line, Quantity units) {
    for (int i = 0; i < book.cart.lines[line].part_count; i++) {
        const Part &part = book.parts(line)[i];
        const Source &source = book.source(place, part.item);
        if (source.tracked)
            filling.left[&source - book.cart.sources] -= units * part.quantity;
    }
}

// Of the places where the line is untracked the first in rank.
void take_untracked(const Book &book, const Ranks &ranks, Filling &filling, int line) {
    for (int i = 0; i < book.cart.place_count; i++)
        if (is_untracked_at(book, line, ranks.places[i])) {
            filling.taken[book.at(ranks.places[i], line)] = book.demand[line].total;
            return;
        }
}

// When the last of so many units of the plan ships.
supply::Ready ready_of(const Source &source, Quantity units) {
    if (source.steps == nullptr)
        return supply::Ready{};
    supply::Steps steps = *source.steps;
    if (units <= source.own_first)
        steps.ahead = source.first_ahead;
    else if (units <= source.own)
        steps.ahead = source.own_ahead;
    return supply::ready(steps, units);
}

} // namespace

void lay_out(Memory &memory, const Problem &problem, Filling &filling) {
    const std::size_t places = static_cast<std::size_t>(problem.place_count);
    const std::size_t all = static_cast<std::size_t>(problem.line_count) * places;

    filling.taken = memory.take<Quantity>(all);
    filling.waits = memory.take<Quantity>(all);
    filling.left = memory.take<Quantity>(places * static_cast<std::size_t>(problem.item_count));
    filling.is_used = memory.take<char>(static_cast<std::size_t>(problem.site_count));
    filling.queue = memory.take<int>(places);
    filling.ready_by = memory.take<supply::Date>(places);
    filling.takes = memory.take<Take>(all);
}

void take(const Book &book, Filling &filling, int place, int line, Quantity units, bool waiting) {
    char &is_used = filling.is_used[book.cart.places[place].site];

    if (units == 0)
        return;
    (waiting ? filling.waits : filling.taken)[book.at(place, line)] += units;
    use_up(book, filling, place, line, units);
    filling.parcels += is_used ? 0 : 1;
    is_used = 1;
}

void fill_from_stock(Search &search, const char *chosen, Filling &filling) {
    const Book &book = search.book;
    Quantity *missing = search.pick.missing;
    Budget unbounded(no_bound); // that the sites suffice was found within the budget: so is this

    begin(book, filling);
    deal_out(book, search.ranks, search.rows, search.ranks.fill, chosen,
             book.cart.goals.split_lines, unbounded, search.deal);
    std::copy(search.rows.need, search.rows.need + search.rows.count, missing);
    for (int i = 0; i < book.cart.place_count; i++) {
        const int place = search.ranks.fill[i];
        if (chosen != nullptr && !chosen[search.ranks.site_rank[book.cart.places[place].site]])
            continue;
        for (int line = 0; line < book.cart.line_count; line++) {
            const std::size_t at = book.at(place, line);
            const int row = search.rows.row_of[at];
            if (row < 0)
                continue;
            const Quantity units = book.demand[line].is_tangled
                                       ? search.deal.given[at]
                                       : std::min(missing[row], book.stock[at]);
            missing[row] -= units;
            take(book, filling, place, line, units, false);
        }
    }
    for (int line = 0; line < book.cart.line_count; line++)
        if (book.demand[line].is_untracked)
            take_untracked(book, search.ranks, filling, line);
}

supply::Ready ready_at(const Book &book, const Filling &filling, int place, int line,
                       Quantity units) {
    supply::Ready last{supply::since_ever, supply::since_ever};
    bool is_any_tracked = false;

    for (int i = 0; i < book.cart.lines[line].part_count; i++) {
        const Part &part = book.parts(line)[i];
        const Source &source = book.source(place, part.item);
        if (!source.tracked)
            continue;
        const Quantity before =
            source.stock + source.waiting - filling.left[&source - book.cart.sources];
        last = later(last, ready_of(source, plus(before, times(units, part.quantity))));
        is_any_tracked = true;
    }
    return is_any_tracked ? last : supply::Ready{};
}

void write_takes(const Book &book, const Ranks &ranks, Filling &filling) {
    filling.take_count = 0;
    for (int line = 0; line < book.cart.line_count; line++)
        for (int i = 0; i < book.cart.place_count; i++) {
            const int place = ranks.fill[i];
            const std::size_t at = book.at(place, line);
            const Quantity units = filling.taken[at] + filling.waits[at];
            if (units == 0)
                continue;
            filling.takes[filling.take_count++] = Take{line, place, units, filling.waits[at], {}};
        }
    // What stock covers stands before what waits.
    leave_all(book, filling);
    for (const bool waits : {false, true})
        for (Take *take = filling.takes; take != filling.takes + filling.take_count; take++) {
            if ((take->waiting > 0) != waits)
                continue;
            take->ready = ready_at(book, filling, take->place, take->line, take->quantity);
            use_up(book, filling, take->place, take->line, take->quantity);
        }
}

} // namespace inventory::core::sourcing
