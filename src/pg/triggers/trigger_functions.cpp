// The trigger functions. Those on levels see what changes: what a function of the extension does is
// explained by its entries, see ledger.hpp, anything else is direct SQL, see direct_sql.hpp.
#include "pg/base/errors.hpp"
#include "pg/base/identity.hpp"
#include "pg/base/json.hpp"
#include "pg/call/boundary.hpp"
#include "pg/ledger/frames.hpp"
#include "pg/rows/scan.hpp"
#include "pg/sourcing/locations.hpp"
#include "pg/sourcing/tell_levels.hpp"
#include "pg/triggers/direct_sql.hpp"

extern "C" {
#include "access/htup_details.h"
#include "commands/trigger.h"
#include "utils/rel.h"
}

namespace inventory {
namespace {

void raise_protocol_violation() {
    ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
                    errmsg("this function can only be called by the extension's own triggers")));
}

TriggerData *trigger_data(FunctionCallInfo fcinfo) {
    if (!CALLED_AS_TRIGGER(fcinfo))
        raise_protocol_violation();
    return reinterpret_cast<TriggerData *>(fcinfo->context);
}

// Of an AFTER trigger on levels, and the shape of these.
TriggerData *level_trigger_data(FunctionCallInfo fcinfo, bool for_row, const TableShape **shape) {
    TriggerData *trigger = trigger_data(fcinfo);

    *shape = shape_of(Table::levels, trigger->tg_relation);
    if (*shape == nullptr || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
        for_row != static_cast<bool>(TRIGGER_FIRED_FOR_ROW(trigger->tg_event)))
        raise_protocol_violation();
    return trigger;
}

const char *operation_name(TriggerEvent event) {
    if (TRIGGER_FIRED_BY_UPDATE(event))
        return "UPDATE";
    if (TRIGGER_FIRED_BY_DELETE(event))
        return "DELETE";
    return TRIGGER_FIRED_BY_TRUNCATE(event) ? "TRUNCATE" : "INSERT";
}

} // namespace

// AFTER ROW on levels: notes the difference.
INVENTORY_INTERNAL_FUNCTION(collect_level_change) {
    const TableShape *shape;
    TriggerData *trigger = level_trigger_data(fcinfo, true, &shape);
    TupleDesc description = trigger->tg_relation->rd_att;
    bool inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
    bool updated = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
    Row first = row_of(trigger->tg_trigtuple, description, shape);
    Row second = updated ? row_of(trigger->tg_newtuple, description, shape) : first;
    LevelChange change{inserted ? nullptr : &first, inserted || updated ? &second : nullptr};

    if (Frame *frame = firing_frame()) {
        note_explained_change(*frame, change);
    } else {
        note_direct_change(change, trigger->tg_relation->rd_rel->relowner);
    }
    return PointerGetDatum(nullptr);
}

// AFTER STATEMENT on levels: writes the ledger.
INVENTORY_INTERNAL_FUNCTION(record_level_changes) {
    const TableShape *shape;
    TriggerData *trigger = level_trigger_data(fcinfo, false, &shape);

    if (Frame *frame = firing_frame()) {
        SPI_connect();
        record_explained_changes(*frame);
        SPI_finish();
    } else {
        record_direct_changes(trigger->tg_relation->rd_rel->relowner);
    }
    return PointerGetDatum(nullptr);
}

// AFTER ROW on locations.
INVENTORY_INTERNAL_FUNCTION(note_location_change) {
    note_location_change(RelationGetRelid(trigger_data(fcinfo)->tg_relation));
    return PointerGetDatum(nullptr);
}

namespace {

// What the ledger says of a variant of a product, or of none.
Text product_text(const Row *before, const Row *after) {
    auto product = [](const Row *row) {
        return row == nullptr ? "none" : c_string(row->text(product_variant::product_id));
    };

    if (before != nullptr && after != nullptr &&
        before->text(product_variant::product_id) == after->text(product_variant::product_id))
        return Text{psprintf("product %s", product(after))};
    return Text{psprintf("product %s -> %s", product(before), product(after))};
}

// Tells of a variant with the rights of the table's owner, whoever changed the row.
void tell_of_variant(Oid owner, const Row *before, const Row *after) {
    const Text reason = product_text(before, after);

    SPI_connect();
    run_as(owner, [&] {
        if (before != nullptr)
            tell_levels(before->text(product_variant::variant_id), reason);
        if (after != nullptr && (before == nullptr || before->text(product_variant::variant_id) !=
                                                          after->text(product_variant::variant_id)))
            tell_levels(after->text(product_variant::variant_id), reason);
    });
    SPI_finish();
}

bool say_the_same(const Row &before, const Row &after) {
    return before.text(product_variant::variant_id) == after.text(product_variant::variant_id) &&
           before.text(product_variant::product_id) == after.text(product_variant::product_id) &&
           before.integer(product_variant::sort) == after.integer(product_variant::sort) &&
           is_same_json(before.datum(product_variant::options),
                        after.datum(product_variant::options));
}

bool is_variant_of_product(Text variant_id) {
    push_snapshot();
    Scan scan = Scan::open(Lookup::product_variants);
    scan.seek(variant_id);
    const bool is_there = scan.next();
    scan.close();
    pop_snapshot();
    return is_there;
}

} // namespace

// BEFORE ROW on product_variants: counts the change, and tells of it.
INVENTORY_INTERNAL_FUNCTION(note_product_change) {
    TriggerData *trigger = trigger_data(fcinfo);
    Relation relation = trigger->tg_relation;
    const TableShape *shape = shape_of(Table::product_variants, relation);
    bool inserted = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
    bool updated = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);

    if (shape == nullptr || !TRIGGER_FIRED_BEFORE(trigger->tg_event) ||
        !TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
        raise_protocol_violation();
    HeapTuple now = updated ? trigger->tg_newtuple : trigger->tg_trigtuple;
    Row first = row_of(trigger->tg_trigtuple, relation->rd_att, shape);
    Row second = row_of(now, relation->rd_att, shape);
    if (updated && say_the_same(first, second))
        return PointerGetDatum(now);
    // ON CONFLICT inserts no row then, and an UPDATE tells by itself.
    if (!inserted || !is_variant_of_product(second.text(product_variant::variant_id)))
        tell_of_variant(relation->rd_rel->relowner, inserted ? nullptr : &first,
                        inserted || updated ? &second : nullptr);
    if (!inserted && !updated)
        return PointerGetDatum(now);
    int column = shape->attributes[product_variant::version];
    Datum version = Int64GetDatum(inserted ? 1 : first.bigint(product_variant::version) + 1);
    bool is_null = false;
    return PointerGetDatum(
        heap_modify_tuple_by_cols(now, relation->rd_att, 1, &column, &version, &is_null));
}

// BEFORE STATEMENT on what functions maintain, AFTER ROW on reservations that carry no history.
INVENTORY_INTERNAL_FUNCTION(refuse_direct_change) {
    TriggerData *trigger = trigger_data(fcinfo);
    bool truncates = TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event);

    if (firing_frame() == nullptr || truncates) {
        if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event)) {
            bool is_new = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
            if (is_new && shape_of(Table::reservations, trigger->tg_relation) != nullptr)
                raise_new_reservation();
            if (shape_of(Table::supplies, trigger->tg_relation) == nullptr)
                raise_protocol_violation();
            raise_open_supply(is_new);
        }
        raise_immutable(RelationGetRelationName(trigger->tg_relation),
                        operation_name(trigger->tg_event));
    }
    return PointerGetDatum(nullptr);
}

} // namespace inventory
