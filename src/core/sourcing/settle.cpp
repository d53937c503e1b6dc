// Settling between lines that share items, see settle.hpp.
#include "core/sourcing/settle.hpp"

namespace inventory::core::sourcing {
namespace {

bool suffices(Search &search, bool split) {
    return deal_out(search.book, search.ranks, search.rows, search.ranks.fill, nullptr, split,
                    search.budget, search.deal);
}

// Lowers a row to what its line has to get from stock, whatever the others get. Answers whether even less
// would do.
bool set_base(Search &search, int row) {
    const Line &line = search.book.cart.lines[search.rows.line[row]];
    Quantity &need = search.rows.need[row];

    if (line.may_wait)
        need = 0;
    else if (search.book.cart.goals.split_lines)
        need = line.least;
    return need > line.least;
}

// The most that a row can get beside what the others have. A line that is not to be split gets all or none.
void raise(Search &search, int row) {
    Quantity &need = search.rows.need[row];
    Quantity enough = need, most = search.book.demand[search.rows.line[row]].stock;

    while (enough < most) {
        need = search.book.cart.goals.split_lines ? enough + (most - enough + 1) / 2 : most;
        if (suffices(search, search.book.cart.goals.split_lines))
            enough = need;
        else
            most = search.book.cart.goals.split_lines ? need - 1 : enough;
    }
    need = enough;
}

} // namespace

Verdict settle(Search &search) {
    const bool split = search.book.cart.goals.split_lines;
    bool is_any_flexible = false;

    find_shared(search.book, search.deal);
    make_rows(search.book, search.ranks, false, nullptr, search.rows);
    if (search.deal.count == 0 || suffices(search, split))
        return Verdict{Status::planned, true};
    for (int row = 0; row < search.rows.count; row++)
        if (search.book.demand[search.rows.line[row]].is_tangled)
            is_any_flexible |= set_base(search, row);
    if (!suffices(search, split)) {
        if (split)
            return Verdict{Status::short_of_units, !search.budget.is_spent()};
        // Less of a whole line was not tried.
        const Verdict verdict = refuse_whole(search);
        return Verdict{verdict.status, verdict.proven && !is_any_flexible};
    }
    for (int row = 0; row < search.rows.count; row++)
        if (search.book.demand[search.rows.line[row]].is_tangled)
            raise(search, row);
    for (int row = 0; row < search.rows.count; row++) {
        const int line = search.rows.line[row];
        Demand &demand = search.book.demand[line];
        demand.stock = search.rows.need[row];
        if (!search.book.cart.lines[line].may_wait)
            demand.total = demand.stock;
        search.book.outcomes[line].planned = demand.total;
    }
    return Verdict{Status::planned, !search.budget.is_spent()};
}

Verdict refuse_whole(Search &search) {
    const Book &book = search.book;
    Rows &rows = search.rows;

    find_shared(book, search.deal);
    rows.count = 0;
    std::fill(rows.row_of, rows.row_of + book.at(book.cart.place_count, 0), -1);
    for (int i = 0; i < search.deal.count; i++) {
        const int line = search.deal.lines[i];
        for (int place = 0; place < book.cart.place_count; place++)
            if (book.stock[book.at(place, line)] > 0)
                rows.row_of[book.at(place, line)] = rows.count;
        rows.line[rows.count] = line;
        rows.need[rows.count++] = book.cart.lines[line].may_wait ? 0 : book.cart.lines[line].least;
    }
    const bool are_there = suffices(search, true);
    return Verdict{are_there ? Status::too_many_parcels : Status::short_of_units,
                   are_there || !search.budget.is_spent()};
}

} // namespace inventory::core::sourcing
