// Listing what can be had, see offers.hpp.
#include "pg/sourcing/offers.hpp"

#include "pg/base/errors.hpp"
#include "pg/sourcing/locations.hpp"

#include <algorithm>

extern "C" {
#include "utils/memutils.h"
}

namespace inventory {
namespace {

const PlaceStock *find_at(const Vec<PlaceStock> &stock, Text location_id) {
    auto at = std::lower_bound(
        stock.begin(), stock.end(), location_id,
        [](const PlaceStock &place, Text location) { return place.key.location_id < location; });

    return at != stock.end() && at->key.location_id == location_id ? at : nullptr;
}

} // namespace

Vec<Text> sorted_once(const Vec<Text> &ids) {
    Vec<Text> sorted{};

    for (Text id : ids)
        sorted.add(id);
    std::sort(sorted.begin(), sorted.end());
    sorted.count = static_cast<int>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
    return sorted;
}

std::optional<Vec<Text>> read_places(Arguments &arguments) {
    std::optional<Vec<Text>> places = arguments.optional_ids("location_ids");

    return places ? std::optional(sorted_once(*places)) : std::nullopt;
}

Lister Lister::open(const Vec<Text> *locations, OptionalText own_reference) {
    Lister lister{};

    lister.locations_ = locations;
    lister.clock_ = GetCurrentTimestamp();
    push_snapshot();
    lister.stock_ = StockReader::open(lister.clock_, own_reference);
    lister.memory_ =
        AllocSetContextCreate(CurrentMemoryContext, "inventory listing", ALLOCSET_DEFAULT_SIZES);
    return lister;
}

Lister Lister::open_unbounded() {
    Lister lister = open(nullptr);

    lister.is_unbounded_ = true;
    return lister;
}

void Lister::add_to(core::Listing &listing, Text variant_id, Text location_id,
                    const core::Offer &offer) const {
    if (!listing.add(location_id, offer) && !is_unbounded_)
        raise_out_of_range(level_name({variant_id, {}}),
                           "must have at most 9223372036854775807 units");
}

void Lister::close() {
    stock_.close();
    pop_snapshot();
    MemoryContextDelete(memory_);
}

core::Listing Lister::list(Text variant_id) {
    MemoryContextReset(memory_);
    MemoryContext caller = MemoryContextSwitchTo(memory_);
    core::Listing listing = list_levels(variant_id);

    if (listing.locations == 0)
        if (std::optional<Kit> kit = find_kit(variant_id))
            listing = list_kit(*kit);
    MemoryContextSwitchTo(caller);
    return listing;
}

Vec<PlaceStock> Lister::read(Text variant_id) {
    return locations_ == nullptr ? stock_.read(variant_id) : stock_.read(variant_id, *locations_);
}

// Leaves out what places have that do not sell.
void Lister::keep_selling(Vec<PlaceStock> &stock) const {
    PlaceStock *end = std::remove_if(stock.begin(), stock.end(), [&](const PlaceStock &place) {
        return !location_named(place.key.location_id).sells(clock_);
    });

    stock.count = static_cast<int>(end - stock.begin());
}

core::Listing Lister::list_levels(Text variant_id) {
    core::Listing listing;
    Vec<PlaceStock> stock = read(variant_id);

    levels_ = stock.count;
    keep_selling(stock);
    for (const PlaceStock &place : stock)
        add_to(listing, variant_id, place.key.location_id,
               core::offer_of(place.level, place.freed()));
    return listing;
}

// Where all components are.
core::Listing Lister::list_kit(const Kit &kit) {
    core::Listing listing;
    Vec<Vec<PlaceStock>> stocks{};

    for (const Component &component : kit.components)
        keep_selling(stocks.add(read(component.variant_id)));
    for (const PlaceStock &first : stocks[0]) {
        Vec<core::Offer> offers{};
        Vec<core::Quantity> each{};
        for (int i = 0; i < kit.components.count; i++) {
            const PlaceStock *place = find_at(stocks[i], first.key.location_id);
            if (place == nullptr)
                break;
            offers.add(core::offer_of(place->level, place->freed()));
            each.add(kit.components[i].quantity);
        }
        if (offers.count == kit.components.count)
            add_to(listing, kit.kit_id, first.key.location_id,
                   core::offer_of_kits(offers.items, each.items,
                                       static_cast<std::size_t>(offers.count)));
    }
    return listing;
}

} // namespace inventory
