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

// What people read of some things: the first of them, each as `append` writes it, and how many more there are.
template <class Item, class Append> char *list_message(const Vec<Item> &items, Append append) {
    StringInfoData message;

    initStringInfo(&message);
    for (int i = 0; i < items.count && i < lines_in_message; i++) {
        if (i > 0)
            appendStringInfoString(&message, "; ");
        append(&message, items[i]);
    }
    if (items.count > lines_in_message)
        appendStringInfo(&message, "; and %d more", items.count - lines_in_message);
    return message.data;
}

// The detail of all of them: an object each, with its key and what `append` adds.
template <class Item, class Append> char *list_detail(const Vec<Item> &items, Append append) {
    StringInfoData json;

    initStringInfo(&json);
    for (const Item &item : items) {
        begin_line(&json, item.key);
        append(&json, item);
        appendStringInfoChar(&json, '}');
    }
    appendStringInfoChar(&json, ']');
    return json.data;
}

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
