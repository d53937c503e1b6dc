// Remembering places, see locations.hpp.
#include "pg/sourcing/locations.hpp"

#include "pg/base/hash.hpp"
#include "pg/rows/scan.hpp"

extern "C" {
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
}

namespace inventory {
namespace {

// The ids that hash alike take the place from one another.
struct Known {
    uint64 hash; // the key
    Text location_id;
    Location location;
};

// So many are remembered at most.
constexpr long most_known = 10000;

MemoryContext memory;
HTAB *known;          // nullptr: nothing is
Oid table;            // whose rows are known
uint64 changes;       // of it
uint64 known_changes; // as of when what is known was read

void on_relation_change(Datum, Oid relation) {
    if (!OidIsValid(relation) || relation == table)
        changes++;
}

void forget() {
    if (memory != nullptr)
        MemoryContextReset(memory);
    known = nullptr;
}

void begin_remembering() {
    HASHCTL control{};

    if (memory == nullptr)
        memory =
            AllocSetContextCreate(TopMemoryContext, "inventory locations", ALLOCSET_DEFAULT_SIZES);
    control.keysize = sizeof(uint64);
    control.entrysize = sizeof(Known);
    control.hcxt = memory;
    table = oid_of(Table::locations);
    known_changes = changes;
    known = hash_create("inventory locations", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

LocationStatus status_of(Text label) {
    if (label == "open")
        return LocationStatus::open;
    return label == "ships_only" ? LocationStatus::ships_only : LocationStatus::closed;
}

Location location_of(const Row &row) {
    Location location{};

    location.status = status_of(row.text(location::status));
    location.priority = row.integer(location::priority);
    location.site_id = row.optional_text(location::site_id);
    location.channels = row.texts(location::channels);
    location.zones = row.texts(location::zones);
    location.latitude = row.optional_double(location::latitude);
    location.longitude = row.optional_double(location::longitude);
    location.parcel_cost = row.bigint(location::parcel_cost);
    location.sells_until = row.optional_time(location::sells_until);
    return location;
}

Location read_location(Text location_id) {
    Location location{};

    push_latest_snapshot();
    Scan scan = Scan::open(Lookup::locations);
    scan.seek(location_id);
    if (scan.next())
        location = location_of(scan.row());
    scan.close();
    pop_snapshot();
    return location;
}

Text keep(Text text) {
    return Text{static_cast<char *>(memcpy(palloc(text.size() + 1), text.data(), text.size())),
                text.size()};
}

Vec<Text> keep(const Vec<Text> &texts) {
    Vec<Text> kept{};

    for (Text text : texts)
        kept.add(keep(text));
    return kept;
}

void remember(Known &entry, Text location_id, const Location &location) {
    MemoryContext caller = MemoryContextSwitchTo(memory);

    entry.location_id = keep(location_id);
    entry.location = copy_of(location);
    MemoryContextSwitchTo(caller);
}

} // namespace

const Location &location_named(Text location_id) {
    static const Location open_to_all{};
    uint64 hash = hash_of(location_id, 0);

    // Nothing tells a session of a change while it goes on with a transaction, unless it asks.
    AcceptInvalidationMessages();
    if (known != nullptr && (known_changes != changes || hash_get_num_entries(known) > most_known))
        forget();
    if (known == nullptr && !OidIsValid(oid_of(Table::locations)))
        return open_to_all;
    if (known == nullptr)
        begin_remembering();
    Known *entry = static_cast<Known *>(hash_search(known, &hash, HASH_FIND, nullptr));
    if (entry != nullptr && entry->location_id == location_id)
        return entry->location;
    // What changes while it is read is not known, and so read again the next time.
    Location location = read_location(location_id);
    entry = static_cast<Known *>(hash_search(known, &hash, HASH_ENTER, nullptr));
    *entry = Known{hash, {}, {}};
    remember(*entry, location_id, location);
    return entry->location;
}

Location copy_of(const Location &location) {
    Location copy = location;

    copy.channels = keep(location.channels);
    copy.zones = keep(location.zones);
    if (location.site_id)
        copy.site_id = keep(*location.site_id);
    return copy;
}

void note_location_change(Oid table) { CacheInvalidateRelcacheByRelid(table); }

void register_location_callbacks() { CacheRegisterRelcacheCallback(on_relation_change, Datum{0}); }

} // namespace inventory
