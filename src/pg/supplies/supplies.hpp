// The rows of supplies: of a level, what is on its way to it; of a document, its lines.
//
// Who changes a document has its id to itself, and the levels that it changes locked: so what is open of a
// level stays as it is while the level is locked. What becomes of supplies is core/supply/supply.hpp's.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/rows/scan.hpp"

#include "core/supply/supply.hpp"

namespace inventory {

// A date as a column has it: NULL where nobody knows.
inline OptionalTime time_of(core::supply::Date date) {
    return date ? OptionalTime{*date} : std::nullopt;
}

// Reads what is on its way to levels, with the active snapshot. Nothing is where the table is not there yet.
class SupplyReader {
  public:
    static SupplyReader open();
    void close();

    // Open supplies of a level, by date.
    Vec<core::supply::Dated> read(const core::LevelKey &key);
    // Whether there is any.
    bool any(const core::LevelKey &key);

  private:
    std::optional<Scan> scan_;
};

// The same once. Of a level that is locked what is committed by now (in REPEATABLE READ and above what the
// transaction's snapshot shows, or the lock would have failed); else, beside other rows that are only looked
// at, with the active snapshot that showed those.
Vec<core::supply::Dated> read_supplies(const core::LevelKey &key, bool is_locked);
bool has_supplies(const core::LevelKey &key, bool is_locked);

// The levels of a document, in order, whatever is open there; with the active snapshot.
Vec<core::LevelKey> levels_of(Text supply_id);

// As the core takes them.
inline core::supply::Supplies span_of(const Vec<core::supply::Dated> &supplies) {
    return core::supply::Supplies{supplies.items, static_cast<std::size_t>(supplies.count)};
}

// What a limit that follows supply is.
core::Quantity limit_of(const Vec<core::supply::Dated> &supplies);

// A line of a document.
struct SupplyLine {
    core::LevelKey key;
    core::supply::Supply now; // as it was made, where there is no row yet
    OptionalText source;
    OptionalText from_location; // of a transfer
    bool found;
    bool changed;
    ItemPointerData tid;
};

using Document = Vec<SupplyLine>;

// Claims a document, and reads its lines in the order of levels. Waits for whoever works on it. Raises 40001
// where the transaction's snapshot shows others than there are by now.
Document claim_document(Text supply_id);
// Ends the claim, which the rows that were written go on with.
void release_document(Text supply_id);

// Writes the lines that were changed.
void write_document(Text supply_id, const Document &document, TimestampTz clock);

} // namespace inventory
