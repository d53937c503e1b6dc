// Quantiles of a number of units of which mean and variance are known. Where these come from, see
// forecast.hpp.
#pragma once

#include "core/base/quantity.hpp"

namespace inventory::core::demand {

// The least number of units that is enough with the probability p: of the negative binomial distribution with
// this mean and variance, and of the Poisson distribution where the variance is not greater than the mean. Of
// means above 10,000 it is the normal distribution's with continuity correction. That knows no skew: where the
// standard deviation is a large part of the mean, high quantiles are less there than those of a mean just below.
// What is beyond 100,000 units of a smaller mean is right to a few millionths. 0 where the mean is not
// positive, or p; max_quantity where p is 1 or more. The variance of a lumpy demand may be so great that
// nothing at all is more probable than p: then it is 0, too.
Quantity quantile(double mean, double variance, double p);

} // namespace inventory::core::demand
