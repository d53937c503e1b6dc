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

// Text as the core sees it; data() == nullptr stands for NULL.
using Text = std::string_view;

inline bool is_null(Text text) { return text.data() == nullptr; }

inline Datum text_datum(Text text) {
    return PointerGetDatum(cstring_to_text_with_len(text.data(), static_cast<int>(text.size())));
}

inline std::optional<Text> given(Text text) { return is_null(text) ? std::nullopt : std::optional(text); }

// Stands for NULL where a column of times allows it.
inline constexpr TimestampTz no_time = DT_NOBEGIN;

} // namespace inventory
