// Whether the rows of a database may be worked on: not while it is being restored, nor before a copy
// is verified, nor where a subscription fills it.
#pragma once

namespace inventory {

enum class Readiness { ready, nothing_to_do, not_ready };

// As the tables say now. Where all is well for the first time, that is remembered, unless somebody
// else's transaction is about to.
Readiness read_readiness();

} // namespace inventory
