// The SQL functions for products: set_product, product_availability and product_matrix.
#include "pg/products/variants.hpp"

#include "pg/base/errors.hpp"
#include "pg/call/call.hpp"
#include "pg/sourcing/offers.hpp"

#include "core/products/product.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

// What is read with one snapshot: the variants of products, and what there is of them.
struct Shelf {
    Lister lister;
    Scan variants;

    static Shelf open(const std::optional<Vec<Text>> &locations) {
        Lister lister = Lister::open(locations ? &*locations : nullptr);

        return {lister, Scan::open(Lookup::variants_of_product)};
    }
    void close() {
        variants.close();
        lister.close();
    }

    // Calls `visit` with each variant of a product, in order, whose row is in hand.
    template <class Visit> void visit(Text product_id, Visit visit) {
        variants.seek(product_id);
        while (variants.next()) {
            CHECK_FOR_INTERRUPTS();
            Text variant_id = variants.row().text(product_variant::variant_id);
            visit(variant_id, lister.list(variant_id));
        }
    }
};

core::Product read_product(Shelf &shelf, Text product_id) {
    core::Product product;

    shelf.visit(product_id, [&](Text, const core::Listing &listing) {
        if (!product.add(listing))
            raise_out_of_range(psprintf("product \"%s\"", c_string(product_id)),
                               "must have at most 9223372036854775807 units");
    });
    return product;
}

void answer_product(Call &call, int ordinal, Text product_id, const core::Product &product) {
    call.answer_integer(ordinal);
    call.answer_text(product_id);
    call.answer_integer(product.variants);
    call.answer_integer(product.in_stock);
    call.answer_bigint(product.available());
    call.answer_boolean(product.backorderable);
    call.answer_boolean(product.untracked);
    call.answer_bigint(product.version(product_id));
}

void answer_variant(Call &call, Text variant_id, Datum options, const core::Listing &listing) {
    core::ProductVariant variant = core::ProductVariant::of(listing);
    Jsonb *object = DatumGetJsonbP(options);
    // As text it is the same on every machine.
    char *text = JsonbToCString(nullptr, &object->root, static_cast<int>(VARSIZE(object)));

    call.answer_text(variant_id);
    call.answer(JSONBOID, {options, false});
    call.answer_bigint(variant.available);
    call.answer_bigint(variant.incoming);
    call.answer_boolean(variant.backorderable);
    call.answer_bigint(variant.version(variant_id, text));
}

} // namespace

INVENTORY_FUNCTION(set_product) {
    Call call = Call::changing(fcinfo, "set_product");
    Arguments arguments(fcinfo);

    Text product_id = arguments.id("product_id");
    Vec<SaidVariant> variants = read_variants(arguments.jsonb("variants"), "variants");
    set_variants(product_id, variants);
    call.answer_bigint(variants.count);
    return call.finish();
}

INVENTORY_FUNCTION(product_availability) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Vec<Text> product_ids = arguments.ids("product_ids");
    std::optional<Vec<Text>> locations = read_places(arguments);
    // Each once, however often it is asked for.
    Vec<Text> ids = sorted_once(product_ids);
    Vec<core::Product> products{};
    Shelf shelf = Shelf::open(locations);
    for (Text product_id : ids) {
        CHECK_FOR_INTERRUPTS();
        products.add(read_product(shelf, product_id));
    }
    shelf.close();
    for (int i = 0; i < product_ids.count; i++) {
        const Text *at = std::lower_bound(ids.begin(), ids.end(), product_ids[i]);
        answer_product(call, i + 1, product_ids[i], products[static_cast<int>(at - ids.begin())]);
    }
    return call.finish();
}

INVENTORY_FUNCTION(product_matrix) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text product_id = arguments.id("product_id");
    std::optional<Vec<Text>> locations = read_places(arguments);
    Shelf shelf = Shelf::open(locations);
    shelf.visit(product_id, [&](Text variant_id, const core::Listing &listing) {
        Datum options = *shelf.variants.row().optional_jsonb(product_variant::options);
        answer_variant(call, variant_id, options, listing);
    });
    shelf.close();
    return call.finish();
}

} // namespace inventory
