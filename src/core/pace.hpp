// How much one transaction of the worker takes on. What it changes stays locked until it ends, so it
// is to be short where buyers want the same, and large where nobody does: half as much after somebody
// had to wait, a little more after nobody had (additive increase, multiplicative decrease: D. Chiu
// and R. Jain, Computer Networks and ISDN Systems 17, 1989).
#pragma once

#include <algorithm>

namespace inventory::core {

class Pace {
  public:
    static constexpr int fewest = 20;
    static constexpr int increase = 10;

    // Carts of the next transaction, `most` at most, which may be another number each time.
    int next(int most) {
        carts_ = std::clamp(carts_, std::min(fewest, most), most);
        return carts_;
    }
    // Whether anybody had to wait for the one that has ended.
    void note(bool was_waited_for) {
        carts_ = was_waited_for ? carts_ / 2 : carts_ + increase;
    }

  private:
    int carts_ = 1000000;
};

} // namespace inventory::core
