// Reading whether a database may be worked on, see readiness.hpp.
#include "pg/ledger/readiness.hpp"

#include "pg/base/patience.hpp"
#include "pg/base/settings.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/ledger/numbers.hpp"
#include "pg/rows/statements.hpp"
#include "pg/stats/hot_levels.hpp"

extern "C" {
#include "access/xlog.h"
#include "commands/extension.h"
#include "miscadmin.h"
}

namespace inventory {

// Whether this database's rows may be swept. While a restore runs they may not: a ledger that is
// not there yet, or a sequence behind it, tells. A restored or copied database is verified first.
// Rows that a subscription brings are kept up where they come from: a change here would be in the
// way of what arrives. What it has brought is verified once it is gone.
Readiness read_readiness() {
    Parameters database{};
    database.bigint(static_cast<int64>(GetSystemIdentifier()))
        .oid(MyDatabaseId)
        .oid(get_extension_oid("inventory", false))
        .time(GetCurrentTimestamp());
    Row known = run(sql::read_readiness, database)[0];
    bool verified = known.boolean(2);
    bool subscribed = known.boolean(3);

    if (subscribed) {
        if (verified)
            run(sql::forget_verified, database);
        if (oid_of(Table::signals) != InvalidOid)
            run_own(sql::forget_life, Parameters{});
        return Readiness::not_ready;
    }
    if (!known.boolean(1) && !settings::collect && !has_hot_level())
        return Readiness::nothing_to_do;
    Row ledger = run(sql::read_ledger_state, Parameters{})[0];
    bool has_ledger = ledger.boolean(1);
    bool has_levels = ledger.boolean(2);
    bool needs_ledger = ledger.boolean(3);
    if (!has_levels && !has_ledger)
        return Readiness::nothing_to_do;
    if (is_sequence_behind() || (needs_ledger && !has_ledger))
        return Readiness::not_ready;
    if (verified)
        return Readiness::ready;
    // What a restore has brought meanwhile is in what is verified, but not in what was read before.
    if (run(sql::read_problems, Parameters{}).count > 0 ||
        !run(sql::read_sequence_state, Parameters{})[0].boolean(1))
        return Readiness::not_ready;
    // Without a ledger this may be the beginning of a restore: it is looked at again next time. So it
    // is where somebody else's transaction has verified it and does not end.
    if (has_ledger)
        run_patiently(lock_patience, [&] {
            run(sql::remember_verified, database);
            return true;
        });
    return Readiness::ready;
}

} // namespace inventory
