// How good forecasts are on real sales: 811 products, 52 weeks, ../shared/data/weekly_sales_811.csv beside
// the checkout. Where the file is not there, these tests are skipped, and say so.
//
// All of it with a rolling origin (L. J. Tashman, Int. J. Forecasting 16, 2000): before each week from the
// 27th on the next weeks are forecast from all weeks before it.
#include "core/demand/forecast.hpp"
#include "core/demand/quantile.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::demand;

namespace {

constexpr std::size_t first_origin = 26, all_weeks = 52;

using Series = std::vector<Quantity>;

std::vector<Series> read_sales() {
    std::ifstream file(INVENTORY_DATA "/weekly_sales_811.csv");
    std::vector<Series> products;
    std::string line, field;

    std::getline(file, line);
    while (std::getline(file, line)) {
        std::stringstream fields(line);
        Series weeks;
        std::getline(fields, field, ',');
        while (std::getline(fields, field, ','))
            weeks.push_back(std::stoll(field));
        products.push_back(weeks);
    }
    return products;
}

const std::vector<Series> &sales() {
    static const std::vector<Series> products = read_sales();
    return products;
}

boost::test_tools::assertion_result file_is_there(boost::unit_test::test_unit_id) {
    if (!sales().empty())
        return true;
    std::puts("skipped: ../shared/data/weekly_sales_811.csv is not there");
    return false;
}

// Says what was measured, and what it is to be.
bool is_at_most(const char *what, double measured, double most) {
    std::printf("%-52s %7.4f (at most %.4g)\n", what, measured, most);
    return measured <= most;
}
bool is_at_least(const char *what, double measured, double least) {
    std::printf("%-52s %7.4f (at least %.4g)\n", what, measured, least);
    return measured >= least;
}

double sum(const Series &weeks, std::size_t from, std::size_t count) {
    const auto begin = weeks.begin() + static_cast<std::ptrdiff_t>(from);
    return static_cast<double>(
        std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(count), Quantity{0}));
}

// Calls `look(t, history)` before each origin t after which there are so many weeks.
template <class Look> void roll(const Series &weeks, std::size_t horizon, Look look) {
    History history;

    for (std::size_t t = 0; t < all_weeks; t++) {
        if (t >= first_origin && t + horizon <= all_weeks)
            look(t, history);
        add(history, Week{weeks[t], 1});
    }
}

// How much one week differs from the one before, in the weeks before an origin: the squares (power 2) or the
// differences themselves (1), on average. Errors of series that sell more or less are compared in these.
double scale(const Series &weeks, std::size_t origin, int power) {
    double all = 0;

    for (std::size_t t = 1; t < origin; t++)
        all += std::pow(std::abs(static_cast<double>(weeks[t] - weeks[t - 1])), power);
    return all / static_cast<double>(origin - 1);
}

// The mean of what series say that say anything.
class Mean {
  public:
    void add(double value) {
        all_ += value;
        count_++;
    }
    bool is_empty() const { return count_ == 0; }
    double value() const { return all_ / count_; }

  private:
    double all_ = 0;
    int count_ = 0;
};

double pinball(double sold, double quantile, double p) {
    return sold >= quantile ? p * (sold - quantile) : (1 - p) * (quantile - sold);
}

// The mean of four weeks before: what "mean times time" knows of a level.
double recent_mean(const Series &weeks, std::size_t origin) {
    return sum(weeks, origin - 4, 4) / 4;
}

// Of a level that has some units at the beginning of a week and does not get any: the share of the week in
// which it can sell, where more are wanted than it has. Buyers come at any time, so that of y of them the
// S-th comes when S / (y + 1) of the week is over, on average.
double share_open(Quantity stock, Quantity wanted) {
    return static_cast<double>(stock) / static_cast<double>(wanted + 1);
}

} // namespace

BOOST_AUTO_TEST_SUITE(figures, *boost::unit_test::precondition(file_is_there))

// RMSSE: the root of the mean squared error over the mean squared difference from week to week (R. J.
// Hyndman and A. B. Koehler, Int. J. Forecasting 22, 2006; the measure of the M5 competition, S. Makridakis
// and others, Int. J. Forecasting 38, 2022), of one week ahead and with the scale known at each origin; the
// mean of all series. The naive forecast is the last week's sales.
BOOST_AUTO_TEST_CASE(one_week_ahead) {
    Mean ours, naive;

    for (const Series &weeks : sales()) {
        Mean errors, naive_errors;
        roll(weeks, 1, [&](std::size_t t, const History &history) {
            const double by = scale(weeks, t, 2), sold = static_cast<double>(weeks[t]);
            if (by == 0)
                return;
            errors.add(std::pow(sold - mean_per_week(history), 2) / by);
            naive_errors.add(std::pow(sold - static_cast<double>(weeks[t - 1]), 2) / by);
        });
        if (errors.is_empty())
            continue;
        ours.add(std::sqrt(errors.value()));
        naive.add(std::sqrt(naive_errors.value()));
    }
    BOOST_TEST(is_at_most("RMSSE", ours.value(), 0.84));
    BOOST_TEST(
        is_at_most("RMSSE over that of the naive forecast", ours.value() / naive.value(), 0.78));
}

// WAPE: the sum of all absolute errors over the sum of all sales (S. Kolassa and W. Schütz, Foresight 6,
// 2007), here of four weeks together.
BOOST_AUTO_TEST_CASE(four_weeks_ahead) {
    double errors = 0, sold = 0;

    for (const Series &weeks : sales())
        roll(weeks, 4, [&](std::size_t t, const History &history) {
            errors += std::abs(sum(weeks, t, 4) - demand_in(history, 4).mean);
            sold += sum(weeks, t, 4);
        });
    BOOST_TEST(is_at_most("WAPE of 4 weeks", errors / sold, 0.172));
}

// SPL: the pinball loss over the mean difference from week to week (S. Makridakis and others, The M5
// uncertainty competition, Int. J. Forecasting 38, 2022), of three weeks together and of levels that are
// asked for in replenishment; the mean of all series.
BOOST_AUTO_TEST_CASE(quantiles_of_three_weeks) {
    constexpr double levels[] = {0.8, 0.9, 0.95, 0.98};
    Mean ours, times;

    for (const Series &weeks : sales()) {
        Mean losses, times_losses;
        roll(weeks, 3, [&](std::size_t t, const History &history) {
            const double by = scale(weeks, t, 1), sold = sum(weeks, t, 3);
            const Demand d = demand_in(history, 3);
            if (by == 0)
                return;
            for (double p : levels) {
                const auto units = static_cast<double>(quantile(d.mean, d.variance, p));
                losses.add(pinball(sold, units, p) / by);
                times_losses.add(pinball(sold, 3 * recent_mean(weeks, t), p) / by);
            }
        });
        if (losses.is_empty())
            continue;
        ours.add(losses.value());
        times.add(times_losses.value());
    }
    BOOST_TEST(is_at_most("SPL of 3 weeks", ours.value(), 0.53));
    BOOST_TEST(is_at_most("its share in that of mean x time", ours.value() / times.value(), 0.5));
}

// How often the 0.95 quantile of three weeks is enough. Sparse are products of which 24 % of the weeks or
// more sold nothing.
BOOST_AUTO_TEST_CASE(cover) {
    Mean dense, sparse;

    for (const Series &weeks : sales()) {
        const auto zeros = std::count(weeks.begin(), weeks.end(), 0);
        Mean &kind = static_cast<double>(zeros) < 0.24 * all_weeks ? dense : sparse;
        roll(weeks, 3, [&](std::size_t t, const History &history) {
            const Demand d = demand_in(history, 3);
            const auto units = static_cast<double>(quantile(d.mean, d.variance, 0.95));
            kind.add(sum(weeks, t, 3) <= units ? 1 : 0);
        });
    }
    BOOST_TEST(is_at_least("cover at 0.95, dense", dense.value(), 0.94));
    BOOST_TEST(is_at_most("cover at 0.95, dense", dense.value(), 0.98));
    BOOST_TEST(is_at_least("cover at 0.95, sparse", sparse.value(), 0.93));
}

// The sum of all forecasts over that of all demand. A level begins each week with 0.8 of the mean demand of
// the weeks before, and gets no more until the next: in 37 % of all weeks more is wanted than it has. Its
// history is what it sold, and until when it could.
BOOST_AUTO_TEST_CASE(stock_outs_that_demand_causes) {
    double demand = 0, knowing = 0, ours = 0, as_sold = 0, left_out = 0;

    for (const Series &weeks : sales()) {
        History truth, exposed, sold, whole;
        for (std::size_t t = 0; t < all_weeks; t++) {
            if (t >= first_origin) {
                demand += static_cast<double>(weeks[t]);
                knowing += mean_per_week(truth);
                ours += mean_per_week(exposed);
                as_sold += mean_per_week(sold);
                left_out += mean_per_week(whole);
            }
            const double mean =
                t == 0 ? static_cast<double>(weeks[0]) : sum(weeks, 0, t) / static_cast<double>(t);
            const auto stock = static_cast<Quantity>(std::ceil(0.8 * mean));
            const bool is_out = weeks[t] > stock;
            const Quantity units = std::min(stock, weeks[t]);
            add(truth, Week{weeks[t], 1});
            add(exposed, Week{units, is_out ? share_open(stock, weeks[t]) : 1});
            add(sold, Week{units, 1});
            if (!is_out)
                add(whole, Week{units, 1});
        }
    }
    auto bias = [&](double forecast) { return 100 * (forecast / demand - 1); };
    std::printf(
        "bias in points: knowing all demand %+.1f, sales as demand %+.1f, without weeks that sold out "
        "%+.1f\n",
        bias(knowing), bias(as_sold), bias(left_out));
    BOOST_TEST(is_at_most("bias by exposure", bias(ours), 4));
    BOOST_TEST(is_at_least("bias by exposure", bias(ours), -4));
    BOOST_TEST(is_at_least("beyond that of who knows all demand", bias(ours) - bias(knowing), -4));
    BOOST_TEST(bias(as_sold) < -10); // or there would be nothing to see here
    BOOST_TEST(bias(left_out) < -10);
}

namespace {

// A product in a closed loop: each week it is ordered what lacks to a target, which arrives two weeks later;
// what can't be sold is lost, and nobody but the model's exposure knows of it. It begins with the target on
// hand. Counted from the fifth week on, when all stock has been ordered in the loop.
struct Loop {
    double wanted = 0;
    double sold = 0;
    double stock = 0; // at the end of weeks

    template <class Target> void run(const Series &weeks, Target target);
    double lost() const { return 1 - sold / wanted; }
};

template <class Target> void Loop::run(const Series &weeks, Target target) {
    Series seen(weeks.begin(), weeks.begin() + first_origin);
    History history;
    Quantity on_hand = 0, next_week = 0, in_two_weeks = 0;

    for (Quantity units : seen)
        add(history, Week{units, 1});
    for (std::size_t t = first_origin; t < all_weeks; t++) {
        on_hand += next_week;
        next_week = in_two_weeks;
        const Quantity lacks = target(seen, history) - on_hand - next_week;
        in_two_weeks = t == first_origin ? 0 : std::max<Quantity>(0, lacks);
        if (t == first_origin)
            on_hand = lacks;
        const Quantity units = std::min(on_hand, weeks[t]);
        const bool is_out = weeks[t] > on_hand;
        add(history, Week{units, is_out ? share_open(on_hand, weeks[t]) : 1});
        seen.push_back(units);
        on_hand -= units;
        if (t >= first_origin + 4) {
            wanted += static_cast<double>(weeks[t]);
            sold += static_cast<double>(units);
            stock += static_cast<double>(on_hand);
        }
    }
}

// The mean of four weeks, times some weeks: a rule of thumb that shops order by.
Loop loop_of_mean(double times) {
    Loop loop;

    for (const Series &weeks : sales())
        loop.run(weeks, [&](const Series &seen, const History &) {
            return static_cast<Quantity>(std::ceil(times * recent_mean(seen, seen.size())));
        });
    return loop;
}

Loop loop_of_level(double service_level) {
    Loop loop;

    for (const Series &weeks : sales())
        loop.run(weeks, [&](const Series &, const History &history) {
            return targets_of(history, Supplying{2, 0, 1, service_level}).order_up_to;
        });
    return loop;
}

} // namespace

// What is lost at the same stock: the service level is the one at which there is as much of it.
BOOST_AUTO_TEST_CASE(ordering_every_week) {
    const Loop three = loop_of_mean(3), four = loop_of_mean(4);
    double low = 0.5, high = 0.999;

    for (int i = 0; i < 20; i++) {
        const double level = (low + high) / 2;
        (loop_of_level(level).stock < four.stock ? low : high) = level;
    }
    const Loop ours = loop_of_level(low);
    std::printf(
        "served: mean x 3 weeks %.1f %%, with 7 days more %.1f %%, at that stock and level %.3f %.1f %%\n",
        100 * (1 - three.lost()), 100 * (1 - four.lost()), low, 100 * (1 - ours.lost()));
    BOOST_TEST(ours.stock <= four.stock);
    BOOST_TEST(is_at_most("lost sales over those of mean x 3 weeks + 7 days",
                          ours.lost() / four.lost(), 0.45));
}

BOOST_AUTO_TEST_SUITE_END()
