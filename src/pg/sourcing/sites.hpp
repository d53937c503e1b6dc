// What each site could give of the lines of a cart by itself: where a buyer may pick it up.
#pragma once

#include "pg/sourcing/sourcing.hpp"

namespace inventory {

struct SiteOffer {
    Text site_id;
    bool is_complete;
    core::Quantity units;        // of kits, of their components
    core::supply::Date ships_by; // the last of these
    std::optional<double> distance_km;
    core::Quantity parcel_cost;
};

// In the order of their ranks. From what the active snapshot shows.
Vec<SiteOffer> offers_of_sites(Sourcing &sourcing, const Asker &asker);

} // namespace inventory
