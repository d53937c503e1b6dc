// Making values out of a fuzzer's bytes, and saying what must be true of them. Numbers are drawn
// near the edges of their range as often as in the middle.
#pragma once

#include "core/base/quantity.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace inventory::fuzz {

// Ends the run, so that the fuzzer keeps the input, where something is not as it must be.
inline void require(bool is_true, const char *what) {
    if (is_true)
        return;
    std::fprintf(stderr, "not true: %s\n", what);
    std::abort();
}

// Bytes that have run out are zeros, so every input is a complete one.
class Input {
  public:
    Input(const std::uint8_t *data, std::size_t size) : at_(data), end_(data + size) {}

    bool is_empty() const { return at_ == end_; }
    std::uint8_t byte() { return is_empty() ? std::uint8_t{0} : *at_++; }
    bool flag() { return byte() % 2 == 1; }
    // 0 to most
    std::size_t up_to(std::size_t most) { return byte() % (most + 1); }

    std::int64_t number() {
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; i++)
            bits = bits << 8 | byte();
        return static_cast<std::int64_t>(bits);
    }

    // What a level can carry, at most `most`: small, next to the greatest, or anything between.
    core::Quantity storable(core::Quantity most = core::max_quantity) {
        switch (byte() % 4) {
        case 0:
            return std::min<core::Quantity>(byte(), most);
        case 1:
            return most - std::min<core::Quantity>(byte(), most);
        case 2:
            return std::min<core::Quantity>(byte() * core::Quantity{256} + byte(), most);
        default:
            return static_cast<core::Quantity>(static_cast<std::uint64_t>(number()) %
                                               (static_cast<std::uint64_t>(most) + 1));
        }
    }
    core::Quantity orderable() { return std::max<core::Quantity>(1, storable()); }

  private:
    const std::uint8_t *at_;
    const std::uint8_t *end_;
};

} // namespace inventory::fuzz

// Defines the fuzzer's entry point, with a body written after the macro.
#define INVENTORY_FUZZ(input)                                                                      \
    static void fuzz_one(inventory::fuzz::Input input);                                            \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {            \
        fuzz_one(inventory::fuzz::Input(data, size));                                              \
        return 0;                                                                                  \
    }                                                                                              \
    static void fuzz_one([[maybe_unused]] inventory::fuzz::Input input)
