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
    bool untracked = !rows[0].is_null(2) && !rows[0].boolean(2);
    call.answer_bigint_or_null(rows[0].bigint(1), untracked);
    return call.finish();
}

INVENTORY_FUNCTION(cart_lines) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Datum values[] = {text_datum(arguments.id("reference_id")),
                      TimestampTzGetDatum(GetCurrentTimestamp())};
    Rows rows = run(sql::read_cart_lines, values);
    for (int row = 0; row < rows.count; row++) {
        core::Level stock;
        core::Quantity quantity = rows[row].bigint(3);

        stock.on_hand = rows[row].bigint(4);
        stock.safety_stock = rows[row].bigint(5);
        call.answer_text(rows[row].text(1));
        call.answer_text(rows[row].text(2));
        call.answer_bigint(quantity);
        call.answer_bigint(core::waiting(stock, rows[row].bigint(6), quantity));
        call.answer_time(rows[row].optional_time(7).value_or(no_time));
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
        Row history = rows[row];
        for (int column = 1; column <= 10; column++)
            call.answer_datum(history.is_null(column) ? Datum{0} : history.datum(column), history.is_null(column));
    }
    return call.finish();
}

} // namespace inventory
