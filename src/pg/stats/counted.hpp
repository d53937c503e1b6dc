// What has counters in shared memory: SQL functions and chores. Each registers itself while the
// library is loaded, so that nobody keeps a list of them.
//
// Not here: the counters, see counters.hpp.
#pragma once

namespace inventory {

struct Counted;

// By name. Constant-initialized, so it is there before the first item is constructed.
struct CountedList {
    Counted *first;
    int count;

    // Gives every item its index. To be called once, when the library is loaded.
    void number();
};

extern CountedList counted_functions, counted_chores;

// To be defined in static storage. It is constructed before PostgreSQL calls the library, and may
// not call PostgreSQL.
struct Counted {
    Counted(CountedList &list, const char *name) noexcept;
    Counted(const Counted &) = delete;
    Counted &operator=(const Counted &) = delete;

    const char *name;
    int index{-1}; // before it has one
    Counted *next;
};

} // namespace inventory
