// Telling dates, see promise.hpp.
#include "pg/engine/promise.hpp"

#include "pg/supplies/supplies.hpp"

#include "core/supply/steps.hpp"

#include <algorithm>

namespace inventory {
namespace {

// None of the two: nobody knows.
OptionalTime later(OptionalTime a, OptionalTime b) {
    return time_of(core::supply::later(core::supply::Date(a), core::supply::Date(b)));
}

} // namespace

void join_promise(Hold &hold, OptionalTime promised_at) {
    hold.promised_at = hold.now.units == 0 ? promised_at : later(hold.promised_at, promised_at);
}

void promise_new_units(Workspace &ws, Hold &hold, core::Quantity units, int entry) {
    const core::Level &level = ws.levels[hold.level].now;

    if (ws.locking == Locking::none)
        return;
    if (level.reserved + units <= level.on_hand) {
        // What lies there ships now, or when anything does.
        core::supply::Time date = std::max(ws.clock, level.available_from.value_or(ws.clock));
        return join_promise(hold, time_of(date));
    }
    ws.promises.add(NewPromise{static_cast<int>(&hold - ws.holds.items), entry, level, units,
                               hold.now.units > 0});
}

void keep_promises(Workspace &ws) {
    for (const NewPromise &promise : ws.promises) {
        Hold &hold = ws.holds[promise.hold];
        Vec<core::supply::Dated> supplies = read_supplies(hold.key, true);
        core::supply::Ready ready = core::supply::promise_of_new(
            promise.level, 0, promise.units, span_of(supplies),
            core::supply::terms_of(promise.level, ws.entries[promise.entry].recorded_at));

        hold.promised_at =
            promise.joins ? later(hold.promised_at, time_of(ready.by)) : time_of(ready.by);
    }
}

} // namespace inventory
