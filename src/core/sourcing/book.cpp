// What places can give and lines are to get, see book.hpp.
#include "core/sourcing/book.hpp"

namespace inventory::core::sourcing {
namespace {

bool has_all(const Book &book, int line, int place) {
    const Part *parts = book.parts(line);

    return std::all_of(parts, parts + book.cart.lines[line].part_count,
                       [&](const Part &part) { return book.source(place, part.item).exists; });
}

// Units of a line at a place, out of stock or with those that may wait.
Quantity units_at(const Book &book, int line, int place, bool waiting) {
    return kits(book.parts(line), book.cart.lines[line].part_count, [&](const Part &part) {
        const Source &source = book.source(place, part.item);
        return !source.tracked ? no_bound : source.stock + (waiting ? source.waiting : 0);
    });
}

// The order of lines does not depend on that in which they came.
bool is_served_before(const Book &book, int a, int b) {
    const Line &x = book.cart.lines[a], &y = book.cart.lines[b];

    if (book.demand[a].is_kit != book.demand[b].is_kit)
        return book.demand[a].is_kit;
    if (x.part_count != y.part_count)
        return x.part_count > y.part_count;
    for (int i = 0; i < x.part_count; i++) {
        const Part &p = book.parts(a)[i], &q = book.parts(b)[i];
        if (p.item != q.item)
            return p.item < q.item;
        if (p.quantity != q.quantity)
            return p.quantity > q.quantity;
    }
    if (x.quantity != y.quantity)
        return x.quantity > y.quantity;
    if (x.least != y.least)
        return x.least > y.least;
    return x.may_wait < y.may_wait;
}

// What each place could give to a line.
void look_through(Book &book, int line) {
    Demand &demand = book.demand[line];
    Outcome &outcome = book.outcomes[line];

    outcome.could = 0;
    demand.is_untracked_somewhere = false;
    for (int place = 0; place < book.cart.place_count; place++) {
        Quantity stock = 0, promise = 0;
        if (has_all(book, line, place)) {
            stock = units_at(book, line, place, false);
            promise = book.cart.lines[line].may_wait ? units_at(book, line, place, true) : stock;
        }
        if (stock == no_bound) {
            demand.is_untracked_somewhere = true;
            stock = promise = 0;
        }
        book.stock[book.at(place, line)] = stock;
        book.promise[book.at(place, line)] = promise;
        outcome.could = plus(outcome.could, promise);
    }
}

// Of the sites that promise most, up to what is wanted, the one with most in stock is what a line gets that
// is not to be split.
void keep_whole(Book &book, int line) {
    const Quantity wanted = book.cart.lines[line].quantity;
    Demand &demand = book.demand[line];

    std::fill(book.at_site, book.at_site + book.cart.site_count, 0);
    std::fill(book.more, book.more + book.cart.site_count, 0);
    for (int place = 0; place < book.cart.place_count; place++) {
        const int site = book.cart.places[place].site;
        book.at_site[site] = plus(book.at_site[site], book.stock[book.at(place, line)]);
        book.more[site] = plus(book.more[site], book.promise[book.at(place, line)]);
    }
    demand.stock = demand.total = 0;
    for (int site = 0; site < book.cart.site_count; site++)
        demand.total = std::max(demand.total, std::min(wanted, book.more[site]));
    for (int site = 0; site < book.cart.site_count; site++)
        if (book.more[site] >= demand.total)
            demand.stock = std::max(demand.stock, std::min(demand.total, book.at_site[site]));
}

Status demand_of(Book &book, int line) {
    const Line &wanted = book.cart.lines[line];
    Demand &demand = book.demand[line];
    Quantity stock = 0, promise = 0;

    for (int place = 0; place < book.cart.place_count; place++) {
        stock = plus(stock, book.stock[book.at(place, line)]);
        promise = plus(promise, book.promise[book.at(place, line)]);
    }
    demand.stock = std::min(wanted.quantity, stock);
    demand.total = std::min(wanted.quantity, promise);
    const bool is_there = demand.total >= wanted.least;
    if (is_there && !book.cart.goals.split_lines)
        keep_whole(book, line);
    demand.is_untracked = demand.total < wanted.least && demand.is_untracked_somewhere;
    if (demand.is_untracked) {
        demand.stock = 0;
        demand.total = wanted.quantity;
        book.outcomes[line].could = max_quantity;
    }
    if (demand.total >= wanted.least)
        return Status::planned;
    return is_there ? Status::too_many_parcels : Status::short_of_units;
}

// Lines that want an item which another wants too.
void find_tangles(Book &book) {
    std::fill(book.users, book.users + book.cart.item_count, 0);
    for (int line = 0; line < book.cart.line_count; line++)
        if (!book.demand[line].is_untracked)
            for (int i = 0; i < book.cart.lines[line].part_count; i++)
                book.users[book.parts(line)[i].item]++;
    for (int line = 0; line < book.cart.line_count; line++) {
        const Part *parts = book.parts(line);
        book.demand[line].is_tangled =
            !book.demand[line].is_untracked &&
            std::any_of(parts, parts + book.cart.lines[line].part_count,
                        [&](const Part &part) { return book.users[part.item] > 1; });
    }
}

} // namespace

void lay_out(Memory &memory, Book &book) {
    const std::size_t lines = static_cast<std::size_t>(book.cart.line_count);
    const std::size_t sites = static_cast<std::size_t>(book.cart.site_count);
    const std::size_t all = lines * static_cast<std::size_t>(book.cart.place_count);

    book.lines = memory.take<int>(lines);
    book.demand = memory.take<Demand>(lines);
    book.outcomes = memory.take<Outcome>(lines);
    book.stock = memory.take<Quantity>(all);
    book.promise = memory.take<Quantity>(all);
    book.at_site = memory.take<Quantity>(sites);
    book.more = memory.take<Quantity>(sites);
    book.users = memory.take<int>(static_cast<std::size_t>(book.cart.item_count));
}

void look_up(Book &book) {
    for (int line = 0; line < book.cart.line_count; line++) {
        book.lines[line] = line;
        book.demand[line].is_kit =
            book.cart.lines[line].part_count > 1 || book.parts(line)[0].quantity > 1;
        look_through(book, line);
    }
    std::sort(book.lines, book.lines + book.cart.line_count,
              [&](int a, int b) { return is_served_before(book, a, b); });
}

Status set_demand(Book &book) {
    Status status = Status::planned;

    for (int line = 0; line < book.cart.line_count; line++) {
        const Status one = demand_of(book, line);
        if (one == Status::short_of_units || status == Status::planned)
            status = one;
        book.outcomes[line].planned = book.demand[line].total;
    }
    find_tangles(book);
    return status;
}

bool is_untracked_at(const Book &book, int line, int place) {
    return has_all(book, line, place) && units_at(book, line, place, false) == no_bound;
}

} // namespace inventory::core::sourcing
