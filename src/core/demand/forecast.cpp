// Learning from weeks and looking ahead, see forecast.hpp.
#include "core/demand/forecast.hpp"

#include "core/demand/quantile.hpp"

#include <algorithm>
#include <cmath>

namespace inventory::core::demand {
namespace {

constexpr double seconds_a_week = 604'800;
constexpr double discount = 0.9; // a week
// Errors count once the model knows something, and of weeks that tell something.
constexpr std::int64_t weeks_without_errors = 8;
constexpr double least_exposure = 0.2;
// So many errors as large as expected are known beforehand.
constexpr double prior_errors = 12;
constexpr double greatest_factor = 1e6;
// Shares of weeks do not add up exactly.
constexpr double tolerance = 1e-9;

// What is not a number is 0.
double within(double value, double most) { return value > 0 ? std::min(value, most) : 0; }

} // namespace

double exposure(double seconds_passed, double seconds_out) {
    return within((seconds_passed - seconds_out) / seconds_a_week, 1);
}

void add(History &history, const Week &week) {
    const double y = static_cast<double>(std::max<Quantity>(0, week.sold));
    const double e = within(week.exposure, 1);
    const double m = history.a / history.b * e;

    history.weeks++;
    if (history.weeks > weeks_without_errors && e >= least_exposure) {
        // The weight min(m, 1) times (y - m)^2 over the variance m + m^2 / a, where m / a is e / b: so
        // there is no division by a mean of nothing.
        history.num += (y - m) * (y - m) / (std::max(m, 1.0) * (1 + e / history.b));
        history.den += std::min(m, 1.0);
    }
    const double kept = std::pow(discount, e);
    history.a = kept * history.a + y;
    history.b = kept * history.b + e;
    history.exposure += e;
}

History history_of(const Week *weeks, std::size_t count) {
    History history;

    for (std::size_t i = 0; i < count; i++)
        add(history, weeks[i]);
    return history;
}

bool is_enough(const History &history) { return history.exposure >= 1 - tolerance; }

double dispersion(const History &history) {
    return std::max(1.0, (history.num + prior_errors) / (history.den + prior_errors));
}

double mean_per_week(const History &history, double uplift) {
    return within(uplift, greatest_factor) * history.a / history.b;
}

Demand demand_in(const History &history, double weeks, double weeks_sd, double uplift) {
    const double t = within(weeks, greatest_factor), sd = within(weeks_sd, greatest_factor);
    const double mu = mean_per_week(history, uplift);
    const double mean = mu * t;
    // mean^2 / a is mean times this: so much of the variance is what is not known of the rate.
    const double unknown = within(uplift, greatest_factor) * t / history.b;

    return Demand{
        mean, std::max(mean, dispersion(history) * (mean + mean * unknown) + mu * mu * sd * sd)};
}

Targets targets_of(const History &history, const Supplying &supplying, double uplift) {
    const double lead = within(supplying.lead_time, greatest_factor);
    const double cycle = within(supplying.order_cycle, greatest_factor);
    const Demand soon = demand_in(history, lead, supplying.lead_time_sd, uplift);
    const Demand later = demand_in(history, lead + cycle, supplying.lead_time_sd, uplift);
    const Quantity point = quantile(soon.mean, soon.variance, supplying.service_level);
    const double known = std::min(soon.mean, static_cast<double>(max_quantity));

    return Targets{point, quantile(later.mean, later.variance, supplying.service_level),
                   point - static_cast<Quantity>(std::llround(known))};
}

std::optional<double> days_of_cover(Quantity available, double mean_per_week) {
    const double days = static_cast<double>(std::max<Quantity>(0, available)) / (mean_per_week / 7);

    // Nothing for nothing is no number.
    if (!(mean_per_week > 0) || !std::isfinite(days))
        return std::nullopt;
    return days;
}

double lost_per_day(Quantity available, double mean_per_week) {
    return available > 0 || !(mean_per_week > 0) ? 0 : mean_per_week / 7;
}

} // namespace inventory::core::demand
