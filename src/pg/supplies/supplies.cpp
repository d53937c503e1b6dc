// Reading and writing the rows of supplies, see supplies.hpp.
#include "pg/supplies/supplies.hpp"

#include "pg/base/errors.hpp"
#include "pg/ledger/own_writer.hpp"
#include "pg/rows/claims.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
#include "miscadmin.h"
}

namespace inventory {

// ---- of a level ----------------------------------------------------------------------------

SupplyReader SupplyReader::open() {
    SupplyReader reader{};

    if (OidIsValid(oid_of(Table::supplies)))
        reader.scan_ = Scan::open(Lookup::supplies_of_level);
    return reader;
}

void SupplyReader::close() {
    if (scan_)
        scan_->close();
}

Vec<core::supply::Dated> SupplyReader::read(const core::LevelKey &key) {
    Vec<core::supply::Dated> supplies{};

    if (!scan_)
        return supplies;
    scan_->seek(key);
    while (scan_->next()) {
        Row row = scan_->row();
        supplies.add(
            core::supply::Dated{row.optional_time(supply::expected_at), row.text(supply::supply_id),
                                row.bigint(supply::quantity) - row.bigint(supply::received)});
    }
    return supplies;
}

bool SupplyReader::any(const core::LevelKey &key) {
    if (!scan_)
        return false;
    scan_->seek(key);
    return scan_->next();
}

// What `ask` reads of supplies, of a level that is locked or not.
template <class Ask> static auto read_once(bool is_locked, Ask ask) {
    if (is_locked)
        push_snapshot();
    SupplyReader reader = SupplyReader::open();
    auto answer = ask(reader);
    reader.close();
    if (is_locked)
        pop_snapshot();
    return answer;
}

Vec<core::supply::Dated> read_supplies(const core::LevelKey &key, bool is_locked) {
    return read_once(is_locked, [&](SupplyReader &reader) { return reader.read(key); });
}

bool has_supplies(const core::LevelKey &key, bool is_locked) {
    return read_once(is_locked, [&](SupplyReader &reader) { return reader.any(key); });
}

core::Quantity limit_of(const Vec<core::supply::Dated> &supplies) {
    return core::supply::limit_that_follows(supplies.items,
                                            static_cast<std::size_t>(supplies.count));
}

// ---- of a document -------------------------------------------------------------------------

namespace {

SupplyLine line_of(const Scan &scan) {
    Row row = scan.row();
    SupplyLine line{};

    line.key = row.key(supply::variant_id, supply::location_id);
    line.source = row.optional_text(supply::source);
    line.from_location = row.optional_text(supply::from_location);
    line.now = core::supply::Supply{row.bigint(supply::quantity),
                                    row.bigint(supply::received),
                                    row.optional_time(supply::expected_at),
                                    line.from_location.has_value(),
                                    row.bigint(supply::lost),
                                    row.bigint(supply::returned)};
    line.found = true;
    line.tid = scan.tid();
    return line;
}

// With the active snapshot.
Document read_document(Text supply_id) {
    Document document{};

    Scan scan = Scan::open(Lookup::supplies);
    scan.seek(supply_id);
    while (scan.next())
        document.add(line_of(scan));
    scan.close();
    return document;
}

bool are_same_rows(const Document &a, const Document &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const SupplyLine &left, const SupplyLine &right) {
                          return ItemPointerEquals(const_cast<ItemPointer>(&left.tid),
                                                   const_cast<ItemPointer>(&right.tid));
                      });
}

void set_line(OwnWriter &writer, const SupplyLine &line, TimestampTz clock) {
    const core::supply::Supply &now = line.now;

    writer.set_bigint(supply::quantity, now.quantity);
    writer.set_bigint(supply::received, now.received);
    writer.set_time(supply::expected_at, time_of(now.expected_at));
    writer.set_text(supply::source, line.source);
    writer.set_text(supply::from_location, line.from_location);
    writer.set_time(supply::updated_at, clock);
    writer.set_bigint(supply::shipped,
                      now.is_transfer ? std::optional(core::supply::shipped(now)) : std::nullopt);
    writer.set_bigint(supply::lost, now.lost);
    writer.set_bigint(supply::returned, now.returned);
}

void update_lines(const Document &document, TimestampTz clock) {
    push_snapshot();
    Scan rows = Scan::open(Lookup::supplies);
    OwnWriter writer = OwnWriter::open(Table::supplies, CMD_UPDATE);

    for (const SupplyLine &line : document) {
        CHECK_FOR_INTERRUPTS();
        if (!line.changed || !line.found)
            continue;
        // One that was closed may have been deleted.
        if (!rows.lock(line.tid, LockWaitBlock))
            raise_stale_snapshot();
        writer.begin_row(line.tid);
        set_line(writer, line, clock);
        writer.set_bigint(supply::version, writer.bigint(supply::version) + 1);
        if (!writer.update())
            raise_suppressed_row();
    }
    writer.close();
    rows.close();
    pop_snapshot();
}

void insert_lines(Text supply_id, const Document &document, TimestampTz clock) {
    OwnWriter writer = OwnWriter::open(Table::supplies, CMD_INSERT);

    for (const SupplyLine &line : document) {
        CHECK_FOR_INTERRUPTS();
        if (!line.changed || line.found)
            continue;
        writer.begin_row();
        writer.set_text(supply::supply_id, supply_id);
        writer.set_key(supply::variant_id, supply::location_id, line.key);
        set_line(writer, line, clock);
        writer.set_time(supply::created_at, clock);
        writer.set_bigint(supply::version, 1);
        writer.insert();
    }
    writer.close();
}

} // namespace

Document claim_document(Text supply_id) {
    claim_id(Claim::supply, Lookup::supplies, supply_id);
    push_snapshot();
    Document document = read_document(supply_id);
    pop_snapshot();
    if (!IsolationUsesXactSnapshot())
        return document;
    push_latest_snapshot();
    Document latest = read_document(supply_id);
    pop_snapshot();
    if (!are_same_rows(document, latest))
        raise_stale_snapshot();
    return document;
}

void release_document(Text supply_id) { release_id(Claim::supply, supply_id); }

Vec<core::LevelKey> levels_of(Text supply_id) {
    Vec<core::LevelKey> keys{};

    for (const SupplyLine &line : read_document(supply_id))
        keys.add(line.key);
    return keys;
}

void write_document(Text supply_id, const Document &document, TimestampTz clock) {
    auto any = [&](bool found) {
        return std::any_of(document.begin(), document.end(), [=](const SupplyLine &line) {
            return line.changed && line.found == found;
        });
    };

    if (any(true))
        update_lines(document, clock);
    if (any(false))
        insert_lines(supply_id, document, clock);
}

} // namespace inventory
