// Reading what kits are, see kits.hpp.
#include "pg/kits/kits.hpp"

#include "pg/base/errors.hpp"
#include "pg/rows/scan.hpp"
#include "pg/rows/statements.hpp"

#include <algorithm>

extern "C" {
#include "storage/lockdefs.h"
}

namespace inventory {
namespace {

// Goes over rows of a kit from the newest version back, or over those of one version, until `visit` answers
// false.
template <class Visit> void visit_kit(Text kit_id, std::optional<int> version, Visit visit) {
    if (!OidIsValid(oid_of(Table::kits)))
        return;
    push_latest_snapshot();
    Scan scan = Scan::open(Lookup::kits);
    if (version)
        scan.seek(kit_id, *version);
    else
        scan.seek(kit_id);
    while (scan.previous())
        if (!visit(scan.row()))
            break;
    scan.close();
    pop_snapshot();
}

void add_component(Kit &kit, const Row &row) {
    kit.components.add(Component{row.text(kit::component_id), row.bigint(kit::quantity)});
}

// They were read from the last one back.
Kit in_order(Kit kit) {
    std::reverse(kit.components.begin(), kit.components.end());
    return kit;
}

} // namespace

core::Quantity Kit::quantity_of(Text variant_id) const {
    for (const Component &component : components)
        if (component.variant_id == variant_id)
            return component.quantity;
    raise_lost_kit(kit_id, version);
}

bool is_kit(Text variant_id) {
    bool found = false;

    visit_kit(variant_id, {}, [&](const Row &) {
        found = true;
        return false;
    });
    return found;
}

std::optional<Kit> find_kit(Text kit_id) {
    Kit kit{kit_id, 0, {}};

    // Where the owner has made several versions the present one, it is the newest of them.
    visit_kit(kit_id, {}, [&](const Row &row) {
        int version = row.integer(kit::version);
        if (kit.version != 0 && kit.version != version)
            return false;
        if (row.boolean(kit::current)) {
            kit.version = version;
            add_component(kit, row);
        }
        return true;
    });
    return kit.version == 0 ? std::nullopt : std::optional(in_order(kit));
}

Kit read_kit(Text kit_id, int version) {
    Kit kit{kit_id, version, {}};

    visit_kit(kit_id, version, [&](const Row &row) {
        add_component(kit, row);
        return true;
    });
    if (kit.components.empty())
        raise_lost_kit(kit_id, version);
    return in_order(kit);
}

Vec<Text> components_of(Text kit_id) {
    Vec<Text> components{};

    visit_kit(kit_id, {}, [&](const Row &row) {
        components.add(row.text(kit::component_id));
        return true;
    });
    std::sort(components.begin(), components.end());
    components.count =
        static_cast<int>(std::unique(components.begin(), components.end()) - components.begin());
    return components;
}

bool is_in_held_kit(Text variant_id, Text location_id) {
    if (!OidIsValid(oid_of(Table::kits)))
        return false;
    return run(sql::is_in_held_kit, Parameters().text(variant_id).text(location_id))[0].boolean(1);
}

void lock_to_make_levels() { lock_table(Table::kits, RowExclusiveLock); }

void lock_out_new_levels() { lock_table(Table::kits, ShareRowExclusiveLock); }

void refuse_kit(Text variant_id) {
    if (is_kit(variant_id))
        raise_kit_misused(variant_id, "is a kit, which has no level of its own");
}

} // namespace inventory
