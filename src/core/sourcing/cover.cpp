// Sets of sites and what is missing of them, see cover.hpp.
#include "core/sourcing/cover.hpp"

#include <functional>

namespace inventory::core::sourcing {
namespace {

// Sums what the places of a site give to a row. `total` has room for a number a row, and is left zero.
int gather_gifts(const Book &book, const Rows &rows, const Quantity *give, const int *places,
                 int count, Quantity *total, Gift *gifts) {
    int made = 0;

    for (int i = 0; i < book.cart.line_count; i++) {
        int begin = made;
        for (int j = 0; j < count; j++) {
            const std::size_t at = book.at(places[j], book.lines[i]);
            const int row = rows.row_of[at];
            if (row < 0 || give[at] == 0)
                continue;
            if (total[row] == 0)
                gifts[made++] = Gift{row, 0};
            total[row] = plus(total[row], give[at]);
        }
        for (; begin < made; begin++) {
            Gift &gift = gifts[begin];
            gift.units = std::min(rows.need[gift.to], total[gift.to]);
            total[gift.to] = 0;
        }
    }
    return made;
}

// Whether a unit of a is cheaper, exactly.
bool is_cheaper(const Cover &cover, const Gift &a, const Gift &b) {
    const auto x =
        static_cast<unsigned __int128>(cover.cost[a.to]) * static_cast<unsigned __int128>(b.units);
    const auto y =
        static_cast<unsigned __int128>(cover.cost[b.to]) * static_cast<unsigned __int128>(a.units);

    return x != y ? x < y : a.to < b.to;
}

// The gifts to each row, largest first; and cheapest first, where that matters.
void turn_round(Cover &cover) {
    std::fill(cover.row_begin, cover.row_begin + cover.rows + 1, 0);
    for (int i = 0; i < cover.site_begin[cover.sites]; i++)
        cover.row_begin[cover.of_site[i].to + 1]++;
    for (int row = 0; row < cover.rows; row++)
        cover.row_begin[row + 1] += cover.row_begin[row];
    for (int site = cover.sites; site-- > 0;)
        for (int i = cover.site_begin[site]; i < cover.site_begin[site + 1]; i++)
            cover.of_row[--cover.row_begin[cover.of_site[i].to + 1]] =
                Gift{site, cover.of_site[i].units};
    // Every beginning is now one place too far on, and the first is 0 as it was.
    for (int row = 0; row < cover.rows; row++)
        cover.row_begin[row] = cover.row_begin[row + 1];
    cover.row_begin[cover.rows] = cover.site_begin[cover.sites];
    std::copy(cover.of_row, cover.of_row + cover.row_begin[cover.rows], cover.by_price);
    for (int row = 0; row < cover.rows; row++) {
        const int begin = cover.row_begin[row], end = cover.row_begin[row + 1];
        std::sort(cover.of_row + begin, cover.of_row + end, [](const Gift &a, const Gift &b) {
            return a.units != b.units ? a.units > b.units : a.to < b.to;
        });
        if (cover.use_cost)
            std::sort(cover.by_price + begin, cover.by_price + end,
                      [&](const Gift &a, const Gift &b) { return is_cheaper(cover, a, b); });
    }
}

// The cost of covering a row alone, if sites could be had in part.
Quantity cheapest_for_row(const Cover &cover, const Pick &pick, int row, Budget &budget) {
    Quantity missing = pick.missing[row], cost = 0;

    for (int i = cover.row_begin[row]; i < cover.row_begin[row + 1] && missing > 0; i++) {
        const Gift &gift = cover.by_price[i];
        budget.look();
        if (pick.is_out[gift.to])
            continue;
        if (gift.units >= missing) {
            const auto part = static_cast<unsigned __int128>(cover.cost[gift.to]) *
                              static_cast<unsigned __int128>(missing);
            const auto units = static_cast<unsigned __int128>(gift.units);
            return plus(cost, static_cast<Quantity>((part + units - 1) / units));
        }
        cost = plus(cost, cover.cost[gift.to]);
        missing -= gift.units;
    }
    return cost;
}

// The fewest sites whose gains add up to all that is missing; INT_MAX where `most` of them don't.
int fewest_for_all(const Cover &cover, Pick &pick, int most, Budget &budget) {
    Quantity missing = 0;
    int count = 0;

    for (int row = 0; row < cover.rows; row++)
        missing = plus(missing, pick.missing[row]);
    for (int site = 0; site < cover.sites; site++) {
        if (pick.is_out[site])
            continue;
        budget.look(1 + cover.site_begin[site + 1] - cover.site_begin[site]);
        if (const Quantity units = gain(cover, pick, site); units > 0)
            pick.totals[count++] = units;
    }
    if (most < count) {
        std::nth_element(pick.totals, pick.totals + most, pick.totals + count, std::greater<>());
        count = most;
    }
    std::sort(pick.totals, pick.totals + count, std::greater<>());
    for (int i = 0; i < count; i++) {
        if (pick.totals[i] >= missing)
            return i + 1;
        missing -= pick.totals[i];
    }
    return INT_MAX;
}

} // namespace

void lay_out(Memory &memory, const Problem &problem, Cover &cover) {
    const std::size_t all = static_cast<std::size_t>(problem.line_count) *
                            static_cast<std::size_t>(problem.place_count);
    const std::size_t sites = static_cast<std::size_t>(problem.site_count);

    cover.of_site = memory.take<Gift>(all);
    cover.site_begin = memory.take<int>(sites + 1);
    cover.of_row = memory.take<Gift>(all);
    cover.by_price = memory.take<Gift>(all);
    cover.row_begin = memory.take<int>(all + 1);
    cover.cost = memory.take<Quantity>(sites);
    cover.total = memory.take<Quantity>(all);
}

void make_cover(const Book &book, const Ranks &ranks, const Rows &rows, const Quantity *give,
                Cover &cover) {
    const SetGoals goals = set_goals(book.cart.goals);
    int at = 0;

    cover.rows = rows.count;
    cover.sites = book.cart.site_count;
    cover.need = rows.need;
    cover.use_cost = goals.use_cost;
    cover.by_cost = goals.by_cost;
    std::fill(cover.total, cover.total + rows.count, 0);
    cover.site_begin[0] = 0;
    for (int site = 0; site < cover.sites; site++) {
        const int begin = at;
        while (at < book.cart.place_count &&
               book.cart.places[ranks.fill[at]].site == ranks.sites[site])
            at++;
        cover.site_begin[site + 1] =
            cover.site_begin[site] + gather_gifts(book, rows, give, ranks.fill + begin, at - begin,
                                                  cover.total,
                                                  cover.of_site + cover.site_begin[site]);
        cover.cost[site] = cover.use_cost ? book.cart.sites[ranks.sites[site]].parcel_cost : 0;
    }
    turn_round(cover);
}

void lay_out(Memory &memory, const Problem &problem, Pick &pick) {
    const std::size_t all = static_cast<std::size_t>(problem.line_count) *
                            static_cast<std::size_t>(problem.place_count);
    const std::size_t sites = static_cast<std::size_t>(problem.site_count);

    pick.missing = memory.take<Quantity>(all);
    pick.is_out = memory.take<char>(sites);
    pick.is_chosen = memory.take<char>(sites);
    pick.chosen = memory.take<int>(sites);
    pick.taken = memory.take<Quantity>(all);
    pick.totals = memory.take<Quantity>(sites);
}

void begin(const Cover &cover, Pick &pick) {
    std::copy(cover.need, cover.need + cover.rows, pick.missing);
    std::fill(pick.is_out, pick.is_out + cover.sites, 0);
    std::fill(pick.is_chosen, pick.is_chosen + cover.sites, 0);
    pick.worth = Worth{0, 0};
    pick.taken_count = 0;
}

void choose(const Cover &cover, Pick &pick, int site) {
    pick.is_out[site] = pick.is_chosen[site] = 1;
    pick.chosen[pick.worth.sites++] = site;
    pick.worth.cost = plus(pick.worth.cost, cover.cost[site]);
    for (int i = cover.site_begin[site]; i < cover.site_begin[site + 1]; i++) {
        const Gift &gift = cover.of_site[i];
        const Quantity units = std::min(gift.units, pick.missing[gift.to]);
        pick.missing[gift.to] -= units;
        pick.taken[pick.taken_count++] = units;
    }
}

void unchoose(const Cover &cover, Pick &pick) {
    const int site = pick.chosen[--pick.worth.sites];

    pick.is_out[site] = pick.is_chosen[site] = 0;
    pick.worth.cost = 0;
    for (int i = 0; i < pick.worth.sites; i++)
        pick.worth.cost = plus(pick.worth.cost, cover.cost[pick.chosen[i]]);
    for (int i = cover.site_begin[site + 1]; i-- > cover.site_begin[site];)
        pick.missing[cover.of_site[i].to] += pick.taken[--pick.taken_count];
}

bool is_covered(const Cover &cover, const Pick &pick) {
    return std::all_of(pick.missing, pick.missing + cover.rows,
                       [](Quantity units) { return units == 0; });
}

Quantity gain(const Cover &cover, const Pick &pick, int site) {
    Quantity units = 0;

    for (int i = cover.site_begin[site]; i < cover.site_begin[site + 1]; i++)
        units = plus(units, std::min(cover.of_site[i].units, pick.missing[cover.of_site[i].to]));
    return units;
}

int fewest_for_row(const Cover &cover, const Pick &pick, int row, Budget &budget) {
    Quantity missing = pick.missing[row];
    int sites = 0;
    int i = cover.row_begin[row];

    for (; i < cover.row_begin[row + 1] && missing > 0; i++) {
        if (pick.is_out[cover.of_row[i].to])
            continue;
        missing -= cover.of_row[i].units;
        sites++;
    }
    budget.look(i - cover.row_begin[row]);
    return missing > 0 ? INT_MAX : sites;
}

Worth least_more(const Cover &cover, Pick &pick, int most, Budget &budget, int *scarcest) {
    Worth more{0, 0};
    int least_slack = INT_MAX;

    *scarcest = -1;
    for (int row = 0; row < cover.rows; row++) {
        if (pick.missing[row] == 0)
            continue;
        const int sites = fewest_for_row(cover, pick, row, budget);
        if (sites > most)
            return hopeless;
        int slack = -sites;
        for (int i = cover.row_begin[row]; i < cover.row_begin[row + 1]; i++)
            slack += pick.is_out[cover.of_row[i].to] ? 0 : 1;
        budget.look(cover.row_begin[row + 1] - cover.row_begin[row]);
        if (slack < least_slack) {
            least_slack = slack;
            *scarcest = row;
        }
        more.sites = std::max(more.sites, sites);
        if (cover.use_cost)
            more.cost = std::max(more.cost, cheapest_for_row(cover, pick, row, budget));
    }
    if (*scarcest < 0)
        return more;
    const int for_all = fewest_for_all(cover, pick, most, budget);
    return for_all > most ? hopeless : Worth{std::max(more.sites, for_all), more.cost};
}

} // namespace inventory::core::sourcing
