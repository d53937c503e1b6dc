// The curve of when units ship, see steps.hpp.
#include "core/supply/walk.hpp"

#include <algorithm>

namespace inventory::core::supply {

Terms terms_of(const Level &level, Time now, bool is_closed) {
    auto length = [](const std::optional<Span> &span) {
        return span ? std::optional<Time>(length_of(*span)) : std::nullopt;
    };

    return Terms{now, level.available_from.value_or(since_ever), length(level.ships_in),
                 length(level.ships_in_max), is_closed};
}

Steps steps_of(const Level &level, Quantity waiting, const Supplies &supplies, const Terms &terms,
               Step *buffer) {
    std::size_t count = 0;

    walk(level.on_hand, supplies, terms, terms.now, [&](const Step &step) {
        if (step.units <= (count == 0 ? 0 : buffer[count - 1].units))
            return true;
        if (count == 0 || buffer[count - 1].ready != step.ready)
            count++;
        buffer[count - 1] = step;
        return true;
    });
    return Steps{buffer, count, plus(level.reserved, waiting)};
}

Ready ready(const Steps &steps, Quantity units) {
    const Step *end = steps.at + steps.count;
    const Step *step =
        std::lower_bound(steps.at, end, plus(steps.ahead, units),
                         [](const Step &s, Quantity wanted) { return s.units < wanted; });

    return step == end ? Ready{} : step->ready;
}

Quantity ready_by(const Steps &steps, Time by) {
    const Step *end = steps.at + steps.count;
    const Step *step =
        std::upper_bound(steps.at, end, by, [](Time t, const Step &s) { return t < *s.ready.by; });

    if (step == steps.at)
        return 0;
    const Quantity units = step[-1].units;
    return units == no_bound ? no_bound : std::max<Quantity>(0, units - steps.ahead);
}

Ready promise_of_new(const Level &level, Quantity waiting, Quantity units, const Supplies &supplies,
                     const Terms &terms) {
    const Quantity wanted = plus(plus(level.reserved, waiting), units);
    Ready promise{};

    walk(level.on_hand, supplies, terms, terms.now, [&](const Step &step) {
        if (step.units < wanted)
            return true;
        promise = step.ready;
        return false;
    });
    return promise;
}

} // namespace inventory::core::supply
