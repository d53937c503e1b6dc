// The parts that errors are put together from: names and numbers in a message, and DETAIL, a JSON array for
// machines. The errors themselves are in errors.cpp, sourcing_errors.cpp, supply_errors.cpp and
// faults.cpp.
#pragma once

#include "pg/base/errors.hpp"

#include <initializer_list>

extern "C" {
#include "lib/stringinfo.h"
}

namespace inventory {

// IV and three digits.
constexpr int error_code(const char *digits) {
    return MAKE_SQLSTATE('I', 'V', digits[0], digits[1], digits[2]);
}

// Lines named in a message; the detail names all of them.
inline constexpr int lines_in_message = 10;

// Begins an object of the array with the key of a level: without a location, of a variant.
void begin_line(StringInfo json, const core::LevelKey &key);

// A number in a detail.
struct Figure {
    const char *name;
    int64 value;
};

// A detail about one level, with its numbers.
char *level_detail(const core::LevelKey &key, std::initializer_list<Figure> figures = {});

// Levels without numbers: a detail, and for people.
char *keys_detail(const Vec<core::LevelKey> &lines);
char *keys_message(const Vec<core::LevelKey> &lines);

// A detail with one text.
char *text_detail(const char *name, Text text);

// Lines that were refused: with what they lack, or of levels that are not there.
char *lines_detail(const Vec<RefusedLine> &unknown, const Vec<RefusedLine> &lacking,
                   bool proven = true);

// The lines for people, joined with semicolons.
char *lines_message(const Vec<RefusedLine> &lines, bool with_numbers);

} // namespace inventory
