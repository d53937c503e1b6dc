// Spreading a level over its stripes, see stripes.hpp.
#include "core/stock/stripes.hpp"

#include <algorithm>

namespace inventory::core {
namespace {

// Stock and backorder allowance beyond the holds; negative where holds are not covered.
Quantity cover(const Level &level) { return level.on_hand + limit(level) - level.reserved; }

// Whether what a stripe has to spare, or lacks, still tells how the others stand. At 0 they may stand
// either way.
bool keeps_sign(Quantity before, Quantity after) {
    return before > 0 ? after >= 0 : before < 0 ? after <= 0 : after == 0;
}

// Deals units out to the stripes, as many as each one takes. How many are left.
template <class Takes>
Quantity deal(Stripe *stripes, std::size_t count, Quantity units, Takes takes) {
    for (std::size_t i = 0; i < count; i++) {
        Quantity taken = std::min(units, takes(stripes[i].level));
        stripes[i].level.on_hand += taken;
        units -= taken;
    }
    return units;
}

// Shares room out, in pieces that are not too small, beginning with stripe `first`. Sets
// backorder_limit, for the time being, to all that a stripe needs.
void share_room(Stripe *stripes, std::size_t count, std::size_t first, Quantity units) {
    auto open =
        std::count_if(stripes, stripes + count, [](const Stripe &s) { return !s.draining; });
    Quantity pieces = std::clamp<Quantity>(units / smallest_share, 1, open);

    for (std::size_t i = first % count; pieces > 0; i++) {
        Stripe &stripe = stripes[i % count];
        if (stripe.draining)
            continue;
        Quantity piece = units / pieces;
        *stripe.level.backorder_limit += piece;
        units -= piece;
        pieces--;
    }
}

// How two rows of a level add up in one field.
void add(Quantity &sum, Quantity more, Share) { sum += more; }
void add(bool &sum, bool more, Share) { sum = sum && more; }

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
    return level.backorder_limit && (room(level) < 0 || cover(level) < 0);
}

Choice choose(const Stripe *stripes, std::size_t count, std::size_t start, std::size_t preferred,
              Quantity units, bool from_stock) {
    const Level all = total(stripes, count);
    // All together may have promised max_quantity, whatever the others are promising at this moment.
    const Quantity most_reserved = max_quantity / static_cast<Quantity>(count);
    auto fits = [&](std::size_t i) {
        const Level &level = stripes[i].level;
        Quantity most = from_stock ? available(level) : room(level);
        // Stock here may stand for backorders there, and those are taken up without a look at it.
        if (from_stock && !all.backorder_limit && count > 1)
            return false;
        if (from_stock)
            most -= limit(all) - limit(level);
        return !stripes[i].draining && units <= most && units <= most_reserved - level.reserved;
    };
    Choice choice{Step::gather, 0};

    // What was changed behind the calls' back has to be spread anew before one stripe tells anything.
    auto tells_nothing = [=](const Stripe &s) {
        return lacks(s.level) || s.level.reserved > most_reserved;
    };
    if (std::any_of(stripes, stripes + count, tells_nothing))
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

bool is_local(const Stripe &before, const Level &after, bool none_lacks) {
    const Level &level = before.level;
    auto keeps = [=](Quantity was, Quantity is) {
        return keeps_sign(was, is) || (none_lacks && was == 0 && is > 0);
    };

    if (before.draining || after.on_hand < 0)
        return false;
    if (!level.backorder_limit)
        return true;
    return keeps(room(level), room(after)) && keeps(cover(level), cover(after));
}

void spread(const Level &level, Stripe *stripes, std::size_t count, std::size_t first) {
    Quantity spare = cover(level);

    for (std::size_t i = 0; i < count; i++) {
        Level share;
        for_each_field([&](auto field) {
            if (field.share == Share::alike || (field.share == Share::home && i == 0))
                share.*field.member = level.*field.member;
        });
        share.reserved = stripes[i].level.reserved;
        stripes[i].level = share;
    }

    // What each stripe needs beyond its holds: safety stock at home, room where it is to be sold.
    if (spare > 0) {
        *stripes[0].level.backorder_limit += std::min(spare, level.safety_stock);
        if (spare > level.safety_stock)
            share_room(stripes, count, first, spare - level.safety_stock);
    }

    // Stock covers holds first, then the rest of the needs; the backorder limit covers what is left.
    Quantity stock = deal(stripes, count, level.on_hand, [](const Level &s) { return s.reserved; });
    deal(stripes, count, stock,
         [](const Level &s) { return s.reserved + *s.backorder_limit - s.on_hand; });

    Quantity left = limit(level);
    for (std::size_t i = 0; i < count; i++) {
        Level &share = stripes[i].level;
        Quantity needs =
            std::max<Quantity>(0, share.reserved + *share.backorder_limit - share.on_hand);
        share.backorder_limit =
            level.backorder_limit ? std::optional(std::min(left, needs)) : std::nullopt;
        left -= limit(share);
        share.shortfall = uncovered(share);
    }
}

} // namespace inventory::core
