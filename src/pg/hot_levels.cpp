// Noting waits, see hot_levels.hpp.
#include "pg/hot_levels.hpp"

namespace inventory {
void note_wait(const core::LevelKey &) {}
} // namespace inventory
