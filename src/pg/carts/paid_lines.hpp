// What was paid for, beside what a cart holds: a line without a location means all of its variant that no
// other line names.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/workspace.hpp"

namespace inventory {

// Raises IV012 where a cart holds anything else. What is not tracked is not compared.
void compare_lines(const Workspace &ws, const Cart &cart, const Vec<core::Line> &paid);

// The lines that a dead cart takes for what was paid for: where it held them last, if they do not say.
// Raises IV012 where that does not tell.
Vec<core::Line> place_lines(const Vec<core::Line> &paid, const Vec<core::Line> &last,
                            Text reference_id);

} // namespace inventory
