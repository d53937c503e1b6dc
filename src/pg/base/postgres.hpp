// PostgreSQL's own headers that every file of this zone needs, as C.
#pragma once

extern "C" {
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
}

#include <string_view>

namespace inventory {

// Text as the core sees it; data() == nullptr stands for NULL.
using Text = std::string_view;

inline bool is_null(Text text) { return text.data() == nullptr; }

// Stands for NULL where a column of times allows it.
inline constexpr TimestampTz no_time = DT_NOBEGIN;

} // namespace inventory
