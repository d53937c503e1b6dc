// Every error that the extension raises of its own. Messages are sentences for people, details are
// JSON arrays for machines; the codes are those of docs/reference/errors.md.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/base/postgres.hpp"

#include "core/base/level_key.hpp"
#include "core/base/quantity.hpp"
#include "core/carts/cart.hpp"

namespace inventory {

// A line that was refused: what was asked of a level, and what it has.
struct RefusedLine {
    core::LevelKey key;
    core::Quantity requested;
    core::Quantity available;
    Text kit_id{};              // of a component; else empty
    core::Quantity minimum = 0; // that would have done; 0: none was said
};

// A line that a cart does not hold as it was wanted; without a location it means the variant.
struct DifferentLine {
    core::LevelKey key;
    core::Quantity held;
    core::Quantity wanted;
};

// A level of which nothing is shipped before a time.
struct EarlyLevel {
    core::LevelKey key;
    TimestampTz available_from;
};

// Units that a level would lack.
struct MissingUnits {
    core::LevelKey key;
    core::Quantity missing;
};

// `variant "a" at location "nyc"`; of a key without one of the two, what it has.
char *level_name(const core::LevelKey &key);

// IV001 and IV002, naming every line; where both apply, IV002 names the short lines after its own.
// proven: nothing else could have been had, as far as was looked.
[[noreturn]] void raise_insufficient_stock(const Vec<RefusedLine> &lines, bool proven = true,
                                           const char *hint = nullptr);
[[noreturn]] void raise_unknown_level(const Vec<RefusedLine> &unknown,
                                      const Vec<RefusedLine> &lacking);

// IV003: the cart, or its hold on one level.
[[noreturn]] void raise_no_cart(Text reference_id);
[[noreturn]] void raise_no_hold(Text reference_id, const core::LevelKey &key);

// IV004, IV007.
[[noreturn]] void raise_cart_expired(Text reference_id);
[[noreturn]] void raise_cart_state(Text reference_id, core::CartCall call, core::CartPhase phase);
// Orders that would be cancelled without being asked to, by the call for one cart or that for many.
[[noreturn]] void raise_orders(const Vec<Text> &references, bool of_many);
[[noreturn]] void raise_other_order(Text reference_id, Text order_id);

// IV012.
[[noreturn]] void raise_other_lines(Text reference_id, const Vec<DifferentLine> &lines);

// IV013: the sentence goes on from the name of the variant. IV015.
[[noreturn]] void raise_kit_misused(Text variant_id, const char *sentence);
[[noreturn]] void raise_not_for_sale(const Vec<core::LevelKey> &lines);
[[noreturn]] void raise_not_shipped(const Vec<core::LevelKey> &lines);

// IV014: of one supply; more than is outstanding, in lines whose `available` is that.
[[noreturn]] void raise_unknown_supply(Text supply_id);
[[noreturn]] void raise_unknown_supply_lines(Text supply_id, const Vec<core::LevelKey> &lines,
                                             bool is_transfer);
[[noreturn]] void raise_more_than_outstanding(Text supply_id, const Vec<RefusedLine> &lines,
                                              bool is_transfer);
[[noreturn]] void raise_supply_shipped(Text supply_id);
[[noreturn]] void raise_supply_used(Text supply_id);

// IV010 of supplies, 22023 of a limit that follows them, IV015 before available_from, XX001 where incoming
// or limit are not what supplies say.
[[noreturn]] void raise_limit_below_promises(const Vec<MissingUnits> &levels);
[[noreturn]] void raise_limit_follows(const core::LevelKey &key);
[[noreturn]] void raise_not_shipped_yet(const Vec<EarlyLevel> &levels);
[[noreturn]] void raise_supply_out_of_step(const core::LevelKey &key);

// 22023: a supply of fewer units than have come.
[[noreturn]] void raise_below_received(Text supply_id, const core::LevelKey &key,
                                       core::Quantity quantity, core::Quantity received);

// 22023: of a product that has the variant already.
[[noreturn]] void raise_variant_of_other(Text variant_id, Text product_id);

// IV016: units are there, but not in so few parcels (0: not of one line in one).
[[noreturn]] void raise_too_many_parcels(const Vec<RefusedLine> &lines, int max_parcels,
                                         bool proven);

// IV010: stock of a component was not tracked when kits were taken.
[[noreturn]] void raise_in_held_kit(const core::LevelKey &key);

// IV011, of a location.
[[noreturn]] void raise_location_in_use(Text location_id, int64 levels);
// IV011, of a kit to be.
[[noreturn]] void raise_kit_has_levels(Text variant_id, int64 levels);

// IV005, IV010, IV011.
[[noreturn]] void raise_unexpected_on_hand(const core::LevelKey &key, core::Quantity expected,
                                           core::Quantity on_hand);
[[noreturn]] void raise_counted_since(const core::LevelKey &key);
[[noreturn]] void raise_promised_without_stock(const core::LevelKey &key, core::Quantity missing);
[[noreturn]] void raise_untracked_with_holds(const core::LevelKey &key, core::Quantity reserved);
[[noreturn]] void raise_level_not_empty(const core::LevelKey &key, core::Quantity on_hand,
                                        core::Quantity reserved, core::Quantity incoming);

// IV008, IV009.
[[noreturn]] void raise_immutable(const char *table, const char *operation);
[[noreturn]] void raise_maintained(const char *column, const core::LevelKey &key);
[[noreturn]] void raise_striped(const core::LevelKey &key, int rows);
[[noreturn]] void raise_new_reservation();
[[noreturn]] void raise_open_supply(bool is_new);
[[noreturn]] void raise_request_misused(Text request_id);

// XX000: the ledger would not explain the change.
[[noreturn]] void raise_unexplained_change();
// XX001: locked rows were not all there to be written.
[[noreturn]] void raise_lost_rows(const char *table);
// XX001: what is held of a kit tells a version that is not there.
[[noreturn]] void raise_lost_kit(Text kit_id, int version);
// 27000: a user's trigger (or rule) has suppressed or changed a row, or inserted the very row that is
// being inserted.
[[noreturn]] void raise_suppressed_row();
[[noreturn]] void raise_changed_row(const char *column);
[[noreturn]] void raise_inserted_by_trigger(const char *table);
[[noreturn]] void raise_changed_by_trigger();

// 55000: a function is declared otherwise than this library answers it.
[[noreturn]] void raise_other_version();
[[noreturn]] void raise_sequence_behind();

// Bad arguments. The sentence continues the name of the argument, as in "must be positive".
[[noreturn]] void raise_null(const char *argument);
[[noreturn]] void raise_invalid(const char *argument, const char *sentence);
[[noreturn]] void raise_out_of_range(const char *argument, const char *sentence);
// What is low at a location is said of its levels.
[[noreturn]] void raise_low_stock_at_location();
[[noreturn]] void raise_below_zero(const core::LevelKey &key, core::Quantity on_hand,
                                   core::Quantity delta);
[[noreturn]] void raise_may_not_overtake();
[[noreturn]] void raise_more_than_hold(const core::LevelKey &key, Text reference_id,
                                       core::Quantity requested, core::Quantity held);
[[noreturn]] void raise_level_overflow(const core::LevelKey &key);
[[noreturn]] void raise_too_many_units(const core::LevelKey &key); // in all lines that name it
[[noreturn]] void raise_cart_overflow(Text reference_id);

// 42704: of a stream, where that is said.
[[noreturn]] void raise_no_consumer(Text consumer_id, Text stream);

// 42P06, while the extension is created.
[[noreturn]] void raise_foreign_schema();
// No error: the extension was created where there is no worker.
void notice_missing_preload();

// 40001: somebody changed what this transaction's snapshot does not show.
[[noreturn]] void raise_stale_snapshot();

} // namespace inventory
