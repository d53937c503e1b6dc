// How much one transaction of the worker takes on. What it changes stays locked until it ends, so it
// is to be short where buyers want the same, and large where nobody does. It begins small and doubles;
// once somebody had to wait, it is half as much after a wait and a little more after none (additive
// increase, multiplicative decrease: D. Chiu and R. Jain, Computer Networks and ISDN Systems 17, 1989).
#pragma once

#include <algorithm>

namespace inventory::core {

class Pace {
  public:
    static constexpr int first = 100;
    static constexpr int fewest = 20;
    static constexpr int increase = 10;

    // Carts of the next transaction, `most` at most, which may be another number each time.
    int next(int most) {
        carts_ = std::clamp(carts_, std::min(fewest, most), most);
        return carts_;
    }
    // Whether anybody had to wait for the one that has ended.
    void note(bool was_waited_for) {
        is_wanted_ |= was_waited_for;
        if (was_waited_for)
            carts_ /= 2;
        else
            carts_ += is_wanted_ ? increase : carts_;
    }

  private:
    int carts_ = first;
    bool is_wanted_ = false; // by others, too
};

} // namespace inventory::core
