// What can still be promised, see atp.hpp.
#include "core/supply/atp.hpp"

#include "core/supply/walk.hpp"

#include <algorithm>

namespace inventory::core::supply {
namespace {

// A curve in the making: its first step is there from the start.
class Curve {
  public:
    Curve(Available *buffer, Time now) : at_(buffer) { at_[0] = Available{now, 0}; }

    // So many units from then on; times do not fall.
    void rise_to(Time from, Quantity units) {
        if (units <= at_[count_ - 1].units)
            return;
        if (at_[count_ - 1].from != from)
            count_++;
        at_[count_ - 1] = Available{from, units};
    }
    std::size_t count() const { return count_; }

  private:
    Available *at_;
    std::size_t count_ = 1;
};

// The step of a curve that holds at a time, none where that is before its first.
const Available *step_at(const ComponentCurve &curve, Time time) {
    const Available *after =
        std::upper_bound(curve.at, curve.at + curve.count, time,
                         [](Time t, const Available &step) { return t < step.from; });

    return after == curve.at ? nullptr : after - 1;
}

Quantity kits_at(const ComponentCurve *components, std::size_t count, Time time) {
    Quantity kits = no_bound;

    for (std::size_t i = 0; i < count; i++) {
        const Available *step = step_at(components[i], time);
        const Quantity units = step == nullptr ? 0 : step->units;
        if (units != no_bound)
            kits = std::min(kits, units / components[i].each);
    }
    return kits;
}

// The first time after that at which a component has more.
Date next_time(const ComponentCurve *components, std::size_t count, Time time) {
    Date next;

    for (std::size_t i = 0; i < count; i++) {
        const ComponentCurve &curve = components[i];
        const Available *step = step_at(curve, time);
        step = step == nullptr ? curve.at : step + 1;
        if (step != curve.at + curve.count)
            next = sooner(next, step->from);
    }
    return next;
}

} // namespace

Quantity reservable(const Level &level, Quantity waiting) {
    if (!level.backorder_limit)
        return no_bound;
    return std::max<Quantity>(0, available(level) - waiting + limit(level));
}

std::size_t atp(const Level &level, Quantity waiting, const Supplies &supplies, const Terms &terms,
                Available *buffer) {
    const Quantity most = reservable(level, waiting);
    const Quantity kept = plus(plus(level.reserved, waiting), level.safety_stock);
    Curve curve(buffer, terms.now);

    walk(level.on_hand, supplies, terms, terms.now, [&](const Step &step) {
        const Quantity units =
            step.units == no_bound ? no_bound : std::max<Quantity>(0, step.units - kept);
        curve.rise_to(*step.ready.by, std::min(units, most));
        return units < most;
    });
    return curve.count();
}

std::size_t atp_of_kits(const ComponentCurve *components, std::size_t count, Time now,
                        Available *buffer) {
    Curve curve(buffer, now);

    for (Date time = now; time; time = next_time(components, count, *time))
        curve.rise_to(*time, kits_at(components, count, *time));
    return curve.count();
}

} // namespace inventory::core::supply
