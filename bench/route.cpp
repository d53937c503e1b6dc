// How long it takes to decide from which places a cart is sourced, and how good the plans are: random carts
// of several shapes, need 1 to 3, stock 1 to 6, but where a row says otherwise. cmake -DBENCH=ON.
#include "core/sourcing/route.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

using namespace inventory::core;
using namespace inventory::core::sourcing;

namespace {

constexpr int carts = 400;

struct Shape {
    const char *name;
    int lines, places, percent; // of places that stock a line
    int need, stock;            // at most
    bool exactly = false;       // the need is always so much
    Goal goal = Goal::fewest_parcels;
};

struct Cart {
    std::vector<std::string> names;
    std::vector<Place> places;
    std::vector<Site> sites;
    std::vector<Line> lines;
    std::vector<Part> parts;
    std::vector<Source> sources;
    Problem problem;
};

// A cart whose units are there.
void fill(Cart &cart, const Shape &shape, std::mt19937 &random) {
    auto up_to = [&](int most) { return static_cast<int>(random() % (most + 1)); };

    cart = Cart{};
    for (int i = 0; i < shape.places; i++) {
        cart.names.push_back("place " + std::to_string(1000 + i));
        cart.sites.push_back(Site{1 + up_to(19)});
    }
    for (int i = 0; i < shape.places; i++) {
        cart.places.push_back(Place{cart.names[i], i});
        cart.places.back().distance_km = up_to(100000) / 100.0;
    }
    cart.sources.resize(shape.places * shape.lines, Source{true, true, 0, 0});
    for (int line = 0; line < shape.lines; line++) {
        Quantity need = shape.exactly ? shape.need : 1 + up_to(shape.need - 1), there = 0;
        cart.lines.push_back(Line{line, 1, need, need, false});
        cart.parts.push_back(Part{line, 1});
        while (there < need) {
            there = 0;
            for (int place = 0; place < shape.places; place++) {
                Quantity &stock = cart.sources[place * shape.lines + line].stock;
                stock = up_to(99) < shape.percent ? 1 + up_to(shape.stock - 1) : 0;
                there += stock;
            }
        }
    }
    cart.problem =
        Problem{cart.places.data(), shape.places,
                cart.sites.data(),  shape.places,
                cart.lines.data(),  shape.lines,
                cart.parts.data(),  cart.sources.data(),
                shape.lines,        Goals{{shape.goal, Goal::nearest, Goal::priority}, 3}};
}

template <class T> T percentile(std::vector<T> values, int percent) {
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, values.size() * percent / 100)];
}

// Whether the greedy plan is worse: by parcels, or by what they cost.
bool is_worse(const Cart &cart, const Plan &a, const Plan &b) {
    auto cost = [&](const Plan &plan) {
        std::vector<bool> used(cart.sites.size());
        Quantity sum = 0;
        for (int i = 0; i < plan.take_count; i++) {
            const int site = cart.places[plan.takes[i].place].site;
            sum += used[site] ? 0 : cart.sites[site].parcel_cost;
            used[site] = true;
        }
        return sum;
    };
    if (cart.problem.goals.order[0] == Goal::cheapest)
        return cost(a) > cost(b);
    return a.parcels > b.parcels;
}

void measure(const Shape &shape) {
    std::mt19937 random(1);
    std::vector<std::int64_t> looks;
    std::vector<double> times;
    std::vector<std::max_align_t> block, greedy_block;
    int best = 0, proven = 0, worse = 0;
    Cart cart;

    for (int i = 0; i < carts; i++) {
        fill(cart, shape, random);
        block.resize(route_memory(cart.problem) / sizeof(std::max_align_t) + 1);
        greedy_block.resize(block.size());
        Plan plan{};
        double time = 1e9;
        for (int run = 0; run < 3; run++) {
            auto begin = std::chrono::steady_clock::now();
            plan = route(cart.problem, block.data());
            std::chrono::duration<double, std::micro> took =
                std::chrono::steady_clock::now() - begin;
            time = std::min(time, took.count());
        }
        times.push_back(time);
        looks.push_back(plan.looks);
        best += plan.parcels == plan.lower_bound;
        proven += plan.proven;
        cart.problem.budget = 0;
        worse += is_worse(cart, route(cart.problem, greedy_block.data()), plan);
    }
    std::printf("| %s | %d %% | %d / %d %% | %lld / %lld | %.0f / %.0f µs |\n", shape.name,
                worse * 100 / carts, best * 100 / carts, proven * 100 / carts,
                static_cast<long long>(percentile(looks, 50)),
                static_cast<long long>(percentile(looks, 100)), percentile(times, 50),
                percentile(times, 99));
}

} // namespace

int main() {
    std::puts(
        "| lines × places, share of places that stock a line | greedy worse | fewest parcels / "
        "whole plan proven | looks p50 / max | time p50 / p99 |\n|---|---|---|---|---|");
    for (const Shape &shape :
         {Shape{"10×50, 70 %", 10, 50, 70, 3, 6}, Shape{"10×50, 30 %", 10, 50, 30, 3, 6},
          Shape{"10×50, 10 %", 10, 50, 10, 3, 6}, Shape{"10×50, 6 %", 10, 50, 6, 3, 6},
          Shape{"10×50, 30 %, need ≤ 4, stock ≤ 2", 10, 50, 30, 4, 2},
          Shape{"5×20, 40 %", 5, 20, 40, 3, 6}, Shape{"10×10, 40 %", 10, 10, 40, 3, 6},
          Shape{"1×50, 100 %, need 30", 1, 50, 100, 30, 6, true},
          Shape{"20×50, 15 %", 20, 50, 15, 3, 6}, Shape{"40×50, 20 %", 40, 50, 20, 3, 6},
          Shape{"20×200, 10 %", 20, 200, 10, 3, 6},
          Shape{"10×50, 30 %, cheapest", 10, 50, 30, 3, 6, false, Goal::cheapest},
          Shape{"10×50, 10 %, cheapest", 10, 50, 10, 3, 6, false, Goal::cheapest},
          Shape{"10×50, 30 %, nearest", 10, 50, 30, 3, 6, false, Goal::nearest}})
        measure(shape);
}
