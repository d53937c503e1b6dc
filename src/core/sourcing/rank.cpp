// The ranks of places, see rank.hpp.
#include "core/sourcing/rank.hpp"

#include <algorithm>

namespace inventory::core::sourcing {
namespace {

template <class T> int compare(const T &a, const T &b) { return a < b ? -1 : b < a ? 1 : 0; }

bool concerns_sets(Goal goal) { return goal == Goal::fewest_parcels || goal == Goal::cheapest; }

Quantity cost(const Book &book, int place) {
    return book.cart.sites[book.cart.places[place].site].parcel_cost;
}

// By the goals from one to another. Cost ranks where it stands after another rank.
int compare(const Book &book, const Ranks &ranks, int from, int to, int a, int b) {
    const Goals &goals = book.cart.goals;
    const Place &x = book.cart.places[a], &y = book.cart.places[b];
    const int before = set_goals(goals).before;
    bool ranked = false;

    for (int i = 0; i < to; i++) {
        int order = 0;
        ranked = ranked || (i > before && !concerns_sets(goals.order[i]));
        if (i < from)
            continue;
        switch (goals.order[i]) {
        case Goal::nearest:
            order = compare(x.distance_km, y.distance_km);
            break;
        case Goal::priority:
            order = compare(x.priority, y.priority);
            break;
        case Goal::most_stock:
            order = compare(ranks.weight[b], ranks.weight[a]);
            break;
        case Goal::cheapest:
            order = ranked ? compare(cost(book, a), cost(book, b)) : 0;
            break;
        case Goal::fewest_parcels:
            break;
        }
        if (order != 0)
            return order;
    }
    return 0;
}

// The whole rank: no two places are equals.
bool stands_before(const Book &book, const Ranks &ranks, int a, int b) {
    const Place &x = book.cart.places[a], &y = book.cart.places[b];

    if (x.first != y.first)
        return x.first < y.first;
    if (int order = compare(book, ranks, 0, book.cart.goals.count, a, b); order != 0)
        return order < 0;
    if (x.held != y.held)
        return x.held;
    return x.location_id < y.location_id;
}

int compare_classes(const Book &book, const Ranks &ranks, int a, int b) {
    const Place &x = book.cart.places[a], &y = book.cart.places[b];

    if (x.first != y.first)
        return compare(x.first, y.first);
    return compare(book, ranks, 0, set_goals(book.cart.goals).before, a, b);
}

// What the sites of places give: of all lines, or of one. Of the places of a site none gives more, so that
// they are filled as they sell out.
void weigh(Book &book, Ranks &ranks, int only_line) {
    std::fill(ranks.weight, ranks.weight + book.cart.place_count, 0);
    for (int line = 0; line < book.cart.line_count; line++) {
        if (only_line >= 0 && line != only_line)
            continue;
        std::fill(book.at_site, book.at_site + book.cart.site_count, 0);
        for (int place = 0; place < book.cart.place_count; place++) {
            Quantity &sum = book.at_site[book.cart.places[place].site];
            sum = plus(sum, book.stock[book.at(place, line)]);
        }
        const Quantity most = only_line >= 0 ? no_bound : book.demand[line].stock;
        for (int place = 0; place < book.cart.place_count; place++)
            ranks.weight[place] = plus(ranks.weight[place],
                                       std::min(most, book.at_site[book.cart.places[place].site]));
    }
}

void rank_sites(Book &book, Ranks &ranks) {
    int count = 0;

    std::fill(ranks.site_rank, ranks.site_rank + book.cart.site_count, INT_MAX);
    for (int i = 0; i < book.cart.place_count; i++) {
        const int site = book.cart.places[ranks.places[i]].site;
        ranks.place_rank[ranks.places[i]] = i;
        if (ranks.site_rank[site] != INT_MAX)
            continue;
        ranks.site_rank[site] = count;
        ranks.sites[count++] = site;
    }
    for (int site = 0; site < book.cart.site_count; site++) // those without a place
        if (ranks.site_rank[site] == INT_MAX) {
            ranks.site_rank[site] = count;
            ranks.sites[count++] = site;
        }
}

bool is_filled_before(const Book &book, const Ranks &ranks, int a, int b) {
    const Place &x = book.cart.places[a], &y = book.cart.places[b];

    if (x.site != y.site)
        return ranks.site_rank[x.site] < ranks.site_rank[y.site];
    if (x.sells_until != y.sells_until)
        return x.sells_until < y.sells_until;
    return ranks.place_rank[a] < ranks.place_rank[b];
}

bool ranks_lines(const Goals &goals) {
    const int before = set_goals(goals).before;

    return std::find(goals.order, goals.order + before, Goal::most_stock) != goals.order + before;
}

} // namespace

SetGoals set_goals(const Goals &goals) {
    SetGoals set{0, false, false, false};

    while (set.before < goals.count && !concerns_sets(goals.order[set.before]))
        set.before++;
    set.any = set.before < goals.count;
    set.by_cost = set.any && goals.order[set.before] == Goal::cheapest;
    for (int i = set.before; i < goals.count && concerns_sets(goals.order[i]); i++)
        set.use_cost = set.use_cost || goals.order[i] == Goal::cheapest;
    return set;
}

void lay_out(Memory &memory, const Problem &problem, Ranks &ranks) {
    const std::size_t places = static_cast<std::size_t>(problem.place_count);
    const std::size_t sites = static_cast<std::size_t>(problem.site_count);

    ranks.places = memory.take<int>(places);
    ranks.fill = memory.take<int>(places);
    ranks.sites = memory.take<int>(sites);
    ranks.place_rank = memory.take<int>(places);
    ranks.site_rank = memory.take<int>(sites);
    ranks.weight = memory.take<Quantity>(places);
    ranks.by_class = memory.take<int>(places);
}

void rank_places(Book &book, Ranks &ranks) {
    const int count = book.cart.place_count;

    weigh(book, ranks, -1);
    for (int place = 0; place < count; place++)
        ranks.places[place] = place;
    std::sort(ranks.places, ranks.places + count,
              [&](int a, int b) { return stands_before(book, ranks, a, b); });
    rank_sites(book, ranks);
    std::copy(ranks.places, ranks.places + count, ranks.fill);
    std::sort(ranks.fill, ranks.fill + count,
              [&](int a, int b) { return is_filled_before(book, ranks, a, b); });
    std::copy(ranks.places, ranks.places + count, ranks.by_class);
}

void sort_classes(Book &book, Ranks &ranks, int line) {
    if (!ranks_lines(book.cart.goals))
        return; // by_class is the rank itself
    weigh(book, ranks, line);
    std::sort(ranks.by_class, ranks.by_class + book.cart.place_count, [&](int a, int b) {
        const int order = compare_classes(book, ranks, a, b);
        return order != 0 ? order < 0 : ranks.place_rank[a] < ranks.place_rank[b];
    });
}

bool are_equals(const Book &book, const Ranks &ranks, int a, int b) {
    return compare_classes(book, ranks, a, b) == 0;
}

} // namespace inventory::core::sourcing
