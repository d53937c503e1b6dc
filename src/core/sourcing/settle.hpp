// What lines that share items get from stock, where it does not suffice for what each could have alone.
#pragma once

#include "core/sourcing/search.hpp"

namespace inventory::core::sourcing {

// How far something was decided: a decision that the budget cut short is not proven.
struct Verdict {
    Status status;
    bool proven;
};

// Lowers the demands from stock to what is there for all lines together: each line gets its least where it
// may not wait, and then as much as there is, kits before single variants.
Verdict settle(Search &search);

// Refuses lines that are not to be split and have no sites that suffice: are the units there at all?
Verdict refuse_whole(Search &search);

} // namespace inventory::core::sourcing
