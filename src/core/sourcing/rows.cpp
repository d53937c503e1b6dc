// What is to be covered, see rows.hpp.
#include "core/sourcing/rows.hpp"

namespace inventory::core::sourcing {
namespace {

int add_row(Rows &rows, int line, Quantity need) {
    rows.line[rows.count] = line;
    rows.need[rows.count] = need;
    return rows.count++;
}

// The end of the class that begins at a position.
int class_end(const Book &book, const Ranks &ranks, int begin, bool by_class) {
    int end = begin + 1;

    while (end < book.cart.place_count &&
           (!by_class || are_equals(book, ranks, ranks.by_class[begin], ranks.by_class[end])))
        end++;
    return end;
}

// Each class gives what it can of what those before it left.
void make_split_rows(const Book &book, const Ranks &ranks, int line, bool by_class,
                     const Quantity *dealt, Rows &rows) {
    const Quantity *give = by_class && book.demand[line].is_tangled ? dealt : book.stock;
    Quantity rest = book.demand[line].stock;

    for (int begin = 0, end = 0; begin < book.cart.place_count && rest > 0; begin = end) {
        Quantity there = 0;
        end = class_end(book, ranks, begin, by_class);
        for (int i = begin; i < end; i++)
            there = plus(there, give[book.at(ranks.by_class[i], line)]);
        if (there == 0)
            continue;
        const int row = add_row(rows, line, std::min(rest, there));
        for (int i = begin; i < end; i++)
            if (book.stock[book.at(ranks.by_class[i], line)] > 0)
                rows.row_of[book.at(ranks.by_class[i], line)] = row;
        rest -= std::min(rest, there);
    }
}

// The sites that can give the whole line; of these only such as have a place in the first class that any of
// them is in.
void make_whole_row(Book &book, const Ranks &ranks, int line, bool by_class, Rows &rows) {
    const Demand &demand = book.demand[line];
    const int count = book.cart.place_count;
    auto is_whole = [&](int site) {
        return book.at_site[site] >= demand.stock && book.more[site] >= demand.total;
    };

    std::fill(book.at_site, book.at_site + book.cart.site_count, 0);
    std::fill(book.more, book.more + book.cart.site_count, 0);
    for (int place = 0; place < count; place++) {
        const int site = book.cart.places[place].site;
        book.at_site[site] = plus(book.at_site[site], book.stock[book.at(place, line)]);
        book.more[site] = plus(book.more[site], book.promise[book.at(place, line)]);
    }
    const int row = add_row(rows, line, demand.stock);
    bool found = false;
    for (int begin = 0, end = 0; begin < count && !found; begin = end) {
        end = class_end(book, ranks, begin, by_class);
        for (int i = begin; i < end; i++) {
            const int site = book.cart.places[ranks.by_class[i]].site;
            if (book.stock[book.at(ranks.by_class[i], line)] == 0 || !is_whole(site))
                continue;
            found = true;
            for (int place = 0; place < count; place++)
                if (book.cart.places[place].site == site && book.stock[book.at(place, line)] > 0)
                    rows.row_of[book.at(place, line)] = row;
        }
    }
}

} // namespace

void lay_out(Memory &memory, const Problem &problem, Rows &rows) {
    const std::size_t all = static_cast<std::size_t>(problem.line_count) *
                            static_cast<std::size_t>(problem.place_count);

    rows.line = memory.take<int>(all);
    rows.need = memory.take<Quantity>(all);
    rows.row_of = memory.take<int>(all);
}

void make_rows(Book &book, Ranks &ranks, bool by_class, const Quantity *dealt, Rows &rows) {
    rows.count = 0;
    std::fill(rows.row_of, rows.row_of + book.at(book.cart.place_count, 0), -1);
    for (int i = 0; i < book.cart.line_count; i++) {
        const int line = book.lines[i];
        if (book.demand[line].stock == 0)
            continue;
        if (by_class)
            sort_classes(book, ranks, line);
        if (book.cart.goals.split_lines)
            make_split_rows(book, ranks, line, by_class, dealt, rows);
        else
            make_whole_row(book, ranks, line, by_class && !book.demand[line].is_tangled, rows);
    }
}

} // namespace inventory::core::sourcing
