// Automatic stripes, see auto_stripe.hpp. Not here: how waits are seen (hot_levels.cpp), and what is
// contended or quiet (core/contention.hpp).
//
// Whoever changes a row of auto_stripes has locked its level before, or passes over rows that others
// have in hand; so nobody waits in a circle.
#include "pg/upkeep/auto_stripe.hpp"

#include "pg/stats/counters.hpp"
#include "pg/stats/hot_levels.hpp"
#include "pg/engine/operation.hpp"
#include "pg/base/patience.hpp"
#include "pg/base/settings.hpp"

#include "core/upkeep/contention.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

// Levels that one transaction looks at.
constexpr int looks_at_once = 1000;

// Stripes of a level that stay.
int open_stripes(const Workspace &ws, const Level &level) {
    return static_cast<int>(std::count_if(
        ws.stripes.items + level.first_row, ws.stripes.items + level.first_row + level.row_count,
        [](const core::Stripe &stripe) { return !stripe.draining; }));
}

struct Striping : Operation {
    core::LevelKey key;

    Verdict decide(Workspace &ws) override {
        int at = ws.find_level(key);
        const Level &level = ws.levels[at];

        int stripes = core::stripes_for(level.now);

        if (!level.found || open_stripes(ws, level) != 1 || stripes == 1)
            return Verdict::nothing;
        if (ws.grip == Grip::lock)
            ws.restripe(at, stripes);
        return Verdict::done;
    }
};

// Back to one stripe, unless somebody has set the stripes by hand meanwhile.
struct Joining : Operation {
    core::LevelKey key;

    Verdict decide(Workspace &ws) override {
        int at = ws.find_level(key);

        if (!ws.levels[at].found)
            return Verdict::nothing;
        ws.restripe(at, 1);
        return Verdict::done;
    }
    bool claim() override {
        Datum values[] = {make_text_array(1, [&](int) { return key.variant_id; }),
                          make_text_array(1, [&](int) { return key.location_id; })};

        return run_own(sql::forget_free_auto_stripes, values, Explanation{nullptr, Text{}}).count > 0;
    }
};

void warn_if_of_data(const ErrorData *error, const core::LevelKey &key) {
    if (is_lock_timeout(error))
        return;
    warn_of_upkeep(error->sqlerrcode,
                   psprintf("the stripes of variant \"%s\" at location \"%s\" could not be changed: %s",
                            pnstrdup(key.variant_id.data(), key.variant_id.size()),
                            pnstrdup(key.location_id.data(), key.location_id.size()), error->message));
}

// Stripes one of the levels that were waited for. What comes to nothing is noted again if it is
// waited for again.
bool stripe_hot_level(int patience, bool *gave_up) {
    core::LevelKey key;

    while (take_hot_level(&key)) {
        Striping striping{};
        bool striped = false;

        CHECK_FOR_INTERRUPTS();
        striping.key = key;
        striping.levels.add(WantedLevel::whole(key));
        striping.peeks = true;
        ErrorData *error = run_patiently(patience, [&] {
            Datum values[] = {text_datum(key.variant_id), text_datum(key.location_id),
                              TimestampTzGetDatum(GetCurrentTimestamp())};
            striped = perform(striping);
            if (striped)
                run_own(sql::remember_auto_stripe, values, Explanation{nullptr, Text{}});
            return striped;
        });
        if (error != nullptr) {
            warn_if_of_data(error, key);
            *gave_up = true;
            return false;
        }
        if (striped)
            return true;
    }
    return false;
}

// A level that was striped automatically, and what it is found to be.
struct Look {
    core::LevelKey key;
    int64 version;
};

struct Looks {
    Vec<Look> busy;
    Vec<Look> quiet;
    Vec<Look> gone; // deleted, or made anew without stripes
};

Looks look_at_due_levels() {
    TimestampTz now = GetCurrentTimestamp();
    TimestampTz before =
        now - static_cast<TimestampTz>(settings::auto_stripe_quiet * USECS_PER_SEC);
    Datum values[] = {TimestampTzGetDatum(before), Int64GetDatum(looks_at_once)};
    Rows rows = run(sql::due_auto_stripes, values);
    Looks looks{};

    for (int row = 0; row < rows.count; row++) {
        Look look{{rows.string(row, 1), rows.string(row, 2)}, rows.bigint(row, 5)};

        if (rows.bigint(row, 6) <= 1)
            looks.gone.add(look);
        else if (core::is_quiet(look.version - rows.bigint(row, 4), now - rows.time(row, 3)))
            looks.quiet.add(look);
        else
            looks.busy.add(look);
    }
    return looks;
}

Datum variant_ids(const Vec<Look> &looks) {
    return make_text_array(looks.count, [&](int i) { return looks[i].key.variant_id; });
}

Datum location_ids(const Vec<Look> &looks) {
    return make_text_array(looks.count, [&](int i) { return looks[i].key.location_id; });
}

// How many rows these two have written.
int remember_looks(const Vec<Look> &looks) {
    if (looks.empty())
        return 0;
    Datum values[] = {variant_ids(looks), location_ids(looks),
                      make_bigint_array(looks.count, [&](int i) { return looks[i].version; }),
                      TimestampTzGetDatum(GetCurrentTimestamp())};
    return run_own(sql::remember_looks, values, Explanation{nullptr, Text{}}).count;
}

int forget(const Vec<Look> &looks) {
    if (looks.empty())
        return 0;
    Datum values[] = {variant_ids(looks), location_ids(looks)};
    return run_own(sql::forget_free_auto_stripes, values, Explanation{nullptr, Text{}}).count;
}

// Looks at the levels that are due, and then joins the quiet ones, one a transaction. A level that
// is not to be had is not quiet after all.
Tended look_at_striped_levels(int patience) {
    Looks looks = look_at_due_levels();

    if (remember_looks(looks.busy) + forget(looks.gone) > 0)
        return Tended::looks;
    for (const Look &look : looks.quiet) {
        Joining joining{};
        bool joined = false;

        CHECK_FOR_INTERRUPTS();
        joining.key = look.key;
        joining.levels.add(WantedLevel::whole(look.key));
        ErrorData *error = run_patiently(patience, [&] { return joined = perform(joining); });
        if (error != nullptr) {
            Vec<Look> one{};
            one.add(look);
            warn_if_of_data(error, look.key);
            remember_looks(one);
            return Tended::nothing;
        }
        if (joined)
            return Tended::level;
    }
    return Tended::nothing;
}

} // namespace

Tended tend_stripes(int patience) {
    bool gave_up = false;

    if (!settings::auto_stripe)
        return Tended::nothing;
    if (stripe_hot_level(patience, &gave_up))
        return Tended::level;
    return gave_up ? Tended::nothing : look_at_striped_levels(patience);
}

} // namespace inventory
