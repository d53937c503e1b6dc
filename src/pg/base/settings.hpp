// The settings of the extension, as the rest of the code reads them.
//
// Not here: their meaning, which is where they are used.
#pragma once

namespace inventory::settings {

extern char *actor;              // inventory.actor, empty where the application set none
extern bool auto_stripe;         // inventory.auto_stripe
extern double auto_stripe_quiet; // inventory.auto_stripe_quiet, seconds
extern double cart_max_age;      // inventory.cart_max_age, seconds, 0 for none
extern double cart_retention;    // inventory.cart_retention, seconds
extern double cart_ttl;          // inventory.cart_ttl, seconds
extern bool collect;             // inventory.collect
extern int discovery_interval;   // inventory.discovery_interval, milliseconds
extern int expiry_batch_size;    // inventory.expiry_batch_size, carts
extern int expiry_interval;      // inventory.expiry_interval, milliseconds
extern int max_workers;          // inventory.max_workers
extern double request_retention; // inventory.request_retention, seconds
extern char *routing_goals;      // inventory.routing_goals
extern double signal_retention;  // inventory.signal_retention, seconds
extern bool worker_enabled;      // inventory.worker_enabled

// No more workers than this at a time, whatever inventory.max_workers says: shared memory has
// a place for each.
inline constexpr int max_workers_limit = 32;

// Makes the settings known to the server and reserves the prefix. Called once, when the library
// is loaded.
void define();

} // namespace inventory::settings
