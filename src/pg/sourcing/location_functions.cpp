// The SQL functions that say what is known of places.
#include "pg/base/errors.hpp"
#include "pg/call/call.hpp"
#include "pg/kits/kits.hpp"
#include "pg/rows/scan.hpp"
#include "pg/sourcing/locations.hpp"

namespace inventory {
namespace {

OptionalText read_status(Arguments &arguments) {
    OptionalText status = arguments.optional_text("status");

    if (status && *status != "open" && *status != "ships_only" && *status != "closed")
        raise_invalid("status", "must be open, ships_only or closed");
    return status;
}

// Whether a list is said, and the list; an empty one, which means all, is none.
void add_list(Parameters &parameters, const std::optional<Vec<Text>> &list) {
    bool is_empty = !list || list->empty();

    parameters.boolean(list.has_value());
    if (is_empty)
        parameters.add(Datum{0}, true);
    else
        parameters.texts(list->count, [&](int i) { return (*list)[i]; });
}

Parameters read_location(Arguments &arguments) {
    Parameters parameters{};
    auto add_double = [&](std::optional<double> value) {
        parameters.add(Float8GetDatum(value.value_or(0)), !value);
    };

    Text location_id = arguments.id("location_id");
    OptionalText status = read_status(arguments);
    std::optional<int> priority = arguments.optional_integer("priority");
    OptionalText site_id = arguments.optional_id("site_id");
    std::optional<Vec<Text>> channels = arguments.optional_ids("channels");
    std::optional<Vec<Text>> zones = arguments.optional_ids("zones");
    std::optional<double> latitude = arguments.optional_double("latitude", -90, 90);
    std::optional<double> longitude = arguments.optional_double("longitude", -180, 180);
    std::optional<core::Quantity> cost = arguments.optional_stock("parcel_cost");
    OptionalTime sells_until = arguments.optional_time("sells_until");
    // One of them goes with the other that is known.
    if (latitude.has_value() != longitude.has_value()) {
        const Location &known = location_named(location_id);
        if (!known.latitude)
            raise_invalid("latitude and longitude", "must be given together");
        latitude = latitude ? latitude : known.latitude;
        longitude = longitude ? longitude : known.longitude;
    }

    parameters.text(location_id).text(status);
    parameters.add(Int32GetDatum(priority.value_or(0)), !priority);
    parameters.add(Int64GetDatum(cost.value_or(0)), !cost);
    parameters.boolean(site_id.has_value());
    parameters.text(site_id == location_id ? std::nullopt : site_id);
    add_list(parameters, channels);
    add_list(parameters, zones);
    add_double(latitude);
    add_double(longitude);
    bool is_endless = sells_until && TIMESTAMP_IS_NOEND(*sells_until);
    parameters.boolean(sells_until.has_value());
    return parameters.optional_time(is_endless ? std::nullopt : sells_until);
}

} // namespace

INVENTORY_FUNCTION(set_location) {
    Call call = Call::changing(fcinfo, "set_location");
    Arguments arguments(fcinfo);

    Parameters parameters = read_location(arguments).time(GetCurrentTimestamp());
    Rows rows = run(sql::set_location, parameters);
    if (rows.count == 0)
        raise_suppressed_row();
    call.answer_row(rows, 0);
    return call.finish();
}

INVENTORY_FUNCTION(delete_location) {
    Call call = Call::changing(fcinfo, "delete_location");
    Arguments arguments(fcinfo);

    Text location_id = arguments.id("location_id");
    Parameters parameters = Parameters().text(location_id);
    lock_out_new_levels();
    push_latest_snapshot();
    int64 levels = run(sql::count_levels_at, parameters, Read::with_active_snapshot)[0].bigint(1);
    pop_snapshot();
    if (levels > 0)
        raise_location_in_use(location_id, levels);
    call.answer_boolean(run(sql::delete_location, parameters).count > 0);
    return call.finish();
}

} // namespace inventory
