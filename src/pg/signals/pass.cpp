// A pass of the collector, see pass.hpp.
#include "pg/signals/pass.hpp"

#include "pg/ledger/ledger.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"
}

namespace inventory {

using core::signals::Xid;

Pass::Pass(Feed &feed)
    : feed_(feed), clock_(GetCurrentTimestamp()), memory_(CurrentMemoryContext),
      slice_(AllocSetContextCreate(CurrentMemoryContext, "inventory collection",
                                   ALLOCSET_DEFAULT_SIZES)),
      signals_(clock_) {
    open();
}

void Pass::open() {
    MemoryContext caller = MemoryContextSwitchTo(slice_);

    ledger_ = Scan::open(Lookup::transactions_of_level);
    levels_ = StockReader::open_levels();
    demand_.open();
    signals_.open();
    MemoryContextSwitchTo(caller);
}

void Pass::close() {
    signals_.close();
    demand_.close();
    levels_.close();
    ledger_.close();
}

// So that a shop of any size needs little memory.
void Pass::end_variant(int rows) {
    constexpr int most_in_slice = 50000, of_a_variant = 50; // rows; a variant counts as so many

    in_slice_ += rows + of_a_variant;
    if (in_slice_ < most_in_slice)
        return;
    close();
    MemoryContextReset(slice_);
    in_slice_ = 0;
    open();
}

const core::Level *Pass::find(const Vec<PlaceStock> &levels, Text location_id) {
    for (const PlaceStock &place : levels)
        if (place.key.location_id == location_id)
            return &place.level;
    return nullptr;
}

// Reads the level's ledger back to the first of the rows, whatever else there is since: how the level was is
// counted back from how it is.
void Pass::count_level(const core::LevelKey &key, const NewRow *rows, int count,
                       const core::Level *now) {
    Vec<LedgerStep> steps{};

    ledger_.seek_from(key, rows[0].number);
    while (ledger_.previous()) {
        CHECK_FOR_INTERRUPTS();
        const Row row = ledger_.row();
        const int64 number = row.bigint(transaction::transaction_id);
        const bool counts = std::binary_search(
            rows, rows + count, NewRow{{}, number},
            [](const NewRow &a, const NewRow &b) { return a.number < b.number; });
        const Xid xact = static_cast<Xid>(row.bigint(transaction::xact_id));
        steps.add(step_of(row, counts, !counts && !is_collected(xact, number)));
    }
    std::reverse(steps.begin(), steps.end());
    demand_.count(key, steps, now);
}

void Pass::announce(Text variant_id) {
    MemoryContext caller = MemoryContextSwitchTo(memory_);

    variants_.add(copy_of(variant_id));
    seqs_.add(feed_.next_seq());
    MemoryContextSwitchTo(caller);
}

void Pass::take(Text variant_id, const NewRow *new_rows, int count, bool announces_all) {
    MemoryContext caller = MemoryContextSwitchTo(slice_);
    const Vec<PlaceStock> levels = levels_.read(variant_id);
    Vec<Text> changed{};

    for (int first = 0, end; first < count; first = end) {
        const core::LevelKey &key = new_rows[first].key;
        end = first;
        while (end < count && new_rows[end].key.location_id == key.location_id)
            high_id = std::max(high_id, new_rows[end++].number);
        changed.add(key.location_id);
        // What is told of a kit, is told without a location.
        if (!key.location_id.empty())
            count_level(key, new_rows + first, end - first, find(levels, key.location_id));
    }
    rows += count;
    announce(variant_id);
    signals_.look(feed_, variant_id, levels, changed, announces_all);
    MemoryContextSwitchTo(caller);
    end_variant(count);
}

// Whether a row was collected by the life that the feed tells of, by the numbers of its cluster.
bool Pass::is_collected(Xid xact, int64 number) const {
    if (number <= feed_.since_id)
        return true;
    if (xact == 0)
        return number <= feed_.high_id;
    if (number <= feed_.high_id && core::signals::has_ended(feed_.collected, xact))
        return true;
    const std::optional<Bookmark> &at = feed_.bookmark;
    return at && core::signals::has_ended(at->target, xact) &&
           (xact < at->xact_id || (xact == at->xact_id && number <= at->transaction_id));
}

void Pass::take_life(Text variant_id, const core::signals::Snapshot &present) {
    const Xid own = U64FromFullTransactionId(GetTopFullTransactionIdIfAny());
    MemoryContext caller = MemoryContextSwitchTo(slice_);
    core::LevelKey key{variant_id, {}};
    Vec<NewRow> left{};

    ledger_.seek(variant_id);
    while (ledger_.next()) {
        CHECK_FOR_INTERRUPTS();
        const Row row = ledger_.row();
        const int64 number = row.bigint(transaction::transaction_id);
        const Xid xact = static_cast<Xid>(row.bigint(transaction::xact_id)); // 0: unknown
        // What this transaction has written is left.
        if (xact != 0 && xact == own && number > feed_.high_id)
            continue;
        high_id = std::max(high_id, number);
        // It is there, and yet its transaction's number has not come here: it will, and is another's then.
        if (xact != 0 && !core::signals::has_ended(present, xact))
            since_id = std::max(since_id, number);
        if (is_collected(xact, number))
            continue;
        if (key.location_id.empty() || !row.equals(transaction::location_id, key.location_id))
            key.location_id = row.text(transaction::location_id);
        left.add(NewRow{key, number});
    }
    MemoryContextSwitchTo(caller);
    take(variant_id, left.items, left.count, true);
}

// Kits change with what they consist of.
void Pass::announce_kits() {
    Rows kits = run(sql::kits_of_components,
                    Parameters().texts(variants_.count, [&](int i) { return variants_[i]; }));

    for (int i = 0; i < kits.count; i++)
        announce(kits[i].text(1));
}

Collected Pass::finish() {
    close();
    announce_kits();
    demand_.write();
    const int told = signals_.write();
    if (!variants_.empty())
        run_own(sql::announce, Parameters()
                                   .texts(variants_.count, [&](int i) { return variants_[i]; })
                                   .bigints(seqs_.count, [&](int i) { return seqs_[i]; })
                                   .time(clock_));
    feed_.high_id = std::max(feed_.high_id, high_id);
    MemoryContextDelete(slice_);
    return Collected{rows, variants_.count, told, false};
}

} // namespace inventory
