// Forecasts and orders: weeks, lead times and terms of any numbers, those that are none among them.
#include "input.hpp"

#include "core/demand/forecast.hpp"
#include "core/demand/quantile.hpp"
#include "core/demand/replenishment.hpp"

#include <cmath>
#include <cstring>

using namespace inventory::core;
using namespace inventory::core::demand;
using namespace inventory::fuzz;

namespace {

// Any double there is, or a usual one.
double any_double(Input &input, double usual) {
    if (input.byte() % 4 != 3)
        return usual * input.byte() / 256;
    const std::int64_t bits = input.number();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

Quantity any_sold(Input &input) {
    switch (input.byte() % 4) {
    case 0:
        return 0;
    case 1:
        return input.byte() % 16;
    case 2:
        return input.storable();
    default:
        return input.number();
    }
}

void check_history(const History &history) {
    require(std::isfinite(history.a) && history.a >= 0, "units are a number");
    require(std::isfinite(history.b) && history.b >= 0.05 * (1 - 1e-9), "there are weeks of them");
    require(std::isfinite(history.num) && history.num >= 0, "errors are a number");
    require(std::isfinite(history.den) && history.den >= 0, "and there are so many");
    require(std::isfinite(dispersion(history)) && dispersion(history) >= 1, "dispersion is");
}

// A great variance may make a quantile small, but a higher level never does.
void check_quantiles(const Demand &demand, Input &input) {
    const double p = any_double(input, 1), q = any_double(input, 1);
    const Quantity x = quantile(demand.mean, demand.variance, p);
    const Quantity y = quantile(demand.mean, demand.variance, q);

    require(x >= 0 && x <= max_quantity, "a quantile is a quantity");
    require(!(p < q) || x <= y, "quantiles rise");
}

void check_order(const History &history, Input &input) {
    const Supplying supplying{any_double(input, 8), any_double(input, 4), any_double(input, 8),
                              any_double(input, 1)};
    const double uplift = any_double(input, 3);
    const Demand demand = demand_in(history, supplying.lead_time, supplying.lead_time_sd, uplift);
    const Targets targets = targets_of(history, supplying, uplift);
    const Quantity available = input.flag() ? -input.storable() : input.storable();

    require(std::isfinite(demand.mean) && demand.mean >= 0, "the mean is a number");
    require(std::isfinite(demand.variance) && demand.variance >= demand.mean, "the variance, too");
    check_quantiles(demand, input);
    require(std::abs(targets.buffer) <= max_quantity, "a buffer is a quantity");
    if (auto days = days_of_cover(available, mean_per_week(history, uplift)))
        require(std::isfinite(*days) && *days >= 0, "cover is a number");

    Terms terms{input.orderable(), input.storable(), {}};
    if (input.flag())
        terms.max_stock = input.storable();
    const Suggestion order = suggest(available, targets.reorder_point, targets.order_up_to, terms);
    require(order.units >= 0 && order.units <= max_quantity, "an order is a quantity");
    require(order.units % terms.pack == 0, "of whole packs");
    require(order.units == 0 || order.units >= terms.minimum, "and not below the minimum");
    require(order.units == 0 || !terms.max_stock || available + order.units <= *terms.max_stock,
            "nor above the maximum");
}

} // namespace

INVENTORY_FUZZ(input) {
    History history;

    const std::size_t weeks = input.up_to(120);
    for (std::size_t i = 0; i < weeks && !input.is_empty(); i++) {
        const Quantity sold = any_sold(input);
        add(history, Week{sold, input.flag() ? 1 : any_double(input, 1)});
        check_history(history);
    }
    check_order(history, input);
}
