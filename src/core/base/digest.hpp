// A 64-bit number for a list of values, the same on every machine and in every version: equal numbers mean
// equal lists, as far as 64 bits can tell. It is kept by those who ask (an ETag), so it never changes.
//
// Not for secrets: whoever wants two lists with the same number can find them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace inventory::core {

class Digest {
  public:
    constexpr Digest &number(std::int64_t value) {
        state_ = mix(state_ ^ static_cast<std::uint64_t>(value));
        return *this;
    }
    constexpr Digest &flag(bool value) { return number(value ? 1 : 0); }
    constexpr Digest &optional(std::optional<std::int64_t> value) {
        return flag(value.has_value()).number(value.value_or(0));
    }
    // Eight bytes at a time, the first the lowest; the length tells where the text ends.
    constexpr Digest &text(std::string_view text) {
        number(static_cast<std::int64_t>(text.size()));
        for (std::size_t at = 0; at < text.size(); at += 8) {
            std::uint64_t word = 0;
            for (std::size_t i = at; i < at + 8 && i < text.size(); i++)
                word |= std::uint64_t{static_cast<unsigned char>(text[i])} << 8 * (i - at);
            number(static_cast<std::int64_t>(word));
        }
        return *this;
    }

    constexpr std::int64_t value() const { return static_cast<std::int64_t>(state_); }

  private:
    // No two numbers become one; each bit of one changes about half of the other's (splitmix64).
    static constexpr std::uint64_t mix(std::uint64_t z) {
        z += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }

    std::uint64_t state_ = 0;
};

} // namespace inventory::core
