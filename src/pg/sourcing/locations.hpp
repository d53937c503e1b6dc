// What is known of places. Sessions remember it until anybody changes one, which the trigger on locations
// tells them as PostgreSQL tells them of a changed table: so looking at a place costs a call nothing.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"

#include "core/base/quantity.hpp"

namespace inventory {

enum class LocationStatus { open, ships_only, closed };

// As it is made, a place of which nothing is known: open to all.
struct Location {
    LocationStatus status = LocationStatus::open;
    int priority = 100;
    OptionalText site_id; // none: a site of its own
    Vec<Text> channels{}; // none: all
    Vec<Text> zones{};    // none: all
    std::optional<double> latitude;
    std::optional<double> longitude;
    core::Quantity parcel_cost = 0;
    OptionalTime sells_until; // none: for ever

    bool sells(TimestampTz clock) const {
        return status == LocationStatus::open && (!sells_until || clock < *sells_until);
    }
    bool ships() const { return status != LocationStatus::closed; }
};

// A place as it is by now, whatever an older snapshot shows. It may be looked at until the next one is asked
// for; what is kept longer is copied.
const Location &location_named(Text location_id);
Location copy_of(const Location &location);

// Of the trigger on locations: sessions forget what they remember when the transaction commits.
void note_location_change(Oid table);

// Called once when the library is loaded.
void register_location_callbacks();

} // namespace inventory
