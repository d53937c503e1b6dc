// What can be had of a variant or a kit, place by place, for those who only look: places that do not sell are
// left out.
#pragma once

#include "pg/call/arguments.hpp"
#include "pg/kits/kits.hpp"
#include "pg/sourcing/stock_reader.hpp"

#include "core/stock/listing.hpp"

namespace inventory {

// Ids in order, and each once.
Vec<Text> sorted_once(const Vec<Text> &ids);
// The argument location_ids, so.
std::optional<Vec<Text>> read_places(Arguments &arguments);

// Looks at one variant after the other, all in one snapshot, which is active from open() to close().
class Lister {
  public:
    // At some places, in order and each once, or (nullptr) at all; they stay where they are. Of the cart that
    // looks, if there is one, what it holds counts as free.
    static Lister open(const Vec<Text> *locations, OptionalText own_reference = std::nullopt);
    // At all places, and for who must not be kept from others by one variant: of more units than can be said
    // as many as can be.
    static Lister open_unbounded();
    void close();

    // Its texts may be looked at until the next variant is listed.
    core::Listing list(Text variant_id);
    // How many levels it has of its own, also at places that do not sell.
    int levels() const { return levels_; }

  private:
    core::Listing list_levels(Text variant_id);
    core::Listing list_kit(const Kit &kit);
    Vec<PlaceStock> read(Text variant_id);
    void keep_selling(Vec<PlaceStock> &stock) const;

    void add_to(core::Listing &listing, Text variant_id, Text location_id,
                const core::Offer &offer) const;

    bool is_unbounded_;
    const Vec<Text> *locations_;
    TimestampTz clock_;
    StockReader stock_;
    int levels_;
    MemoryContext memory_; // of what a variant takes
};

} // namespace inventory
