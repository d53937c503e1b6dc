// Reading and writing the variants of products, see variants.hpp.
#include "pg/products/variants.hpp"

#include "pg/base/json_values.hpp"
#include "pg/base/savepoint.hpp"
#include "pg/rows/claims.hpp"
#include "pg/rows/scan.hpp"
#include "pg/rows/statements.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "catalog/pg_type.h"
}

namespace inventory {
namespace {

constexpr int most_variants = 10000;
// Whoever changes the rows with direct SQL meanwhile may bring a call to write again.
constexpr int most_attempts = 10;

// ---- as they are said ----------------------------------------------------------------------

Datum empty_object() {
    JsonbParseState *state = nullptr;

    pushJsonbValue(&state, WJB_BEGIN_OBJECT, nullptr);
    return PointerGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, nullptr)));
}

Datum options_of(const JsonbValue &value, const JsonName &name) {
    if (value.type == jbvNull)
        return empty_object();
    if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
        raise_invalid(name.text(), "must be an object");
    return PointerGetDatum(JsonbValueToJsonb(const_cast<JsonbValue *>(&value)));
}

SaidVariant read_variant(JsonbContainer *object, const char *name, int number) {
    SaidVariant variant{{}, empty_object(), number};

    visit_object(object, [&](Text key, const JsonbValue &value) {
        const JsonName place{key, "line", number};
        if (key == "variant_id")
            variant.variant_id = json_id(value, place);
        else if (key == "options")
            variant.options = options_of(value, place);
        else
            raise_unknown_key(name, number, key);
    });
    if (variant.variant_id.empty())
        raise_invalid(json_line_name(name, number), "must give variant_id");
    return variant;
}

// ---- as they are ---------------------------------------------------------------------------

struct StoredVariant {
    Text variant_id;
    Text product_id;
    Datum options;
    int sort;
    ItemPointerData tid;
};

template <class Variant> bool is_before(const Variant &variant, Text variant_id) {
    return variant.variant_id < variant_id;
}

template <class Variant> const Variant *find(const Vec<Variant> &sorted, Text variant_id) {
    const Variant *at =
        std::lower_bound(sorted.begin(), sorted.end(), variant_id, is_before<Variant>);

    return at != sorted.end() && at->variant_id == variant_id ? at : nullptr;
}

template <class Variant> void sort_by_id(Vec<Variant> &variants) {
    std::sort(variants.begin(), variants.end(),
              [](const Variant &a, const Variant &b) { return is_before(a, b.variant_id); });
}

StoredVariant variant_of(const Scan &scan) {
    Row row = scan.row();

    return {row.text(product_variant::variant_id), row.text(product_variant::product_id),
            *row.optional_jsonb(product_variant::options), row.integer(product_variant::sort),
            scan.tid()};
}

// The rows of a product, and those of the wanted variants that other products have, in the order of the ids.
Vec<StoredVariant> read_stored(Text product_id, const Vec<SaidVariant> &wanted) {
    Vec<StoredVariant> stored{};
    Vec<StoredVariant> others{};

    Scan of_product = Scan::open(Lookup::variants_of_product);
    of_product.seek(product_id);
    while (of_product.next())
        stored.add(variant_of(of_product));
    of_product.close();
    sort_by_id(stored);

    Scan by_id = Scan::open(Lookup::product_variants);
    for (const SaidVariant &variant : wanted) {
        CHECK_FOR_INTERRUPTS();
        if (find(stored, variant.variant_id) != nullptr)
            continue;
        by_id.seek(variant.variant_id);
        if (by_id.next())
            others.add(variant_of(by_id));
    }
    by_id.close();
    for (const StoredVariant &other : others)
        stored.add(other);
    sort_by_id(stored);
    return stored;
}

bool are_same_rows(const Vec<StoredVariant> &a, const Vec<StoredVariant> &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const StoredVariant &left, const StoredVariant &right) {
                          return ItemPointerEquals(const_cast<ItemPointer>(&left.tid),
                                                   const_cast<ItemPointer>(&right.tid));
                      });
}

// As the transaction sees them, which is as they are.
Vec<StoredVariant> read_present(Text product_id, const Vec<SaidVariant> &wanted) {
    push_snapshot();
    Vec<StoredVariant> stored = read_stored(product_id, wanted);
    pop_snapshot();
    if (!IsolationUsesXactSnapshot())
        return stored;
    push_latest_snapshot();
    Vec<StoredVariant> latest = read_stored(product_id, wanted);
    pop_snapshot();
    if (!are_same_rows(stored, latest))
        raise_stale_snapshot();
    return stored;
}

// ---- from one to the other -----------------------------------------------------------------

struct Changes {
    Vec<SaidVariant> added;
    Vec<SaidVariant> changed;
    Vec<Text> removed;

    bool empty() const { return added.empty() && changed.empty() && removed.empty(); }
};

// Both in the order of the ids.
Changes changes_to(Text product_id, const Vec<SaidVariant> &wanted,
                   const Vec<StoredVariant> &stored) {
    Changes changes{};

    for (const SaidVariant &variant : wanted) {
        const StoredVariant *present = find(stored, variant.variant_id);
        if (present == nullptr)
            changes.added.add(variant);
        else if (present->product_id != product_id)
            raise_variant_of_other(variant.variant_id, present->product_id);
        else if (present->sort != variant.sort || !is_same_json(present->options, variant.options))
            changes.changed.add(variant);
    }
    for (const StoredVariant &variant : stored)
        if (find(wanted, variant.variant_id) == nullptr)
            changes.removed.add(variant.variant_id);
    return changes;
}

void write_said(Statement &statement, Text product_id, const Vec<SaidVariant> &variants) {
    if (variants.empty())
        return;
    Parameters parameters = Parameters().text(product_id);
    parameters.texts(variants.count, [&](int i) { return variants[i].variant_id; });
    parameters.add(
        make_array(variants.count, JSONBOID, [&](int i) { return variants[i].options; }));
    parameters.add(make_array(variants.count, INT4OID,
                              [&](int i) { return Int32GetDatum(variants[i].sort); }));
    run(statement, parameters);
}

// Those that others may want come first: who waits for one of them has changed no row yet.
void write(Text product_id, const Changes &changes) {
    write_said(sql::add_variants, product_id, changes.added);
    write_said(sql::change_variants, product_id, changes.changed);
    if (!changes.removed.empty())
        run(sql::remove_variants,
            Parameters().text(product_id).texts(changes.removed.count, [&](int i) {
                return changes.removed[i];
            }));
}

} // namespace

Vec<SaidVariant> read_variants(Jsonb *json, const char *name) {
    Vec<SaidVariant> variants{};

    visit_lines(json, name, true, [&](JsonbContainer *object, int number) {
        if (number > most_variants)
            raise_invalid(name, psprintf("must have at most %d elements", most_variants));
        variants.add(read_variant(object, name, number));
    });
    std::sort(variants.begin(), variants.end(), [](const SaidVariant &a, const SaidVariant &b) {
        return a.variant_id != b.variant_id ? a.variant_id < b.variant_id : a.sort < b.sort;
    });
    for (int i = 1; i < variants.count; i++)
        if (variants[i].variant_id == variants[i - 1].variant_id)
            raise_invalid(json_line_name(name, variants[i].sort),
                          psprintf("names variant \"%s\" again", c_string(variants[i].variant_id)));
    return variants;
}

void set_variants(Text product_id, const Vec<SaidVariant> &variants) {
    lock_table(Table::product_variants, RowExclusiveLock);
    claim_id(Claim::product, Lookup::variants_of_product, product_id);
    const auto find_changes = [&] {
        return changes_to(product_id, variants, read_present(product_id, variants));
    };
    // Until what is there is what was said: what another product takes meanwhile is not added, what somebody
    // takes out with SQL not changed. An attempt that came to that is undone: who begins anew may wait for
    // others, and so must not hold what these wait for.
    for (int attempts = 0;; attempts++) {
        const Changes changes = find_changes();
        Savepoint savepoint{};
        if (changes.empty())
            break;
        if (attempts == most_attempts)
            raise_suppressed_row();
        savepoint.begin();
        write(product_id, changes);
        if (find_changes().empty()) {
            savepoint.keep();
            break;
        }
        savepoint.undo();
    }
    release_id(Claim::product, product_id);
}

} // namespace inventory
