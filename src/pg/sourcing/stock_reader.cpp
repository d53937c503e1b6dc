// Reading what there is of a variant, see stock_reader.hpp.
#include "pg/sourcing/stock_reader.hpp"

#include "pg/engine/carts.hpp"
#include "pg/engine/levels.hpp"

#include <algorithm>
#include <limits>

namespace inventory {

StockReader StockReader::open(TimestampTz clock, OptionalText own_reference) {
    StockReader reader{};

    reader.looks_at_holds_ = true;
    reader.clock_ = clock;
    reader.own_reference_ = own_reference;
    reader.levels_ = Scan::open(Lookup::levels);
    reader.holds_ = Scan::open(Lookup::holds_of_level);
    reader.carts_ = Scan::open(Lookup::carts);
    // Made here, where the reader is, and not where a level is read.
    reader.stripes_.grow(16);
    if (own_reference)
        reader.read_own(*own_reference);
    return reader;
}

StockReader StockReader::open_levels() {
    StockReader reader{};

    reader.levels_ = Scan::open(Lookup::levels);
    return reader;
}

void StockReader::close() {
    if (looks_at_holds_) {
        carts_.close();
        holds_.close();
    }
    levels_.close();
}

void StockReader::read_own(Text reference_id) {
    Scan holds = Scan::open(Lookup::holds);

    holds.seek(reference_id);
    while (holds.next()) {
        Row row = holds.row();
        own_.add(OwnHold{row.key(hold::variant_id, hold::location_id), row.bigint(hold::quantity)});
    }
    holds.close();
}

core::Quantity StockReader::overdue_units(const core::LevelKey &key) {
    core::Quantity units = 0;

    holds_.seek_due(key, clock_);
    while (holds_.next()) {
        Text reference_id = holds_.row().text(hold::reference_id);
        if (reference_id != own_reference_ && is_overdue(carts_, reference_id, clock_))
            units += holds_.row().bigint(hold::quantity);
    }
    return units;
}

// Adds the level whose stripes are in hand.
void StockReader::add(Vec<PlaceStock> &stock, const core::LevelKey &key) {
    if (stripes_.empty())
        return;
    PlaceStock place{key, core::total(stripes_.items, static_cast<std::size_t>(stripes_.count)), 0,
                     0};
    if (looks_at_holds_ && place.level.reserved > 0)
        place.overdue = overdue_units(key);
    for (const OwnHold &hold : own_)
        place.own += hold.key == key ? hold.units : 0;
    stock.add(place);
    stripes_.count = 0;
}

// Reads the rows of a variant in their order. False where there are more than so many.
bool StockReader::read_rows(Vec<PlaceStock> &stock, Text variant_id, const Vec<Text> *locations,
                            int most) {
    core::LevelKey key{variant_id, {}};
    bool is_wanted = false;

    levels_.seek(variant_id);
    for (int rows = 0; levels_.next(); rows++) {
        if (rows == most) {
            stripes_.count = 0;
            return false;
        }
        Row row = levels_.row();
        if (!row.equals(level::location_id, key.location_id)) {
            Text location_id = row.text(level::location_id);
            if (location_id != key.location_id)
                add(stock, key);
            key.location_id = location_id;
            is_wanted = locations == nullptr ||
                        std::binary_search(locations->begin(), locations->end(), location_id);
        }
        if (is_wanted)
            stripes_.add(core::Stripe{level_of(row), false, false});
    }
    add(stock, key);
    return true;
}

Vec<PlaceStock> StockReader::read(Text variant_id) {
    Vec<PlaceStock> stock{};

    read_rows(stock, variant_id, nullptr, std::numeric_limits<int>::max());
    return stock;
}

Vec<PlaceStock> StockReader::read(Text variant_id, const Vec<Text> &locations) {
    Vec<PlaceStock> stock{};

    // Where the variant has few rows, reading all of them is cheaper than looking for several places.
    if (locations.count > 1 && read_rows(stock, variant_id, &locations, 4 * locations.count))
        return stock;
    stock.count = 0;
    for (Text location_id : locations)
        if (std::optional<PlaceStock> place = read({variant_id, location_id}))
            stock.add(*place);
    return stock;
}

std::optional<PlaceStock> StockReader::read(const core::LevelKey &key) {
    Vec<PlaceStock> stock{};

    levels_.seek(key);
    while (levels_.next())
        stripes_.add(core::Stripe{level_of(levels_.row()), false, false});
    add(stock, key);
    return stock.empty() ? std::nullopt : std::optional(stock[0]);
}

} // namespace inventory
