// What happens when the library is loaded.
//
// Not here: anything that is done for a call.
#include "pg/base/compat.hpp"
#include "pg/call/signatures.hpp"
#include "pg/engine/level_pages.hpp"
#include "pg/stats/counters.hpp"
#include "pg/stats/hot_levels.hpp"
#include "pg/worker/launcher.hpp"
#include "pg/ledger/ledger.hpp"
#include "pg/rows/write_target.hpp"
#include "pg/rows/tables.hpp"
#include "pg/base/settings.hpp"
#include "pg/sourcing/locations.hpp"
#include "pg/triggers/direct_sql.hpp"
#include "pg/worker/worker_slots.hpp"

extern "C" {
#include "miscadmin.h"

INVENTORY_MODULE_MAGIC;

// PostgreSQL looks for that name.
// NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)
PGDLLEXPORT void _PG_init(void);
}

// Defines the settings and the callbacks. The worker exists only where the library is preloaded,
// because only then can it have shared memory and a launcher; pg_upgrade must not meet it at all.
void _PG_init(void) {
    inventory::settings::define();
    inventory::register_transaction_callbacks();
    inventory::register_target_callbacks();
    inventory::register_table_callbacks();
    inventory::register_page_callbacks();
    inventory::register_signature_callbacks();
    inventory::register_direct_sql_callbacks();
    inventory::register_location_callbacks();

    if (process_shared_preload_libraries_in_progress && !IsBinaryUpgrade) {
        inventory::reserve_counters();
        inventory::reserve_hot_levels();
        inventory::reserve_worker_slots();
        inventory::register_launcher();
    }
}
