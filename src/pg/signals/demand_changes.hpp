// What a collection adds to demand: units that ledger rows tell of, and when levels were sold out. How a level
// was after each of its rows is counted back from how it is, so what is collected in several turns comes to
// the same as in one.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/rows/scan.hpp"

#include "core/demand/outage.hpp"
#include "core/stock/entries.hpp"

namespace inventory {

// Units and seconds of one level and day.
struct DemandOfDay {
    core::LevelKey key;
    core::demand::Day day;
    core::Quantity sold;
    core::Quantity returned;
    int64 out; // microseconds
    OptionalTime since;
};

// A row of a level's ledger, and whether it is to be counted now.
struct LedgerStep {
    bool counts;
    bool is_later; // it is not collected yet, and not to be now
    TimestampTz recorded_at;
    core::EntryType type;
    core::Quantity on_hand;
    core::Quantity reserved;
    Text said; // of a policy row
};

LedgerStep step_of(const Row &row, bool counts, bool is_later);

class DemandChanges {
  public:
    // What is counted is kept in the present memory context.
    DemandChanges() : memory_(CurrentMemoryContext) {}
    // Opens and closes what counting reads.
    void open();
    void close();
    // Counts rows of a level, in the order of their numbers and none left out since the first that counts.
    // nullptr: it is no longer there.
    void count(const core::LevelKey &key, const Vec<LedgerStep> &steps, const core::Level *now);
    // Writes it all.
    void write();

  private:
    DemandOfDay &at(const core::LevelKey &key, core::demand::Day day);
    bool is_known(const core::LevelKey &key);
    void end_stretch(const core::LevelKey &key, TimestampTz from, TimestampTz to);
    OptionalTime running_since(const core::LevelKey &key);

    MemoryContext memory_;
    Scan running_{};
    Scan known_{};
    Vec<DemandOfDay> days_{};
    int first_of_level_ = 0;
    Vec<core::LevelKey> ended_{}; // whose stretch runs no longer, or since another time
};

} // namespace inventory
