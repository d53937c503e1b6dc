// The row of the feed: how far the ledger is collected, and in which life of the database. Who collects holds
// it.
#pragma once

#include "pg/signals/snapshots.hpp"

#include <optional>

namespace inventory {

// Which life of the database this is: that of a copy, of a restored dump or of a promoted standby is another.
struct Life {
    int64 system_identifier;
    Oid database;
    Oid extension;
    int32 timeline;

    static Life present();
    bool is_as(const Life &other) const;
};

// Where a collection that takes several transactions stands: up to what it collects, and the last row of that.
struct Bookmark {
    core::signals::Snapshot target;
    core::signals::Xid xact_id;
    int64 transaction_id;
};

struct Feed {
    core::signals::Snapshot collected; // what it shows as ended is
    int64 high_id;                     // the greatest number of a collected row
    int64 since_id;                    // rows up to this one are of another life, and settled
    int64 seq;                         // the last number that was given
    Life life;
    std::optional<Bookmark> bookmark;
    int64 retained_seq; // signals up to this one have been judged by their age

    // Before anything was collected.
    static Feed of_nothing();
    // The next number: ahead of all that any life of this database has given, whatever it was restored to, as
    // long as clocks go forward.
    int64 next_seq();

    bool clocked = false; // a number was given in this collection
};

// Whether the tables are there: those of older SQL are not.
bool has_feed();

// As it is committed by now, without a lock; none before the first collection.
std::optional<Feed> read_feed();

// The same, locked until the transaction ends; made where there is none. None where somebody else has it, or
// `waits` for them.
std::optional<Feed> lock_feed(bool waits = false);

void write_feed(const Feed &feed);

} // namespace inventory
