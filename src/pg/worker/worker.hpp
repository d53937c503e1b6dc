// The name by which the launcher finds the worker's main function.
#pragma once

namespace inventory {

inline constexpr const char *worker_function = "inventory_worker_main";

} // namespace inventory
