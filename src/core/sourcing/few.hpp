// Sites for a cart that can't be sent from stock in so few parcels as it may have: those few that give most
// units from stock, where what each line still needs may wait.
#pragma once

#include "core/sourcing/settle.hpp"

namespace inventory::core::sourcing {

struct Few {
    Quantity *stock; // by site, numbered by rank, and line
    Quantity *have;  // by line: from the chosen sites
    Quantity *gains; // scratch, by site
    Quantity most;   // units from stock of the best set
};

void lay_out(Memory &memory, const Problem &problem, Few &few);

// Chooses the sites, at most so many; they are the search's best. Refuses where there are none.
Verdict choose_few(Search &search, int most_sites, Few &few);

// Forgets what other sites than the search's best could give.
void keep_best_only(Search &search);

} // namespace inventory::core::sourcing
