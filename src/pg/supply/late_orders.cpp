// Looking for late orders, see late_orders.hpp. The lines of levels are served whole, one after the other; a
// kit is late as its last component is, so what is held of kits is put together at the end.
#include "pg/supply/late_orders.hpp"

#include "pg/engine/carts.hpp"
#include "pg/kits/kits.hpp"
#include "pg/rows/statements.hpp"
#include "pg/sourcing/locations.hpp"
#include "pg/sourcing/promises.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
#include "utils/memutils.h"
}

namespace inventory {
namespace {

namespace supplying = core::supply;

// What a cart holds of a level, by itself or for a kit, and when it ships.
struct Standing {
    supplying::Holder holder; // of stripe 0: rows of a hold on several are one
    TimestampTz since;
    core::Standing units;
    supplying::Date promised_at;
    supplying::Served served;
};

// So many lines more than are asked for are added before the best of them are given up.
constexpr int most_spare = 10000;

// As it is before any part is served.
constexpr supplying::Served nothing_yet{0, 0, {supplying::since_ever, supplying::since_ever}};

bool is_before(const supplying::Holder &a, const supplying::Holder &b) {
    if (a.reference_id != b.reference_id)
        return a.reference_id < b.reference_id;
    if (a.kit.kit_id != b.kit.kit_id)
        return a.kit.kit_id < b.kit.kit_id;
    return a.kit.version < b.kit.version;
}

// A level whose line was served: what is held there for kits, in the order of is_before().
struct ServedLevel {
    core::LevelKey key;
    supplying::Terms terms;
    Vec<Standing> of_kits;
};

class Looking {
  public:
    Looking(const LateFilter &filter, int max_rows, TimestampTz clock)
        : filter_(filter), max_rows_(max_rows), clock_(clock), stock_(StockReader::open(clock)),
          carts_(Scan::open(Lookup::carts)) {
        of_level_ =
            AllocSetContextCreate(caller_, "inventory line of a level", ALLOCSET_DEFAULT_SIZES);
    }
    void close() {
        MemoryContextDelete(of_level_);
        carts_.close();
        stock_.close();
    }

    void look();
    // The worst, in order.
    Vec<LateLine> worst();

  private:
    // A kit of which a component is late.
    struct LateKit {
        supplying::Holder holder;
        Text location_id;
    };
    static bool is_kit_before(const LateKit &a, const LateKit &b) {
        const core::KitKey &x = a.holder.kit, &y = b.holder.kit;
        if (x != y)
            return x.kit_id != y.kit_id ? x.kit_id < y.kit_id : x.version < y.version;
        if (a.location_id != b.location_id)
            return a.location_id < b.location_id;
        return a.holder.reference_id < b.holder.reference_id;
    }

    void look_at_variant(Text variant_id);
    void look_at(const std::optional<PlaceStock> &stock);
    bool is_meant(Text variant_id) const;
    bool is_of_supply(const core::LevelKey &key) const {
        return std::binary_search(of_supply_.begin(), of_supply_.end(), key);
    }
    Vec<Standing> read_line(const core::LevelKey &key);
    void serve(const PlaceStock &stock, const supplying::Terms &terms, Vec<Standing> &line);
    const ServedLevel &served_level(const core::LevelKey &key);
    void add_kits();
    void add_kit(const LateKit &late, const Kit &kit);
    void add(const LateLine &line);
    void keep_worst();

    const LateFilter &filter_;
    const int max_rows_;
    TimestampTz clock_;
    // What the line of one level takes is not needed for the next.
    MemoryContext of_level_;
    MemoryContext caller_ = CurrentMemoryContext;
    Vec<LateLine> lines_{};
    bool is_cut_ = false; // there were more lines than are kept, of which this is the last
    supplying::Told last_kept_{};
    StockReader stock_;
    Scan carts_;
    Vec<core::LevelKey> of_supply_{}; // where only one is meant
    Vec<ServedLevel> levels_{};
    Vec<LateKit> kits_{};
};

// Its kit and its cart in memory of the caller's.
supplying::Holder keep(const supplying::Holder &holder) {
    return supplying::Holder{
        copy_of(holder.reference_id), {copy_of(holder.kit.kit_id), holder.kit.version}, 0};
}

supplying::Told told_of(const Standing &standing, const supplying::Terms &terms) {
    return supplying::Told{
        standing.promised_at,
        supplying::waiting(standing.units.units, standing.served.from_stock, terms),
        standing.served.ready.by};
}

// ---- the line of a level ---------------------------------------------------------------------

// The live holds of a level, rows of one hold together.
Vec<Standing> Looking::read_line(const core::LevelKey &key) {
    Vec<Standing> line{};
    Scan holds = Scan::open(Lookup::holds_of_level);
    Scan carts = Scan::open(Lookup::carts);

    holds.seek(key);
    while (holds.next()) {
        CHECK_FOR_INTERRUPTS();
        Row row = holds.row();
        OptionalTime sweep_at = row.optional_time(hold::sweep_at);
        int version = row.integer(hold::kit_version);
        supplying::Holder holder{row.text(hold::reference_id), {}, 0};
        // The sweep looks at a cart no later than its deadline.
        if (sweep_at && *sweep_at <= clock_ && is_overdue(carts, holder.reference_id, clock_))
            continue;
        if (version != 0)
            holder.kit = core::KitKey{row.text(hold::kit_id), version};
        line.add(Standing{holder, row.time(hold::created_at), standing_of(row),
                          row.optional_time(hold::promised_at), nothing_yet});
    }
    carts.close();
    holds.close();
    std::sort(line.begin(), line.end(),
              [](const Standing &a, const Standing &b) { return is_before(a.holder, b.holder); });
    int kept = 0;
    for (const Standing &row : line) {
        if (kept > 0 && !is_before(line[kept - 1].holder, row.holder)) {
            Standing &hold = line[kept - 1];
            hold.units = core::together(hold.units, row.units);
            hold.since = std::min(hold.since, row.since);
        } else {
            line[kept++] = row;
        }
    }
    line.count = kept;
    return line;
}

void Looking::serve(const PlaceStock &stock, const supplying::Terms &terms, Vec<Standing> &line) {
    struct Part {
        supplying::Queued queued;
        Standing *standing;
    };
    Vec<Part> parts{};
    Vec<supplying::Queued> queue{};
    Vec<supplying::Served> served{};
    core::Quantity before = 0;

    for (Standing &hold : line) {
        const core::Standing &units = hold.units;
        if (units.first_part() > 0)
            parts.add(Part{{units.place, hold.since, units.first_part(), &hold.holder}, &hold});
        if (units.added > 0)
            parts.add(Part{{units.added_place, hold.since, units.added, &hold.holder}, &hold});
    }
    std::sort(parts.begin(), parts.end(), [](const Part &a, const Part &b) {
        return supplying::stands_before(a.queued, b.queued);
    });
    QueueTimes times = QueueTimes::open();
    for (Part &part : parts) {
        CHECK_FOR_INTERRUPTS();
        before += part.queued.units;
        // Only of what stock does not cover does it matter when it was queued.
        if (terms.ships_in && before > stock.level.on_hand)
            part.queued.since = times.read(stock.key, part.queued.place, part.standing->since);
        queue.add(part.queued);
        served.add({});
    }
    times.close();
    SupplyReader reader = SupplyReader::open();
    Vec<supplying::Dated> supplies = reader.read(stock.key);
    reader.close();
    supplying::serve(queue.items, static_cast<std::size_t>(queue.count), stock.level.on_hand,
                     span_of(supplies), terms, served.items);
    for (int i = 0; i < parts.count; i++) {
        supplying::Served &all = parts[i].standing->served;
        all = together(all, served[i]);
    }
}

// ---- levels ----------------------------------------------------------------------------------

bool Looking::is_meant(Text variant_id) const {
    return !filter_.variant_id || variant_id == *filter_.variant_id;
}

// Notes what is late of a level that anybody waits at.
void Looking::look_at(const std::optional<PlaceStock> &stock) {
    if (!stock || stock->level.reserved == 0 ||
        (filter_.location_id && stock->key.location_id != *filter_.location_id) ||
        (filter_.supply_id && !is_of_supply(stock->key)))
        return;
    const supplying::Terms terms = terms_of(stock->key, stock->level, clock_);
    if (!core::somebody_waits(stock->level) && !terms.is_closed &&
        !core::is_early(stock->level, clock_))
        return;
    MemoryContextSwitchTo(of_level_);
    Vec<Standing> line = read_line(stock->key);
    serve(*stock, terms, line);
    MemoryContextSwitchTo(caller_);
    for (const Standing &standing : line) {
        CHECK_FOR_INTERRUPTS();
        const supplying::Told told = told_of(standing, terms);
        if (!supplying::is_late(told))
            continue;
        if (standing.holder.kit.is_any())
            kits_.add(LateKit{keep(standing.holder), stock->key.location_id});
        else if (is_meant(stock->key.variant_id))
            add(LateLine{
                standing.holder.reference_id, stock->key, standing.units.units, told, {}, {}});
    }
    MemoryContextReset(of_level_);
}

// The levels of a variant or of all components that a kit ever had.
void Looking::look_at_variant(Text variant_id) {
    Vec<PlaceStock> stock = stock_.read(variant_id);

    for (const PlaceStock &place : stock)
        look_at(place);
    if (!stock.empty())
        return;
    for (Text component : components_of(variant_id))
        for (const PlaceStock &place : stock_.read(component))
            look_at(place);
}

void Looking::look() {
    if (filter_.supply_id)
        of_supply_ = levels_of(*filter_.supply_id);
    if (filter_.variant_id) {
        look_at_variant(*filter_.variant_id);
    } else if (filter_.supply_id) {
        for (const core::LevelKey &key : of_supply_)
            look_at(stock_.read(key));
    } else {
        Rows rows =
            run(sql::read_waited_levels, Parameters().time(clock_), Read::with_active_snapshot);
        for (int row = 0; row < rows.count; row++)
            look_at(stock_.read(rows[row].key(1, 2)));
    }
    add_kits();
}

// ---- kits ------------------------------------------------------------------------------------

const ServedLevel &Looking::served_level(const core::LevelKey &key) {
    for (const ServedLevel &level : levels_)
        if (level.key == key)
            return level;
    ServedLevel level{key, {clock_}, {}};
    if (std::optional<PlaceStock> stock = stock_.read(key)) {
        Vec<Standing> line = read_line(key);
        level.terms = terms_of(key, stock->level, clock_);
        serve(*stock, level.terms, line);
        for (const Standing &standing : line)
            if (standing.holder.kit.is_any())
                level.of_kits.add(standing);
    }
    return levels_.add(level);
}

void Looking::add_kits() {
    std::optional<Kit> kit{};

    std::sort(kits_.begin(), kits_.end(), is_kit_before);
    for (int i = 0; i < kits_.count; i++) {
        CHECK_FOR_INTERRUPTS();
        const LateKit &late = kits_[i];
        if (i > 0 && !is_kit_before(kits_[i - 1], late))
            continue;
        if (i == 0 || late.holder.kit != kits_[i - 1].holder.kit)
            kit = read_kit(late.holder.kit.kit_id, late.holder.kit.version);
        add_kit(late, *kit);
    }
}

// Puts what is held of the components of a kit together.
void Looking::add_kit(const LateKit &late, const Kit &kit) {
    LateLine line{
        late.holder.reference_id,
        {kit.kit_id, late.location_id},
        0,
        {supplying::Date(supplying::since_ever), 0, supplying::Date(supplying::since_ever)},
        {},
        {}};
    bool is_meant_here = is_meant(kit.kit_id);

    for (const Component &component : kit.components) {
        const core::LevelKey key{component.variant_id, late.location_id};
        const ServedLevel &level = served_level(key);
        auto held = std::lower_bound(
            level.of_kits.begin(), level.of_kits.end(), late.holder,
            [](const Standing &a, const supplying::Holder &b) { return is_before(a.holder, b); });
        // Of a component that was not tracked nothing is held.
        if (held == level.of_kits.end() || is_before(late.holder, held->holder))
            continue;
        const supplying::Told told = told_of(*held, level.terms);
        line.quantity = held->units.units / component.quantity;
        line.told.waiting = std::max(line.told.waiting,
                                     (told.waiting + component.quantity - 1) / component.quantity);
        line.told.promised_at = later(line.told.promised_at, told.promised_at);
        line.told.ships_by = later(line.told.ships_by, told.ships_by);
        is_meant_here |= is_meant(component.variant_id);
    }
    if (is_meant_here && supplying::is_late(line.told))
        add(line);
}

// ---- the answer ------------------------------------------------------------------------------

bool is_worse(const LateLine &a, const LateLine &b) {
    if (supplying::is_worse(a.told, b.told))
        return true;
    if (supplying::is_worse(b.told, a.told))
        return false;
    return a.reference_id != b.reference_id ? a.reference_id < b.reference_id : a.key < b.key;
}

// Adds a late line if it is of an order, and not too good to be among the worst.
void Looking::add(const LateLine &line) {
    if (is_cut_ && supplying::is_worse(last_kept_, line.told))
        return;
    carts_.seek(line.reference_id);
    if (!carts_.next())
        return;
    const CartRecord cart = cart_of(carts_.row());
    if (cart.status != core::CartStatus::ordered)
        return;
    LateLine &added = lines_.add(line);
    added.reference_id = carts_.row().text(cart::reference_id);
    added.order_id = cart.order_id;
    added.customer_id = cart.customer_id;
    if (lines_.count - most_spare > max_rows_)
        keep_worst();
}

void Looking::keep_worst() {
    std::sort(lines_.begin(), lines_.end(), is_worse);
    if (lines_.count <= max_rows_)
        return;
    lines_.count = max_rows_;
    last_kept_ = lines_[max_rows_ - 1].told;
    is_cut_ = true;
}

Vec<LateLine> Looking::worst() {
    keep_worst();
    return lines_;
}

} // namespace

Vec<LateLine> read_late_lines(const LateFilter &filter, int max_rows, TimestampTz clock) {
    Looking looking(filter, max_rows, clock);

    looking.look();
    looking.close();
    return looking.worst();
}

} // namespace inventory
