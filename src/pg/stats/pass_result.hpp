// How a pass of the upkeep over a database ended.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

enum class PassResult : uint32 {
    pending,   // it runs, or ended without a word: killed, or could not connect
    absent,    // the extension is not installed there
    idle,      // nothing is left to do for now
    busy,      // it left early and wants to come again soon
    put_off,   // somebody else was in the way
    not_ready, // restored or copied and not verified yet, or a subscriber
    disabled,  // inventory.worker_enabled is off there
    failed     // an error, which the worker has logged
};

// For the log and the statistics.
const char *result_name(PassResult result);

} // namespace inventory
