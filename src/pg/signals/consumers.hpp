// Consumers: named cursors on the feed or the signals, each of a role.
#pragma once

#include "pg/base/postgres.hpp"

namespace inventory {

enum class Stream { changes, signals };

struct Consumer {
    Text stream;
    int64 seq;
    Text role;
    OptionalTime read_at;

    bool is_of(Stream wanted) const;
    // Whether it is the calling role's, or of one that this is a member of.
    bool is_own() const;
};

std::optional<Stream> stream_named(Text name);
Text name_of(Stream stream);

// As it is now. Raises 42704 where there is none, or one of the other stream or another role's.
Consumer find_consumer(Text consumer_id, Stream stream);

// The same, whichever its stream is, locked until the transaction ends.
Consumer hold_consumer(Text consumer_id);

// Locks one that is there; none where another transaction has it.
std::optional<Consumer> try_consumer(Text consumer_id);

} // namespace inventory
