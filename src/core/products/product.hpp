// What can be said of a product, a list of variants that a listing shows as one, and of each variant of it.
#pragma once

#include "core/stock/listing.hpp"

#include <cstdint>

namespace inventory::core {

// A variant, as its product shows it.
struct ProductVariant {
    std::optional<Quantity> available; // none where it is not tracked
    Quantity incoming = 0;
    bool backorderable = false; // more than is there can be ordered now, and is tracked

    static ProductVariant of(const Listing &listing);
    // Of the row that says this.
    std::int64_t version(std::string_view variant_id, std::string_view options) const;
};

// Of the variants that were added so far; as it is made, of none.
struct Product {
    int variants = 0;
    int in_stock = 0; // variants that can be had from stock; one that is not tracked always can
    bool backorderable = false;
    bool untracked = false; // one of them is not tracked

    // Adds what there is of a variant. False where units would be more than can be said.
    bool add(const Listing &listing);
    // Of the tracked variants; none where all that are stocked are not.
    std::optional<Quantity> available() const;
    // Of the row that says this.
    std::int64_t version(std::string_view product_id) const;

  private:
    bool tracked_ = false; // one of them is
    Quantity available_ = 0;
};

} // namespace inventory::core
