// Keeping what a cart held last, see last_lines.hpp.
#include "pg/engine/last_lines.hpp"

#include "pg/kits/kits.hpp"
#include "pg/rows/json_lines.hpp"

namespace inventory {
namespace {

// The kept lines without those units.
Vec<core::Line> last_lines_without(const Cart &cart, const core::Line &gone) {
    Vec<core::Line> left{};

    for (core::Line line : last_lines_of(cart)) {
        bool is_same = line.key == gone.key && line.kit_version == gone.kit_version;
        line.quantity -= is_same ? gone.quantity : 0;
        if (line.quantity > 0)
            left.add(line);
    }
    return left;
}

void keep(Cart &cart, const Vec<core::Line> &lines) {
    cart.now.last_lines = lines.empty() ? std::nullopt : std::optional(write_lines(lines));
}

} // namespace

Vec<core::Line> last_lines_of(const Cart &cart) {
    LineForm kept_lines{};

    kept_lines.empty = kept_lines.versions = true;
    if (!cart.now.last_lines)
        return Vec<core::Line>{};
    return read_lines(DatumGetJsonbP(*cart.now.last_lines), "last_lines", kept_lines);
}

void note_undoing(const Workspace &ws, Cart &cart, const Hold &hold, core::Quantity delta,
                  bool ships) {
    if (cart.now.status != core::CartStatus::ordered)
        return;
    if (delta > 0) {
        cart.now.last_lines.reset();
    } else if (ships) {
        if (std::optional<core::Line> line = line_of(ws, hold, -delta))
            keep(cart, last_lines_without(cart, *line));
    } else if (!cart.now.last_lines) {
        keep(cart, ws.lines_of(cart));
    }
}

void move_last_lines(const Workspace &ws, Cart &cart, const Hold &from, const core::LevelKey &into,
                     core::Quantity units) {
    std::optional<core::Line> moved = line_of(ws, from, units);

    if (!cart.now.last_lines || !moved)
        return;
    Vec<core::Line> lines = last_lines_without(cart, *moved);
    moved->key.location_id = into.location_id;
    lines.add(*moved);
    keep(cart, lines);
}

std::optional<core::Line> line_of(const Workspace &ws, const Hold &hold, core::Quantity units) {
    if (units <= 0)
        return std::nullopt;
    if (!hold.kit.is_any())
        return core::Line{hold.key, units};
    if (!ws.leads(hold))
        return std::nullopt;
    const Kit kit = read_kit(hold.kit.kit_id, hold.kit.version);
    core::Line line{{hold.kit.kit_id, hold.key.location_id},
                    units / kit.quantity_of(hold.key.variant_id)};
    line.kit_version = hold.kit.version;
    return line;
}

} // namespace inventory
