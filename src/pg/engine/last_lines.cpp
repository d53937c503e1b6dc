// Keeping what a cart held last, see last_lines.hpp.
#include "pg/engine/last_lines.hpp"

#include "pg/rows/json_lines.hpp"

namespace inventory {
namespace {

// The kept lines, so many units of a level fewer.
Vec<core::Line> last_lines_without(const Cart &cart, const core::LevelKey &key,
                                   core::Quantity units) {
    Vec<core::Line> left{};

    for (core::Line line : last_lines_of(cart)) {
        line.quantity -= line.key == key ? units : 0;
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
    if (!cart.now.last_lines)
        return Vec<core::Line>{};
    return read_lines(DatumGetJsonbP(*cart.now.last_lines), "last_lines",
                      LineForm{false, false, true});
}

void note_undoing(const Workspace &ws, Cart &cart, const core::LevelKey &key, core::Quantity delta,
                  bool ships) {
    if (cart.now.status != core::CartStatus::ordered)
        return;
    if (delta > 0)
        cart.now.last_lines.reset();
    else if (ships)
        keep(cart, last_lines_without(cart, key, -delta));
    else if (!cart.now.last_lines)
        keep(cart, ws.lines_of(cart));
}

void move_last_lines(Cart &cart, const core::LevelKey &from, const core::LevelKey &into,
                     core::Quantity units) {
    if (!cart.now.last_lines)
        return;
    Vec<core::Line> lines = last_lines_without(cart, from, units);
    lines.add(core::Line{into, units});
    keep(cart, lines);
}

} // namespace inventory
