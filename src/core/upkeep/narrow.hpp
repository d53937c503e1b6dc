// Narrowing down what fails: the items of a batch of which one, nobody knows which, makes the whole
// fail.
#pragma once

namespace inventory::core {

// Works on items first to last (exclusive), in order: all at once or, where `work(first, last)` is
// false and so has done nothing, each half by itself. An item that fails alone is left, and
// `leave(item)` told.
template <class Work, class Leave> void narrow(int first, int last, Work work, Leave leave) {
    if (first == last || work(first, last))
        return;
    if (last - first == 1) {
        leave(first);
        return;
    }
    int middle = first + (last - first) / 2;
    narrow(first, middle, work, leave);
    narrow(middle, last, work, leave);
}

} // namespace inventory::core
