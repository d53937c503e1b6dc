// The process that starts the workers.
#pragma once

namespace inventory {

// Registers the launcher, to run from the end of recovery. To be called while
// shared_preload_libraries are loaded.
void register_launcher();

} // namespace inventory
