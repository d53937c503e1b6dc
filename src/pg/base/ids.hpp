// What can be an id: of a variant, location, reference, customer, order or request.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

// Whether text is 1 to 255 characters and at most 800 bytes long.
bool is_id(Text text);

} // namespace inventory
