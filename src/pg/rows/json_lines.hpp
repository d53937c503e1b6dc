// Lines of a cart in JSON: as an argument, and as the last lines that an expired cart keeps.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/base/postgres.hpp"

#include "core/carts/lines.hpp"

extern "C" {
#include "lib/stringinfo.h"
#include "utils/jsonb.h"
}

namespace inventory {

// What lines may be besides the plain ones.
struct LineForm {
    bool choices = false;  // "minimum" and "backorder" may be said
    bool anywhere = false; // location_id may be left out
    bool empty = false;    // there may be none
    bool nowhere = false;  // there is no location_id
    bool versions = false; // "kit_version" may be said
};

// Reads [{"variant_id": …, "location_id": …, "quantity": …}, …], merged by level. Raises 22023,
// 22004 or 22003, naming the argument or the line (from 1), where it is anything else.
Vec<core::Line> read_lines(Jsonb *json, const char *name, LineForm form = {});

// Writes what read_lines reads.
Datum write_lines(const Vec<core::Line> &lines);

} // namespace inventory
