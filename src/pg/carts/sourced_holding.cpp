// Holding what is sourced: lines that leave their place open, and kits. See holding.hpp.
//
// Where a line comes from is planned on what a snapshot shows, and the plan's levels are locked like those
// that are named. Where one of them turns out short, all is undone, and planned and locked again; after a few
// such plans every candidate is locked, and planned under the locks. So a call ends, holds what it answers,
// and refuses only what could not be had.
#include "pg/carts/holding.hpp"

#include "pg/base/errors.hpp"
#include "pg/engine/held_kits.hpp"
#include "pg/engine/load_levels.hpp"

#include <algorithm>

extern "C" {
#include "access/xact.h"
}

namespace inventory {
namespace {

// Plans short before every candidate is locked.
constexpr int most_short_plans = 2;

} // namespace

void Holding::set_lines(Text reference_id, const Vec<core::Line> &lines) {
    // A route limits lines that name their place as well.
    bool is_limited = route && (!route->backorder || route->by || route->goals.max_parcels > 0);
    bool is_sourced = sources || is_limited ||
                      std::any_of(lines.begin(), lines.end(), [](const core::Line &line) {
                          return line.key.location_id.empty() || line.kit_version != 0;
                      });

    elements.count = 0;
    sourcing = nullptr;
    is_planned_ = may_go_elsewhere = false;
    if (is_sourced) {
        sourcing = static_cast<Sourcing *>(palloc(sizeof(Sourcing)));
        *sourcing = Sourcing::of(lines, route ? *route : usual_route());
        may_go_elsewhere = !sourcing->is_settled();
        return;
    }
    for (const core::Line &line : lines)
        elements.add(wish_for(reference_id, line));
}

void Holding::prepare_lines(Text reference_id, const Vec<core::Line> &lines) {
    WantedCart cart{reference_id, core::CartCall::reserve, true, customer_id};

    peeks = can_be_short = true;
    set_lines(reference_id, lines);
    for (const core::Line &line : lines)
        cart.quantity = std::min(core::max_quantity, cart.quantity + line.quantity);
    if (replans)
        cart.creates = false;
    else if (set_cart && lines.empty())
        cart = WantedCart{reference_id, core::CartCall::clear};
    carts.add(cart);
}

// The lines that a cart has are to be routed. Nothing is done for one that holds nothing.
Verdict Holding::take_held_lines(const Workspace &ws) {
    const Cart &cart = ws.carts[ws.find_cart(carts[0].reference_id)];
    Vec<core::Line> lines{};

    is_closed = cart.ruling == core::Ruling::closed;
    closed_as_ = cart.phase;
    if (is_closed)
        return Verdict::refused;
    if (cart.ruling == core::Ruling::proceed)
        lines = ws.lines_of(cart);
    for (core::Line &line : lines) {
        line.key.location_id = {};
        line.kit_version = 0;
    }
    if (!lines.empty()) {
        size_t *scratch = static_cast<size_t *>(palloc(sizeof(size_t) * lines.count));
        lines.count = static_cast<int>(
            core::merge_lines(lines.items, static_cast<size_t>(lines.count), scratch));
    }
    set_lines(carts[0].reference_id, lines);
    return lines.empty() ? Verdict::nothing : Verdict::done;
}

// ---- planning --------------------------------------------------------------------------------

// Whether a plan that was made before the cart was locked may not hold any more: then places, kits and what
// the cart holds may be others. Without a savepoint nobody is waited for.
static bool is_stale(const Workspace &ws, int cart) {
    if (!ws.guarded)
        return false;
    if (ws.seen == nullptr || ws.clock - ws.seen->clock > longest_glance + longest_insert)
        return true;
    const Cart &now = ws.carts[cart];
    const Cart &seen = ws.seen->carts[cart];
    return now.created == seen.found ||
           (seen.found && !ItemPointerEquals(const_cast<ItemPointer>(&now.tid),
                                             const_cast<ItemPointer>(&seen.tid)));
}

void Holding::plan(Workspace &ws) {
    int cart = ws.find_cart(carts[0].reference_id);
    core::Ruling ruling = ws.carts[cart].ruling;

    is_cart_closed_ = ruling == core::Ruling::closed;
    closed_as_ = ws.carts[cart].phase;
    elements.count = 0;
    if (is_cart_closed_)
        return;
    if (!is_planned_ || is_stale(ws, cart)) {
        Asker asker{ws.clock, &ws, cart, sets && ruling == core::Ruling::proceed};
        if (ws.locking != Locking::none)
            push_snapshot();
        if (sourcing->is_settled())
            sourcing->settle(asker);
        else
            sourcing->plan(asker);
        if (ws.locking != Locking::none)
            pop_snapshot();
        is_planned_ = true;
    }
    if (sourcing->fate() == Fate::planned)
        make_elements(ws);
}

// What the portions of the plan come to on levels: of kits, their components.
void Holding::make_elements(const Workspace &ws) {
    Text reference_id = carts[0].reference_id;

    elements.count = 0;
    for (int i = 0; i < sourcing->portions.count; i++) {
        const Portion &portion = sourcing->portions[i];
        auto add = [&](Text variant_id, core::Quantity each, const core::KitKey &kit) {
            if (portion.quantity > core::max_quantity / each)
                raise_out_of_range("quantity",
                                   psprintf("of kit \"%s\" takes more than " INT64_FORMAT
                                            " units of variant \"%s\"",
                                            c_string(kit.kit_id), core::max_quantity,
                                            c_string(variant_id)));
            Element element =
                wish_for(reference_id, core::LevelKey{variant_id, portion.location_id},
                         core::times(portion.quantity, each));
            element.most_waiting = core::times(portion.waiting, each);
            element.from_stock =
                !sourcing->route.backorder || sourcing->lines[portion.line].line.from_stock;
            element.kit = kit;
            element.per_kit = each;
            element.portion = i;
            elements.add(element);
        };
        if (!portion.kit)
            add(sourcing->lines[portion.line].line.key.variant_id, 1, {});
        for (int part = 0; portion.kit && part < portion.kit->components.count; part++)
            add(portion.kit->components[part].variant_id, portion.kit->components[part].quantity,
                core::KitKey{portion.kit->kit_id, portion.kit->version});
    }
    line_up_elements();
    if (sets && !set_cart)
        release_kits(ws);
}

// What stock covers is taken before what waits, and of that what names its place first, as the plan has it.
void Holding::line_up_elements() {
    auto rank = [&](const Element &element) {
        int line = sourcing->portions[element.portion].line;
        bool is_routed = sourcing->lines[line].line.key.location_id.empty();
        return element.most_waiting == 0 ? 0 : is_routed ? 2 : 1;
    };

    std::stable_sort(elements.begin(), elements.end(),
                     [&](const Element &a, const Element &b) { return rank(a) < rank(b); });
}

// Of the kits of a line that is set, versions that are held and not in the plan.
void Holding::release_kits(const Workspace &ws) {
    const core::LevelKey &key = sourcing->lines[0].line.key;
    const Cart &cart = ws.carts[ws.find_cart(carts[0].reference_id)];

    if (cart.ruling != core::Ruling::proceed)
        return;
    locate(ws);
    for (const Hold &hold : ws.holds_of(cart)) {
        if (hold.kit.kit_id != key.variant_id || hold.key.location_id != key.location_id ||
            is_named(ws, hold))
            continue;
        Element element = wish_for(cart.reference_id, hold.key, 0);
        element.kit = hold.kit;
        element.per_kit =
            read_kit(hold.kit.kit_id, hold.kit.version).quantity_of(hold.key.variant_id);
        elements.add(element);
    }
}

void Holding::want_candidates(const Workspace &ws, Vec<WantedLevel> &wanted) const {
    if (ws.locking == Locking::none || is_cart_closed_)
        return;
    for (const core::LevelKey &key : sourcing->levels)
        wanted.add(WantedLevel::with_all_rows(key));
}

bool Holding::has_new_candidate(const Workspace &ws) const {
    return std::any_of(sourcing->levels.begin(), sourcing->levels.end(),
                       [&](const core::LevelKey &key) { return ws.find_level(key) < 0; });
}

void Holding::plan_under_locks(Workspace &ws) {
    plan(ws);
    if (has_new_candidate(ws))
        return;
    locate(ws);
    for (const Element &element : elements) {
        core::Quantity more = element.quantity - element.has;
        ws.levels[element.level].wanted.room += std::max<core::Quantity>(0, more);
    }
}

// Whether a line that has no level means a kit: one that is sold, or one that the cart holds.
bool Holding::means_kits(const Workspace &ws) const {
    return std::any_of(elements.begin(), elements.end(), [&](const Element &element) {
        return element.status == HoldStatus::unknown_level &&
               (find_kit(element.key.variant_id) ||
                !held_kits(ws, element.cart, element.key).empty());
    });
}

bool Holding::has_another_way(const Workspace &ws) {
    if (each || is_closed || is_cart_closed_)
        return false;
    if (sourcing == nullptr) {
        Vec<core::Line> lines{};
        if (!means_kits(ws))
            return false;
        for (const Element &element : elements)
            lines.add(core::Line{element.key, element.quantity,
                                 element.least < element.quantity ? element.least : 0,
                                 element.from_stock});
        Vec<bool> are_variants{};
        for (const Element &element : elements)
            are_variants.add(element.status != HoldStatus::unknown_level);
        sources = true;
        set_lines(carts[0].reference_id, lines);
        for (int i = 0; i < are_variants.count; i++)
            sourcing->lines[i].is_variant = are_variants[i];
        return true;
    }
    if (locks_all_ || sourcing->is_settled())
        return false;
    // What a snapshot shows refuses as a peek does; a stale one does not.
    if (sourcing->fate() != Fate::planned && !IsolationUsesXactSnapshot())
        return false;
    short_plans_++;
    is_planned_ = false;
    locks_all_ = sourcing->fate() != Fate::planned || short_plans_ >= most_short_plans;
    return true;
}

Verdict Holding::decide_sourced(Workspace &ws) {
    const Cart &cart = ws.carts[ws.find_cart(carts[0].reference_id)];
    bool lives = cart.found && !cart.created && cart.now.status == core::CartStatus::active;

    deadline_ = lives ? cart.now.expires_at : std::nullopt;
    if (is_cart_closed_)
        return Verdict::refused;
    if (locks_all_ && ws.locking != Locking::none) {
        plan_under_locks(ws);
        if (has_new_candidate(ws))
            return Verdict::changed;
    }
    if (sourcing->fate() != Fate::planned)
        return Verdict::refused;
    return decide_all(ws);
}

} // namespace inventory
