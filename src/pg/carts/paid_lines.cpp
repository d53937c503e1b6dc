// Comparing what was paid for, see paid_lines.hpp.
#include "pg/carts/paid_lines.hpp"

#include "pg/kits/kits.hpp"
#include "pg/rows/statements.hpp"

#include <algorithm>

namespace inventory {
namespace {

bool is_anywhere(const core::Line &line) { return line.key.location_id.empty(); }

bool is_named(const Vec<core::Line> &lines, const core::LevelKey &key) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const core::Line &line) { return line.key == key; });
}

// Whether a line means units at a level.
bool means(const core::Line &line, const core::LevelKey &key, const Vec<core::Line> &all) {
    if (!is_anywhere(line))
        return line.key == key;
    return line.key.variant_id == key.variant_id && !is_named(all, key);
}

// Whether the stock of a variant is not tracked at a place, or (empty) anywhere, as the latest snapshot shows
// it.
bool is_untracked(Text variant_id, Text location_id) {
    Parameters parameters = Parameters().text(variant_id);

    parameters.text(location_id.empty() ? std::nullopt : OptionalText{location_id});
    Row row = run(sql::read_tracked, parameters)[0];
    return !row.is_null(1) && !row.boolean(1);
}

// Whether nothing of what a line means is: of a kit, no component.
bool is_untracked(const core::Line &line) {
    Text location_id = line.key.location_id;
    std::optional<Kit> kit{};

    if (is_untracked(line.key.variant_id, location_id))
        return true;
    kit = find_kit(line.key.variant_id);
    return kit && std::all_of(kit->components.begin(), kit->components.end(),
                              [&](const Component &component) {
                                  return is_untracked(component.variant_id, location_id);
                              });
}

// A line that was held in one version of a kit is of the same again.
core::Line in_version_of(core::Line line, const Vec<core::Line> &last) {
    int versions = 0;

    for (const core::Line &former : last)
        if (former.key == line.key) {
            line.kit_version = former.kit_version;
            versions++;
        }
    if (versions > 1)
        line.kit_version = 0;
    return line;
}

} // namespace

void compare_lines(const Workspace &ws, const Cart &cart, const Vec<core::Line> &paid) {
    Vec<core::Line> held = ws.lines_of(cart);
    Vec<DifferentLine> different{};

    for (const core::Line &line : paid) {
        core::Quantity units = 0;
        for (const core::Line &hold : held)
            units += means(line, hold.key, paid) ? hold.quantity : 0;
        if (units != line.quantity && !(units == 0 && is_untracked(line)))
            different.add(DifferentLine{line.key, units, line.quantity});
    }
    for (const core::Line &hold : held)
        if (std::none_of(paid.begin(), paid.end(),
                         [&](const core::Line &line) { return means(line, hold.key, paid); }))
            different.add(DifferentLine{hold.key, hold.quantity, 0});
    if (!different.empty())
        raise_other_lines(cart.reference_id, different);
}

Vec<core::Line> place_lines(const Vec<core::Line> &paid, const Vec<core::Line> &last,
                            Text reference_id) {
    Vec<core::Line> placed{};
    Vec<DifferentLine> different{};

    for (const core::Line &line : paid) {
        Vec<core::Line> there{};
        core::Quantity units = 0;
        for (const core::Line &former : last) {
            if (!is_anywhere(line) || !means(line, former.key, paid))
                continue;
            there.add(former);
            units += former.quantity;
        }
        if (!is_anywhere(line))
            placed.add(in_version_of(line, last));
        else if (there.count == 1)
            placed.add(in_version_of(core::Line{there[0].key, line.quantity}, last));
        else if (units == line.quantity)
            for (const core::Line &former : there)
                placed.add(former);
        else if (!is_untracked(line))
            different.add(DifferentLine{line.key, units, line.quantity});
    }
    if (!different.empty())
        raise_other_lines(reference_id, different);
    return placed;
}

} // namespace inventory
