// The SQL functions that only read: what is available, what a cart holds, how a level came to be.
#include "pg/call/call.hpp"
#include "pg/base/errors.hpp"

#include "core/stock/level.hpp"

namespace inventory {

INVENTORY_FUNCTION(available_inventory) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text variant_id = arguments.id("variant_id");
    Text location_id = arguments.optional_id("location_id");
    Text excluded = arguments.optional_id("excluding_reference");
    Datum values[] = {text_datum(variant_id),
                      is_null(location_id) ? Datum{0} : text_datum(location_id),
                      TimestampTzGetDatum(GetCurrentTimestamp()),
                      is_null(excluded) ? Datum{0} : text_datum(excluded)};
    char nulls[] = {' ', is_null(location_id) ? 'n' : ' ', ' ', is_null(excluded) ? 'n' : ' ',
                    '\0'};
    Rows rows = run(sql::read_available, values, Sight::fresh, nulls);

    // No row of the variant: nothing there, so 0.
    bool untracked = !rows.is_null(0, 2) && !rows.boolean(0, 2);
    call.answer_bigint_or_null(rows.bigint(0, 1), untracked);
    return call.finish();
}

INVENTORY_FUNCTION(cart_lines) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Datum values[] = {text_datum(arguments.id("reference_id")),
                      TimestampTzGetDatum(GetCurrentTimestamp())};
    Rows rows = run(sql::read_cart_lines, values);
    for (int row = 0; row < rows.count; row++) {
        core::Level stock = core::new_level();
        core::Quantity quantity = rows.bigint(row, 3);

        stock.on_hand = rows.bigint(row, 4);
        stock.safety_stock = rows.bigint(row, 5);
        call.answer_text(rows.string(row, 1));
        call.answer_text(rows.string(row, 2));
        call.answer_bigint(quantity);
        call.answer_bigint(core::waiting(stock, rows.bigint(row, 6), quantity));
        call.answer_time(rows.time(row, 7));
    }
    return call.finish();
}

INVENTORY_FUNCTION(level_history) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text variant_id = arguments.id("variant_id");
    Text location_id = arguments.id("location_id");
    TimestampTz since = arguments.time("since");
    int max_rows = arguments.optional_integer("max_rows", -1);
    if (max_rows == -1 && PG_ARGISNULL(3))
        raise_null("max_rows");
    if (max_rows < 1)
        raise_invalid("max_rows", "must be positive");

    Datum values[] = {text_datum(variant_id), text_datum(location_id), TimestampTzGetDatum(since),
                      Int64GetDatum(max_rows)};
    Rows rows = run(sql::read_history, values);
    for (int row = 0; row < rows.count; row++) {
        for (int column = 1; column <= 10; column++) {
            bool null;
            Datum value = rows.datum(row, column, &null);
            call.answer_datum(value, null);
        }
    }
    return call.finish();
}

} // namespace inventory
