// The way of a plan, see route.hpp: what lines are to get, from which sites, how these are filled, and
// where the rest waits.
#include "core/sourcing/route.hpp"

#include "core/sourcing/few.hpp"
#include "core/sourcing/waiting.hpp"

namespace inventory::core::sourcing {
namespace {

class Router {
  public:
    explicit Router(const Problem &problem)
        : cart_(problem), book_(problem), budget_(problem.budget),
          search_(book_, ranks_, rows_, budget_) {}

    void lay_out(Memory &memory);
    Plan plan();

  private:
    Verdict decide();
    bool source();
    bool source_by_rank();
    bool source_by_set(bool by_class);
    bool source_in_few();
    bool rank_sets(Worth limit);
    void make_rows_by_class();
    Verdict take_few();
    bool has_classes() const;
    bool is_flexible() const;

    const Problem &cart_;
    Book book_;
    Ranks ranks_{};
    Rows rows_{};
    Budget budget_;
    Search search_;
    Few few_{};
    Filling filling_{};
    int most_sites_ = 0;
    int lower_bound_ = 0; // of sites that give from stock
    bool proven_ = true;
};

void Router::lay_out(Memory &memory) {
    sourcing::lay_out(memory, book_);
    sourcing::lay_out(memory, cart_, ranks_);
    sourcing::lay_out(memory, cart_, rows_);
    sourcing::lay_out(memory, cart_, search_);
    sourcing::lay_out(memory, cart_, few_);
    sourcing::lay_out(memory, cart_, filling_);
}

// Whether places are filled class by class before a goal of a set is asked.
bool Router::has_classes() const {
    return set_goals(cart_.goals).before > 0 ||
           std::any_of(cart_.places, cart_.places + cart_.place_count,
                       [](const Place &place) { return place.first != not_first; });
}

// Whether a plan of fewer units from stock would do, or one whose units wait elsewhere.
bool Router::is_flexible() const {
    for (int line = 0; line < cart_.line_count; line++) {
        const Demand &demand = book_.demand[line];
        if (!demand.is_untracked &&
            (cart_.lines[line].may_wait || cart_.lines[line].least < demand.total))
            return true;
    }
    return false;
}

// What is dealt to lines that share items, in the order of ranks, is what classes give to them. Whether places
// can then be filled in their own order has to be known within the budget: filling has none.
void Router::make_rows_by_class() {
    const bool split = cart_.goals.split_lines;
    const int *order = split ? ranks_.places : ranks_.fill;

    make_rows(book_, ranks_, false, nullptr, rows_);
    if (deal_out(book_, ranks_, rows_, order, nullptr, split, budget_, search_.deal)) {
        make_rows(book_, ranks_, true, search_.deal.given, rows_);
        if (deal_out(book_, ranks_, rows_, ranks_.fill, nullptr, split, budget_, search_.deal))
            return;
        make_rows(book_, ranks_, false, nullptr, rows_);
    }
    proven_ = false;
}

// Each class as much as possible; no set is looked for.
bool Router::source_by_rank() {
    make_rows_by_class();
    fill_from_stock(search_, nullptr, filling_);
    lower_bound_ = filling_.parcels;
    return filling_.parcels <= most_sites_;
}

// Betters the set that was found, and puts it in rank, as far as the sizes and the budget reach.
bool Router::rank_sets(Worth limit) {
    if (cart_.place_count > max_searched_places || rows_.count > max_searched_lines)
        return false;
    return put_in_rank(search_, limit);
}

// The best set by the goals.
bool Router::source_by_set(bool by_class) {
    int row = -1;

    if (by_class)
        make_rows_by_class();
    else
        make_rows(book_, ranks_, false, nullptr, rows_);
    Cover &cover = search_.cover;
    make_cover(book_, ranks_, rows_, book_.stock, cover);
    cover.most_sites = most_sites_;
    search_.limit = search_.best_worth = hopeless;
    begin(cover, search_.pick);
    lower_bound_ = least_more(cover, search_.pick, cover.sites, budget_, &row).sites;
    choose_greedily(search_);
    const bool is_searched =
        cart_.place_count <= max_searched_places && rows_.count <= max_searched_lines;
    const bool is_best = is_searched && improve(search_);
    const Worth best = search_.best_worth;
    if (best.sites == INT_MAX) {
        proven_ = proven_ && is_best;
        return false;
    }
    if (is_best)
        lower_bound_ = best.sites;
    const bool is_ranked =
        is_best && rank_sets(cover.by_cost ? Worth{best.sites + 1, best.cost}
                                           : Worth{best.sites, plus(best.cost, 1)});
    proven_ = proven_ && is_ranked;
    fill_from_stock(search_, search_.best, filling_);
    return true;
}

// The first set by rank that is small enough: what goals ask that stand before the fewest parcels can't be
// had in so few.
bool Router::source_in_few() {
    make_rows(book_, ranks_, false, nullptr, rows_);
    Cover &cover = search_.cover;
    make_cover(book_, ranks_, rows_, book_.stock, cover);
    cover.by_cost = cover.use_cost = false;
    std::fill(cover.cost, cover.cost + cover.sites, 0);
    cover.most_sites = most_sites_;
    const Worth limit{most_sites_ + 1, 0};
    search_.limit = search_.best_worth = hopeless;
    if (!choose_greedily(search_)) {
        begin(cover, search_.pick);
        search_.excluded_count = 0;
        if (!can_be_completed(search_, limit)) {
            proven_ = proven_ && !budget_.is_spent();
            return false;
        }
    }
    lower_bound_ = 1;
    proven_ = rank_sets(limit) && proven_;
    fill_from_stock(search_, search_.best, filling_);
    return true;
}

// Fills places from stock in no more than so many sites.
bool Router::source() {
    if (!set_goals(cart_.goals).any)
        return source_by_rank() || source_in_few();
    if (source_by_set(has_classes()))
        return true;
    return has_classes() && source_in_few();
}

// The plan of so few sites with most units from stock, whose rest waits there.
Verdict Router::take_few() {
    if (!is_flexible())
        return Verdict{Status::too_many_parcels, proven_};
    set_demand(book_);
    const Verdict verdict = choose_few(search_, most_sites_, few_);
    if (verdict.status != Status::planned)
        return Verdict{verdict.status, verdict.proven && proven_};
    proven_ = verdict.proven;
    keep_best_only(search_);
    if (set_demand(book_) != Status::planned || settle(search_).status != Status::planned)
        return Verdict{Status::too_many_parcels, false};
    make_rows_by_class();
    fill_from_stock(search_, nullptr, filling_);
    lower_bound_ = filling_.parcels;
    if (!let_wait(book_, ranks_, most_sites_, filling_))
        return Verdict{Status::too_many_parcels, false};
    return Verdict{Status::planned, proven_};
}

Verdict Router::decide() {
    const int limit = cart_.goals.max_parcels;

    most_sites_ = limit > 0 ? std::min(limit, cart_.site_count) : cart_.site_count;
    look_up(book_);
    const Status status = set_demand(book_);
    if (status == Status::short_of_units)
        return Verdict{status, true};
    rank_places(book_, ranks_);
    if (status == Status::too_many_parcels)
        return refuse_whole(search_);
    if (const Verdict verdict = settle(search_); verdict.status != Status::planned)
        return verdict;
    else
        proven_ = verdict.proven;

    const bool is_sourced = source();
    const int from_stock = filling_.parcels;
    if (is_sourced && let_wait(book_, ranks_, most_sites_, filling_)) {
        lower_bound_ += filling_.parcels - from_stock;
        return Verdict{Status::planned, proven_};
    }
    if (limit > 0)
        return take_few();
    return Verdict{Status::short_of_units, false};
}

Plan Router::plan() {
    const Verdict verdict = decide();
    Plan plan{verdict.status,  verdict.proven, 0, 0,
              budget_.looks(), filling_.takes, 0, book_.outcomes};

    if (verdict.status != Status::planned)
        return plan;
    write_takes(book_, ranks_, filling_);
    plan.parcels = filling_.parcels;
    plan.lower_bound = std::min(lower_bound_, plan.parcels);
    plan.take_count = filling_.take_count;
    return plan;
}

} // namespace

std::size_t route_memory(const Problem &problem) {
    Memory memory(nullptr);
    Router router(problem);

    router.lay_out(memory);
    return memory.used();
}

Plan route(const Problem &problem, void *block) {
    Memory memory(block);
    Router router(problem);

    router.lay_out(memory);
    return router.plan();
}

static_assert(std::is_trivially_destructible_v<Router>, "PostgreSQL jumps over destructors");

} // namespace inventory::core::sourcing
