// Listing what can be had, see offers.hpp.
#include "pg/sourcing/offers.hpp"

#include "pg/base/errors.hpp"
#include "pg/kits/kits.hpp"
#include "pg/sourcing/locations.hpp"

#include <algorithm>

namespace inventory {
namespace {

// Of few locations each is looked up, whatever others there are.
constexpr int most_lookups = 8;

bool is_wanted(Text location_id, const Vec<Text> *locations) {
    return locations == nullptr ||
           std::binary_search(locations->begin(), locations->end(), location_id);
}

// What the places that sell have of a variant.
Vec<PlaceStock> read_selling(StockReader &reader, Text variant_id, const Vec<Text> *locations,
                             TimestampTz clock) {
    Vec<PlaceStock> selling{};
    auto add = [&](const PlaceStock &stock) {
        if (location_named(stock.key.location_id).sells(clock))
            selling.add(stock);
    };

    if (locations != nullptr && locations->count <= most_lookups) {
        for (Text location_id : *locations)
            if (std::optional<PlaceStock> stock = reader.read({variant_id, location_id}))
                add(*stock);
        return selling;
    }
    for (const PlaceStock &stock : reader.read(variant_id))
        if (is_wanted(stock.key.location_id, locations))
            add(stock);
    return selling;
}

void add_to(core::Listing &listing, Text location_id, const core::Offer &offer) {
    if (!listing.add(location_id, offer))
        raise_out_of_range("variant_ids", "must have at most 9223372036854775807 units each");
}

const PlaceStock *find_at(const Vec<PlaceStock> &stock, Text location_id) {
    auto at = std::lower_bound(
        stock.begin(), stock.end(), location_id,
        [](const PlaceStock &place, Text location) { return place.key.location_id < location; });

    return at != stock.end() && at->key.location_id == location_id ? at : nullptr;
}

// Where all components are.
core::Listing list_kit(StockReader &reader, const Kit &kit, const Vec<Text> *locations,
                       TimestampTz clock) {
    core::Listing listing;
    Vec<Vec<PlaceStock>> stocks{};

    for (const Component &component : kit.components)
        stocks.add(read_selling(reader, component.variant_id, locations, clock));
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
            add_to(listing, first.key.location_id,
                   core::offer_of_kits(offers.items, each.items,
                                       static_cast<std::size_t>(offers.count)));
    }
    return listing;
}

} // namespace

core::Listing list_variant(StockReader &reader, Text variant_id, const Vec<Text> *locations,
                           TimestampTz clock) {
    core::Listing listing;

    for (const PlaceStock &stock : read_selling(reader, variant_id, locations, clock))
        add_to(listing, stock.key.location_id, core::offer_of(stock.level, stock.freed()));
    if (listing.locations > 0)
        return listing;
    std::optional<Kit> kit = find_kit(variant_id);
    return kit ? list_kit(reader, *kit, locations, clock) : listing;
}

} // namespace inventory
