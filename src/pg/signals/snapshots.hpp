// PostgreSQL's snapshots as core/signals/snapshots.hpp compares them: taking one, keeping it as a pg_snapshot.
#pragma once

#include "pg/base/postgres.hpp"

#include "core/signals/snapshots.hpp"

namespace inventory {

// The active snapshot, with this transaction among those that run, in the current memory context.
core::signals::Snapshot take_snapshot();

// A pg_snapshot, and the way back.
core::signals::Snapshot snapshot_of(Datum pg_snapshot);
Datum datum_of(const core::signals::Snapshot &snapshot);

} // namespace inventory
