// Registering what is counted, see counted.hpp.
#include "pg/stats/counted.hpp"

#include <cstring>

namespace inventory {

CountedList counted_functions = {nullptr, 0};
CountedList counted_chores = {nullptr, 0};

Counted::Counted(CountedList &list, const char *name) noexcept : name(name) {
    Counted **link = &list.first;

    while (*link != nullptr && std::strcmp((*link)->name, name) < 0)
        link = &(*link)->next;
    next = *link;
    *link = this;
    list.count++;
}

void CountedList::number() {
    int index = 0;

    for (Counted *item = first; item != nullptr; item = item->next)
        item->index = index++;
}

} // namespace inventory
