// Telling when a cart ships, see promises.hpp.
#include "pg/sourcing/promises.hpp"

#include "pg/engine/held_kits.hpp"
#include "pg/engine/line.hpp"
#include "pg/sourcing/locations.hpp"

#include <algorithm>

namespace inventory {
namespace {

namespace supplying = core::supply;

class Promising {
  public:
    explicit Promising(const Workspace &ws)
        : ws_(ws), stock_(StockReader::open(ws.clock)), supplies_(SupplyReader::open()),
          times_(QueueTimes::open()) {}
    void close() {
        times_.close();
        supplies_.close();
        stock_.close();
    }
    void add(const Hold &hold, Vec<LinePromise> &lines);

  private:
    supplying::Served serve(const Hold &hold);
    supplying::Served serve_in_line(const Hold &hold, const core::Level &level,
                                    const supplying::Terms &terms);

    const Workspace &ws_;
    StockReader stock_;
    SupplyReader supplies_;
    QueueTimes times_;
};

// All units that stand before a part, and those between the two parts, are served as if they were one.
supplying::Served Promising::serve_in_line(const Hold &hold, const core::Level &level,
                                           const supplying::Terms &terms) {
    const Ahead ahead = units_ahead(ws_, hold, true);
    const TimestampTz began = hold.created_at.value_or(ws_.clock);
    auto since = [&](int64 place) {
        return terms.ships_in ? times_.read(hold.key, place, began) : began;
    };
    const core::Quantity first = hold.now.first_part();
    const supplying::Queued line[] = {
        {0, 0, ahead.of_first, nullptr},
        {0, first > 0 ? since(hold.now.place) : 0, first, nullptr},
        {0, 0, std::max<core::Quantity>(0, ahead.of_added - ahead.of_first - first), nullptr},
        {0, hold.now.added > 0 ? since(hold.now.added_place) : 0, hold.now.added, nullptr}};
    supplying::Served served[lengthof(line)];
    const Vec<supplying::Dated> supplies = supplies_.read(hold.key);

    supplying::serve(line, lengthof(line), level.on_hand, span_of(supplies), terms, served);
    return together(served[1], served[3]);
}

supplying::Served Promising::serve(const Hold &hold) {
    std::optional<PlaceStock> stock = stock_.read(hold.key);
    const core::Level level = stock ? stock->level : core::Level{};
    const supplying::Terms terms = terms_of(hold.key, level, ws_.clock);

    if (core::somebody_waits(level) || terms.is_closed)
        return serve_in_line(hold, level, terms);
    const supplying::Date date = supplying::ready_in_stock(terms);
    return supplying::Served{hold.now.units, 0, {date, date}};
}

void Promising::add(const Hold &hold, Vec<LinePromise> &lines) {
    const supplying::Served served = serve(hold);
    core::Quantity each = 1;
    core::LevelKey key = hold.key;

    if (hold.kit.is_any()) {
        each = read_kit(hold.kit.kit_id, hold.kit.version).quantity_of(hold.key.variant_id);
        key.variant_id = hold.kit.kit_id;
    }
    LinePromise line{key,          hold.kit,        hold.now.units / each, served.from_stock / each,
                     served.ready, hold.promised_at};
    auto known = std::find_if(lines.begin(), lines.end(), [&](const LinePromise &other) {
        return other.kit.is_any() && other.kit == hold.kit && other.key == key;
    });
    if (known == lines.end()) {
        lines.add(line);
        return;
    }
    known->from_stock = std::min(known->from_stock, line.from_stock);
    known->ready = later(known->ready, line.ready);
    known->promised_at = later(known->promised_at, line.promised_at);
}

} // namespace

Vec<LinePromise> promises_of(const Workspace &ws, int cart) {
    Vec<LinePromise> lines{};

    Promising promising(ws);
    for (const Hold &hold : ws.holds_of(ws.carts[cart]))
        if (hold.now.units > 0)
            promising.add(hold, lines);
    promising.close();
    return lines;
}

const LinePromise &promise_of(const Vec<LinePromise> &lines, const Hold &hold) {
    Text variant_id = hold.kit.is_any() ? hold.kit.kit_id : hold.key.variant_id;

    return *std::find_if(lines.begin(), lines.end(), [&](const LinePromise &line) {
        return line.kit == hold.kit && line.key.variant_id == variant_id &&
               line.key.location_id == hold.key.location_id;
    });
}

core::supply::Terms terms_of(const core::LevelKey &key, const core::Level &level,
                             TimestampTz clock) {
    return core::supply::terms_of(level, clock, !location_named(key.location_id).ships());
}

QueueTimes QueueTimes::open() {
    QueueTimes times{};

    times.ledger_ = Scan::open(Lookup::transactions_of_level);
    return times;
}

TimestampTz QueueTimes::read(const core::LevelKey &key, int64 place, TimestampTz otherwise) {
    if (place == 0)
        return otherwise;
    ledger_.seek(key, place);
    return ledger_.next() ? ledger_.row().time(transaction::recorded_at) : otherwise;
}

} // namespace inventory
