// The refusals of calls, and of direct SQL, see errors.hpp. Those of places and kits are in
// sourcing_errors.cpp; what is no fault of the call is in faults.cpp.
#include "pg/base/errors.hpp"

#include "pg/base/cart_hints.hpp"
#include "pg/base/details.hpp"
#include "pg/base/json.hpp"

namespace inventory {
namespace {

constexpr int insufficient_stock = error_code("001");
constexpr int unknown_level = error_code("002");
constexpr int no_hold = error_code("003");
constexpr int cart_expired = error_code("004");
constexpr int unexpected_on_hand = error_code("005");
constexpr int cart_state = error_code("007");
constexpr int immutable = error_code("008");
constexpr int request_misused = error_code("009");
constexpr int without_stock = error_code("010");
constexpr int not_empty = error_code("011");
constexpr int other_lines = error_code("012");

} // namespace

void raise_insufficient_stock(const Vec<RefusedLine> &lines, bool proven, const char *hint) {
    ereport(ERROR, (errcode(insufficient_stock),
                    errmsg("insufficient stock for %s", lines_message(lines, true)),
                    errdetail_internal("%s", lines_detail({}, lines, proven)),
                    hint == nullptr ? 0 : errhint("%s", hint)));
}

void raise_unknown_level(const Vec<RefusedLine> &unknown, const Vec<RefusedLine> &lacking) {
    const char *also = lacking.empty()
                           ? ""
                           : psprintf("; insufficient stock for %s", lines_message(lacking, true));

    ereport(ERROR, (errcode(unknown_level),
                    errmsg("no stock level for %s%s", lines_message(unknown, false), also),
                    errdetail_internal("%s", lines_detail(unknown, lacking)),
                    errhint("Create the level with receive_inventory() or set_level_policy().")));
}

void raise_no_cart(Text reference_id) {
    ereport(ERROR, (errcode(no_hold), errmsg("cart \"%s\" has no holds", c_string(reference_id)),
                    errdetail_internal("%s", text_detail("reference_id", reference_id))));
}

void raise_no_hold(Text reference_id, const core::LevelKey &key) {
    ereport(ERROR,
            (errcode(no_hold),
             errmsg("cart \"%s\" has no hold on %s", c_string(reference_id), level_name(key)),
             errdetail_internal("%s", level_detail(key, {Figure{"held", 0}}))));
}

void raise_cart_expired(Text reference_id) {
    ereport(ERROR,
            (errcode(cart_expired), errmsg("cart \"%s\" has expired", c_string(reference_id)),
             errdetail_internal("%s", text_detail("reference_id", reference_id)),
             errhint("Reserve again, or take its last lines again with confirm_cart(..., revive => "
                     "true).")));
}

void raise_cart_state(Text reference_id, core::CartCall call, core::CartPhase phase) {
    ereport(ERROR, (errcode(cart_state),
                    errmsg("cart \"%s\" is %s and cannot be %s", c_string(reference_id),
                           status_of(phase), deed_of(call)),
                    errdetail_internal("%s", text_detail("reference_id", reference_id)),
                    errhint("%s", way_on(call, phase))));
}

void raise_orders(const Vec<Text> &references, bool of_many) {
    const char *consent = of_many ? "cancel_orders" : "cancel_order";
    StringInfoData names, detail;

    initStringInfo(&names);
    initStringInfo(&detail);
    for (Text reference : references) {
        appendStringInfo(&names, "%s\"%s\"", names.len == 0 ? "" : ", ", c_string(reference));
        appendStringInfoString(&detail, detail.len == 0 ? "[{" : ", {");
        append_json_key(&detail, "reference_id");
        append_json(&detail, reference);
        appendStringInfoChar(&detail, '}');
    }
    bool is_one = references.count == 1;
    ereport(ERROR, (errcode(cart_state),
                    errmsg("%s %s %s ordered and cannot be released without %s",
                           is_one ? "cart" : "carts", names.data, is_one ? "is" : "are", consent),
                    errdetail_internal("%s]", detail.data),
                    errhint("%s(..., %s => true) cancels orders.",
                            of_many ? "release_carts" : "release_cart", consent)));
}

void raise_other_order(Text reference_id, Text order_id) {
    ereport(ERROR, (errcode(cart_state),
                    errmsg("cart \"%s\" was confirmed as order \"%s\"", c_string(reference_id),
                           c_string(order_id)),
                    errdetail_internal("%s", text_detail("reference_id", reference_id)),
                    errhint("Confirm it with that order_id or without one; another order takes "
                            "another reference_id.")));
}

void raise_other_lines(Text reference_id, const Vec<DifferentLine> &lines) {
    char *message = list_message(lines, [](StringInfo text, const DifferentLine &line) {
        appendStringInfo(text, "%s: " INT64_FORMAT " held, " INT64_FORMAT " wanted",
                         level_name(line.key), line.held, line.wanted);
    });
    char *detail = list_detail(lines, [](StringInfo json, const DifferentLine &line) {
        appendStringInfo(json, ", \"held\": " INT64_FORMAT ", \"wanted\": " INT64_FORMAT, line.held,
                         line.wanted);
    });

    ereport(ERROR, (errcode(other_lines),
                    errmsg("cart \"%s\" does not hold what was to be confirmed: %s",
                           c_string(reference_id), message),
                    errdetail_internal("%s", detail)));
}

void raise_unexpected_on_hand(const core::LevelKey &key, core::Quantity expected,
                              core::Quantity on_hand) {
    ereport(ERROR, (errcode(unexpected_on_hand),
                    errmsg("expected " INT64_FORMAT " on hand for %s, found " INT64_FORMAT,
                           expected, level_name(key), on_hand),
                    errdetail_internal("%s", level_detail(key, {Figure{"expected", expected},
                                                                Figure{"on_hand", on_hand}})),
                    errhint("Read the level again, then repeat the change.")));
}

void raise_counted_since(const core::LevelKey &key) {
    ereport(ERROR, (errcode(unexpected_on_hand),
                    errmsg("%s has been counted after as_of", level_name(key)),
                    errdetail_internal("%s", level_detail(key)),
                    errhint("Count again, or leave this older count.")));
}

void raise_promised_without_stock(const core::LevelKey &key, core::Quantity missing) {
    ereport(ERROR,
            (errcode(without_stock),
             errmsg("would leave promised units without stock for %s: " INT64_FORMAT " missing",
                    level_name(key), missing),
             errdetail_internal("%s", level_detail(key, {Figure{"missing", missing}})),
             errhint("Release holds first, or pass allow_shortfall => true where the "
                     "function has it.")));
}

void raise_untracked_with_holds(const core::LevelKey &key, core::Quantity reserved) {
    ereport(ERROR, (errcode(without_stock),
                    errmsg("tracking cannot change for %s: " INT64_FORMAT " units are held",
                           level_name(key), reserved),
                    errdetail_internal("%s", level_detail(key, {Figure{"reserved", reserved}})),
                    errhint("Release or fulfill the holds first.")));
}

void raise_level_not_empty(const core::LevelKey &key, core::Quantity on_hand,
                           core::Quantity reserved, core::Quantity incoming) {
    ereport(ERROR, (errcode(not_empty),
                    errmsg("the level of %s is not empty: " INT64_FORMAT " on hand, " INT64_FORMAT
                           " reserved, " INT64_FORMAT " incoming",
                           level_name(key), on_hand, reserved, incoming),
                    errdetail_internal("%s", level_detail(key, {Figure{"on_hand", on_hand},
                                                                Figure{"reserved", reserved},
                                                                Figure{"incoming", incoming}}))));
}

void raise_immutable(const char *table, const char *operation) {
    bool is_ledger = strcmp(table, "transactions") == 0;

    ereport(ERROR,
            (errcode(immutable), errmsg("%s on %s is refused", operation, table),
             errdetail_internal("%s", text_detail("table", table)),
             is_ledger
                 ? errhint("The ledger is not changed; drop_transactions_before() drops its "
                           "old rows and keeps their sums.")
                 : errhint("Rows of %s are changed by the functions of the extension.", table)));
}

void raise_maintained(const char *column, const core::LevelKey &key) {
    ereport(ERROR, (errcode(immutable),
                    errmsg("%s is maintained by functions and cannot be changed for %s", column,
                           level_name(key)),
                    errdetail_internal("%s", text_detail("column", column)),
                    errhint("Use the functions of the extension.")));
}

void raise_striped(const core::LevelKey &key, int rows) {
    ereport(ERROR, (errcode(immutable),
                    errmsg("%s has %d rows, which direct SQL cannot change", level_name(key), rows),
                    errdetail_internal("%s", level_detail(key, {Figure{"stripes", rows}})),
                    errhint("Use apply_levels(), or another function of the extension.")));
}

void raise_new_reservation() {
    ereport(ERROR, (errcode(immutable), errmsg("a new reservation is made by functions"),
                    errdetail_internal("%s", text_detail("table", "reservations")),
                    errhint("Use reserve_inventory().")));
}

void raise_request_misused(Text request_id) {
    ereport(ERROR, (errcode(request_misused),
                    errmsg("request \"%s\" was used for another call", c_string(request_id)),
                    errdetail_internal("%s", text_detail("request_id", request_id)),
                    errhint("Use a new request_id for every new call.")));
}

void raise_null(const char *argument) {
    ereport(ERROR,
            (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s must not be null", argument)));
}

void raise_invalid(const char *argument, const char *sentence) {
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s %s", argument, sentence)));
}

void raise_out_of_range(const char *argument, const char *sentence) {
    ereport(ERROR,
            (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("%s %s", argument, sentence)));
}

void raise_below_zero(const core::LevelKey &key, core::Quantity on_hand, core::Quantity delta) {
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("delta " INT64_FORMAT
                           " would leave less than nothing of %s: " INT64_FORMAT " on hand",
                           delta, level_name(key), on_hand),
                    errdetail_internal("%s", level_detail(key, {Figure{"on_hand", on_hand}}))));
}

void raise_sequence_behind() {
    ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                    errmsg("the ledger has numbers that its sequence has not given"),
                    errdetail("The sequence inventory.transactions_transaction_id_seq was not "
                              "restored, or not set after a switchover."),
                    errhint("SELECT setval('inventory.transactions_transaction_id_seq', (SELECT "
                            "coalesce(max(transaction_id), 1) FROM inventory.transactions))")));
}

void raise_low_stock_at_location() {
    ereport(ERROR,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
             errmsg("low_stock must be null where location_id is given"),
             errhint("It is of the stock over all locations; what is low at one is said of each"
                     " level, with set_level_policy(low_stock_threshold => ...).")));
}

void raise_may_not_overtake() {
    ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
                    errmsg("permission denied to ship before others in line"),
                    errhint("overtake is for roles that may call adjust_inventory().")));
}

void raise_more_than_hold(const core::LevelKey &key, Text reference_id, core::Quantity requested,
                          core::Quantity held) {
    ereport(ERROR,
            (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
             errmsg("quantity " INT64_FORMAT " is more than cart \"%s\" holds of %s: " INT64_FORMAT,
                    requested, c_string(reference_id), level_name(key), held),
             errdetail_internal(
                 "%s", level_detail(key, {Figure{"requested", requested}, Figure{"held", held}}))));
}

void raise_too_many_units(const core::LevelKey &key) {
    raise_out_of_range(psprintf("quantity of %s", level_name(key)),
                       "must be at most 9007199254740991 in all");
}

void raise_level_overflow(const core::LevelKey &key) {
    ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
                    errmsg("quantity would take %s over 9007199254740991 units", level_name(key))));
}

void raise_cart_overflow(Text reference_id) {
    ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
                    errmsg("quantity would take cart \"%s\" over 9007199254740991 units",
                           c_string(reference_id))));
}

void raise_no_consumer(Text consumer_id, Text stream) {
    const char *of = stream.empty() ? "" : psprintf(" of %s", c_string(stream));

    ereport(ERROR,
            (errcode(ERRCODE_UNDEFINED_OBJECT),
             errmsg("there is no consumer \"%s\"%s", c_string(consumer_id), of),
             errhint("create_consumer() makes one, for the role that calls it. Where that answers "
                     "false, the id is another role's or of the other stream: take another.")));
}

} // namespace inventory
