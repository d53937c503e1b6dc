// Adding up probabilities, see quantile.hpp.
#include "core/demand/quantile.hpp"

#include <algorithm>
#include <cmath>

namespace inventory::core::demand {
namespace {

constexpr double exact_up_to = 10'000;
constexpr int single_terms = 100'000;
constexpr double blocks_of = 1000; // a block is a thousandth of the numbers before it
constexpr double greatest_variance = 1e300;

Quantity whole_units(double units) {
    if (!(units > 0))
        return 0;
    return units < static_cast<double>(max_quantity) ? static_cast<Quantity>(units) : max_quantity;
}

// Of the normal distribution with mean 0 and variance 1.
double normal_quantile(double p) {
    double low = -40, high = 40;

    for (int i = 0; i < 64; i++) {
        const double middle = (low + high) / 2;
        (std::erfc(-middle * std::sqrt(0.5)) / 2 < p ? low : high) = middle;
    }
    return high;
}

Quantity of_normal(double mean, double variance, double p) {
    return whole_units(std::ceil(mean + normal_quantile(p) * std::sqrt(variance) - 0.5));
}

// The rest of Stirling's series for the logarithm of the gamma function; for x > 100.
double stirling_rest(double x) { return 1 / (12 * x) - 1 / (360 * x * x * x); }

// The logarithm of the probability of k units, for a variance that is (1 + over) times the mean. What is in
// it of gamma functions of r, which may be very great, is Stirling's series with what cancels out left out.
double log_probability(double k, double mean, double over) {
    if (over == 0)
        return k * std::log(mean) - mean - std::lgamma(k + 1);
    const double r = mean / over;
    return (r - 0.5) * std::log1p(k / r) - r * std::log1p(over) +
           k * std::log1p((k - mean) / (r + mean)) + k * (std::log(mean) - 1) - std::lgamma(k + 1) +
           stirling_rest(k + r) - stirling_rest(r);
}

// Where the distribution is as it is far beyond its mean: of k units the probability is `term`, of fewer and
// as many together `sum`, which is less than p. Numbers are added up in blocks, in which the ratio of one
// probability to that before it is taken to be that of the middle.
Quantity in_tail(double k, double term, double sum, double mean, double variance, double p) {
    while (k < static_cast<double>(max_quantity)) {
        const double length = std::floor(k / blocks_of), middle = k + (length - 1) / 2;
        const double log_ratio = std::log1p(((mean - middle) * mean / variance - 1) / (middle + 1));
        // The sum of `length` probabilities is that of a geometric series.
        const double first = term * std::exp(log_ratio), falling = std::expm1(log_ratio);
        const double all = first * std::expm1(length * log_ratio) / falling;
        if (sum + all >= p) {
            const double needed = std::log1p((p - sum) * falling / first) / log_ratio;
            return whole_units(k + std::clamp(std::ceil(needed), 1.0, length));
        }
        if (sum + all == sum)
            return whole_units(k);
        term *= std::exp(length * log_ratio);
        sum += all;
        k += length;
    }
    return max_quantity;
}

} // namespace

Quantity quantile(double mean, double variance, double p) {
    if (!(mean > 0) || !(p > 0))
        return 0;
    if (p >= 1)
        return max_quantity;
    variance = std::min(std::max(mean, variance), greatest_variance);
    if (mean > exact_up_to)
        return of_normal(mean, variance, p);

    const double over = variance / mean - 1;
    // What is less than the mean by twelve standard deviations has a probability below 1e-30, and that of 0
    // may be too small for a double there.
    const double first = std::floor(std::max(0.0, mean - 12 * std::sqrt(variance)));
    // Of k + 1 units it is (k * growth + start) / (k + 1) times that of k units, which is
    // (k + r) / (k + 1) * growth with r = mean / over, and mean / (k + 1) of Poisson's.
    const double growth = 1 - mean / variance, start = mean * mean / variance;
    double term = std::exp(first > 0   ? log_probability(first, mean, over)
                           : over == 0 ? -mean
                                       : -mean * std::log1p(over) / over);
    double sum = term, k = first;

    for (int i = 0; i < single_terms; i++) {
        // What is too small to be added, beyond the mean, leaves the sum a little below 1 for ever.
        if (sum >= p || (k > mean && sum + term == sum))
            return static_cast<Quantity>(k);
        term *= (k * growth + start) / (k + 1);
        sum += term;
        k++;
    }
    return in_tail(k, term, sum, mean, variance, p);
}

} // namespace inventory::core::demand
