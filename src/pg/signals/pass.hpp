// One pass of the collector over new rows of the ledger, variant by variant: each is announced, its thresholds
// are looked at, and what was sold is counted. Which rows are new is the collector's to know.
#pragma once

#include "pg/signals/collector.hpp"
#include "pg/signals/demand_changes.hpp"
#include "pg/signals/signal_changes.hpp"

namespace inventory {

// A row of the ledger that is to be collected.
struct NewRow {
    core::LevelKey key;
    int64 number;
};

class Pass {
  public:
    explicit Pass(Feed &feed);

    // Rows of one variant that are new, in the order of levels and numbers; and whether it is announced
    // without any, and all its levels looked at.
    void take(Text variant_id, const NewRow *rows, int count, bool announces_all);
    // All rows of one variant that another cluster has left uncollected, and its own since.
    void take_life(Text variant_id, const core::signals::Snapshot &present);
    Collected finish();

    int64 rows = 0;
    int64 high_id = 0;
    int64 since_id = 0;

  private:
    static const core::Level *find(const Vec<PlaceStock> &levels, Text location_id);
    void count_level(const core::LevelKey &key, const NewRow *rows, int count,
                     const core::Level *now);
    void announce(Text variant_id);
    void announce_kits();
    void open();
    void close();
    void end_variant(int rows);
    bool is_collected(core::signals::Xid xact, int64 number) const;

    Feed &feed_;
    TimestampTz clock_;
    MemoryContext memory_;
    MemoryContext slice_; // of some variants, and of what reads them
    int in_slice_ = 0;
    Scan ledger_{};
    StockReader levels_{};
    DemandChanges demand_;
    SignalChanges signals_;
    Vec<Text> variants_{};
    Vec<int64> seqs_{};
};

} // namespace inventory
