// Reading states and thresholds, see states.hpp.
#include "pg/signals/states.hpp"

#include <algorithm>

namespace inventory {
namespace {

constexpr Lookup signals_of[ladder_count] = {Lookup::stock_signals, Lookup::overstock_signals,
                                             Lookup::shortfall_signals};

core::signals::Kind kind_of(Text name) {
    return core::signals::kind_named(name).value_or(core::signals::Kind::none);
}

core::signals::Thresholds thresholds_of(const Row &row) {
    return core::signals::Thresholds{
        row.bigint(replenishing::low_stock), row.bigint(replenishing::low_margin),
        row.bigint(replenishing::in_stock_at), row.optional_bigint(replenishing::overstock)};
}

} // namespace

StateReader StateReader::open() {
    StateReader reader{};

    reader.silent_ = Scan::open(Lookup::silent_states);
    for (int i = 0; i < ladder_count; i++) {
        reader.told_[i] = Scan::open(signals_of[i]);
        reader.told_of_variant_[i] = Scan::open(signals_of[i]);
    }
    return reader;
}

void StateReader::close() {
    for (int i = 0; i < ladder_count; i++) {
        told_of_variant_[i].close();
        told_[i].close();
    }
    silent_.close();
}

void StateReader::begin_variant(Text variant_id) {
    silent_of_variant_ = {};
    silent_.seek(variant_id);
    while (silent_.next()) {
        Row row = silent_.row();
        for (int i = 0; i < ladder_count; i++)
            if (row.equals(silent_state::ladder, name_of(static_cast<Ladder>(i))))
                silent_of_variant_.add(SilentState{row.text(silent_state::location_id), i,
                                                   kind_of(row.text(silent_state::kind))});
    }
    for (int i = 0; i < ladder_count; i++) {
        told_of_variant_[i].seek(variant_id);
        was_told_[i] = told_of_variant_[i].next();
    }
}

void StateReader::read(const core::LevelKey &subject, State *states) {
    std::fill(states, states + ladder_count, State{core::signals::Kind::none, false, 0});

    const SilentState *silent = std::lower_bound(
        silent_of_variant_.begin(), silent_of_variant_.end(), subject.location_id,
        [](const SilentState &state, Text location_id) { return state.location_id < location_id; });
    for (; silent != silent_of_variant_.end() && silent->location_id == subject.location_id;
         silent++)
        states[silent->ladder] = State{silent->kind, true, 0};
    for (int i = 0; i < ladder_count; i++) {
        if (!was_told_[i])
            continue;
        told_[i].seek(subject);
        if (!told_[i].previous())
            continue;
        Row row = told_[i].row();
        states[i].told_seq = row.bigint(signal::seq);
        if (!states[i].is_silent)
            states[i].kind = kind_of(row.text(signal::kind));
    }
}

bool StateReader::is_last(const core::LevelKey &subject, std::optional<core::signals::Kind> kind,
                          int64 seq) {
    Scan &told = told_[static_cast<int>(ladder_of(kind.value_or(core::signals::Kind::none)))];

    told.seek(subject);
    return !told.previous() || told.row().bigint(signal::seq) == seq;
}

ThresholdReader ThresholdReader::open() {
    ThresholdReader reader{};

    reader.products_ = Scan::open(Lookup::product_variants);
    reader.rows_ = Scan::open(Lookup::replenishment);
    reader.is_empty_ = true;
    for (Text object : {"variant", "product", "all"}) {
        reader.rows_.seek(object);
        reader.is_empty_ &= !reader.rows_.next();
    }
    return reader;
}

void ThresholdReader::close() {
    rows_.close();
    products_.close();
}

void ThresholdReader::begin_variant(Text variant_id) {
    variant_id_ = variant_id;
    product_id_.reset();
    if (is_empty_)
        return;
    products_.seek(variant_id);
    if (products_.next())
        product_id_ = products_.row().text(product_variant::product_id);
}

bool ThresholdReader::find(Text object, Text id, Text location_id,
                           core::signals::Thresholds *found) {
    rows_.seek({object, id});
    while (rows_.next()) {
        if (rows_.row().text(replenishing::location_id) != location_id)
            continue;
        *found = thresholds_of(rows_.row());
        return true;
    }
    return false;
}

core::signals::Thresholds ThresholdReader::of(Text location_id) {
    core::signals::Thresholds found;

    if (!is_empty_ && !find("variant", variant_id_, location_id, &found) &&
        !(product_id_ && find("product", *product_id_, location_id, &found)))
        find("all", "", location_id, &found);
    return found;
}

} // namespace inventory
