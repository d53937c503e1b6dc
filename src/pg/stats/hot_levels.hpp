// Which levels buyers were seen to wait for, noted in shared memory so that the worker can stripe
// them. A hint only: what is lost, or never noted because the library is not preloaded, costs speed
// and nothing else. Not here: when a level is contended (core/upkeep/contention.hpp), what is done about it
// (auto_stripe.cpp).
#pragma once

#include "core/base/level_key.hpp"

namespace inventory {

// Asks for the shared memory. To be called while shared_preload_libraries are loaded.
void reserve_hot_levels();

// Notes that a call found a row of the level, which it needs, in somebody else's hands. Waits for
// nothing: where others are at the notes just now, the wait is not noted.
void note_wait(const core::LevelKey &key);

// Whether a level of this database is noted as contended.
bool has_hot_level();

// Takes such a level out of the notes; false where there is none. The key is palloc'd.
bool take_hot_level(core::LevelKey *key);

} // namespace inventory
