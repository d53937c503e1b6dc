// The SQL function for lists of goods: available_variants. Reads rows by key, not by a statement an id.
#include "pg/base/errors.hpp"
#include "pg/call/call.hpp"
#include "pg/engine/carts.hpp"
#include "pg/engine/levels.hpp"
#include "pg/rows/scan.hpp"

#include "core/stock/listing.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

// Reads what one variant after another has, all of it in one snapshot.
class Lister {
  public:
    // At some locations, or (none) at all of them.
    Lister(const std::optional<Vec<Text>> &locations, TimestampTz clock);
    void close();

    core::Listing list(Text variant_id);

  private:
    static constexpr int most_lookups = 8;

    core::Listing list_each(Text variant_id);
    bool is_counted(Text location_id) const;
    core::Quantity overdue(const core::LevelKey &key);
    void add(core::Listing &listing, const core::LevelKey &key);

    std::optional<Vec<Text>> locations_; // in order, each once
    TimestampTz clock_;
    Scan levels_;
    Scan holds_;
    Scan carts_;
    Vec<core::Stripe> stripes_; // of the level in hand
};

Lister::Lister(const std::optional<Vec<Text>> &locations, TimestampTz clock)
    : locations_(locations), clock_(clock), stripes_{} {
    if (locations_) {
        std::sort(locations_->begin(), locations_->end());
        Text *end = std::unique(locations_->begin(), locations_->end());
        locations_->count = static_cast<int>(end - locations_->begin());
    }
    push_snapshot();
    levels_ = Scan::open(Lookup::levels);
    holds_ = Scan::open(Lookup::holds_of_level);
    carts_ = Scan::open(Lookup::carts);
}

void Lister::close() {
    carts_.close();
    holds_.close();
    levels_.close();
    pop_snapshot();
}

bool Lister::is_counted(Text location_id) const {
    return !locations_ || std::binary_search(locations_->begin(), locations_->end(), location_id);
}

// Units of a level that are reserved by carts past their deadline, swept or not.
core::Quantity Lister::overdue(const core::LevelKey &key) {
    core::Quantity units = 0;

    holds_.seek_due(key, clock_);
    while (holds_.next())
        if (is_overdue(carts_, holds_.row().text(hold::reference_id), clock_))
            units += holds_.row().bigint(hold::quantity);
    return units;
}

// Adds the level whose stripes are in hand.
void Lister::add(core::Listing &listing, const core::LevelKey &key) {
    if (stripes_.empty())
        return;
    core::Level level = core::total(stripes_.items, static_cast<std::size_t>(stripes_.count));
    core::Quantity freed = level.reserved > 0 ? overdue(key) : 0;
    if (!listing.add(key.location_id, level, freed))
        raise_out_of_range("variant_ids", "must have at most 9223372036854775807 units each");
    stripes_.count = 0;
}

// Of few locations each is looked up, whatever others there are.
core::Listing Lister::list_each(Text variant_id) {
    core::Listing listing;

    for (Text location_id : *locations_) {
        core::LevelKey key{variant_id, location_id};
        levels_.seek(key);
        while (levels_.next())
            stripes_.add(core::Stripe{level_of(levels_.row()), false, false});
        add(listing, key);
    }
    return listing;
}

core::Listing Lister::list(Text variant_id) {
    core::Listing listing;
    core::LevelKey key{variant_id, {}};

    if (locations_ && locations_->count <= most_lookups)
        return list_each(variant_id);
    levels_.seek(variant_id);
    while (levels_.next()) {
        Row row = levels_.row();
        Text location_id = row.text(level::location_id);
        if (location_id != key.location_id)
            add(listing, key);
        key.location_id = location_id;
        if (is_counted(key.location_id))
            stripes_.add(core::Stripe{level_of(row), false, false});
    }
    add(listing, key);
    return listing;
}

void answer_listing(Call &call, Text variant_id, const core::Listing &listing) {
    bool untracked = listing.tracked && !*listing.tracked;

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
    std::optional<Vec<Text>> locations = arguments.optional_ids("location_ids");

    Lister lister(locations, GetCurrentTimestamp());
    for (Text variant_id : variant_ids) {
        CHECK_FOR_INTERRUPTS();
        answer_listing(call, variant_id, lister.list(variant_id));
    }
    lister.close();
    return call.finish();
}

} // namespace inventory
