// What a cart held when it expired, or an order when its undoing began: with that it is revived.
#pragma once

#include "pg/engine/workspace.hpp"

namespace inventory {

// The lines that are kept of a cart.
Vec<core::Line> last_lines_of(const Cart &cart);

// Of an order that is being undone, keeps what it held when that began, less what is shipped: until it is
// added to again. Before its hold on a level changes.
void note_undoing(const Workspace &ws, Cart &cart, const Hold &hold, core::Quantity delta,
                  bool ships);

// What moves to another level is kept as it is there.
void move_last_lines(const Workspace &ws, Cart &cart, const Hold &from, const core::LevelKey &into,
                     core::Quantity units);

// Units of a hold as a line of the cart: of kits where they are the component that stands for them; none
// where another does, or there are no units.
std::optional<core::Line> line_of(const Workspace &ws, const Hold &hold, core::Quantity units);

} // namespace inventory
