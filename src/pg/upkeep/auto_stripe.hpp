// Automatic stripes: levels that buyers wait for get several stripes, and go back to one when they
// have been quiet. Which were so striped is in inventory.auto_stripes.
#pragma once

namespace inventory {

// What was done about them.
enum class Tended {
    nothing,
    looks, // what was seen of levels is remembered
    level  // one was striped or joined, and is locked until the transaction ends
};

// Does the next thing there is to do, if inventory.auto_stripe is on: stripes a contended level,
// joins a quiet one, or remembers what it saw of levels that are due to be looked at. There may be
// more, another level in another transaction. Waits for a level so many milliseconds at most; one
// that is not to be had then is left for another time, and so is the rest.
Tended tend_stripes(int patience);

} // namespace inventory
