// Spreading a level over its stripes, see stripes.hpp.
#include "core/stock/stripes.hpp"

#include <algorithm>

namespace inventory::core {
namespace {

// Stock and backorder allowance beyond the holds; negative where holds are not covered.
Quantity cover(const Level &level) { return level.on_hand + limit(level) - level.reserved; }

constexpr int balance_count = 4;

// What a stripe has of stock and allowance beyond what is asked of them; negative where it lacks some.
struct Balances {
    Quantity of[balance_count];
};

Balances balances(const Level &level) {
    constexpr Quantity unlimited = 1; // never short

    return {{level.backorder_limit ? room(level) : unlimited,
             level.backorder_limit ? cover(level) : unlimited, level.on_hand - level.reserved,
             available(level)}};
}

// Whether what a stripe has to spare, or lacks, still tells how the others stand. At 0 they may stand
// either way.
bool keeps_sign(Quantity before, Quantity after) {
    return before > 0 ? after >= 0 : before < 0 ? after <= 0 : after == 0;
}

// Adds units to what a stripe has of stock, or of the backorder limit.
using Add = void (*)(Level &, Quantity);

void add_stock(Level &level, Quantity units) { level.on_hand += units; }
void add_allowance(Level &level, Quantity units) { *level.backorder_limit += units; }

// Gives each stripe what its holds still need, as far as the units go. How many are left.
Quantity cover_holds(Stripe *stripes, std::size_t count, Quantity units, Add add) {
    for (std::size_t i = 0; i < count; i++) {
        Level &level = stripes[i].level;
        Quantity given = std::clamp<Quantity>(-cover(level), 0, units);
        add(level, given);
        units -= given;
    }
    return units;
}

// Gives the home stripe what its safety stock still needs. How many units are left.
Quantity cover_safety(Level &home, Quantity units, Add add) {
    Quantity given = std::clamp<Quantity>(-available(home) - limit(home), 0, units);

    add(home, given);
    return units - given;
}

// Shares units out, in pieces that are not too small, beginning with stripe `first`.
void share_out(Stripe *stripes, std::size_t count, std::size_t first, Quantity units, Add add) {
    auto open =
        std::count_if(stripes, stripes + count, [](const Stripe &s) { return !s.draining; });
    Quantity pieces = std::clamp<Quantity>(units / smallest_share, 1, open);

    for (std::size_t i = first % count; pieces > 0; i++) {
        Stripe &stripe = stripes[i % count];
        if (stripe.draining)
            continue;
        Quantity piece = units / pieces;
        add(stripe.level, piece);
        units -= piece;
        pieces--;
    }
}

// All stripes together may have promised max_quantity, whatever the others are promising at this moment.
Quantity most_reserved(std::size_t all) { return max_quantity / static_cast<Quantity>(all); }

// Whether a stripe was changed behind the calls' back, and is to be spread anew before one tells anything.
bool tells_nothing(const Stripe &stripe, std::size_t all) {
    return lacks(stripe.level) || stripe.level.reserved > most_reserved(all);
}

// How two rows of a level add up in one field.
void add(Quantity &sum, Quantity more, Share) { sum += more; }
void add(bool &sum, bool more, Share) { sum = sum && more; }
void add(std::optional<Span> &, std::optional<Span>, Share) {}

// Limits add up unless there is none; of thresholds the highest counts.
void add(std::optional<Quantity> &sum, std::optional<Quantity> more, Share share) {
    if (share == Share::policy)
        sum = sum && more ? std::optional(*sum + *more) : std::nullopt;
    else
        sum = std::max(sum, more);
}

} // namespace

Level total(const Stripe *stripes, std::size_t count) {
    Level sum = stripes[0].level;

    for (std::size_t i = 1; i < count; i++)
        for_each_field([&](auto field) {
            add(sum.*field.member, stripes[i].level.*field.member, field.share);
        });
    return sum;
}

Quantity room(const Level &level) {
    if (!level.backorder_limit)
        return max_quantity - level.reserved;
    return available(level) + *level.backorder_limit;
}

bool lacks(const Level &level) {
    const Balances balance = balances(level);

    return std::any_of(balance.of, balance.of + balance_count, [](Quantity q) { return q < 0; });
}

bool are_even(const Stripe *stripes, std::size_t count) {
    bool some_spare[balance_count] = {};
    bool some_lack[balance_count] = {};

    for (std::size_t i = 0; i < count; i++) {
        const Balances balance = balances(stripes[i].level);
        for (int b = 0; b < balance_count; b++) {
            some_spare[b] |= balance.of[b] > 0;
            some_lack[b] |= balance.of[b] < 0;
        }
    }
    for (int b = 0; b < balance_count; b++)
        if (some_spare[b] && some_lack[b])
            return false;
    return true;
}

Choice choose(const Stripe *stripes, std::size_t count, std::size_t all, std::size_t start,
              std::size_t preferred, Quantity units) {
    const Quantity most = most_reserved(all);
    auto fits = [=](std::size_t i) {
        const Level &level = stripes[i].level;
        return !stripes[i].draining && units <= available(level) && units <= most - level.reserved;
    };
    Choice choice{Step::gather, 0};

    if (std::any_of(stripes, stripes + count,
                    [=](const Stripe &s) { return tells_nothing(s, all); }))
        return choice;
    if (preferred < count && fits(preferred) && !stripes[preferred].busy)
        return Choice{Step::take, preferred};
    for (std::size_t i = start % count, seen = 0; seen < count; seen++, i = (i + 1) % count) {
        if (!fits(i))
            continue;
        if (!stripes[i].busy)
            return Choice{Step::take, i};
        if (choice.step == Step::gather)
            choice = Choice{Step::wait, i};
    }
    return choice;
}

void Glance::look_at(const Stripe &stripe) {
    Step step = choose(&stripe, 1, all_, 0, 1, units_).step;

    is_free_ |= step == Step::take;
    is_odd_ |= !stripe.level.tracked || tells_nothing(stripe, all_);
    spare_ += std::max<Quantity>(0, available(stripe.level));
}

bool is_local(const Stripe &before, const Level &after, bool none_lacks) {
    const Balances was = balances(before.level);
    const Balances is = balances(after);

    if (before.draining || after.on_hand < 0)
        return false;
    for (int b = 0; b < balance_count; b++)
        if (!keeps_sign(was.of[b], is.of[b]) && !(none_lacks && was.of[b] == 0 && is.of[b] > 0))
            return false;
    return true;
}

void spread(const Level &level, Stripe *stripes, std::size_t count, std::size_t first) {
    for (std::size_t i = 0; i < count; i++) {
        Level share;
        for_each_field([&](auto field) {
            if (field.share == Share::alike || (field.share == Share::home && i == 0))
                share.*field.member = level.*field.member;
        });
        share.reserved = stripes[i].level.reserved;
        stripes[i].level = share;
    }

    // First the stock, then the backorder limit for what stock does not cover: of each first what is
    // promised, then the safety stock, and the rest where it is to be sold.
    for (Add add : {add_stock, add_allowance}) {
        Quantity units = add == add_stock ? level.on_hand : limit(level);
        units = cover_holds(stripes, count, units, add);
        units = cover_safety(stripes[0].level, units, add);
        share_out(stripes, count, first, units, add);
    }
    for (std::size_t i = 0; i < count; i++) {
        Level &share = stripes[i].level;
        if (!level.backorder_limit)
            share.backorder_limit.reset();
        share.shortfall = uncovered(share);
    }
}

} // namespace inventory::core
