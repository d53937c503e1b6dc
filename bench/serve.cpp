// How long it takes to tell every hold of a level when it ships: 100,000 holds and 12 supplies. cmake -DBENCH=ON.
#include "core/supply/late.hpp"
#include "core/supply/line.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::supply;

namespace {

constexpr int runs = 50;
constexpr Time day = 86'400'000'000;

struct Crowd {
    std::vector<std::string> names;
    std::vector<Holder> holders;
    std::vector<Queued> line; // as it comes, in no order
    std::vector<Dated> supplies;
    Level level;
    Terms terms{};
};

// A third of the units is there, a third is on its way, a third is neither.
void fill(Crowd &crowd, std::size_t holds, std::size_t supplies) {
    std::mt19937 random(1);

    for (std::size_t i = 0; i < holds + supplies; i++)
        crowd.names.push_back("reference " + std::to_string(1'000'000 + i));
    for (std::size_t i = 0; i < holds; i++)
        crowd.holders.push_back(Holder{crowd.names[i], KitKey{}, 0});
    for (std::size_t i = 0; i < holds; i++) {
        const auto units = static_cast<Quantity>(1 + random() % 3);
        crowd.line.push_back(Queued{static_cast<std::int64_t>(i + 1), static_cast<Time>(i), units,
                                    &crowd.holders[i]});
        crowd.level.reserved += units;
    }
    std::shuffle(crowd.line.begin(), crowd.line.end(), random);
    crowd.level.on_hand = crowd.level.reserved / 3;
    for (std::size_t i = 0; i < supplies; i++)
        crowd.supplies.push_back(Dated{static_cast<Time>(i + 1) * day, crowd.names[holds + i],
                                       crowd.level.reserved / static_cast<Quantity>(3 * supplies)});
}

// The least time of some runs, in milliseconds. What a run needs is prepared before the clock is read.
template <class Prepare, class Run> double time(Prepare prepare, Run run) {
    double least = 1e9;

    for (int i = 0; i < runs; i++) {
        prepare();
        auto begin = std::chrono::steady_clock::now();
        run();
        std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        least = std::min(least, took.count());
    }
    return least;
}

void measure(const char *name, std::size_t holds, std::size_t supplies, Time ships_in) {
    Crowd crowd;
    std::vector<Queued> line;
    std::vector<Served> served(holds);
    Ready promise{};

    fill(crowd, holds, supplies);
    if (ships_in > 0)
        crowd.terms.ships_in = ships_in;
    const Supplies all{crowd.supplies.data(), supplies};
    const double sorting = time([&] { line = crowd.line; },
                                [&] { std::sort(line.begin(), line.end(), stands_before); });
    const double serving = time(
        [] {},
        [&] { serve(line.data(), holds, crowd.level.on_hand, all, crowd.terms, served.data()); });
    constexpr int times = 1000;
    const double promising = time([] {},
                                  [&] {
                                      for (int i = 0; i < times; i++) {
                                          const Ready told =
                                              promise_of_new(crowd.level, i, 1, all, crowd.terms);
                                          promise = later(promise, told);
                                      }
                                  });
    std::printf("| %s | %.3f ms | %.3f ms | %.0f ns |\n", name, sorting, serving,
                promising * 1e6 / times);
    // So that nothing of it can be left out.
    if (served.back().from_stock > 0 || promise.from)
        std::printf("the last of the line is served: %lld\n",
                    static_cast<long long>(served.back().from_stock));
}

} // namespace

int main() {
    std::puts("| holds × supplies | sort the line | serve it | promise to a new hold "
              "|\n|---|---|---|---|");
    measure("100,000 × 12", 100'000, 12, 0);
    measure("100,000 × 12, ships_in 30 days", 100'000, 12, 30 * day);
    measure("100,000 × 1,000", 100'000, 1000, 0);
    measure("1,000 × 12", 1'000, 12, 0);
}
