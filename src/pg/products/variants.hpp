// The variants of a product: as a caller says them, and as the table product_variants has them. Listing what
// there is of them is in product_functions.cpp.
#pragma once

#include "pg/base/postgres.hpp"
#include "pg/base/vec.hpp"

extern "C" {
#include "utils/jsonb.h"
}

namespace inventory {

struct SaidVariant {
    Text variant_id;
    Datum options; // a jsonb object
    int sort;
};

// The variants of a product, in the order of their ids; `sort` counts them from 1 as they are said. Raises
// 22023 where one is said twice.
Vec<SaidVariant> read_variants(Jsonb *json, const char *name);

// Makes a product consist of these variants, in the order of their ids, and no others; rows that say so are left as they are. Waits for
// whoever is changing the product, and for whoever takes one of the variants for another. Raises 22023 where
// one is another product's, 40001 where the transaction's snapshot is stale.
void set_variants(Text product_id, const Vec<SaidVariant> &variants);

} // namespace inventory
