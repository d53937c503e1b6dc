// Which levels buyers were seen to wait for, noted in shared memory so that the worker can stripe
// them. A hint only: what is lost, or never noted because the library is not preloaded, costs speed
// and nothing else.
#pragma once

#include "core/lines.hpp"

namespace inventory {

// Notes that a call found a row of the level, which it needs, in somebody else's hands.
void note_wait(const core::LevelKey &key);

} // namespace inventory
