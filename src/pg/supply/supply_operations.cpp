// What the operations on supplies have in common, ordering, and sending transfers; see supply_operations.hpp.
#include "pg/supply/supply_operations.hpp"

#include "pg/kits/kits.hpp"

#include <algorithm>

namespace inventory {

// ---- in common -----------------------------------------------------------------------------

void SupplyOperation::prepare() {
    // Who is short of a limit lets the overdue go first, so it must be able to start over.
    peeks = can_be_short = true;
}

void SupplyOperation::want(const core::LevelKey &key, bool creates) {
    levels.add(WantedLevel::with_all_rows(key, creates));
}

int SupplyOperation::found_count() const {
    return static_cast<int>(
        std::partition_point(document.begin(), document.end(),
                             [](const SupplyLine &line) { return line.found; }) -
        document.begin());
}

int SupplyOperation::first_from(const core::LevelKey &key) const {
    return static_cast<int>(std::lower_bound(document.begin(), document.begin() + found_count(),
                                             key,
                                             [](const SupplyLine &line, const core::LevelKey &k) {
                                                 return line.key < k;
                                             }) -
                            document.begin());
}

int SupplyOperation::find_line(const core::LevelKey &key) const {
    int at = first_from(key);

    return at < found_count() && document[at].key == key ? at : -1;
}

int SupplyOperation::add_line(const core::LevelKey &key) {
    SupplyLine line{};

    line.key = key;
    document.add(line);
    return document.count - 1;
}

void SupplyOperation::begin(const Workspace &ws) {
    clock_ = ws.clock;
    successes = 0;
    missing.count = 0;
    now.count = 0;
    for (const SupplyLine &line : document)
        now.add(line);
}

void SupplyOperation::note(Workspace &ws, core::EntryType type, const core::LevelKey &key,
                           core::Quantity on_hand, core::Quantity incoming) const {
    if (on_hand != 0 || incoming != 0)
        ws.entries.add(LedgerEntry{
            type, {key, on_hand, 0, incoming}, reference_id, std::nullopt, {}, supply_id});
}

void SupplyOperation::change(Workspace &ws, SupplyLine &line,
                             const core::supply::LevelChange &change) {
    line.changed = true;
    successes++;
    change_level(ws, line.key, change);
}

void SupplyOperation::change_level(Workspace &ws, const core::LevelKey &key,
                                   const core::supply::LevelChange &change) {
    Level &level = ws.levels[ws.find_level(key)];
    core::Quantity before = level.now.shortfall;

    // Whoever keeps to an older snapshot is to see that something has changed.
    level.touched = true;
    switch (core::supply::change_level(level.now, change, level.now.promise_incoming, true)) {
    case core::supply::Outcome::done:
        break;
    case core::supply::Outcome::too_many:
        raise_level_overflow(key);
    default:
        raise_supply_out_of_step(key);
    }
    core::Quantity lacking = level.now.shortfall - before;
    if (lacking > 0) {
        missing.add(MissingUnits{key, lacking});
        shortages.add(Shortage{key, lacking});
    }
}

Verdict SupplyOperation::verdict() const {
    if (!missing.empty())
        return Verdict::short_of_stock;
    return successes > 0 ? Verdict::done : Verdict::nothing;
}

// Before levels are locked: who waits for the table is in no buyer's way.
Verdict SupplyOperation::examine(Workspace &ws, Vec<WantedLevel> &) {
    if (ws.locking != Locking::none)
        lock_table(Table::supplies, RowExclusiveLock);
    return Verdict::done;
}

bool SupplyOperation::write_other_tables() {
    write_document(supply_id, now, clock_);
    return true;
}

// ---- ordering ------------------------------------------------------------------------------

void Ordering::add_wish(int line, const core::supply::Order &wish) {
    lines.add(line);
    wishes_.add(wish);
    want(document[line].key);
}

void Ordering::prepare_lines(const Vec<OrderLine> *named, OptionalTime expected_at) {
    auto date_of = [](OptionalTime time) { return std::optional(core::supply::Date(time)); };
    std::optional<core::supply::Date> date =
        expected_at ? date_of(*expected_at) : std::optional<core::supply::Date>();
    bool was_shipped = is_transfer();

    prepare();
    if (document.empty() && named == nullptr)
        raise_unknown_supply(supply_id);
    if (named == nullptr) {
        for (int line = 0; line < document.count; line++)
            if (core::supply::outstanding(document[line].now) > 0)
                add_wish(line, core::supply::Order{std::nullopt, date});
        return;
    }
    for (const OrderLine &line : *named) {
        int at = find_line(line.key);
        if (was_shipped && at < 0)
            raise_supply_shipped(supply_id);
        at = at < 0 ? add_line(line.key) : at;
        add_wish(at, core::supply::Order{line.quantity,
                                         line.says_date ? date_of(line.expected_at) : date});
    }
}

Verdict Ordering::decide(Workspace &ws) {
    begin(ws);
    for (int i = 0; i < lines.count; i++) {
        SupplyLine &line = now[lines[i]];
        core::supply::Ordered ordered = core::supply::order(line.now, wishes_[i]);
        if (ordered.outcome == core::supply::Outcome::below_received)
            raise_below_received(supply_id, line.key, *wishes_[i].quantity, line.now.received);
        if (ordered.outcome == core::supply::Outcome::not_changeable)
            raise_supply_shipped(supply_id);
        if (source && line.source != source) {
            line.source = source;
            line.changed = true;
            successes++;
        }
        if (ordered.change.incoming == 0 && !ordered.is_moved && line.found)
            continue;
        note(ws, core::EntryType::incoming, line.key, 0, ordered.change.incoming);
        change(ws, line, ordered.change);
    }
    return verdict();
}

// ---- sending -------------------------------------------------------------------------------

void Shipping::prepare_lines() {
    prepare();
    if (!document.empty())
        raise_supply_used(supply_id);
    for (const Sent &line : sent) {
        want(line.from, false);
        want(line.to);
        document[add_line(line.to)].from_location = from_location;
    }
}

void Shipping::judge(const Workspace &ws, const Sent &line) {
    const Level &level = ws.levels[ws.find_level(line.from)];
    core::Quantity present = std::max<core::Quantity>(0, core::available(level.now));

    if (!level.found) {
        refuse_kit(line.from.variant_id);
        unknown_.add(RefusedLine{line.from, line.quantity, 0});
    } else if (line.quantity > present) {
        lacking_.add(RefusedLine{line.from, line.quantity, present});
        shortages.add(Shortage{line.from, line.quantity - present});
    }
}

Verdict Shipping::decide(Workspace &ws) {
    using T = core::EntryType;

    begin(ws);
    unknown_.count = lacking_.count = 0;
    for (const Sent &line : sent)
        judge(ws, line);
    if (!unknown_.empty())
        return Verdict::refused;
    if (!lacking_.empty())
        return Verdict::short_of_stock;
    for (int i = 0; i < sent.count; i++) {
        SupplyLine &line = now[i];
        core::supply::Ordered shipped = core::supply::ship(line.now, sent[i].quantity, expected_at);
        Assert(shipped.outcome == core::supply::Outcome::done);
        note(ws, T::transfer_out, sent[i].from, -sent[i].quantity, 0);
        note(ws, T::incoming, sent[i].to, 0, shipped.change.incoming);
        change_level(ws, sent[i].from, core::supply::LevelChange{-sent[i].quantity, 0, 0});
        change(ws, line, shipped.change);
        sent[i].left = ws.levels[ws.find_level(sent[i].from)].now;
    }
    return verdict();
}

void Shipping::refuse() {
    if (!unknown_.empty())
        raise_unknown_level(unknown_, lacking_);
    if (!lacking_.empty())
        raise_insufficient_stock(lacking_);
    SupplyOperation::refuse();
}

} // namespace inventory
