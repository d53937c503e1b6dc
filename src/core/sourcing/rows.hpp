// Rows: what is to be covered. A line is one row where a goal of a set is asked first of all. Before it
// places are filled class by class, as much as possible from each; what a class gives to a line is then
// fixed, and is a row of its own that only places of that class can cover.
#pragma once

#include "core/sourcing/rank.hpp"

namespace inventory::core::sourcing {

struct Rows {
    int count;
    int *line;      // by row
    Quantity *need; // by row: units of its line, from stock
    int *row_of;    // by place and line: the row that the place can give to; -1: none
};

void lay_out(Memory &memory, const Problem &problem, Rows &rows);

// Makes the rows of what lines demand from stock; in one class where the classes can't be kept to. What
// classes give to lines that share items is what was dealt to them (by place and line).
void make_rows(Book &book, Ranks &ranks, bool by_class, const Quantity *dealt, Rows &rows);

} // namespace inventory::core::sourcing
