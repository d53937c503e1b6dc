// The SQL function for lists of goods: available_variants.
#include "pg/call/call.hpp"
#include "pg/sourcing/offers.hpp"

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

void answer_listing(Call &call, Text variant_id, const core::Listing &listing) {
    bool untracked = listing.is_untracked();

    call.answer_text(variant_id);
    call.answer_bigint(listing.on_hand);
    call.answer_bigint(untracked ? std::nullopt : std::optional(listing.available));
    call.answer_bigint(listing.orderable);
    call.answer_boolean(listing.tracked);
    call.answer_integer(listing.locations);
    call.answer_text(untracked || listing.best_location.empty()
                         ? std::nullopt
                         : OptionalText{listing.best_location});
}

} // namespace

INVENTORY_FUNCTION(available_variants) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Vec<Text> variant_ids = arguments.ids("variant_ids");
    std::optional<Vec<Text>> locations = read_places(arguments);

    Lister lister = Lister::open(locations ? &*locations : nullptr);
    for (Text variant_id : variant_ids) {
        CHECK_FOR_INTERRUPTS();
        answer_listing(call, variant_id, lister.list(variant_id));
    }
    lister.close();
    return call.finish();
}

} // namespace inventory
