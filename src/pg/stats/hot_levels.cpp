// The shared memory of hot_levels.hpp.
//
// A level's note is in one of a few slots that its key's hash gives. A new one reslots that which is
// soonest forgotten.
#include "pg/stats/hot_levels.hpp"

#include "pg/base/hash.hpp"
#include "pg/base/settings.hpp"
#include "pg/base/shared_memory.hpp"

#include "core/upkeep/contention.hpp"

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

constexpr uint64 slots = 128;
constexpr uint64 slots_of_a_key = 4;
constexpr Size longest_id = 800;

struct Id {
    Size length;
    char bytes[longest_id];

    bool is(Text text) const {
        return length == text.size() && memcmp(bytes, text.data(), length) == 0;
    }
    void set(Text text) {
        length = text.size();
        memcpy(bytes, text.data(), length);
    }
    Text copy() const { return Text{pnstrdup(bytes, length), length}; }
};

struct Note {
    Oid database; // InvalidOid: free
    core::Contention contention;
    Id variant_id;
    Id location_id;

    bool is_of(const core::LevelKey &key) const {
        return database == MyDatabaseId && variant_id.is(key.variant_id) &&
               location_id.is(key.location_id);
    }
};

Note *notes = nullptr; // where the library is not preloaded
LWLock *lock = nullptr;

void attach(void *memory, LWLock *its_lock, bool is_new) {
    notes = static_cast<Note *>(memory);
    lock = its_lock;
    if (is_new)
        memset(notes, 0, sizeof(Note) * slots);
}

// The level's note, or the one to be used for it.
Note *find_note(const core::LevelKey &key) {
    uint64 first = hash_of(key, MyDatabaseId) % slots;
    Note *oldest = &notes[first];

    for (uint64 i = 0; i < slots_of_a_key; i++) {
        Note *note = &notes[(first + i) % slots];
        if (note->is_of(key))
            return note;
        if (note->contention.remembered_until < oldest->contention.remembered_until)
            oldest = note;
    }
    return oldest;
}

// A note of a contended level of this database.
Note *find_hot() {
    TimestampTz now = GetCurrentTimestamp();

    for (uint64 i = 0; i < slots; i++)
        if (notes[i].database == MyDatabaseId && core::is_contended(notes[i].contention, now))
            return &notes[i];
    return nullptr;
}

} // namespace

void reserve_hot_levels() {
    reserve_shared_memory({"inventory_hot_levels", sizeof(Note) * slots, attach});
}

void note_wait(const core::LevelKey &key) {
    if (notes == nullptr || !settings::auto_stripe || key.variant_id.size() > longest_id ||
        key.location_id.size() > longest_id || !LWLockConditionalAcquire(lock, LW_EXCLUSIVE))
        return;
    Note *note = find_note(key);
    if (!note->is_of(key)) {
        note->database = MyDatabaseId;
        note->contention = {};
        note->variant_id.set(key.variant_id);
        note->location_id.set(key.location_id);
    }
    core::add_wait(note->contention, GetCurrentTimestamp());
    LWLockRelease(lock);
}

bool has_hot_level() {
    if (notes == nullptr || !settings::auto_stripe)
        return false;
    LWLockAcquire(lock, LW_SHARED);
    bool found = find_hot() != nullptr;
    LWLockRelease(lock);
    return found;
}

bool take_hot_level(core::LevelKey *key) {
    if (notes == nullptr)
        return false;
    LWLockAcquire(lock, LW_EXCLUSIVE);
    Note *note = find_hot();
    if (note != nullptr) {
        *key = core::LevelKey{note->variant_id.copy(), note->location_id.copy()};
        note->database = InvalidOid;
        note->contention = {};
    }
    LWLockRelease(lock);
    return note != nullptr;
}

} // namespace inventory
