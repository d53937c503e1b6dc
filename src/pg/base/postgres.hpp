// PostgreSQL's own headers that every file of this zone needs, as C.
#pragma once

extern "C" {
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
}

#include <optional>
#include <string_view>

namespace inventory {

// Text as the core sees it.
using Text = std::string_view;

// What may be NULL.
using OptionalText = std::optional<Text>;
using OptionalTime = std::optional<TimestampTz>;

inline Datum text_datum(Text text) {
    return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
}

// A copy that ends with 0.
inline char *c_string(Text text) { return pnstrdup(text.data(), text.size()); }

// A copy in the current memory context.
inline Text copy_of(Text text) { return Text{c_string(text), text.size()}; }

} // namespace inventory
