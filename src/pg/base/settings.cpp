// The definition of every setting, in alphabetical order.
//
// Not here: what reads them.
#include "pg/base/settings.hpp"

#include "pg/base/compat.hpp"

#include "core/sourcing/goals.hpp"

extern "C" {
#include "utils/guc.h"
}

namespace inventory::settings {

char *actor = nullptr;
bool auto_stripe = true;
double auto_stripe_quiet = 10 * 60.0;
double cart_max_age = 0;
double cart_retention = 7 * 24 * 3600.0;
double cart_ttl = 30 * 60.0;
bool collect = true;
int discovery_interval = 60 * 1000;
int expiry_batch_size = 1000;
int expiry_interval = 5 * 1000;
int max_workers = 1;
double request_retention = 2 * 24 * 3600.0;
char *routing_goals = nullptr;
double signal_retention = 30 * 24 * 3600.0;
bool worker_enabled = true;

namespace {

constexpr double longest_time = 100 * 366 * 24 * 3600.0; // a hundred years, in seconds
constexpr int longest_interval = 24 * 3600 * 1000;       // a day, in milliseconds

void define_text(const char *name, const char *summary, const char *detail, const char *usual,
                 char **variable, GucStringCheckHook check = nullptr) {
    DefineCustomStringVariable(name, summary, detail, variable, usual, PGC_USERSET, 0, check,
                               nullptr, nullptr);
}

bool check_goals(char **value, void **, GucSource) {
    if (core::sourcing::goals_of(*value))
        return true;
    GUC_check_errdetail(
        "Goals are fewest_parcels, cheapest, nearest, priority and most_stock, each "
        "once, with commas between them.");
    return false;
}

void define_time(const char *name, const char *summary, const char *detail, double *variable,
                 double shortest, GucContext who) {
    DefineCustomRealVariable(name, summary, detail, variable, *variable, shortest, longest_time,
                             who, GUC_UNIT_S, nullptr, nullptr, nullptr);
}

void define_interval(const char *name, const char *summary, const char *detail, int *variable) {
    DefineCustomIntVariable(name, summary, detail, variable, *variable, 10, longest_interval,
                            PGC_SIGHUP, GUC_UNIT_MS, nullptr, nullptr, nullptr);
}

void define_number(const char *name, const char *summary, const char *detail, int *variable,
                   int largest) {
    DefineCustomIntVariable(name, summary, detail, variable, *variable, 1, largest, PGC_SIGHUP, 0,
                            nullptr, nullptr, nullptr);
}

void define_switch(const char *name, const char *summary, const char *detail, bool *variable) {
    DefineCustomBoolVariable(name, summary, detail, variable, *variable, PGC_SUSET, 0, nullptr,
                             nullptr, nullptr);
}

} // namespace

void define() {
    define_text("inventory.actor", "Who is named in the ledger.",
                "Empty: the role that called the function.", "", &actor);
    define_switch("inventory.auto_stripe",
                  "Whether levels are striped while buyers wait for each other.", nullptr,
                  &auto_stripe);
    define_time(
        "inventory.auto_stripe_quiet",
        "How long a level that was striped so must be quiet before it goes back to one stripe.",
        nullptr, &auto_stripe_quiet, 1, PGC_SUSET);
    define_time("inventory.cart_max_age",
                "How long after it began the deadline of a cart may be, at most.",
                "0: as long as its buyers come back.", &cart_max_age, 0, PGC_SUSET);
    define_time("inventory.cart_retention", "How long closed carts are kept.", nullptr,
                &cart_retention, 0, PGC_SUSET);
    define_time("inventory.cart_ttl", "How long a cart lives when the call does not say.", nullptr,
                &cart_ttl, 0.001, PGC_USERSET);
    define_switch("inventory.collect",
                  "Whether changes, signals and demand are collected from the ledger.", nullptr,
                  &collect);
    define_interval("inventory.discovery_interval",
                    "How often the worker looks at databases without the extension.", nullptr,
                    &discovery_interval);
    define_number("inventory.expiry_batch_size", "Carts that one transaction expires at most.",
                  nullptr, &expiry_batch_size, 100000);
    define_interval("inventory.expiry_interval",
                    "How often the worker expires carts in a database with the extension.", nullptr,
                    &expiry_interval);
    define_number("inventory.max_workers", "Databases that are worked on at the same time.",
                  "Each takes one of max_worker_processes.", &max_workers, max_workers_limit);
    define_time("inventory.request_retention",
                "How long the answers to calls with a request_id are kept.", nullptr,
                &request_retention, 0, PGC_SUSET);
    define_text("inventory.routing_goals",
                "What places are chosen by when the call does not say, the first goal first.",
                "Of fewest_parcels, cheapest, nearest, priority and most_stock.",
                "fewest_parcels, nearest, priority", &routing_goals, check_goals);
    define_time("inventory.signal_retention",
                "How long signals are kept; the last of each kind of state stays.", nullptr,
                &signal_retention, 0, PGC_SUSET);
    define_switch("inventory.worker_enabled", "Whether the worker expires carts.",
                  "ALTER DATABASE ... SET switches it for one database.", &worker_enabled);

    MarkGUCPrefixReserved("inventory");
}

} // namespace inventory::settings
