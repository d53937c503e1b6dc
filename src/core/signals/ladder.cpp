// Climbing ladders, see ladder.hpp.
#include "core/signals/ladder.hpp"

#include <algorithm>

namespace inventory::core::signals {
namespace {

constexpr std::string_view ladder_names[ladder_count] = {"stock", "overstock", "shortfall"};
constexpr std::string_view names[] = {
    "",          "in_stock",        "low_stock", "recovered",      "out_of_stock",
    "overstock", "overstock_ended", "shortfall", "shortfall_ended"};
constexpr int kinds = sizeof(names) / sizeof(names[0]);
static_assert(kinds == static_cast<int>(Kind::shortfall_ended) + 1);

Look silent(Kind state) { return Look{state, 0, {Kind::none, Kind::none}}; }
Look told(Kind kind) { return Look{kind, 1, {kind, Kind::none}}; }

bool is_low(Quantity available, const Thresholds &thresholds) {
    return thresholds.low_stock && available <= *thresholds.low_stock;
}

// Of what was low: above the margin, so that stock that goes up and down by a few does not tell each time.
bool is_low_no_more(Quantity available, const Thresholds &thresholds) {
    return available - std::max<Quantity>(0, thresholds.low_margin) > *thresholds.low_stock;
}

// Of a ladder with two states.
Look look_at(Kind state, bool is_on, Kind on, Kind off) {
    const Kind found = is_on ? on : off;

    if (found == state)
        return silent(state);
    return state == on || state == off ? told(found) : silent(found);
}

} // namespace

std::string_view name_of(Ladder ladder) { return ladder_names[static_cast<int>(ladder)]; }

std::string_view name_of(Kind kind) { return names[static_cast<int>(kind)]; }

std::optional<Kind> kind_named(std::string_view name) {
    for (int kind = 1; kind < kinds; kind++)
        if (names[kind] == name)
            return static_cast<Kind>(kind);
    return std::nullopt;
}

Ladder ladder_of(Kind kind) {
    if (kind >= Kind::shortfall)
        return Ladder::shortfall;
    return kind >= Kind::overstock ? Ladder::overstock : Ladder::stock;
}

Kind quiet_state(Ladder ladder) {
    return ladder == Ladder::overstock ? Kind::overstock_ended : Kind::shortfall_ended;
}

Look look_at_stock(Kind state, Quantity available, const Thresholds &thresholds) {
    const bool low = is_low(available, thresholds);

    switch (state) {
    case Kind::out_of_stock:
        if (available < std::max<Quantity>(1, thresholds.in_stock_at))
            return silent(state);
        if (low)
            return Look{Kind::low_stock, 2, {Kind::in_stock, Kind::low_stock}};
        return told(Kind::in_stock);
    case Kind::in_stock:
    case Kind::recovered:
        if (available <= 0)
            return told(Kind::out_of_stock);
        return low ? told(Kind::low_stock) : silent(state);
    case Kind::low_stock:
        if (available <= 0)
            return told(Kind::out_of_stock);
        if (!thresholds.low_stock)
            return silent(Kind::recovered);
        return is_low_no_more(available, thresholds) ? told(Kind::recovered) : silent(state);
    default:
        if (available <= 0)
            return silent(Kind::out_of_stock);
        return silent(low ? Kind::low_stock : Kind::in_stock);
    }
}

Look look_at_overstock(Kind state, Quantity available, const Thresholds &thresholds) {
    if (!thresholds.overstock)
        return silent(Kind::overstock_ended);
    return look_at(state, available > *thresholds.overstock, Kind::overstock,
                   Kind::overstock_ended);
}

Look look_at_shortfall(Kind state, Quantity shortfall) {
    return look_at(state, shortfall > 0, Kind::shortfall, Kind::shortfall_ended);
}

} // namespace inventory::core::signals
