// Reading the line for the stock of a level, see line.hpp.
#include "pg/engine/line.hpp"

#include "pg/rows/scan.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

void add_parts(Vec<core::Part> &line, const core::Standing &standing, TimestampTz since,
               Text reference_id) {
    if (standing.first_part() > 0)
        line.add(core::Part{standing.place, since, reference_id, standing.first_part()});
    if (standing.added > 0)
        line.add(core::Part{standing.added_place, since, reference_id, standing.added});
}

// The holds on a level of carts that the workspace does not have.
void read_others(const Workspace &ws, const core::LevelKey &key, bool without_dead,
                 Vec<core::Part> &line) {
    Scan scan = Scan::open(Lookup::holds_of_level);
    Scan carts = Scan::open(Lookup::carts);

    scan.seek(key);
    while (scan.next()) {
        CHECK_FOR_INTERRUPTS();
        Row row = scan.row();
        Text reference_id = row.text(hold::reference_id);
        OptionalTime sweep_at = row.optional_time(hold::sweep_at);
        if (ws.find_cart(reference_id) >= 0)
            continue;
        // The sweep looks at a cart no later than its deadline.
        if (without_dead && sweep_at && *sweep_at <= ws.clock &&
            is_overdue(carts, reference_id, ws.clock))
            continue;
        add_parts(line, standing_of(row), row.time(hold::created_at), reference_id);
    }
    carts.close();
    scan.close();
}

// Of a level that is locked as it is by now, else as the active snapshot shows it.
Vec<core::Part> read_line(const Workspace &ws, const core::LevelKey &key, bool is_locked,
                          bool without_dead) {
    Vec<core::Part> line{};

    if (is_locked)
        push_snapshot();
    read_others(ws, key, without_dead, line);
    if (is_locked)
        pop_snapshot();
    for (const Hold &hold : ws.holds)
        if (hold.key == key)
            add_parts(line, hold.now, hold.created_at.value_or(ws.clock),
                      ws.carts[hold.cart].reference_id);
    return line;
}

} // namespace

static Ahead units_ahead(const Workspace &ws, const Hold &hold, bool is_locked, bool without_dead) {
    Vec<core::Part> line = read_line(ws, hold.key, is_locked, without_dead);
    Text reference_id = ws.carts[hold.cart].reference_id;
    TimestampTz since = hold.created_at.value_or(ws.clock);
    auto ahead = [&](int64 place, core::Quantity units) {
        return core::ahead(line.items, line.count, core::Part{place, since, reference_id, units});
    };

    return Ahead{ahead(hold.now.place, hold.now.first_part()),
                 ahead(hold.now.added_place, hold.now.added)};
}

Ahead units_ahead(const Workspace &ws, const Hold &hold, bool without_dead) {
    return units_ahead(ws, hold, false, without_dead);
}

static Waiting waiting_units(const Workspace &ws, const Hold &hold, const core::Level &level,
                             bool is_locked, bool without_dead) {
    if (!core::somebody_waits(level))
        return Waiting{};
    Ahead ahead = units_ahead(ws, hold, is_locked, without_dead);

    return Waiting{core::waiting(level.on_hand, ahead.of_first, hold.now.first_part()),
                   core::waiting(level.on_hand, ahead.of_added, hold.now.added)};
}

Waiting waiting_units(const Workspace &ws, const Hold &hold, bool without_dead) {
    return waiting_units(ws, hold, ws.levels[hold.level].now, ws.locking != Locking::none,
                         without_dead);
}

Waiting waiting_units(const Workspace &ws, const Hold &hold, const core::Level &level) {
    return waiting_units(ws, hold, level, false, false);
}

void join_line(const Workspace &ws, Hold &hold, core::Quantity units, int entry) {
    const core::Level &stock = ws.levels[hold.level].now;
    bool all_served = stock.reserved + units <= stock.on_hand;
    bool asks = hold.now.added > 0 && !all_served && ws.locking != Locking::none;
    core::Quantity waits = asks ? waiting_units(ws, hold).added : 0;

    core::join(hold.now, units, first_pending_place + entry, waits, all_served);
}

void merge_line(const Workspace &ws, Hold &hold, const core::Standing &units, OptionalTime since,
                const Waiting &waiting, int entry) {
    int64 place = first_pending_place + entry;

    if (hold.now.units == 0) {
        hold.now = units;
        hold.created_at = since;
        return;
    }
    core::Part own{hold.now.place, hold.created_at.value_or(ws.clock), {}, 0};
    core::Part other{units.place, since.value_or(ws.clock), {}, 0};
    Waiting waits = waiting_units(ws, hold);
    if (!core::stands_before(other, own)) {
        core::merge(hold.now, units, waits.added + waiting.all(), place);
        return;
    }
    core::Standing older = units;
    core::merge(older, hold.now, waiting.added + waits.all(), place);
    hold.now = older;
    hold.created_at = since;
}

core::Quantity served_there(const Workspace &ws, const Level &level, const core::Standing &units,
                            OptionalTime since, Text reference_id) {
    if (!core::somebody_waits(level.now))
        return units.units;
    Vec<core::Part> line = read_line(ws, level.key, ws.locking != Locking::none, false);
    core::Part part{std::max(units.place, units.added_place), since.value_or(ws.clock),
                    reference_id, units.units};
    core::Quantity before = core::ahead(line.items, line.count, part);
    return units.units - core::waiting(level.now.on_hand + units.units, before, units.units);
}

} // namespace inventory
