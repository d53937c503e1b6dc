// The SQL functions that read levels: what is available, how a level came to be.
#include "pg/call/call.hpp"
#include "pg/base/errors.hpp"
#include "pg/sourcing/offers.hpp"
#include "pg/stock/ledger_since.hpp"

namespace inventory {

INVENTORY_FUNCTION(available_inventory) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    Text variant_id = arguments.id("variant_id");
    OptionalText location_id = arguments.optional_id("location_id");
    OptionalText excluded = arguments.optional_id("excluding_reference");
    Vec<Text> locations{};
    if (location_id)
        locations.add(*location_id);

    Lister lister = Lister::open(location_id ? &locations : nullptr, excluded);
    core::Listing listing = lister.list(variant_id);
    lister.close();
    call.answer_bigint(listing.is_untracked() ? std::nullopt : std::optional(listing.available));
    return call.finish();
}

INVENTORY_FUNCTION(level_history) {
    Call call = Call::reading(fcinfo);
    Arguments arguments(fcinfo);

    core::LevelKey key = arguments.level_key();
    TimestampTz since = arguments.time("since");
    int max_rows = arguments.integer("max_rows");
    if (max_rows < 1)
        raise_invalid("max_rows", "must be positive");

    bool from_beginning = TIMESTAMP_IS_NOBEGIN(since);
    int64 first = from_beginning ? 0 : first_number_since(key, since, max_rows);
    Parameters parameters = Parameters().key(key).time(since).bigint(max_rows).bigint(first);
    Rows rows = run(sql::read_history, parameters);
    for (int row = 0; row < rows.count; row++)
        call.answer_row(rows, row);
    return call.finish();
}

} // namespace inventory
