// Reading a route, see route_options.hpp.
#include "pg/sourcing/route_options.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/ids.hpp"
#include "pg/base/json.hpp"
#include "pg/base/settings.hpp"

#include "core/sourcing/goals.hpp"

extern "C" {
#include "utils/numeric.h"
}

namespace inventory {
namespace {

char *name_of(const char *key) { return psprintf("%s of route", key); }

Text text_of(const JsonbValue &value, const char *name) {
    if (value.type == jbvNull)
        raise_null(name);
    if (value.type != jbvString)
        raise_invalid(name, "must be a string");
    return Text{value.val.string.val, static_cast<size_t>(value.val.string.len)};
}

Text id_of(const JsonbValue &value, const char *name) {
    Text text = text_of(value, name);

    if (!is_id(text))
        raise_invalid(name, "must be 1 to 255 characters and at most 800 bytes long");
    return text;
}

bool flag_of(const JsonbValue &value, const char *name) {
    if (value.type != jbvBool)
        raise_invalid(name, "must be true or false");
    return value.val.boolean;
}

int64 whole_of(const JsonbValue &value, const char *name, int64 least, int64 most) {
    int64 number;
    Whole whole = whole_of_json(value, most, &number);

    if (whole == Whole::no_number)
        raise_invalid(name, "must be a number");
    if (whole == Whole::fraction)
        raise_invalid(name, "must be a whole number");
    if (number < least)
        raise_invalid(name, psprintf("must be at least " INT64_FORMAT, least));
    if (whole == Whole::too_large)
        raise_out_of_range(name, psprintf("must be at most " INT64_FORMAT, most));
    return number;
}

double degrees_of(const JsonbValue &value, const char *name, double most) {
    if (value.type != jbvNumeric)
        raise_invalid(name, "must be [latitude, longitude]");
    double degrees = DatumGetFloat8(
        DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(value.val.numeric)));
    if (!(degrees >= -most && degrees <= most))
        raise_invalid(name, "must be -90 to 90 degrees of latitude and -180 to 180 of longitude");
    return degrees;
}

// Calls `visit` with each element of an array.
template <class Visit> int visit_array(const JsonbValue &value, const char *name, Visit visit) {
    if (value.type == jbvNull)
        raise_null(name);
    if (value.type != jbvBinary || !JsonContainerIsArray(value.val.binary.data))
        raise_invalid(name, "must be an array");
    JsonbContainer *array = value.val.binary.data;
    int count = static_cast<int>(JsonContainerSize(array));
    for (int i = 0; i < count; i++)
        visit(*getIthJsonbValueFromContainer(array, static_cast<uint32>(i)));
    return count;
}

Vec<Text> ids_of(const JsonbValue &value, const char *name) {
    Vec<Text> ids{};

    visit_array(value, name, [&](const JsonbValue &element) { ids.add(id_of(element, name)); });
    return ids;
}

core::sourcing::Goals goals_of(const JsonbValue &value, const char *name,
                               core::sourcing::Goals goals) {
    goals.count = 0;
    visit_array(value, name, [&](const JsonbValue &element) {
        Text said = text_of(element, name);
        std::optional<core::sourcing::Goal> goal = core::sourcing::goal_named(said);
        if (!goal)
            raise_invalid(name, psprintf("has an unknown goal \"%s\"", c_string(said)));
        if (!core::sourcing::add_goal(goals, *goal))
            raise_invalid(name, psprintf("names \"%s\" twice", c_string(said)));
    });
    return goals;
}

Point point_of(const JsonbValue &value, const char *name) {
    double degrees[2]{};
    int at = 0;

    int count = visit_array(value, name, [&](const JsonbValue &element) {
        if (at < 2)
            degrees[at] = degrees_of(element, name, at == 0 ? 90 : 180);
        at++;
    });
    if (count != 2)
        raise_invalid(name, "must be [latitude, longitude]");
    return Point{degrees[0], degrees[1]};
}

Vec<ParcelCost> costs_of(const JsonbValue &value, const char *name) {
    Vec<ParcelCost> costs{};

    if (value.type == jbvNull)
        raise_null(name);
    if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
        raise_invalid(name, "must be an object");
    visit_object(value.val.binary.data, [&](Text location_id, const JsonbValue &cost) {
        if (!is_id(location_id))
            raise_invalid(name,
                          "must be of locations of 1 to 255 characters and at most 800 bytes");
        costs.add(ParcelCost{location_id, whole_of(cost, name, 0, core::max_quantity)});
    });
    return costs;
}

void read_key(RouteOptions &route, Text key, const JsonbValue &value) {
    const char *name = name_of(c_string(key));

    if (key == "goals")
        route.goals = goals_of(value, name, route.goals);
    else if (key == "near")
        route.near = point_of(value, name);
    else if (key == "channel")
        route.channel = id_of(value, name);
    else if (key == "zone")
        route.zone = id_of(value, name);
    else if (key == "only")
        route.only = ids_of(value, name);
    else if (key == "first")
        route.first = ids_of(value, name);
    else if (key == "exclude")
        route.exclude = ids_of(value, name);
    else if (key == "costs")
        route.costs = costs_of(value, name);
    else if (key == "max_parcels")
        route.goals.max_parcels = static_cast<int>(whole_of(value, name, 1, PG_INT32_MAX));
    else if (key == "split_lines")
        route.goals.split_lines = flag_of(value, name);
    else if (key == "backorder")
        route.backorder = flag_of(value, name);
    else if (key == "by")
        raise_invalid(name, "must be left out: when units ship is not known");
    else
        raise_invalid("route", psprintf("has an unknown key \"%s\"", c_string(key)));
}

} // namespace

RouteOptions usual_route() {
    RouteOptions route{};

    // The setting was checked when it was made.
    route.goals = core::sourcing::goals_of(settings::routing_goals).value_or(route.goals);
    return route;
}

RouteOptions read_route(Jsonb *json) {
    RouteOptions route = usual_route();

    if (!JB_ROOT_IS_OBJECT(json))
        raise_invalid("route", "must be an object");
    visit_object(&json->root,
                 [&](Text key, const JsonbValue &value) { read_key(route, key, value); });
    return route;
}

} // namespace inventory
