// The one block of memory that a plan is made in: handed out piece by piece, never given back. Without a
// block it only counts, so what is laid out once says also how much it takes.
#pragma once

#include <cstddef>
#include <type_traits>

namespace inventory::core::sourcing {

class Memory {
  public:
    explicit Memory(void *block) : block_(static_cast<std::byte *>(block)) {}

    // An array of so many, not initialized.
    template <class T> T *take(std::size_t count) {
        static_assert(std::is_trivially_destructible_v<T>, "PostgreSQL jumps over destructors");
        constexpr std::size_t step = alignof(std::max_align_t);
        std::size_t at = used_;

        used_ += (count * sizeof(T) + step - 1) / step * step;
        return block_ == nullptr ? nullptr : reinterpret_cast<T *>(block_ + at);
    }
    std::size_t used() const { return used_; }

  private:
    std::byte *block_;
    std::size_t used_ = 0;
};

// Looks that a search may still take at what a place has for a line.
class Budget {
  public:
    explicit Budget(std::int64_t looks) : most_(looks) {}

    void look(std::int64_t times = 1) { looks_ += times; }
    bool is_spent() const { return looks_ >= most_; }
    std::int64_t looks() const { return looks_; }

  private:
    std::int64_t most_;
    std::int64_t looks_ = 0;
};

} // namespace inventory::core::sourcing
