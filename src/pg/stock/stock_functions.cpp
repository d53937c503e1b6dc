// The SQL functions that change stock: sell, receive, adjust, count, return and transfer.
#include "pg/call/call.hpp"
#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"

#include <algorithm>

namespace inventory {
namespace {

// What the operations on the stock of one level have in common.
struct StockOperation : Operation {
    core::LevelKey key;
    Text reference_id; // or null
    Text reason;       // or null
    core::Quantity quantity;
    core::Level answer; // the level afterwards

    void prepare(const WantedLevel &wanted) {
        levels.add(wanted);
        peeks = true;
    }

    // The level; raises where it does not exist.
    core::Level &existing(Workspace &ws) const {
        Level &level = ws.levels[ws.find_level(key)];

        if (!level.found) {
            Vec<RefusedLine> lines{};
            lines.add(RefusedLine{key, quantity, 0});
            raise_unknown_level(lines, {});
        }
        return level.now;
    }

    void change_on_hand(Workspace &ws, core::Quantity delta, const char *type,
                        bool allow_shortfall) {
        core::Level &level = ws.levels[ws.find_level(key)].now;

        if (core::are_too_many(level.on_hand, delta))
            raise_level_overflow(key);
        level.on_hand += delta;
        core::settle(level, allow_shortfall);
        ws.ledger.add(LedgerRow{type, {key, delta, 0, 0}, reference_id, reason});
        answer = level;
    }
};

void answer_stock(Call &call, const core::Level &level) {
    call.answer_bigint(level.on_hand);
    call.answer_bigint(core::available(level));
}

// Takes available units out: a sale, or the first half of a transfer.
struct Taking : StockOperation {
    const char *type;
    const core::LevelKey *target; // of a transfer
    Vec<RefusedLine> lacking;

    Verdict decide(Workspace &ws) override {
        const core::Level &level = existing(ws);
        core::Quantity missing = quantity - std::max<core::Quantity>(0, core::available(level));

        lacking.count = 0;
        answer = level;
        if (target == nullptr && !level.tracked)
            return Verdict::nothing;
        if (missing > 0) {
            shortages.add(Shortage{key, missing});
            lacking.add(RefusedLine{key, quantity, core::available(level)});
            return Verdict::short_of_stock;
        }
        change_on_hand(ws, -quantity, type, false);
        if (target != nullptr)
            put(ws);
        return Verdict::done;
    }

    void put(Workspace &ws) const {
        core::Level &level = ws.levels[ws.find_level(*target)].now;

        if (core::are_too_many(level.on_hand, quantity))
            raise_level_overflow(*target);
        level.on_hand += quantity;
        core::settle(level, false);
        ws.ledger.add(LedgerRow{"transfer_in", {*target, quantity, 0, 0}, reference_id, Text{}});
    }

    void refuse() override { raise_insufficient_stock(lacking); }
};

// Puts units in: a receipt, or goods that come back.
struct Putting : StockOperation {
    bool is_return;
    bool restocks;

    Verdict decide(Workspace &ws) override {
        if (is_return)
            existing(ws);
        if (!is_return || restocks) {
            change_on_hand(ws, quantity, is_return ? "return" : "receive", false);
        } else {
            ws.ledger.add(LedgerRow{"damage", {key, 0, 0, 0}, reference_id, reason});
            answer = existing(ws);
        }
        return Verdict::done;
    }
};

// Corrects the stock by a difference or to a count; where `partial`, even below what is promised.
struct Correcting : StockOperation {
    bool counts; // quantity is what is there, else by how much it differs
    core::Quantity expected; // -1: whatever it is
    core::Quantity missing;

    Verdict decide(Workspace &ws) override {
        const core::Level &level = existing(ws);
        core::Quantity delta = counts ? quantity - level.on_hand : quantity;
        core::Level changed = level;

        answer = level;
        if (expected >= 0 && expected != level.on_hand)
            raise_unexpected_on_hand(key, expected, level.on_hand);
        if (level.on_hand + delta < 0)
            raise_below_zero(key, level.on_hand, delta);
        if (delta == 0)
            return Verdict::nothing;
        changed.on_hand += delta;
        bool covered = core::settle(changed, false) == core::Cover::covered;
        if (!covered) {
            missing = core::uncovered(changed) - changed.shortfall;
            shortages.add(Shortage{key, missing});
        }
        if (!covered && !partial)
            return Verdict::short_of_stock;
        change_on_hand(ws, delta, counts ? "count" : "adjust", partial);
        successes = 1;
        return covered ? Verdict::done : Verdict::short_of_stock;
    }

    void refuse() override { raise_promised_without_stock(key, missing); }
};

Datum correct(FunctionCallInfo fcinfo, const char *function, bool counts) {
    Call call = Call::changing(fcinfo, function);
    Arguments arguments(fcinfo);
    Correcting correcting{};

    correcting.counts = counts;
    correcting.key = arguments.level_key();
    correcting.quantity = counts ? arguments.stock("counted") : arguments.delta("delta");
    correcting.reason = arguments.optional_text("reason");
    if (is_null(correcting.reason) && counts)
        correcting.reason = "count";
    else if (is_null(correcting.reason))
        raise_null("reason");
    if (correcting.reason.empty())
        raise_invalid("reason", "must not be empty");
    correcting.reference_id = arguments.optional_id("reference_id");
    correcting.expected = arguments.optional_stock("expected_on_hand", -1);
    // What is overdue goes first; what then is missing may be so.
    correcting.partial = arguments.flag("allow_shortfall");
    if (call.is_repeated(arguments))
        return call.finish();
    correcting.request_id = call.request_id();
    correcting.can_be_short = true;
    correcting.prepare(WantedLevel::whole(correcting.key));
    perform(correcting);
    answer_stock(call, correcting.answer);
    return call.finish();
}

} // namespace

INVENTORY_FUNCTION(sell_inventory) {
    Call call = Call::changing(fcinfo, "sell_inventory");
    Arguments arguments(fcinfo);
    Taking selling{};

    selling.key = arguments.level_key();
    selling.quantity = arguments.quantity("quantity");
    selling.reference_id = arguments.id("reference_id");
    if (call.is_repeated(arguments))
        return call.finish();
    selling.request_id = call.request_id();
    selling.type = "sell";
    selling.can_be_short = true;
    selling.prepare(WantedLevel::with_room(selling.key, selling.quantity, true));
    perform(selling);
    call.answer_bigint_or_null(core::available(selling.answer), !selling.answer.tracked);
    return call.finish();
}

INVENTORY_FUNCTION(receive_inventory) {
    Call call = Call::changing(fcinfo, "receive_inventory");
    Arguments arguments(fcinfo);
    Putting receiving{};

    receiving.key = arguments.level_key();
    receiving.quantity = arguments.quantity("quantity");
    receiving.reference_id = arguments.id("reference_id");
    receiving.reason = arguments.optional_text("reason");
    if (call.is_repeated(arguments))
        return call.finish();
    receiving.request_id = call.request_id();
    receiving.prepare(WantedLevel::whole(receiving.key, true));
    perform(receiving);
    answer_stock(call, receiving.answer);
    return call.finish();
}

INVENTORY_FUNCTION(adjust_inventory) { return correct(fcinfo, "adjust_inventory", false); }

INVENTORY_FUNCTION(count_inventory) { return correct(fcinfo, "count_inventory", true); }

INVENTORY_FUNCTION(return_inventory) {
    Call call = Call::changing(fcinfo, "return_inventory");
    Arguments arguments(fcinfo);
    Putting returning{};

    returning.key = arguments.level_key();
    returning.quantity = arguments.quantity("quantity");
    returning.reference_id = arguments.id("reference_id");
    returning.restocks = arguments.flag("restock");
    returning.reason = arguments.optional_text("reason");
    if (call.is_repeated(arguments))
        return call.finish();
    returning.request_id = call.request_id();
    returning.is_return = true;
    returning.prepare(WantedLevel::whole(returning.key));
    perform(returning);
    answer_stock(call, returning.answer);
    return call.finish();
}

INVENTORY_FUNCTION(transfer_inventory) {
    Call call = Call::changing(fcinfo, "transfer_inventory");
    Arguments arguments(fcinfo);
    Taking taking{};
    core::LevelKey target;

    taking.key.variant_id = target.variant_id = arguments.id("variant_id");
    taking.key.location_id = arguments.id("from_location");
    target.location_id = arguments.id("to_location");
    taking.quantity = arguments.quantity("quantity");
    taking.reference_id = arguments.id("reference_id");
    if (core::compare(taking.key, target) == 0)
        raise_invalid("to_location", "must differ from from_location");
    if (call.is_repeated(arguments))
        return call.finish();
    taking.request_id = call.request_id();
    taking.type = "transfer_out";
    taking.target = &target;
    taking.can_be_short = true;
    taking.prepare(WantedLevel::whole(taking.key));
    taking.levels.add(WantedLevel::whole(target, true));
    perform(taking);
    answer_stock(call, taking.answer);
    return call.finish();
}

} // namespace inventory
