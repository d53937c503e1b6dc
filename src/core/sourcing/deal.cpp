// Dealing out what lines compete for, see deal.hpp. Every pair of a place and a line is a step, at which
// the place gives as much as it can; where the rest does not work out, the last step that can give less
// does. A single variant that may be split always takes all it can: what is left to it nobody else wants.
#include "core/sourcing/deal.hpp"

namespace inventory::core::sourcing {
namespace {

class Dealer {
  public:
    Dealer(const Book &book, const Rows &rows, bool split, Budget &budget, Deal &deal)
        : book_(book), rows_(rows), split_(split), budget_(budget), deal_(deal) {}

    bool run();

  private:
    bool begin();
    bool enter(int step);
    bool give_less(int step);
    void give(int step, Quantity units);
    bool is_site_whole(int step) const;

    int place(int step) const { return deal_.places[step / deal_.count]; }
    int line(int step) const { return deal_.lines[step % deal_.count]; }
    std::size_t at(int step) const { return book_.at(place(step), line(step)); }
    Quantity most(int row, std::size_t at) const {
        return std::min(rows_.need[row], book_.stock[at]);
    }
    Quantity &left(int place, int item) const {
        return deal_.left[&book_.source(place, item) - book_.cart.sources];
    }

    const Book &book_;
    const Rows &rows_;
    const bool split_;
    Budget &budget_;
    Deal &deal_;
};

// Units of items at the places; whether each row alone can be covered.
bool Dealer::begin() {
    std::copy(rows_.need, rows_.need + rows_.count, deal_.missing);
    std::fill(deal_.ahead, deal_.ahead + rows_.count, 0);
    for (int i = 0; i < deal_.place_count; i++) {
        const int place = deal_.places[i];
        for (int j = 0; j < deal_.count; j++) {
            const std::size_t at = book_.at(place, deal_.lines[j]);
            const Line &line = book_.cart.lines[deal_.lines[j]];
            for (int k = 0; k < line.part_count; k++) {
                const int item = book_.cart.parts[line.first_part + k].item;
                left(place, item) = book_.source(place, item).stock;
            }
            if (const int row = rows_.row_of[at]; row >= 0)
                deal_.ahead[row] = plus(deal_.ahead[row], most(row, at));
        }
    }
    for (int row = 0; row < rows_.count; row++)
        if (book_.demand[rows_.line[row]].is_tangled && deal_.ahead[row] < deal_.missing[row])
            return false;
    return true;
}

// Whether the lines that a site has given to were given all they need, where they are not to be split;
// asked when a step begins at another site.
bool Dealer::is_site_whole(int step) const {
    if (split_ || step == 0 || step % deal_.count != 0)
        return true;
    const int last = place(step - 1);
    if (step < deal_.place_count * deal_.count &&
        book_.cart.places[place(step)].site == book_.cart.places[last].site)
        return true;
    for (int row = 0; row < rows_.count; row++)
        if (book_.demand[rows_.line[row]].is_tangled && deal_.missing[row] != 0 &&
            deal_.missing[row] != rows_.need[row])
            return false;
    return true;
}

void Dealer::give(int step, Quantity units) {
    const Line &wanted = book_.cart.lines[line(step)];
    const Quantity more = units - deal_.given[at(step)];

    for (int i = 0; i < wanted.part_count; i++) {
        const Part &part = book_.cart.parts[wanted.first_part + i];
        if (book_.source(place(step), part.item).tracked)
            left(place(step), part.item) -= more * part.quantity;
    }
    deal_.missing[rows_.row_of[at(step)]] -= more;
    deal_.given[at(step)] = units;
}

// Gives as much as there is. False where that is less than the places to come leave to this one.
bool Dealer::enter(int step) {
    const int row = rows_.row_of[at(step)];

    deal_.given[at(step)] = 0;
    if (row < 0)
        return true;
    const Line &wanted = book_.cart.lines[line(step)];
    Quantity units = kits(book_.parts(line(step)), wanted.part_count, [&](const Part &part) {
        return book_.source(place(step), part.item).tracked ? left(place(step), part.item)
                                                            : no_bound;
    });
    units = std::min(units, deal_.missing[row]);
    deal_.ahead[row] -= most(row, at(step));
    deal_.lowest[at(step)] = std::max<Quantity>(0, deal_.missing[row] - deal_.ahead[row]);
    if (split_ && !book_.demand[line(step)].is_kit)
        deal_.lowest[at(step)] = std::max(deal_.lowest[at(step)], units);
    give(step, units);
    return units >= deal_.lowest[at(step)];
}

// Takes one unit back; where none can be, all of them, and the step is left.
bool Dealer::give_less(int step) {
    const int row = rows_.row_of[at(step)];

    if (row < 0)
        return false;
    if (deal_.given[at(step)] > deal_.lowest[at(step)]) {
        give(step, deal_.given[at(step)] - 1);
        return true;
    }
    give(step, 0);
    deal_.ahead[row] += most(row, at(step));
    return false;
}

bool Dealer::run() {
    const int steps = deal_.place_count * deal_.count;

    if (!begin())
        return false;
    for (int step = 0; step < steps || !is_site_whole(step);) {
        if (budget_.is_spent())
            return false;
        budget_.look();
        const bool is_open = is_site_whole(step);
        if (is_open && enter(step)) {
            step++;
            continue;
        }
        if (!is_open)
            step--;
        while (step >= 0 && !give_less(step))
            step--;
        if (step++ < 0)
            return false;
    }
    return true;
}

} // namespace

void lay_out(Memory &memory, const Problem &problem, Deal &deal) {
    const std::size_t lines = static_cast<std::size_t>(problem.line_count);
    const std::size_t places = static_cast<std::size_t>(problem.place_count);

    deal.lines = memory.take<int>(lines);
    deal.given = memory.take<Quantity>(lines * places);
    deal.left = memory.take<Quantity>(places * static_cast<std::size_t>(problem.item_count));
    deal.missing = memory.take<Quantity>(lines * places);
    deal.ahead = memory.take<Quantity>(lines * places);
    deal.lowest = memory.take<Quantity>(lines * places);
    deal.places = memory.take<int>(places);
}

void find_shared(const Book &book, Deal &deal) {
    deal.count = 0;
    for (int i = 0; i < book.cart.line_count; i++)
        if (book.demand[book.lines[i]].is_tangled)
            deal.lines[deal.count++] = book.lines[i];
}

bool deal_out(const Book &book, const Ranks &ranks, const Rows &rows, const int *order,
              const char *chosen, bool split, Budget &budget, Deal &deal) {
    deal.place_count = 0;
    for (int i = 0; i < book.cart.place_count; i++) {
        const int place = order[i];
        if (chosen == nullptr || chosen[ranks.site_rank[book.cart.places[place].site]])
            deal.places[deal.place_count++] = place;
    }
    return deal.count == 0 || Dealer(book, rows, split, budget, deal).run();
}

} // namespace inventory::core::sourcing
