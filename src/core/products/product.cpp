// Adding up what a product has, see product.hpp.
#include "core/products/product.hpp"

#include "core/base/digest.hpp"

#include <limits>

namespace inventory::core {

ProductVariant ProductVariant::of(const Listing &listing) {
    ProductVariant variant;

    variant.incoming = listing.incoming;
    if (listing.is_untracked())
        return variant;
    variant.available = listing.available;
    variant.backorderable = !listing.orderable || *listing.orderable > listing.available;
    return variant;
}

std::int64_t ProductVariant::version(std::string_view variant_id, std::string_view options) const {
    return Digest()
        .text(variant_id)
        .text(options)
        .optional(available)
        .number(incoming)
        .flag(backorderable)
        .value();
}

bool Product::add(const Listing &listing) {
    ProductVariant variant = ProductVariant::of(listing);

    variants++;
    backorderable |= variant.backorderable;
    if (!variant.available) {
        untracked = true;
        in_stock++;
        return true;
    }
    tracked_ |= listing.tracked.has_value();
    in_stock += *variant.available > 0 ? 1 : 0;
    if (*variant.available > std::numeric_limits<Quantity>::max() - available_)
        return false;
    available_ += *variant.available;
    return true;
}

std::optional<Quantity> Product::available() const {
    return untracked && !tracked_ ? std::nullopt : std::optional(available_);
}

std::int64_t Product::version(std::string_view product_id) const {
    return Digest()
        .text(product_id)
        .number(variants)
        .number(in_stock)
        .optional(available())
        .flag(backorderable)
        .flag(untracked)
        .value();
}

} // namespace inventory::core
