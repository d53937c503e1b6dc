// The SQL function that says what a kit consists of.
#include "pg/base/errors.hpp"
#include "pg/call/call.hpp"
#include "pg/kits/kits.hpp"
#include "pg/rows/scan.hpp"
#include "pg/sourcing/tell_levels.hpp"

#include <algorithm>
#include <limits>

extern "C" {
#include "access/xact.h"
}

namespace inventory {
namespace {

// The components, in the order of their ids.
Vec<core::Line> read_components(Arguments &arguments) {
    LineForm form{};

    form.empty = form.nowhere = true;
    Vec<core::Line> components = arguments.lines("components", form);
    std::sort(components.begin(), components.end(),
              [](const core::Line &a, const core::Line &b) { return a.key < b.key; });
    return components;
}

bool consists_of(const Kit &kit, const Vec<core::Line> &components) {
    return std::equal(kit.components.begin(), kit.components.end(), components.begin(),
                      components.end(), [](const Component &component, const core::Line &line) {
                          return component.variant_id == line.key.variant_id &&
                                 component.quantity == line.quantity;
                      });
}

// The latest version; 0 where there is none. Raises what stands against it that the variant consists of
// these.
int check_kit(Text kit_id, const Vec<core::Line> &components) {
    Parameters parameters = Parameters().text(kit_id);

    parameters.texts(components.count, [&](int i) { return components[i].key.variant_id; });
    Row state = run(sql::read_kit_state, parameters, Read::with_active_snapshot)[0];
    if (components.empty())
        return state.integer(2);
    for (const core::Line &component : components)
        if (component.key.variant_id == kit_id)
            raise_kit_misused(kit_id, "cannot be a component of itself");
    if (state.bigint(1) > 0)
        raise_kit_has_levels(kit_id, state.bigint(1));
    if (!state.is_null(3))
        raise_kit_misused(kit_id, psprintf("is a component of kit \"%s\" and cannot become a kit",
                                           c_string(state.text(3))));
    if (!state.is_null(4))
        raise_kit_misused(state.text(4), "is a kit and cannot be a component");
    return state.integer(2);
}

// The latest version that the transaction's snapshot shows.
int seen_version(Text kit_id) {
    Parameters parameters = Parameters().text(kit_id).texts(0, [](int) { return Text{}; });

    return run(sql::read_kit_state, parameters)[0].integer(2);
}

void write_kit(Text kit_id, int version, const Vec<core::Line> &components) {
    run(sql::retire_kit, Parameters().text(kit_id));
    if (find_kit(kit_id))
        raise_suppressed_row();
    if (components.empty())
        return;
    Parameters parameters = Parameters().text(kit_id).integer(version);
    parameters.texts(components.count, [&](int i) { return components[i].key.variant_id; });
    parameters.bigints(components.count, [&](int i) { return components[i].quantity; });
    if (run(sql::add_kit_version, parameters).count != components.count)
        raise_suppressed_row();
}

// What the ledger says of another version being sold; 0: none.
Text version_text(int before, int after) {
    auto name = [](int version) { return version == 0 ? "none" : psprintf("%d", version); };

    return Text{psprintf("kit version %s -> %s", name(before), name(after))};
}

} // namespace

INVENTORY_FUNCTION(set_kit) {
    Call call = Call::changing(fcinfo, "set_kit");
    Arguments arguments(fcinfo);

    Text kit_id = arguments.id("kit_id");
    Vec<core::Line> components = read_components(arguments);
    lock_out_new_levels();
    push_latest_snapshot();
    int latest = check_kit(kit_id, components);
    pop_snapshot();
    if (IsolationUsesXactSnapshot() && latest != seen_version(kit_id))
        raise_stale_snapshot();
    std::optional<Kit> present = find_kit(kit_id);
    bool is_present = present && consists_of(*present, components);
    if (!is_present && latest == std::numeric_limits<int>::max())
        raise_out_of_range("version", psprintf("of kit %s is the last", c_string(kit_id)));
    if (!is_present) {
        write_kit(kit_id, latest + 1, components);
        tell_levels(kit_id, version_text(present ? present->version : 0,
                                         components.empty() ? 0 : latest + 1));
    }
    if (components.empty())
        call.answer_integer(std::nullopt);
    else
        call.answer_integer(is_present ? present->version : latest + 1);
    return call.finish();
}

} // namespace inventory
