// The exact search, see search.hpp. Depth first: the row with the fewest sites to spare is given each of
// its sites in turn, and a site that was tried is excluded from what is tried after it.
#include "core/sourcing/search.hpp"

namespace inventory::core::sourcing {
namespace {

bool descend(Search &search);

void exclude(Search &search, int site) {
    search.pick.is_out[site] = 1;
    search.excluded[search.excluded_count++] = site;
}

void readmit(Search &search, int down_to) {
    while (search.excluded_count > down_to)
        search.pick.is_out[search.excluded[--search.excluded_count]] = 0;
}

void keep(Search &search) {
    std::copy(search.pick.is_chosen, search.pick.is_chosen + search.cover.sites, search.best);
    search.limit = search.best_worth = search.pick.worth;
}

// How many more sites a set that is better than the limit may have.
int most_more(const Search &search) {
    const Worth &worth = search.pick.worth, &limit = search.limit;
    const bool is_dearer = worth.cost >= limit.cost;
    int most = search.cover.most_sites;

    if (!search.cover.by_cost || is_dearer)
        most = std::min(most, limit.sites == INT_MAX ? INT_MAX : limit.sites - (is_dearer ? 1 : 0));
    return most - worth.sites;
}

bool try_site(Search &search, int site) {
    search.budget.look(search.cover.site_begin[site + 1] - search.cover.site_begin[site]);
    choose(search.cover, search.pick, site);
    const bool is_over = descend(search);
    unchoose(search.cover, search.pick);
    exclude(search, site);
    return is_over;
}

bool branch(Search &search, int row) {
    const Cover &cover = search.cover;
    const int excluded = search.excluded_count;
    bool is_over = false;

    for (int i = cover.row_begin[row]; i < cover.row_begin[row + 1] && !is_over; i++) {
        const int site = cover.of_row[i].to;
        if (search.pick.is_out[site])
            continue;
        is_over = try_site(search, site);
        if (fewest_for_row(cover, search.pick, row, search.budget) > most_more(search))
            break;
    }
    readmit(search, excluded);
    return is_over;
}

bool gives_to_shared(const Search &search, int site) {
    const Gift *begin = search.cover.of_site + search.cover.site_begin[site];
    const Gift *end = search.cover.of_site + search.cover.site_begin[site + 1];

    return std::any_of(begin, end, [&](const Gift &gift) {
        return search.book.demand[search.rows.line[gift.to]].is_tangled;
    });
}

bool suffices(Search &search) {
    return deal_out(search.book, search.ranks, search.rows, search.ranks.fill,
                    search.pick.is_chosen, search.book.cart.goals.split_lines, search.budget,
                    search.deal);
}

// Every row alone is covered. Where lines compete that may not be enough, and any further site may help.
bool conclude(Search &search) {
    const int excluded = search.excluded_count;
    bool is_over = false;

    if (suffices(search)) {
        keep(search);
        return search.any_will;
    }
    for (int site = 0; site < search.cover.sites && !is_over && most_more(search) > 0; site++)
        if (!search.pick.is_out[site] && gives_to_shared(search, site))
            is_over = try_site(search, site);
    readmit(search, excluded);
    return is_over;
}

// Looks for better sets among those that contain what is chosen. True where the search is over: the first
// set was wanted, or the budget is spent.
bool descend(Search &search) {
    const Worth &worth = search.pick.worth;
    const int most = most_more(search);
    int row = -1;

    if (search.budget.is_spent())
        return true;
    if (most < 0)
        return false;
    const Worth more = least_more(search.cover, search.pick, most, search.budget, &row);
    if (more.sites == INT_MAX ||
        !search.cover.is_better(Worth{worth.sites + more.sites, plus(worth.cost, more.cost)},
                                search.limit))
        return false;
    return row < 0 ? conclude(search) : branch(search, row);
}

// Whether site a is to be chosen before b, the one that gives so much.
bool is_greedier(const Cover &cover, int a, Quantity gain_a, int b, Quantity gain_b) {
    if (cover.by_cost) {
        const auto x =
            static_cast<unsigned __int128>(gain_a) * static_cast<unsigned __int128>(cover.cost[b]);
        const auto y =
            static_cast<unsigned __int128>(gain_b) * static_cast<unsigned __int128>(cover.cost[a]);
        if (x != y)
            return x > y;
    }
    return gain_a > gain_b;
}

bool add_greedily(Search &search) {
    int best = -1;
    Quantity best_gain = 0;

    for (int site = 0; site < search.cover.sites; site++) {
        if (search.pick.is_out[site])
            continue;
        const Quantity units = gain(search.cover, search.pick, site);
        if (units > 0 && (best < 0 || is_greedier(search.cover, site, units, best, best_gain))) {
            best = site;
            best_gain = units;
        }
    }
    if (best >= 0)
        choose(search.cover, search.pick, best);
    return best >= 0;
}

// Whether all rows are still covered without a site; then it is left out.
bool drop(Search &search, int site) {
    Cover &cover = search.cover;
    const Gift *begin = cover.of_site + cover.site_begin[site];
    const Gift *end = cover.of_site + cover.site_begin[site + 1];

    if (std::any_of(begin, end, [&](const Gift &gift) {
            return cover.total[gift.to] - gift.units < cover.need[gift.to];
        }))
        return false;
    search.pick.is_chosen[site] = 0;
    if (!suffices(search)) {
        search.pick.is_chosen[site] = 1;
        return false;
    }
    for (const Gift *gift = begin; gift < end; gift++)
        cover.total[gift->to] -= gift->units;
    return true;
}

// Leaves out what the others make superfluous: what was chosen last, or is dearest.
void drop_superfluous(Search &search) {
    Pick &pick = search.pick;
    Cover &cover = search.cover;
    const int count = pick.worth.sites;

    std::fill(cover.total, cover.total + cover.rows, 0);
    for (int i = 0; i < count; i++)
        for (int j = cover.site_begin[pick.chosen[i]]; j < cover.site_begin[pick.chosen[i] + 1];
             j++)
            cover.total[cover.of_site[j].to] =
                plus(cover.total[cover.of_site[j].to], cover.of_site[j].units);
    std::reverse(pick.chosen, pick.chosen + count);
    if (cover.use_cost)
        std::sort(pick.chosen, pick.chosen + count, [&](int a, int b) {
            return cover.cost[a] != cover.cost[b] ? cover.cost[a] > cover.cost[b] : a > b;
        });
    pick.worth = Worth{0, 0};
    for (int i = 0; i < count; i++) {
        if (drop(search, pick.chosen[i]))
            continue;
        pick.worth.sites++;
        pick.worth.cost = plus(pick.worth.cost, cover.cost[pick.chosen[i]]);
    }
}

} // namespace

void lay_out(Memory &memory, const Problem &problem, Search &search) {
    const std::size_t sites = static_cast<std::size_t>(problem.site_count);

    lay_out(memory, problem, search.cover);
    lay_out(memory, problem, search.pick);
    lay_out(memory, problem, search.deal);
    search.excluded = memory.take<int>(sites);
    search.best = memory.take<char>(sites);
}

bool choose_greedily(Search &search) {
    begin(search.cover, search.pick);
    while (!is_covered(search.cover, search.pick))
        if (!add_greedily(search))
            return false;
    for (int site = 0; site < search.cover.sites && !suffices(search); site++)
        if (!search.pick.is_out[site] && gives_to_shared(search, site))
            choose(search.cover, search.pick, site);
    if (!suffices(search))
        return false;
    drop_superfluous(search);
    if (search.pick.worth.sites > search.cover.most_sites)
        return false;
    keep(search);
    return true;
}

bool improve(Search &search) {
    begin(search.cover, search.pick);
    search.excluded_count = 0;
    search.any_will = false;
    descend(search);
    return !search.budget.is_spent();
}

bool can_be_completed(Search &search, Worth limit) {
    search.limit = limit;
    search.any_will = true;
    return descend(search) && !search.budget.is_spent();
}

bool put_in_rank(Search &search, Worth limit) {
    Pick &pick = search.pick;

    begin(search.cover, pick);
    search.excluded_count = 0;
    for (int site = 0; site < search.cover.sites; site++) {
        if (is_covered(search.cover, pick) && suffices(search))
            break;
        if (search.deal.count == 0 && gain(search.cover, pick, site) == 0) {
            exclude(search, site);
            continue;
        }
        choose(search.cover, pick, site);
        if (search.best[site] || can_be_completed(search, limit))
            continue;
        if (search.budget.is_spent())
            return false;
        unchoose(search.cover, pick);
        exclude(search, site);
    }
    keep(search);
    return true;
}

} // namespace inventory::core::sourcing
