// Gathering what places can give, see candidates.hpp.
#include "pg/sourcing/candidates.hpp"

#include "pg/engine/line.hpp"
#include "pg/sourcing/locations.hpp"
#include "pg/sourcing/promises.hpp"

#include "core/stock/listing.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

bool contains(const Vec<Text> &texts, Text text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// Whether the cart is to hold more of the same, as kits or by itself. What is not wanted any more gives up
// its place in line, and who wants its component stands at the end.
bool is_kept(const Sourcing &sourcing, const Hold &hold) {
    const Text wanted = hold.kit.is_any() ? Text{hold.kit.kit_id} : hold.key.variant_id;

    return std::any_of(
        sourcing.lines.begin(), sourcing.lines.end(), [&](const SourcedLine &sourced) {
            const core::LevelKey &key = sourced.line.key;
            return key.variant_id == wanted &&
                   (key.location_id.empty() || key.location_id == hold.key.location_id);
        });
}

// Whether a route asks a place.
bool is_asked(const RouteOptions &route, const Location &location, Text location_id) {
    auto serves = [](const Vec<Text> &list, OptionalText wanted) {
        return !wanted || list.empty() || contains(list, *wanted);
    };

    return serves(location.channels, route.channel) && serves(location.zones, route.zone) &&
           !contains(route.exclude, location_id) &&
           (!route.only || contains(*route.only, location_id));
}

// The cart whose units are free.
OptionalText own_reference(const Asker &asker) {
    if (!asker.sets || asker.cart < 0)
        return std::nullopt;
    return asker.ws->carts[asker.cart].reference_id;
}

class Gathering {
  public:
    Gathering(Sourcing &sourcing, const Asker &asker, Candidates &candidates)
        : sourcing_(sourcing), asker_(asker), candidates_(candidates),
          reader_(StockReader::open(asker.clock, own_reference(asker))) {}

    void gather(int line);
    void close() { reader_.close(); }

  private:
    bool read(Text variant_id, Text location_id);
    bool read_kit_stock(const Kit &kit, Text location_id);
    const Capacity *find_read(Text variant_id, Text location_id) const;
    bool was_read(Text variant_id, Text location_id) const;
    void add(const PlaceStock &stock);
    core::Quantity served(const PlaceStock &stock) const;
    void note_present(SourcedLine &line, const std::optional<Kit> &kit) const;

    Sourcing &sourcing_;
    const Asker &asker_;
    Candidates &candidates_;
    StockReader reader_;
    // What was read together: of a variant at a place, or (empty) at all.
    struct Reading {
        Text variant_id;
        Text location_id;
        int first; // of the capacities
        int count;
    };
    Vec<Reading> readings_{};
};

// Units that the cart keeps there and that do not wait.
core::Quantity Gathering::served(const PlaceStock &stock) const {
    core::Quantity units = 0;

    asker_.visit_holds([&](const Hold &hold) {
        if (hold.key == stock.key && is_kept(sourcing_, hold))
            units += hold.now.units - waiting_units(*asker_.ws, hold, stock.level).all();
    });
    return units;
}

void Gathering::add(const PlaceStock &stock) {
    core::Offer offer = core::offer_of(stock.level, stock.freed());
    const Location &location = location_named(stock.key.location_id);
    Capacity capacity{stock.key,
                      offer.tracked,
                      location.sells(asker_.clock),
                      location.ships(),
                      false,
                      0,
                      0,
                      stock.own,
                      core::available(stock.level) + stock.overdue,
                      stock.level};

    capacity.level.reserved -= stock.freed();
    capacity.is_asked = is_asked(sourcing_.route, location, stock.key.location_id);
    // What the cart keeps does not depend on who waits behind it.
    capacity.stock = std::max(offer.available, stock.own > 0 ? served(stock) : 0);
    capacity.waiting = offer.orderable
                           ? std::max<core::Quantity>(0, *offer.orderable - capacity.stock)
                           : core::max_quantity;
    candidates_.capacities.add(capacity);
    sourcing_.levels.add(stock.key);
}

// At a place, or (empty) anywhere; nullptr where there is none.
const Capacity *Gathering::find_read(Text variant_id, Text location_id) const {
    for (const Reading &reading : readings_) {
        if (reading.variant_id != variant_id)
            continue;
        for (int at = reading.first; at < reading.first + reading.count; at++)
            if (location_id.empty() || candidates_.capacities[at].key.location_id == location_id)
                return &candidates_.capacities[at];
    }
    return nullptr;
}

bool Gathering::was_read(Text variant_id, Text location_id) const {
    return std::any_of(readings_.begin(), readings_.end(), [&](const Reading &reading) {
        return reading.variant_id == variant_id &&
               (reading.location_id.empty() || reading.location_id == location_id);
    });
}

// Reads what there is of a variant at a place, or (empty) at all. Whether there is a level.
bool Gathering::read(Text variant_id, Text location_id) {
    CHECK_FOR_INTERRUPTS();
    if (!was_read(variant_id, location_id)) {
        Reading reading{variant_id, location_id, candidates_.capacities.count, 0};
        bool is_new = find_read(variant_id, {}) == nullptr;
        if (!location_id.empty()) {
            if (std::optional<PlaceStock> stock = reader_.read({variant_id, location_id}))
                add(*stock);
        } else {
            for (const PlaceStock &stock : reader_.read(variant_id))
                if (is_new || find_read(variant_id, stock.key.location_id) == nullptr)
                    add(stock);
        }
        reading.count = candidates_.capacities.count - reading.first;
        readings_.add(reading);
    }
    return find_read(variant_id, location_id) != nullptr;
}

// Whether all components have a level.
bool Gathering::read_kit_stock(const Kit &kit, Text location_id) {
    bool all = true;

    for (const Component &component : kit.components)
        all &= read(component.variant_id, location_id);
    return all;
}

void Gathering::gather(int number) {
    SourcedLine &sourced = sourcing_.lines[number];
    const core::Line &line = sourced.line;

    sourced.fate = Fate::planned;
    sourced.tracked = false;
    sourced.present = 0;
    if (line.quantity == 0)
        return;
    if (line.kit_version == 0 && read(line.key.variant_id, line.key.location_id)) {
        candidates_.pieces.add(Piece{number, {}, line.quantity, line.least()});
        note_present(sourced, {});
        return;
    }
    std::optional<Kit> kit = kit_of(line);
    int before = candidates_.pieces.count;
    bool is_known = add_pieces(sourcing_, number, kit, asker_, candidates_.pieces);
    for (int i = before; i < candidates_.pieces.count; i++)
        is_known &= read_kit_stock(*candidates_.pieces[i].kit, line.key.location_id);
    if (!is_known) {
        candidates_.pieces.count = before;
        sourced.fate = Fate::unknown_level;
    } else if (kit && read_kit_stock(*kit, line.key.location_id)) {
        note_present(sourced, kit);
    }
}

// Of a line that names its place.
void Gathering::note_present(SourcedLine &line, const std::optional<Kit> &kit) const {
    const core::LevelKey &key = line.line.key;
    auto note = [&](Text variant_id, core::Quantity each) {
        const Capacity &capacity = *find_read(variant_id, key.location_id);
        if (!capacity.tracked)
            return;
        core::Quantity whole = core::whole(capacity.present, each);
        line.present = line.tracked ? std::min(line.present, whole) : whole;
        line.tracked = true;
    };

    if (key.location_id.empty())
        return;
    if (!kit)
        note(key.variant_id, 1);
    for (int part = 0; kit && part < kit->components.count; part++)
        note(kit->components[part].variant_id, kit->components[part].quantity);
}

} // namespace

Candidates Candidates::of(Sourcing &sourcing, const Asker &asker) {
    Candidates candidates{};

    sourcing.levels.count = 0;
    Gathering gathering(sourcing, asker, candidates);
    for (int line = 0; line < sourcing.lines.count; line++)
        gathering.gather(line);
    gathering.close();
    std::sort(candidates.capacities.begin(), candidates.capacities.end(),
              [](const Capacity &a, const Capacity &b) { return a.key < b.key; });
    return candidates;
}

// ---- dates -----------------------------------------------------------------------------------

// Finds what the cart keeps at a level, and how many units of others stand before that.
static InLine find_kept(const Sourcing &sourcing, const Asker &asker, const core::LevelKey &key) {
    InLine kept{};

    asker.visit_holds([&](const Hold &hold) {
        if (hold.key != key || !is_kept(sourcing, hold))
            return;
        const Ahead ahead = units_ahead(*asker.ws, hold, true);
        const core::Quantity first = hold.now.first_part();
        kept.units += hold.now.units;
        kept.ahead =
            std::max(kept.ahead, hold.now.added > 0 ? ahead.of_added - first : ahead.of_first);
        kept.first += first;
        kept.first_ahead = std::max(kept.first_ahead, ahead.of_first);
    });
    return kept;
}

// Of what a place can give, what ships by a time.
static void limit(Capacity &capacity, core::supply::Time by) {
    core::Quantity most = core::supply::ready_by(*capacity.steps, by);
    auto keep = [&](core::Quantity units, core::Quantity ahead) {
        core::supply::Steps own = *capacity.steps;
        own.ahead = ahead;
        if (units > 0)
            most = std::max(most, std::min(units, core::supply::ready_by(own, by)));
    };

    keep(capacity.kept.units, capacity.kept.ahead);
    keep(capacity.kept.first, capacity.kept.first_ahead);
    capacity.stock = std::min(capacity.stock, most);
    capacity.waiting = std::min(capacity.waiting, most - capacity.stock);
}

void Candidates::add_curves(const Sourcing &sourcing, const Asker &asker) {
    SupplyReader reader = SupplyReader::open();

    for (Capacity &capacity : capacities) {
        CHECK_FOR_INTERRUPTS();
        if (!capacity.tracked)
            continue;
        Vec<core::supply::Dated> supplies = reader.read(capacity.key);
        auto *buffer = static_cast<core::supply::Step *>(
            palloc(sizeof(core::supply::Step) * core::supply::most_steps(supplies.count)));
        auto *steps = static_cast<core::supply::Steps *>(palloc(sizeof(core::supply::Steps)));
        *steps =
            core::supply::steps_of(capacity.level, 0, span_of(supplies),
                                   terms_of(capacity.key, capacity.level, asker.clock), buffer);
        capacity.steps = steps;
        if (capacity.own > 0)
            capacity.kept = find_kept(sourcing, asker, capacity.key);
        if (sourcing.route.by)
            limit(capacity, *sourcing.route.by);
    }
    reader.close();
}

// ---- what is wanted --------------------------------------------------------------------------

// So many units of a variant, wanted somewhere or at one place.
struct PartWanted {
    core::LevelKey key;
    core::Quantity units;
};

// What pieces want of variants: at a place, or (empty) wherever they are; in the order of keys.
static Vec<PartWanted> wanted_parts(const Sourcing &sourcing, const Vec<Piece> &pieces) {
    Vec<PartWanted> parts{};

    for (const Piece &piece : pieces)
        for (int part = 0; part < piece.part_count(); part++) {
            Component component = part_of(sourcing, piece, part);
            parts.add(
                PartWanted{{component.variant_id, sourcing.lines[piece.line].line.key.location_id},
                           core::times(piece.quantity, component.quantity)});
        }
    std::sort(parts.begin(), parts.end(),
              [](const PartWanted &a, const PartWanted &b) { return a.key < b.key; });
    return parts;
}

bool Candidates::may_wait(const Sourcing &sourcing) const {
    Vec<PartWanted> parts = wanted_parts(sourcing, pieces);

    if (sourcing.route.goals.max_parcels > 0 || !sourcing.route.goals.split_lines)
        return true;
    // What there is of a component is of no use to a kit where another one is not, nor to two of them.
    auto has = [](const Capacity &there, core::Quantity units) {
        return there.sells && there.is_asked && (!there.tracked || there.stock >= units);
    };
    for (const Piece &piece : pieces)
        if (piece.kit && sourcing.lines[piece.line].line.key.location_id.empty() &&
            (pieces.count > 1 || !has_place_for(sourcing, piece, has)))
            return true;
    for (int first = 0, next; first < parts.count; first = next) {
        core::Quantity wanted = 0, stock = 0, named = 0;
        Text variant_id = parts[first].key.variant_id;
        for (next = first; next < parts.count && parts[next].key.variant_id == variant_id; next++) {
            const PartWanted &part = parts[next];
            bool is_same_place = next > first && parts[next - 1].key == part.key;
            wanted = core::capped_sum(wanted, part.units);
            named = core::capped_sum(is_same_place ? named : 0, part.units);
            const Capacity *there = part.key.location_id.empty() ? nullptr : find(part.key);
            if (there != nullptr && there->tracked && named > there->stock)
                return true;
        }
        for (const Capacity *at = first_of(variant_id);
             at != capacities.end() && at->key.variant_id == variant_id; at++)
            if (at->tracked && at->sells && at->is_asked)
                stock = core::capped_sum(stock, at->stock);
        if (wanted > stock)
            return true;
    }
    return false;
}

const Capacity *Candidates::first_of(Text variant_id) const {
    return std::lower_bound(
        capacities.begin(), capacities.end(), core::LevelKey{variant_id, {}},
        [](const Capacity &capacity, const core::LevelKey &key) { return capacity.key < key; });
}

const Capacity *Candidates::find(const core::LevelKey &key) const {
    const Capacity *at = std::lower_bound(
        capacities.begin(), capacities.end(), key,
        [](const Capacity &capacity, const core::LevelKey &k) { return capacity.key < k; });

    return at != capacities.end() && at->key == key ? at : nullptr;
}

} // namespace inventory
