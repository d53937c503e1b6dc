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

// Text as the core sees it; in the engine data() == nullptr stands for NULL.
using Text = std::string_view;

inline bool is_null(Text text) { return text.data() == nullptr; }

// Stands for NULL where a column of times allows it.
inline constexpr TimestampTz no_time = DT_NOBEGIN;

// What may be NULL.
using OptionalText = std::optional<Text>;
using OptionalTime = std::optional<TimestampTz>;

// From one form of NULL to the other, until the engine has only one.
inline Text or_null_text(OptionalText text) { return text ? *text : Text{}; }
inline OptionalText optional_text(Text text) {
    return is_null(text) ? std::nullopt : OptionalText{text};
}
inline OptionalTime optional_time(TimestampTz time) {
    return time == no_time ? std::nullopt : OptionalTime{time};
}

} // namespace inventory
