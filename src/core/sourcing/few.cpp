// The few sites with most units, see few.hpp. Depth first, what adds most is tried first; no set adds more
// than its sites would one by one, which is what cuts.
#include "core/sourcing/few.hpp"

#include <functional>

namespace inventory::core::sourcing {
namespace {

class Chooser {
  public:
    Chooser(Search &search, Few &few) : search_(search), few_(few) {}

    void sum_up();
    bool descend();

  private:
    Quantity stock(int site, int line) const { return few_.stock[at(site, line)]; }
    std::size_t at(int site, int line) const { return search_.book.at(site, line); }
    Quantity gain(int site);
    Quantity count_units();
    Quantity most_more(int sites);
    int next();

    Search &search_;
    Few &few_;
};

// What sites have for lines. Of a line that is not to be split, only those that may have all of it.
void Chooser::sum_up() {
    const Book &book = search_.book;

    std::fill(few_.stock, few_.stock + at(book.cart.site_count, 0), 0);
    for (int place = 0; place < book.cart.place_count; place++)
        for (int line = 0; line < book.cart.line_count; line++) {
            const std::size_t from = book.at(place, line);
            const int site = search_.ranks.site_rank[book.cart.places[place].site];
            if (search_.rows.row_of[from] >= 0)
                few_.stock[at(site, line)] = plus(few_.stock[at(site, line)], book.stock[from]);
        }
    few_.most = -1;
}

// What a site adds to the units that the chosen ones have.
Quantity Chooser::gain(int site) {
    Quantity units = 0;

    search_.budget.look(search_.book.cart.line_count);
    for (int line = 0; line < search_.book.cart.line_count; line++) {
        const Quantity wanted = search_.book.demand[line].total, have = few_.have[line];
        units += search_.book.cart.goals.split_lines
                     ? std::min(stock(site, line), wanted - have)
                     : std::max<Quantity>(0, std::min(stock(site, line), wanted) - have);
    }
    return units;
}

// Units that the chosen sites have, and of each line.
Quantity Chooser::count_units() {
    Quantity units = 0;

    for (int line = 0; line < search_.book.cart.line_count; line++) {
        const Quantity wanted = search_.book.demand[line].total;
        Quantity have = 0;
        for (int i = 0; i < search_.pick.worth.sites; i++) {
            const Quantity there = std::min(wanted, stock(search_.pick.chosen[i], line));
            have = search_.book.cart.goals.split_lines ? std::min(wanted, have + there)
                                                       : std::max(have, there);
        }
        few_.have[line] = have;
        units += have;
    }
    return units;
}

// At most so much so many further sites add.
Quantity Chooser::most_more(int sites) {
    int count = 0;

    for (int site = 0; site < search_.cover.sites; site++)
        if (!search_.pick.is_out[site])
            few_.gains[count++] = gain(site);
    sites = std::min(sites, count);
    std::partial_sort(few_.gains, few_.gains + sites, few_.gains + count, std::greater<>());
    Quantity units = 0;
    for (int i = 0; i < sites; i++)
        units = plus(units, few_.gains[i]);
    return units;
}

// The site that adds most, the first in rank of several; -1 where there are no more.
int Chooser::next() {
    int best = -1;
    Quantity most = -1;

    for (int site = 0; site < search_.cover.sites; site++) {
        if (search_.pick.is_out[site])
            continue;
        if (const Quantity units = gain(site); units > most) {
            most = units;
            best = site;
        }
    }
    return best;
}

// Looks for better sets among those that contain what is chosen. True where the budget is spent.
bool Chooser::descend() {
    Search &search = search_;
    const int sites = search.cover.most_sites - search.pick.worth.sites;
    const int excluded = search.excluded_count;
    const Quantity units = count_units();
    bool is_spent = search.budget.is_spent();
    int row = -1;

    if (!is_spent && units > few_.most && is_covered(search.cover, search.pick)) {
        few_.most = units;
        std::copy(search.pick.is_chosen, search.pick.is_chosen + search.cover.sites, search.best);
    }
    while (!is_spent && sites > 0) {
        count_units();
        if (plus(units, most_more(sites)) <= few_.most ||
            least_more(search.cover, search.pick, sites, search.budget, &row).sites == INT_MAX)
            break;
        const int site = next();
        if (site < 0)
            break;
        choose(search.cover, search.pick, site);
        is_spent = descend();
        unchoose(search.cover, search.pick);
        search.pick.is_out[site] = 1;
        search.excluded[search.excluded_count++] = site;
        is_spent = is_spent || search.budget.is_spent();
    }
    while (search.excluded_count > excluded)
        search.pick.is_out[search.excluded[--search.excluded_count]] = 0;
    return is_spent;
}

// A row for each line: its least, to be promised where it may be.
void make_promise_rows(Book &book, Rows &rows) {
    rows.count = 0;
    std::fill(rows.row_of, rows.row_of + book.at(book.cart.place_count, 0), -1);
    for (int i = 0; i < book.cart.line_count; i++) {
        const int line = book.lines[i];
        const Quantity least = book.cart.lines[line].least;
        if (book.demand[line].is_untracked)
            continue;
        std::fill(book.more, book.more + book.cart.site_count, 0);
        for (int place = 0; place < book.cart.place_count; place++) {
            Quantity &sum = book.more[book.cart.places[place].site];
            sum = plus(sum, book.promise[book.at(place, line)]);
        }
        for (int place = 0; place < book.cart.place_count; place++)
            if (book.cart.goals.split_lines || book.more[book.cart.places[place].site] >= least)
                rows.row_of[book.at(place, line)] = rows.count;
        rows.line[rows.count] = line;
        rows.need[rows.count++] = least;
    }
}

} // namespace

void lay_out(Memory &memory, const Problem &problem, Few &few) {
    const std::size_t lines = static_cast<std::size_t>(problem.line_count);
    const std::size_t sites = static_cast<std::size_t>(problem.site_count);

    few.stock = memory.take<Quantity>(lines * sites);
    few.have = memory.take<Quantity>(lines);
    few.gains = memory.take<Quantity>(sites);
}

Verdict choose_few(Search &search, int most_sites, Few &few) {
    Chooser chooser(search, few);

    make_promise_rows(search.book, search.rows);
    make_cover(search.book, search.ranks, search.rows, search.book.promise, search.cover);
    search.cover.by_cost = search.cover.use_cost = false;
    search.cover.most_sites = most_sites;
    std::fill(search.cover.cost, search.cover.cost + search.cover.sites, 0);
    search.deal.count = 0; // what lines compete for is settled once the sites are known
    begin(search.cover, search.pick);
    search.excluded_count = 0;
    if (!can_be_completed(search, Worth{most_sites + 1, 0}))
        return Verdict{Status::too_many_parcels, !search.budget.is_spent()};
    begin(search.cover, search.pick);
    chooser.sum_up();
    return Verdict{Status::planned, !chooser.descend()};
}

void keep_best_only(Search &search) {
    Book &book = search.book;

    for (int place = 0; place < book.cart.place_count; place++)
        if (!search.best[search.ranks.site_rank[book.cart.places[place].site]])
            for (int line = 0; line < book.cart.line_count; line++)
                book.stock[book.at(place, line)] = book.promise[book.at(place, line)] = 0;
}

} // namespace inventory::core::sourcing
