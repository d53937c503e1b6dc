// Narrowing a batch down to the items at fault.
#include "core/upkeep/narrow.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

using inventory::core::narrow;

namespace {

// What becomes of a batch in which some items are at fault.
struct Batch {
    std::vector<int> faulty;
    std::vector<int> done;
    std::vector<int> left;
    int tries = 0;

    void run(int first, int last) {
        narrow(
            first, last,
            [&](int from, int to) {
                tries++;
                if (std::any_of(faulty.begin(), faulty.end(),
                                [&](int i) { return i >= from && i < to; }))
                    return false;
                for (int i = from; i < to; i++)
                    done.push_back(i);
                return true;
            },
            [&](int item) { left.push_back(item); });
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(narrowing)

BOOST_AUTO_TEST_CASE(a_batch_without_fault_is_done_at_once) {
    Batch batch;

    batch.run(0, 1000);
    BOOST_TEST(batch.tries == 1);
    BOOST_TEST(batch.done.size() == 1000U);
    BOOST_TEST(batch.left.empty());
}

BOOST_AUTO_TEST_CASE(an_empty_batch_is_not_tried) {
    Batch batch;

    batch.run(7, 7);
    BOOST_TEST(batch.tries == 0);
    BOOST_TEST(batch.left.empty());
}

BOOST_AUTO_TEST_CASE(one_at_fault_is_left_and_all_others_are_done_once_and_in_order) {
    for (int count = 1; count < 70; count++)
        for (int fault = 0; fault < count; fault++) {
            Batch batch{{fault}, {}, {}};
            std::vector<int> others;

            for (int i = 0; i < count; i++)
                if (i != fault)
                    others.push_back(i);
            batch.run(0, count);
            BOOST_TEST(batch.left == std::vector<int>{fault});
            BOOST_TEST(batch.done == others);
        }
}

BOOST_AUTO_TEST_CASE(it_takes_two_tries_a_halving) {
    Batch batch{{700}, {}, {}};

    batch.run(0, 1024);
    BOOST_TEST(batch.tries == 1 + 2 * 10);
}

BOOST_AUTO_TEST_CASE(where_all_are_at_fault_each_is_left_in_order) {
    Batch batch{{3, 4, 5, 6, 7}, {}, {}};

    batch.run(3, 8);
    BOOST_TEST(batch.left == (std::vector<int>{3, 4, 5, 6, 7}));
    BOOST_TEST(batch.done.empty());
}

BOOST_AUTO_TEST_SUITE_END()
