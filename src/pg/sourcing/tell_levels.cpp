// Rows of the ledger that tell of a variant, see tell_levels.hpp.
#include "pg/sourcing/tell_levels.hpp"

#include "pg/kits/kits.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/ledger/numbers.hpp"
#include "pg/rows/scan.hpp"

namespace inventory {
namespace {

void add_levels(Vec<LedgerEntry> &entries, Text variant_id, Text reason) {
    Text last{};

    Scan levels = Scan::open(Lookup::levels);
    levels.seek(variant_id);
    while (levels.next()) {
        Text location_id = levels.row().text(level::location_id);
        if (location_id == last)
            continue;
        last = location_id;
        entries.add(
            LedgerEntry{core::EntryType::policy, {{variant_id, location_id}, 0, 0, 0}, {}, reason});
    }
    levels.close();
}

} // namespace

void tell_levels(Text variant_id, Text reason) {
    Vec<LedgerEntry> entries{};

    if (!records_policies())
        return;
    push_snapshot();
    add_levels(entries, variant_id, reason);
    pop_snapshot();
    if (entries.empty() && is_kit(variant_id))
        entries.add(
            LedgerEntry{core::EntryType::policy, {{variant_id, Text{""}}, 0, 0, 0}, {}, reason});
    number_entries(entries);
    write_ledger(entries, std::nullopt);
}

} // namespace inventory
