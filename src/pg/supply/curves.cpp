// Reading what can be promised by when, see curves.hpp.
#include "pg/supply/curves.hpp"

#include "pg/kits/kits.hpp"
#include "pg/sourcing/locations.hpp"
#include "pg/sourcing/promises.hpp"

#include <algorithm>

namespace inventory {
namespace {

using core::supply::Available;

Available *make_steps(std::size_t most) {
    return static_cast<Available *>(palloc(sizeof(Available) * most));
}

class Reading {
  public:
    Reading(OptionalText location_id, OptionalText excluded, TimestampTz clock)
        : location_id_(location_id), clock_(clock), stock_(StockReader::open(clock, excluded)),
          supplies_(SupplyReader::open()) {}
    void close() {
        supplies_.close();
        stock_.close();
    }

    // What the places that sell have of a variant.
    Vec<PlaceStock> read(Text variant_id);
    PlaceCurve curve_of(const PlaceStock &stock);
    // Of kits, whose components a place has in these stocks; of none that is tracked any number.
    PlaceCurve curve_of_kits(const Kit &kit, const Vec<PlaceStock> &parts);

  private:
    OptionalText location_id_;
    TimestampTz clock_;
    StockReader stock_;
    SupplyReader supplies_;
};

Vec<PlaceStock> Reading::read(Text variant_id) {
    Vec<PlaceStock> selling{};
    auto add = [&](const PlaceStock &stock) {
        if (location_named(stock.key.location_id).sells(clock_))
            selling.add(stock);
    };

    if (location_id_) {
        if (std::optional<PlaceStock> stock = stock_.read({variant_id, *location_id_}))
            add(*stock);
        return selling;
    }
    for (const PlaceStock &stock : stock_.read(variant_id))
        add(stock);
    return selling;
}

PlaceCurve Reading::curve_of(const PlaceStock &stock) {
    core::Level level = stock.level;

    if (!level.tracked) {
        Available *now = make_steps(1);
        *now = Available{clock_, core::no_bound};
        return PlaceCurve{stock.key.location_id, now, 1};
    }
    level.reserved -= stock.freed();
    Vec<core::supply::Dated> supplies = supplies_.read(stock.key);
    Available *steps = make_steps(core::supply::most_available(supplies.count));
    std::size_t count =
        core::supply::atp(level, 0, span_of(supplies), terms_of(stock.key, level, clock_), steps);
    return PlaceCurve{stock.key.location_id, steps, static_cast<int>(count)};
}

PlaceCurve Reading::curve_of_kits(const Kit &kit, const Vec<PlaceStock> &parts) {
    Vec<core::supply::ComponentCurve> curves{};
    std::size_t most = 1;

    for (int i = 0; i < parts.count; i++) {
        if (!parts[i].level.tracked)
            continue;
        PlaceCurve curve = curve_of(parts[i]);
        curves.add(
            {curve.steps, static_cast<std::size_t>(curve.count), kit.components[i].quantity});
        most += static_cast<std::size_t>(curve.count);
    }
    Available *steps = make_steps(most);
    std::size_t count = core::supply::atp_of_kits(
        curves.items, static_cast<std::size_t>(curves.count), clock_, steps);
    return PlaceCurve{parts[0].key.location_id, steps, static_cast<int>(count)};
}

const PlaceStock *find_at(const Vec<PlaceStock> &stock, Text location_id) {
    auto at = std::find_if(stock.begin(), stock.end(), [=](const PlaceStock &place) {
        return place.key.location_id == location_id;
    });

    return at == stock.end() ? nullptr : at;
}

void add_kits(Reading &reading, const Kit &kit, Vec<PlaceCurve> &curves) {
    Vec<Vec<PlaceStock>> stocks{};

    for (const Component &component : kit.components)
        stocks.add(reading.read(component.variant_id));
    for (const PlaceStock &first : stocks[0]) {
        Vec<PlaceStock> parts{};
        for (const Vec<PlaceStock> &stock : stocks)
            if (const PlaceStock *place = find_at(stock, first.key.location_id))
                parts.add(*place);
        if (parts.count == stocks.count)
            curves.add(reading.curve_of_kits(kit, parts));
    }
}

} // namespace

Vec<PlaceCurve> read_curves(Text variant_id, OptionalText location_id,
                            OptionalText excluding_reference, TimestampTz clock) {
    Reading reading(location_id, excluding_reference, clock);
    Vec<PlaceCurve> curves{};

    Vec<PlaceStock> selling = reading.read(variant_id);
    for (const PlaceStock &stock : selling)
        curves.add(reading.curve_of(stock));
    if (selling.empty())
        if (std::optional<Kit> kit = find_kit(variant_id))
            add_kits(reading, *kit, curves);
    reading.close();
    return curves;
}

} // namespace inventory
