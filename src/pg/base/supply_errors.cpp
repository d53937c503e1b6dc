// The refusals that supplies are the reason of, see errors.hpp.
#include "pg/base/details.hpp"
#include "pg/base/json.hpp"

namespace inventory {
namespace {

constexpr int without_stock = error_code("010");
constexpr int immutable = error_code("008");
constexpr int unknown_supply = error_code("014");
constexpr int not_for_sale = error_code("015");

int hint_of_transfer() {
    return errhint("Take in what was shipped, and the rest with adjust_inventory().");
}

} // namespace

void raise_unknown_supply(Text supply_id) {
    ereport(ERROR,
            (errcode(unknown_supply), errmsg("there is no supply \"%s\"", c_string(supply_id)),
             errdetail_internal("%s", text_detail("supply_id", supply_id))));
}

void raise_unknown_supply_lines(Text supply_id, const Vec<core::LevelKey> &lines,
                                bool is_transfer) {
    ereport(ERROR,
            (errcode(unknown_supply),
             errmsg("supply \"%s\" has no line for %s", c_string(supply_id), keys_message(lines)),
             errdetail_internal("%s", keys_detail(lines)),
             is_transfer ? hint_of_transfer()
                         : errhint("set_supply() adds a line; allow_excess => true takes in what "
                                   "was not ordered.")));
}

void raise_more_than_outstanding(Text supply_id, const Vec<RefusedLine> &lines, bool is_transfer) {
    ereport(ERROR, (errcode(unknown_supply),
                    errmsg("more than is outstanding of supply \"%s\": %s", c_string(supply_id),
                           lines_message(lines, true)),
                    errdetail_internal("%s", lines_detail({}, lines)),
                    is_transfer ? hint_of_transfer()
                                : errhint("allow_excess => true takes in more than was ordered.")));
}

void raise_supply_shipped(Text supply_id) {
    ereport(ERROR,
            (errcode(unknown_supply),
             errmsg("supply \"%s\" is a transfer that was shipped", c_string(supply_id)),
             errdetail_internal("%s", text_detail("supply_id", supply_id)),
             errhint("Only its date and source can change; receive_supply() tells what became of "
                     "it.")));
}

void raise_supply_used(Text supply_id) {
    ereport(ERROR, (errcode(unknown_supply),
                    errmsg("supply id \"%s\" was used before", c_string(supply_id)),
                    errdetail_internal("%s", text_detail("supply_id", supply_id)),
                    errhint("A transfer is shipped once.")));
}

void raise_below_received(Text supply_id, const core::LevelKey &key, core::Quantity quantity,
                          core::Quantity received) {
    ereport(
        ERROR,
        (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
         errmsg("quantity of %s must be at least the units received of supply \"%s\": " INT64_FORMAT
                " received, " INT64_FORMAT " given",
                level_name(key), c_string(supply_id), received, quantity),
         errdetail_internal("%s", level_detail(key, {Figure{"received", received},
                                                     Figure{"quantity", quantity}}))));
}

void raise_limit_below_promises(const Vec<MissingUnits> &levels) {
    char *message = list_message(levels, [](StringInfo text, const MissingUnits &level) {
        appendStringInfo(text, "%s: " INT64_FORMAT " missing", level_name(level.key),
                         level.missing);
    });
    char *detail = list_detail(levels, [](StringInfo json, const MissingUnits &level) {
        appendStringInfo(json, ", \"missing\": " INT64_FORMAT, level.missing);
    });

    ereport(ERROR, (errcode(without_stock),
                    errmsg("would leave promised units without stock for %s", message),
                    errdetail_internal("%s", detail),
                    errhint("Release holds first, or pass allow_shortfall => true.")));
}

void raise_limit_follows(const core::LevelKey &key) {
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("backorder_limit must be null where the limit follows supply: %s",
                           level_name(key)),
                    errdetail_internal("%s", level_detail(key)),
                    errhint("promise_incoming => false gives the level a limit of its own.")));
}

void raise_not_shipped_yet(const Vec<EarlyLevel> &levels) {
    char *message = list_message(levels, [](StringInfo text, const EarlyLevel &level) {
        appendStringInfo(text, "%s before %s", level_name(level.key),
                         timestamptz_to_str(level.available_from));
    });
    char *detail = list_detail(levels, [](StringInfo json, const EarlyLevel &level) {
        append_json_key(json, "available_from");
        appendStringInfoString(json, json_of_time(level.available_from));
    });

    ereport(ERROR, (errcode(not_for_sale), errmsg("not shipped yet: %s", message),
                    errdetail_internal("%s", detail),
                    errhint("set_level_policy(available_from => ...) says from when it ships.")));
}

void raise_open_supply(bool is_new) {
    if (is_new)
        ereport(ERROR, (errcode(immutable), errmsg("a new supply is made by functions"),
                        errdetail_internal("%s", text_detail("table", "supplies")),
                        errhint("Use set_supply() or ship_transfer().")));
    ereport(ERROR, (errcode(immutable), errmsg("a supply that is open cannot be deleted"),
                    errdetail_internal("%s", text_detail("table", "supplies")),
                    errhint("Close it first: set_supply() with quantity = received, or "
                            "receive_supply(close => true).")));
}

void raise_supply_out_of_step(const core::LevelKey &key) {
    ereport(ERROR,
            (errcode(ERRCODE_DATA_CORRUPTED),
             errmsg("incoming or limit of %s does not go with its supplies", level_name(key)),
             errhint("verify_inventory() tells more.")));
}

} // namespace inventory
