// The line for stock: what joining, leaving and shipping do to those who stand in it.
#include "core/stock/standing.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

using namespace inventory::core;

namespace {

// A level and the holds on it, each of whose units are served or wait.
struct Line {
    struct Hold {
        std::string reference_id;
        Standing standing;
    };

    Quantity on_hand = 0;
    std::int64_t last_place = 0;
    std::vector<Hold> holds;

    std::vector<Part> parts() const {
        std::vector<Part> parts;
        for (const Hold &hold : holds) {
            const Standing &s = hold.standing;
            parts.push_back(Part{s.place, 0, hold.reference_id, s.first_part()});
            parts.push_back(Part{s.added_place, 0, hold.reference_id, s.added});
        }
        return parts;
    }
    Quantity reserved() const {
        Quantity sum = 0;
        for (const Hold &hold : holds)
            sum += hold.standing.units;
        return sum;
    }
    Quantity waits(const Part &part) const {
        std::vector<Part> all = parts();
        return waiting(on_hand, ahead(all.data(), all.size(), part), part.units);
    }
    Quantity waits_first(const Hold &hold) const {
        const Standing &s = hold.standing;
        return waits(Part{s.place, 0, hold.reference_id, s.first_part()});
    }
    Quantity waits_added(const Hold &hold) const {
        const Standing &s = hold.standing;
        return waits(Part{s.added_place, 0, hold.reference_id, s.added});
    }
    Quantity waits(const Hold &hold) const { return waits_first(hold) + waits_added(hold); }
    Quantity served(const Hold &hold) const { return hold.standing.units - waits(hold); }

    void add(std::size_t hold, Quantity units) {
        Quantity waiting_added = waits_added(holds[hold]);
        bool all_served = reserved() + units <= on_hand;
        join(holds[hold].standing, units, ++last_place, waiting_added, all_served);
    }
    void merge_into(std::size_t from, std::size_t into) {
        bool is_older = holds[into].standing.place < holds[from].standing.place;
        Hold older = is_older ? holds[into] : holds[from];
        Hold younger = is_older ? holds[from] : holds[into];
        if (older.standing.units > 0 && younger.standing.units > 0)
            merge(older.standing, younger.standing, waits_added(older) + waits(younger),
                  ++last_place);
        else
            older.standing = older.standing.units > 0 ? older.standing : younger.standing;
        holds[into].standing = older.standing;
        holds[from].standing = Standing{};
    }
    std::size_t begin(Quantity units) {
        holds.push_back(Hold{"cart " + std::to_string(holds.size()), Standing{}});
        add(holds.size() - 1, units);
        return holds.size() - 1;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(standing)

BOOST_AUTO_TEST_CASE(stock_serves_the_line_in_order) {
    Line line;

    line.on_hand = 5;
    std::size_t a = line.begin(4), b = line.begin(3), c = line.begin(2);
    BOOST_TEST(line.waits(line.holds[a]) == 0);
    BOOST_TEST(line.waits(line.holds[b]) == 2);
    BOOST_TEST(line.waits(line.holds[c]) == 2);
}

BOOST_AUTO_TEST_CASE(units_added_where_stock_is_short_stand_last) {
    Line line;

    line.on_hand = 5;
    std::size_t a = line.begin(2), b = line.begin(3);
    line.add(a, 4);
    BOOST_TEST(line.waits(line.holds[a]) == 4);
    BOOST_TEST(line.waits(line.holds[b]) == 0);
    BOOST_TEST(line.holds[a].standing.added == 4);
    line.on_hand = 7;
    std::size_t c = line.begin(1);
    line.add(a, 1);
    // Two of the four had come; the others and the new one are behind c.
    BOOST_TEST(line.holds[a].standing.added == 3);
    BOOST_TEST(line.waits_first(line.holds[a]) == 0);
    line.on_hand = 8;
    BOOST_TEST(line.waits(line.holds[c]) == 0);
    BOOST_TEST(line.waits(line.holds[a]) == 3);
}

BOOST_AUTO_TEST_CASE(units_added_where_stock_covers_all_stand_with_the_others) {
    Line line;

    line.on_hand = 9;
    std::size_t a = line.begin(2);
    line.begin(3);
    line.add(a, 4);
    BOOST_TEST((line.holds[a].standing == Standing{6, 0, 1, 0}));
}

BOOST_AUTO_TEST_CASE(units_leave_from_the_end_and_are_shipped_from_the_front) {
    Standing standing{7, 4, 1, 9};

    leave(standing, 3);
    BOOST_TEST((standing == Standing{4, 1, 1, 9}));
    leave(standing, 2);
    BOOST_TEST((standing == Standing{2, 0, 1, 0}));
    standing = Standing{7, 4, 1, 9};
    BOOST_TEST((take_front(standing, 2) == Standing{2, 0, 1, 0}));
    BOOST_TEST((standing == Standing{5, 4, 1, 9}));
    BOOST_TEST((take_front(standing, 2) == Standing{2, 1, 1, 9}));
    BOOST_TEST((standing == Standing{3, 0, 9, 0}));
    take_front(standing, 3);
    BOOST_TEST(standing.units == 0);
}

BOOST_AUTO_TEST_CASE(merged_holds_keep_what_is_served_and_wait_where_the_last_of_them_did) {
    Standing older{5, 2, 1, 7};

    merge(older, Standing{4, 1, 3, 9}, 3, 20);
    BOOST_TEST((older == Standing{9, 3, 1, 9}));
    older = Standing{5, 2, 1, 7};
    merge(older, Standing{4, 0, 3, 0}, 0, 20);
    BOOST_TEST((older == Standing{9, 0, 1, 0}));
    older = Standing{5, 0, 0, 0};
    merge(older, Standing{4, 0, 0, 0}, 2, 20);
    BOOST_TEST((older == Standing{9, 2, 0, 20}));
}

BOOST_AUTO_TEST_CASE(those_without_a_number_stand_first_by_age) {
    BOOST_TEST(stands_before(Part{0, 5, "b", 1}, Part{1, 2, "a", 1}));
    BOOST_TEST(stands_before(Part{0, 4, "b", 1}, Part{0, 5, "a", 1}));
    BOOST_TEST(stands_before(Part{0, 4, "a", 1}, Part{0, 4, "b", 1}));
    BOOST_TEST(!stands_before(Part{0, 4, "a", 1}, Part{0, 4, "a", 1}));
}

BOOST_AUTO_TEST_CASE(no_buyer_makes_another_wait) {
    for (unsigned seed = 0; seed < 400; seed++) {
        std::mt19937 random(seed);
        auto up_to = [&](Quantity most) { return static_cast<Quantity>(random() % (most + 1)); };
        Line line;

        for (int step = 0; step < 60; step++) {
            BOOST_TEST_INFO_SCOPE("seed " << seed << " step " << step);
            const Line before = line;
            std::size_t at = line.holds.empty() ? 0 : random() % line.holds.size();
            Quantity units = 1 + up_to(4);
            unsigned deed = line.holds.empty() ? 0 : random() % 7;
            std::size_t other = at;

            if (deed == 0) {
                at = line.begin(units);
            } else if (deed == 1) {
                if (line.holds[at].standing.units > 0)
                    line.add(at, units);
            } else if (deed == 2) {
                leave(line.holds[at].standing, std::min(units, line.holds[at].standing.units));
            } else if (deed == 3) {
                units = std::min(units, line.served(line.holds[at]));
                take_front(line.holds[at].standing, units);
                line.on_hand -= units;
            } else if (deed == 4) {
                other = random() % line.holds.size();
                if (other != at)
                    line.merge_into(at, other);
            } else {
                line.on_hand += units;
            }
            for (std::size_t i = 0; i < before.holds.size(); i++) {
                if (i != at && i != other)
                    BOOST_TEST_REQUIRE(line.waits(line.holds[i]) <= before.waits(before.holds[i]));
                else if (deed == 1)
                    BOOST_TEST_REQUIRE(line.waits(line.holds[i]) <=
                                       before.waits(before.holds[i]) + units);
            }
            Quantity waits = 0;
            for (const Line::Hold &hold : line.holds)
                waits += line.waits(hold);
            BOOST_TEST_REQUIRE(waits == std::max<Quantity>(0, line.reserved() - line.on_hand));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
