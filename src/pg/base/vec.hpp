// A growable array in palloc'd memory. It has no destructor, so an error may jump over it: the
// memory goes with the memory context that was current when the first item was added.
#pragma once

#include "pg/base/postgres.hpp"

#include <type_traits>

namespace inventory {

template <class T> struct Vec {
    static_assert(std::is_trivially_copyable_v<T>, "ereport() jumps over destructors");

    T *items;
    int count;
    int capacity;

    T &add(const T &item) {
        if (count == capacity)
            grow(capacity == 0 ? 8 : capacity * 2);
        items[count] = item;
        return items[count++];
    }
    void grow(int wanted) {
        Size bytes = sizeof(T) * static_cast<Size>(wanted);

        items =
            static_cast<T *>(items == nullptr ? MemoryContextAllocHuge(CurrentMemoryContext, bytes)
                                              : repalloc_huge(items, bytes));
        capacity = wanted;
    }
    T &operator[](int at) { return items[at]; }
    const T &operator[](int at) const { return items[at]; }
    T *begin() { return items; }
    T *end() { return items + count; }
    const T *begin() const { return items; }
    const T *end() const { return items + count; }
    bool empty() const { return count == 0; }
};

} // namespace inventory
