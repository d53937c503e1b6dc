// The SQL functions that set the policy of a level, or delete it.
#include "pg/call/call.hpp"
#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"

namespace inventory {
namespace {

// Instead of a number of units.
constexpr core::Quantity unchanged = -1;
constexpr core::Quantity cleared = -2;

// What to change, -1 (0 stripes) for what stays as it is.
struct SettingPolicy : Operation {
    core::LevelKey key;
    core::Quantity backorder_limit;
    core::Quantity safety_stock;
    core::Quantity low_stock_threshold;
    int unlimited_backorder;
    int tracked;
    int stripes;
    core::Quantity missing;
    bool tracking_conflicts;

    Verdict decide(Workspace &ws) override {
        core::Level &level = ws.levels[ws.find_level(key)].now;

        tracking_conflicts = tracked >= 0 && level.tracked != (tracked == 1) && level.reserved > 0;
        if (tracking_conflicts) {
            missing = level.reserved;
            shortages.add(Shortage{key, missing});
            return Verdict::short_of_stock;
        }
        if (tracked >= 0)
            level.tracked = tracked == 1;
        if (unlimited_backorder == 1) {
            level.unlimited_backorder = true;
            level.backorder_limit = 0;
        } else if (backorder_limit >= 0) {
            level.unlimited_backorder = false;
            level.backorder_limit = backorder_limit;
        }
        if (safety_stock >= 0)
            level.safety_stock = safety_stock;
        if (low_stock_threshold != unchanged)
            level.low_stock_threshold = low_stock_threshold == cleared ? -1 : low_stock_threshold;
        if (core::settle(level, false) == core::Cover::short_of_stock) {
            missing = core::uncovered(level) - level.shortfall;
            shortages.add(Shortage{key, missing});
            return Verdict::short_of_stock;
        }
        if (stripes > 0 && ws.grip == Grip::lock)
            ws.restripe(ws.find_level(key), stripes);
        return Verdict::done;
    }

    void refuse() override {
        if (tracking_conflicts)
            raise_untracked_with_holds(key, missing);
        raise_promised_without_stock(key, missing);
    }
};

struct Deleting : Operation {
    core::LevelKey key;
    core::Level level;

    Verdict decide(Workspace &ws) override {
        const Level &found = ws.levels[ws.find_level(key)];

        level = found.now;
        if (!found.found)
            return Verdict::nothing;
        if (level.on_hand > 0 || level.incoming > 0)
            return Verdict::refused;
        if (level.reserved == 0)
            return Verdict::done;
        shortages.add(Shortage{key, level.reserved});
        return Verdict::short_of_stock;
    }

    void refuse() override {
        raise_level_not_empty(key, level.on_hand, level.reserved, level.incoming);
    }
};

// -1 as an argument clears the threshold, NULL leaves it.
core::Quantity read_threshold(Arguments &arguments, bool is_null) {
    core::Quantity threshold = arguments.optional_bigint("low_stock_threshold", unchanged);

    if (is_null)
        return unchanged;
    if (threshold == -1)
        return cleared;
    if (threshold < 0)
        raise_invalid("low_stock_threshold", "must be -1 or a number of units");
    if (threshold > core::max_quantity)
        raise_out_of_range("low_stock_threshold", "must be at most 9007199254740991");
    return threshold;
}

void check_backorder(const SettingPolicy &policy) {
    if (policy.unlimited_backorder == 1 && policy.backorder_limit >= 0)
        raise_invalid("backorder_limit", "must be null where unlimited_backorder is true");
    if (policy.unlimited_backorder == 0 && policy.backorder_limit < 0)
        raise_invalid("backorder_limit", "must be given where unlimited_backorder is false");
}

} // namespace

INVENTORY_FUNCTION(set_level_policy) {
    Call call = Call::changing(fcinfo, "set_level_policy");
    Arguments arguments(fcinfo);
    SettingPolicy policy{};

    policy.key = arguments.level_key();
    policy.backorder_limit = arguments.optional_stock("backorder_limit", -1);
    policy.unlimited_backorder = arguments.optional_flag("unlimited_backorder");
    policy.safety_stock = arguments.optional_stock("safety_stock", -1);
    policy.low_stock_threshold = read_threshold(arguments, PG_ARGISNULL(5));
    policy.tracked = arguments.optional_flag("tracked");
    policy.stripes = arguments.optional_integer("stripes", 0);
    if (!PG_ARGISNULL(7) && (policy.stripes < 1 || policy.stripes > core::max_stripes))
        raise_invalid("stripes", "must be 1 to 64");
    check_backorder(policy);

    policy.levels.add(WantedLevel::whole(policy.key, true));
    policy.peeks = policy.can_be_short = true;
    perform(policy);

    Datum values[] = {text_datum(policy.key.variant_id), text_datum(policy.key.location_id)};
    // From now on they are as this call wants them.
    if (policy.stripes > 0)
        run_own(sql::forget_auto_stripe, values, Explanation{nullptr, Text{}});
    Rows rows = run(sql::read_availability, values);
    if (rows.count == 0)
        raise_suppressed_row();
    for (int column = 1; column <= rows.table->tupdesc->natts; column++) {
        bool null;
        Datum value = rows.datum(0, column, &null);
        call.answer_datum(value, null);
    }
    return call.finish();
}

INVENTORY_FUNCTION(delete_level) {
    Call call = Call::changing(fcinfo, "delete_level");
    Arguments arguments(fcinfo);
    Deleting deleting{};

    deleting.key = arguments.level_key();
    deleting.levels.add(WantedLevel::whole(deleting.key));
    deleting.peeks = deleting.can_be_short = true;
    bool deletes = perform(deleting);
    if (deletes) {
        Datum values[] = {text_datum(deleting.key.variant_id), text_datum(deleting.key.location_id)};
        run_own(sql::delete_level, values, Explanation{nullptr, Text{}});
    }
    call.answer_boolean(deletes);
    return call.finish();
}

} // namespace inventory
