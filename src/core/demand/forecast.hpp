// What will be demanded of a level: a discounted gamma-Poisson model of units a week with a factor of
// dispersion (J. Q. Smith, A generalization of the Bayesian steady forecasting model, J. R. Statist. Soc. B 41,
// 1979; M. West and J. Harrison, Bayesian Forecasting and Dynamic Models: the power steady model). The rate of
// a week has a gamma distribution with a units in b weeks; each week discounts what is known by a tenth and
// adds what it sold. A week in which a level was sold out for a while counts, and discounts, for the share in
// which it could be sold, so that days of nothing to sell are not taken for days of no demand. Nothing is
// fitted and nothing but a few numbers is kept. Not here: seasons, and what to order, see replenishment.hpp.
#pragma once

#include "core/base/quantity.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace inventory::core::demand {

struct Week {
    Quantity sold;
    double exposure; // the share of the week in which it could be sold, 0 to 1
};

// Of a week that has gone by for so many seconds (604,800 in all), of which it was sold out for some.
double exposure(double seconds_passed, double seconds_out);

// What is known after some weeks.
struct History {
    double a = 0.05; // discounted units
    double b = 0.05; // discounted weeks
    double num = 0;  // squares of the errors so far, and how many, as weighted
    double den = 0;
    double exposure = 0; // weeks in all, not discounted
    std::int64_t weeks = 0;
};

// Takes in the next week: the oldest first, the running one last.
void add(History &history, const Week &week);
History history_of(const Week *weeks, std::size_t count);

// Whether there is at least a week in which it could be sold. Without, nothing is forecast.
bool is_enough(const History &history);

// By how much the variance is greater than the model expects; at least 1.
double dispersion(const History &history);

// `uplift` is what a planner expects beyond, as a factor.
double mean_per_week(const History &history, double uplift = 1);

// Units that are demanded in some weeks together.
struct Demand {
    double mean;
    double variance;
};

// In so many weeks, a number that is not exact itself where it has a standard deviation. What is negative or
// no number counts as 0, what is more than a million as a million.
Demand demand_in(const History &history, double weeks, double weeks_sd = 0, double uplift = 1);

// How a level is replenished; times are in weeks.
struct Supplying {
    double lead_time = 0;
    double lead_time_sd = 0;
    double order_cycle = 1;      // an order is to last for so long beyond the lead time
    double service_level = 0.95; // the probability that stock lasts until the order comes
};

struct Targets {
    Quantity reorder_point; // stock that lasts for the lead time
    Quantity order_up_to;   // and for the order cycle
    Quantity
        buffer; // what of the reorder point is beyond the mean, in whole units; negative where the
                // service level asks for less than the mean
};

Targets targets_of(const History &history, const Supplying &supplying, double uplift = 1);

// Days until what is available is sold; none where nothing is demanded. What has not been sold for years may
// last for more days than a calendar has.
std::optional<double> days_of_cover(Quantity available, double mean_per_week);

// Units a day that are demanded and can't be had.
double lost_per_day(Quantity available, double mean_per_week);

} // namespace inventory::core::demand
