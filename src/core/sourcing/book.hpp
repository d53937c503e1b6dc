// What every place can give to every line, and what each line is to get: the numbers that all of sourcing
// works on.
#pragma once

#include "core/sourcing/kits.hpp"
#include "core/sourcing/memory.hpp"

namespace inventory::core::sourcing {

// What a line is to get.
struct Demand {
    Quantity stock;    // from stock
    Quantity total;    // with what waits
    bool is_untracked; // it is not tracked where it comes from: any quantity, no parcel
    bool is_untracked_somewhere;
    bool is_kit;
    bool is_tangled; // it shares items with other lines
};

struct Book {
    explicit Book(const Problem &cart) : cart(cart) {}

    const Problem &cart;
    int *lines = nullptr;        // kits before single variants: the order in which they are served
    Demand *demand = nullptr;    // by line
    Outcome *outcomes = nullptr; // by line
    Quantity *stock = nullptr;   // by place and line: units from stock, were the line alone
    Quantity *promise = nullptr; // with those that may wait
    Quantity *at_site = nullptr; // by site: scratch
    Quantity *more = nullptr;    // by site: scratch
    int *users = nullptr;        // by item: the lines that want it

    std::size_t at(int place, int line) const {
        return static_cast<std::size_t>(place) * static_cast<std::size_t>(cart.line_count) +
               static_cast<std::size_t>(line);
    }
    const Source &source(int place, int item) const {
        return cart
            .sources[static_cast<std::size_t>(place) * static_cast<std::size_t>(cart.item_count) +
                     static_cast<std::size_t>(item)];
    }
    const Part *parts(int line) const { return cart.parts + cart.lines[line].first_part; }
};

void lay_out(Memory &memory, Book &book);

// Writes down who could give what, were each line alone.
void look_up(Book &book);

// Sets what each line is to get, were it alone. Short lines refuse the cart; so do lines that are not to be
// split and have their units at no one site.
Status set_demand(Book &book);

// Whether nothing of a line is tracked at a place that has it.
bool is_untracked_at(const Book &book, int line, int place);

} // namespace inventory::core::sourcing
