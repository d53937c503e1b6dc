// Which transactions ended between two snapshots.
#include "core/signals/snapshots.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

using namespace inventory::core::signals;

namespace {

// A snapshot with its numbers.
struct Taken {
    Xid xmin;
    Xid xmax;
    std::vector<Xid> running;

    Snapshot snapshot() const { return Snapshot{xmin, xmax, running.data(), running.size()}; }
};

Taken taken(Xid xmax, std::vector<Xid> running = {}) {
    const Xid xmin = running.empty() ? xmax : running.front();
    return Taken{xmin, xmax, std::move(running)};
}

struct Found {
    Xid from;
    Xid to;
    std::vector<Xid> list;
};

Found between(const Taken &older, const Taken &newer) {
    std::vector<Xid> buffer(older.running.size());
    const Between found =
        inventory::core::signals::between(older.snapshot(), newer.snapshot(), buffer.data());

    return Found{found.from, found.to, std::vector<Xid>(found.list, found.list + found.count)};
}

Taken with_own(const Taken &raw, Xid own) {
    std::vector<Xid> buffer(raw.running.size() + 1);
    const Snapshot all = inventory::core::signals::with_own(raw.snapshot(), own, buffer.data());

    return Taken{all.xmin, all.xmax, std::vector<Xid>(all.running, all.running + all.count)};
}

// Transactions of a server. They commit in any order, or are rolled back.
class Server {
  public:
    enum class State { running, committed, undone };

    Server(std::mt19937 &random, Xid first) : random_(random), next_(first), xmax_(first) {}

    Xid begin() {
        // Other databases, and subtransactions, use numbers too.
        next_ += 1 + (random_() % 8 == 0 ? random_() % 300 : 0);
        states_[next_] = State::running;
        return next_;
    }
    void end(Xid xid, bool is_commit) {
        states_[xid] = is_commit ? State::committed : State::undone;
        xmax_ = std::max(xmax_, xid + 1);
    }
    // One that runs; 0 where there is none.
    Xid any_running(Xid but) {
        std::vector<Xid> running;
        for (auto [xid, state] : states_)
            if (state == State::running && xid != but)
                running.push_back(xid);
        return running.empty() ? 0 : running[random_() % running.size()];
    }
    // As PostgreSQL takes it: up to the last that has ended, and without the one that takes it.
    Taken snapshot(Xid own) const {
        std::vector<Xid> running;
        for (auto [xid, state] : states_)
            if (state == State::running && xid != own && xid < xmax_)
                running.push_back(xid);
        return taken(xmax_, running);
    }
    const std::map<Xid, State> &states() const { return states_; }

  private:
    std::mt19937 &random_;
    Xid next_;
    Xid xmax_;
    std::map<Xid, State> states_;
};

// Takes rows of transactions once each.
class Collector {
  public:
    Collector(Server &server) : server_(server), stored_(server.snapshot(0)) {}

    void pass(Xid own, bool is_kept) {
        const Taken raw = server_.snapshot(own);
        const Taken newer = with_own(raw, own);
        const Found found = between(stored_, newer);
        std::vector<Xid> rows;

        for (auto [xid, state] : server_.states()) {
            const bool is_wanted = (xid >= found.from && xid < found.to) ||
                                   std::binary_search(found.list.begin(), found.list.end(), xid);
            const bool is_visible =
                xid == own || (state == Server::State::committed && has_ended(raw.snapshot(), xid));
            if (is_wanted && is_visible && ended_between(stored_.snapshot(), newer.snapshot(), xid))
                rows.push_back(xid);
        }
        check(found, newer);
        if (!is_kept)
            return;
        stored_ = newer;
        for (Xid xid : rows)
            times_[xid]++;
    }
    int times(Xid xid) const {
        auto at = times_.find(xid);
        return at == times_.end() ? 0 : at->second;
    }

  private:
    void check(const Found &found, const Taken &newer) const {
        BOOST_TEST_REQUIRE(std::is_sorted(found.list.begin(), found.list.end()));
        for (Xid xid : found.list) {
            BOOST_TEST_REQUIRE(xid + 100 < found.from);
            BOOST_TEST_REQUIRE(ended_between(stored_.snapshot(), newer.snapshot(), xid));
        }
        BOOST_TEST_REQUIRE(found.to == newer.xmax);
        BOOST_TEST_REQUIRE(found.from <= stored_.xmax);
        BOOST_TEST_REQUIRE((found.from >= stored_.xmax ||
                            ended_between(stored_.snapshot(), newer.snapshot(), found.from)));
    }

    Server &server_;
    Taken stored_;
    std::map<Xid, int> times_;
};

// Steps of others. `own` is the collector's transaction, which nobody else ends.
void work(Server &server, std::mt19937 &random, int steps, Xid own) {
    for (int i = 0; i < steps; i++) {
        if (random() % 2 == 0)
            server.begin();
        else if (Xid xid = server.any_running(own); xid != 0 && random() % 4 != 0)
            server.end(xid, random() % 5 != 0);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(snapshots)

BOOST_AUTO_TEST_CASE(what_has_ended) {
    const Taken t = taken(20, {10, 15});

    BOOST_TEST(has_ended(t.snapshot(), 9));
    BOOST_TEST(!has_ended(t.snapshot(), 10));
    BOOST_TEST(has_ended(t.snapshot(), 11));
    BOOST_TEST(!has_ended(t.snapshot(), 15));
    BOOST_TEST(has_ended(t.snapshot(), 19));
    BOOST_TEST(!has_ended(t.snapshot(), 20));
}

BOOST_AUTO_TEST_CASE(nothing_is_between_a_snapshot_and_itself) {
    const Taken t = taken(2000, {10, 1990});
    const Found found = between(t, t);

    BOOST_TEST(found.from == 2000u);
    BOOST_TEST(found.to == 2000u);
    BOOST_TEST(found.list.empty());
}

BOOST_AUTO_TEST_CASE(what_began_since_is_a_range_and_what_ran_a_list) {
    const Found found = between(taken(2000, {10, 500, 700}), taken(2100, {500, 2050}));

    BOOST_TEST(found.from == 2000u);
    BOOST_TEST(found.to == 2100u);
    BOOST_TEST((found.list == std::vector<Xid>{10, 700}));
}

BOOST_AUTO_TEST_CASE(neighbours_are_merged_into_the_range_one_after_the_other) {
    const Taken older = taken(2000, {1699, 1800, 1850, 1900}), newer = taken(2100, {1850});
    const Found found = between(older, newer);

    BOOST_TEST(found.from == 1800u);
    BOOST_TEST((found.list == std::vector<Xid>{1699}));
    BOOST_TEST(ended_between(older.snapshot(), newer.snapshot(), 1800));
    BOOST_TEST(ended_between(older.snapshot(), newer.snapshot(), 2000));
    BOOST_TEST(!ended_between(older.snapshot(), newer.snapshot(), 1850)); // runs on
    BOOST_TEST(!ended_between(older.snapshot(), newer.snapshot(), 1950)); // was taken before
    BOOST_TEST(!ended_between(older.snapshot(), newer.snapshot(), 2100)); // is to come
}

BOOST_AUTO_TEST_CASE(the_own_transaction_waits_for_the_next_time) {
    const Taken seen = with_own(taken(120, {105, 115}), 110);

    BOOST_TEST((seen.running == std::vector<Xid>{105, 110, 115}));
    BOOST_TEST(seen.xmin == 105u);
    BOOST_TEST(!ended_between(taken(100).snapshot(), seen.snapshot(), 110));
    BOOST_TEST(ended_between(seen.snapshot(), taken(120).snapshot(), 110));
    BOOST_TEST(with_own(taken(120, {105}), 101).xmin == 101u);
    // What the snapshot does not take for ended anyway.
    BOOST_TEST(with_own(taken(120, {105}), 120).running.size() == 1u);
    BOOST_TEST(with_own(taken(120, {105}), 105).running.size() == 1u);
    BOOST_TEST(with_own(taken(120, {105}), 0).running.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_older_snapshot_finds_nothing) {
    const Found found = between(taken(2000, {1000, 1700}), taken(1500, {1000}));

    BOOST_TEST(found.from == found.to);
    BOOST_TEST(found.list.empty());
}

BOOST_AUTO_TEST_CASE(every_transaction_is_taken_once_in_whatever_order_they_commit) {
    for (unsigned seed = 1; seed <= 300; seed++) {
        std::mt19937 random(seed);
        Server server(random, seed % 2 == 0 ? Xid{3} : (Xid{1} << 32) - 500);
        work(server, random, 20, 0);
        // What had ended before the first snapshot is nobody's.
        const std::map<Xid, Server::State> old = server.states();
        Collector collector(server);

        for (int pass = 0; pass < 25; pass++) {
            work(server, random, static_cast<int>(random() % 30), 0);
            const Xid own = random() % 3 == 0 ? 0 : server.begin();
            work(server, random, static_cast<int>(random() % 10), own);
            const bool is_kept = random() % 5 != 0;
            collector.pass(own, is_kept);
            work(server, random, static_cast<int>(random() % 10), own);
            if (own != 0)
                server.end(own, is_kept);
        }
        for (Xid xid = server.any_running(0); xid != 0; xid = server.any_running(0))
            server.end(xid, true);
        collector.pass(0, true);
        for (auto [xid, state] : server.states()) {
            auto was = old.find(xid);
            const bool is_new = was == old.end() || was->second == Server::State::running;
            const int wanted = is_new && state == Server::State::committed ? 1 : 0;
            BOOST_TEST_REQUIRE(collector.times(xid) == wanted);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
