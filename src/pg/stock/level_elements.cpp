// Reading the elements of apply_levels, see level_elements.hpp.
#include "pg/stock/level_elements.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/ids.hpp"
#include "pg/base/json.hpp"

#include <algorithm>

extern "C" {
#include "miscadmin.h"
}

namespace inventory {
namespace {

constexpr uint32 most_elements = 10000;

// An element while it is read; what was given tells more than what is wanted.
struct Reading {
    LevelElement element;
    std::optional<bool> unlimited_backorder;
};

Text text_of(const JsonbValue &value) {
    return Text{value.val.string.val, static_cast<size_t>(value.val.string.len)};
}

// ---- values --------------------------------------------------------------------------------

Fault read_number(const JsonbValue &value, core::Quantity least, core::Quantity &number) {
    Whole whole = whole_of_json(value, core::max_quantity, &number);

    if (whole == Whole::too_large)
        return Fault::out_of_range;
    return whole == Whole::yes && number >= least ? Fault::none : Fault::bad_value;
}

template <std::optional<core::Quantity> core::Amendment::*member>
Fault read_units(const JsonbValue &value, Reading &reading) {
    core::Quantity units;
    Fault fault = read_number(value, 0, units);

    if (fault == Fault::none)
        reading.element.wish.*member = units;
    return fault;
}

Fault read_delta(const JsonbValue &value, Reading &reading) {
    core::Quantity delta;
    Fault fault = read_number(value, -core::max_quantity, delta);

    if (fault == Fault::none)
        reading.element.wish.delta = delta;
    return fault;
}

// -1 clears it.
Fault read_threshold(const JsonbValue &value, Reading &reading) {
    core::Quantity units;
    Fault fault = read_number(value, -1, units);

    if (fault == Fault::none)
        reading.element.wish.low_stock_threshold =
            units < 0 ? std::optional<core::Quantity>() : units;
    return fault;
}

template <OptionalText LevelElement::*member>
Fault read_id(const JsonbValue &value, Reading &reading) {
    if (value.type == jbvNull)
        return Fault::null_value;
    if (value.type != jbvString)
        return Fault::bad_value;
    reading.element.*member = text_of(value);
    return is_id(text_of(value)) ? Fault::none : Fault::bad_value;
}

Fault read_reason(const JsonbValue &value, Reading &reading) {
    if (value.type != jbvString || value.val.string.len == 0)
        return Fault::bad_value;
    reading.element.reason = text_of(value);
    return Fault::none;
}

Fault read_kind(const JsonbValue &value, Reading &reading) {
    constexpr Text names[] = {"upsert", "create", "update", "delete"}; // as core::AmendmentKind

    if (value.type != jbvString)
        return Fault::bad_value;
    auto name = std::find(std::begin(names), std::end(names), text_of(value));
    if (name == std::end(names))
        return Fault::bad_value;
    reading.element.wish.kind = static_cast<core::AmendmentKind>(name - names);
    return Fault::none;
}

template <auto member> Fault read_flag(const JsonbValue &value, Reading &reading) {
    if (value.type != jbvBool)
        return Fault::bad_value;
    reading.element.wish.*member = static_cast<bool>(value.val.boolean);
    return Fault::none;
}

Fault read_unlimited(const JsonbValue &value, Reading &reading) {
    if (value.type != jbvBool)
        return Fault::bad_value;
    reading.unlimited_backorder = value.val.boolean;
    return Fault::none;
}

// ---- elements ------------------------------------------------------------------------------

struct Key {
    Text name;
    bool is_needed; // null is no value for it, else it is as if it were not given
    Fault (*read)(const JsonbValue &value, Reading &reading);
};

using A = core::Amendment;
constexpr Key keys[] = {{"variant_id", true, read_id<&LevelElement::variant_id>},
                        {"location_id", true, read_id<&LevelElement::location_id>},
                        {"op", false, read_kind},
                        {"on_hand", false, read_units<&A::on_hand>},
                        {"delta", false, read_delta},
                        {"incoming", false, read_units<&A::incoming>},
                        {"expected_on_hand", false, read_units<&A::expected_on_hand>},
                        {"allow_shortfall", false, read_flag<&A::allow_shortfall>},
                        {"safety_stock", false, read_units<&A::safety_stock>},
                        {"backorder_limit", false, read_units<&A::backorder_limit>},
                        {"unlimited_backorder", false, read_unlimited},
                        {"low_stock_threshold", false, read_threshold},
                        {"tracked", false, read_flag<&A::tracked>},
                        {"reason", false, read_reason}};

Fault read_key(Text name, const JsonbValue &value, Reading &reading) {
    auto key = std::find_if(std::begin(keys), std::end(keys),
                            [=](const Key &known) { return known.name == name; });

    if (key == std::end(keys))
        return Fault::bad_value;
    return value.type == jbvNull && !key->is_needed ? Fault::none : key->read(value, reading);
}

// What the keys say together.
Fault judge(const Reading &reading) {
    const LevelElement &element = reading.element;
    const core::Amendment &wish = element.wish;

    bool is_whole = element.variant_id && element.location_id;
    bool counts_twice = wish.on_hand && wish.delta;
    bool limits_so =
        !reading.unlimited_backorder || *reading.unlimited_backorder != !!wish.backorder_limit;
    bool removes_only = wish.kind != core::AmendmentKind::remove || !wish.sets_something();
    return is_whole && !counts_twice && limits_so && removes_only ? Fault::none : Fault::bad_value;
}

LevelElement read_element(const JsonbValue &object) {
    Reading reading{};
    Fault &fault = reading.element.fault;

    if (object.type != jbvBinary || !JsonContainerIsObject(object.val.binary.data)) {
        fault = Fault::bad_value;
        return reading.element;
    }
    visit_object(object.val.binary.data, [&](Text key, const JsonbValue &value) {
        Fault found = read_key(key, value, reading);
        if (fault == Fault::none)
            fault = found;
    });
    reading.element.wish.unlimited_backorder = reading.unlimited_backorder.value_or(false);
    if (fault == Fault::none)
        fault = judge(reading);
    return reading.element;
}

} // namespace

bool LevelElement::names_level() const {
    return variant_id && location_id && is_id(*variant_id) && is_id(*location_id);
}

Vec<LevelElement> read_level_elements(Jsonb *json, const char *name) {
    Vec<LevelElement> elements{};

    if (!JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json))
        raise_invalid(name, "must be an array of objects");
    if (JB_ROOT_COUNT(json) > most_elements)
        raise_invalid(name, "must have at most 10000 elements");
    for (uint32 i = 0; i < JB_ROOT_COUNT(json); i++) {
        CHECK_FOR_INTERRUPTS();
        elements.add(read_element(*getIthJsonbValueFromContainer(&json->root, i)));
    }
    return elements;
}

} // namespace inventory
