// Reading a route, see route_options.hpp.
#include "pg/sourcing/route_options.hpp"

#include "pg/base/errors.hpp"
#include "pg/base/ids.hpp"
#include "pg/base/json_values.hpp"
#include "pg/base/settings.hpp"

#include "core/sourcing/goals.hpp"

extern "C" {
#include "utils/numeric.h"
}

namespace inventory {
namespace {

double degrees_of(const JsonbValue &value, const JsonName &name, double most) {
    if (value.type != jbvNumeric)
        raise_invalid(name.text(), "must be [latitude, longitude]");
    double degrees = DatumGetFloat8(
        DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(value.val.numeric)));
    if (!(degrees >= -most && degrees <= most))
        raise_invalid(name.text(),
                      "must be -90 to 90 degrees of latitude and -180 to 180 of longitude");
    return degrees;
}

// Calls `visit` with each element of an array.
template <class Visit> int visit_array(const JsonbValue &value, const JsonName &name, Visit visit) {
    if (value.type == jbvNull)
        raise_null(name.text());
    if (value.type != jbvBinary || !JsonContainerIsArray(value.val.binary.data))
        raise_invalid(name.text(), "must be an array");
    JsonbContainer *array = value.val.binary.data;
    int count = static_cast<int>(JsonContainerSize(array));
    for (int i = 0; i < count; i++)
        visit(*getIthJsonbValueFromContainer(array, static_cast<uint32>(i)));
    return count;
}

Vec<Text> ids_of(const JsonbValue &value, const JsonName &name) {
    Vec<Text> ids{};

    visit_array(value, name, [&](const JsonbValue &element) { ids.add(json_id(element, name)); });
    return ids;
}

core::sourcing::Goals goals_of(const JsonbValue &value, const JsonName &name,
                               core::sourcing::Goals goals) {
    goals.count = 0;
    visit_array(value, name, [&](const JsonbValue &element) {
        Text said = json_text(element, name);
        std::optional<core::sourcing::Goal> goal = core::sourcing::goal_named(said);
        if (!goal)
            raise_invalid(name.text(), psprintf("has an unknown goal \"%s\"", c_string(said)));
        if (!core::sourcing::add_goal(goals, *goal))
            raise_invalid(name.text(), psprintf("names \"%s\" twice", c_string(said)));
    });
    return goals;
}

Point point_of(const JsonbValue &value, const JsonName &name) {
    double degrees[2]{};
    int at = 0;

    int count = visit_array(value, name, [&](const JsonbValue &element) {
        if (at < 2)
            degrees[at] = degrees_of(element, name, at == 0 ? 90 : 180);
        at++;
    });
    if (count != 2)
        raise_invalid(name.text(), "must be [latitude, longitude]");
    return Point{degrees[0], degrees[1]};
}

Vec<ParcelCost> costs_of(const JsonbValue &value, const JsonName &name) {
    Vec<ParcelCost> costs{};

    if (value.type == jbvNull)
        raise_null(name.text());
    if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
        raise_invalid(name.text(), "must be an object");
    visit_object(value.val.binary.data, [&](Text location_id, const JsonbValue &cost) {
        if (!is_id(location_id))
            raise_invalid(name.text(),
                          "must be of locations of 1 to 255 characters and at most 800 bytes");
        costs.add(ParcelCost{location_id, json_whole(cost, name, 0, core::max_quantity)});
    });
    return costs;
}

// What ships whenever is not asked for.
OptionalTime time_of_key(const JsonbValue &value, const JsonName &name) {
    if (value.type == jbvNull)
        raise_null(name.text());
    return json_time(value, name);
}

void read_key(RouteOptions &route, Text key, const JsonbValue &value) {
    const JsonName name{key, "route"};

    if (key == "goals")
        route.goals = goals_of(value, name, route.goals);
    else if (key == "near")
        route.near = point_of(value, name);
    else if (key == "channel")
        route.channel = json_id(value, name);
    else if (key == "zone")
        route.zone = json_id(value, name);
    else if (key == "only")
        route.only = ids_of(value, name);
    else if (key == "first")
        route.first = ids_of(value, name);
    else if (key == "exclude")
        route.exclude = ids_of(value, name);
    else if (key == "costs")
        route.costs = costs_of(value, name);
    else if (key == "max_parcels")
        route.goals.max_parcels = static_cast<int>(json_whole(value, name, 1, PG_INT32_MAX));
    else if (key == "split_lines")
        route.goals.split_lines = json_flag(value, name);
    else if (key == "backorder")
        route.backorder = json_flag(value, name);
    else if (key == "by")
        route.by = time_of_key(value, name);
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
