// How long it takes to forecast a level and say how it is to be replenished: a history of 104 weeks each, of
// demand that is rare, usual or great. cmake -DBENCH=ON.
#include "core/demand/forecast.hpp"
#include "core/demand/replenishment.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::demand;

namespace {

constexpr int runs = 20;
constexpr std::size_t levels = 1000, weeks = 104;

// Weeks of levels one after the other; one in ten of them is one of a stock-out.
std::vector<Week> fill(Quantity mean, double size) {
    std::mt19937 random(1);
    std::negative_binomial_distribution<Quantity> sold(
        static_cast<int>(size), size / (size + static_cast<double>(mean) / 10));
    std::vector<Week> all;

    for (std::size_t i = 0; i < levels * weeks; i++)
        all.push_back(Week{sold(random), random() % 10 == 0 ? 0.6 : 1});
    return all;
}

// The least time of some runs, in microseconds a level.
template <class Run> double time(Run run) {
    double least = 1e9;

    for (int i = 0; i < runs; i++) {
        const auto begin = std::chrono::steady_clock::now();
        for (std::size_t level = 0; level < levels; level++)
            run(level);
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - begin;
        least = std::min(least, took.count() / static_cast<double>(levels));
    }
    return least;
}

// The mean is in tenths of a unit a week.
void measure(const char *name, Quantity mean, double size) {
    const std::vector<Week> all = fill(mean, size);
    std::vector<History> histories(levels);
    Quantity ordered = 0;

    const double learning =
        time([&](std::size_t level) { histories[level] = history_of(&all[level * weeks], weeks); });
    const double suggesting = time([&](std::size_t level) {
        const Targets t = targets_of(histories[level], Supplying{2, 0.5, 1, 0.95});
        ordered += suggest(0, t.reorder_point, t.order_up_to, Terms{6, 12, {}}).units;
    });
    std::printf("| %s | %.2f µs | %.2f µs | %.2f µs |\n", name, learning, suggesting,
                learning + suggesting);
    // So that nothing of it can be left out.
    if (ordered < 0)
        std::puts("less than nothing is ordered");
}

} // namespace

int main() {
    std::puts("| units a week | 104 weeks | targets and order | together |\n|---|---|---|---|");
    measure("0.1", 1, 1);
    measure("2", 20, 2);
    measure("50", 500, 4);
    measure("3,000", 30'000, 20);
    measure("100,000", 1'000'000, 20);
}
