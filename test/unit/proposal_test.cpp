// What is proposed for a level, and in which order.
#include "core/demand/outage.hpp"
#include "core/demand/proposal.hpp"

#include <boost/test/unit_test.hpp>

using namespace inventory::core;
using namespace inventory::core::demand;

namespace {

// So many weeks of 7 units: 1 a day.
History weeks_of_seven(int weeks) {
    History history;

    for (int i = 0; i < weeks; i++)
        add(history, Week{7, 1});
    return history;
}

Level level_of(Quantity on_hand, Quantity reserved = 0, Quantity incoming = 0) {
    Level level;

    level.on_hand = on_hand;
    level.reserved = reserved;
    level.incoming = incoming;
    return level;
}

std::optional<Proposal> proposal(const Level &level) {
    return propose(weeks_of_seven(100), level, Supplying{2, 0, 1, 0.95}, Terms{});
}

std::optional<Proposal> urgency(double lost_per_day, std::optional<double> days_of_cover) {
    return Proposal{1, days_of_cover, {0, 0, 0}, {0, Note::none}, lost_per_day};
}

} // namespace

BOOST_AUTO_TEST_SUITE(proposal_of_a_level)

BOOST_AUTO_TEST_CASE(a_level_is_sold_out_where_it_allows_no_backorders) {
    Level level = level_of(3, 2);

    BOOST_TEST(!is_sold_out(level));
    level.safety_stock = 1;
    BOOST_TEST(is_sold_out(level));
    level.backorder_limit = 1;
    BOOST_TEST(!is_sold_out(level));
    level.reserved = 3;
    BOOST_TEST(!is_sold_out(level));
    level.backorder_limit.reset();
    BOOST_TEST(!is_sold_out(level));
    level.backorder_limit = 0;
    level.tracked = false;
    BOOST_TEST(!is_sold_out(level));
}

BOOST_AUTO_TEST_CASE(without_a_week_of_history_nothing_is_proposed) {
    BOOST_TEST(!propose(History{}, level_of(0), Supplying{}, Terms{}));
    BOOST_TEST(!propose(weeks_of_seven(0), level_of(0), Supplying{}, Terms{}));
    BOOST_TEST(propose(weeks_of_seven(1), level_of(0), Supplying{}, Terms{}).has_value());
}

BOOST_AUTO_TEST_CASE(it_is_what_the_model_and_the_terms_say) {
    const History history = weeks_of_seven(100);
    const Targets targets = targets_of(history, Supplying{2, 0, 1, 0.95});
    const std::optional<Proposal> some = proposal(level_of(10, 4, 5));

    BOOST_TEST(some->mean_per_day == 1, boost::test_tools::tolerance(0.01));
    BOOST_TEST(*some->days_of_cover == 6, boost::test_tools::tolerance(0.01));
    BOOST_TEST(some->targets.reorder_point == targets.reorder_point);
    // 11 are there or come, unsold
    BOOST_TEST(some->suggestion.units == targets.order_up_to - 11);
    BOOST_TEST(some->lost_per_day == 0);
    BOOST_TEST(proposal(level_of(targets.reorder_point + 1))->suggestion.units == 0);
}

BOOST_AUTO_TEST_CASE(what_is_out_loses_its_mean) {
    const std::optional<Proposal> out = proposal(level_of(2, 5));

    BOOST_TEST(out->lost_per_day == out->mean_per_day);
    BOOST_TEST(*out->days_of_cover == 0);
    Level backordered = level_of(2, 5);
    backordered.backorder_limit.reset();
    BOOST_TEST(proposal(backordered)->lost_per_day == 0);
    // what is kept for the till is not to be sold, but it is stock
    Level kept = level_of(5);
    kept.safety_stock = 5;
    BOOST_TEST(proposal(kept)->lost_per_day > 0);
    BOOST_TEST(proposal(kept)->suggestion.units == proposal(level_of(5))->suggestion.units);
}

BOOST_AUTO_TEST_CASE(the_most_lost_come_first_then_the_soonest_out) {
    const std::optional<Proposal> order[] = {urgency(2, 0), urgency(1, 0), urgency(0, 0),
                                             urgency(0, 3), urgency(0, 4), urgency(0, {})};

    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            BOOST_TEST(is_more_urgent(order[i], order[j]) == (i < j));
    // what is not known is as what is never out
    BOOST_TEST(!is_more_urgent({}, order[5]));
    BOOST_TEST(!is_more_urgent(order[5], {}));
    BOOST_TEST(is_more_urgent(order[4], {}));
    BOOST_TEST(!is_more_urgent({}, order[4]));
}

BOOST_AUTO_TEST_SUITE_END()
