// Errors that are no fault of the call, see errors.hpp: what triggers of the owner's have done, another
// version, a stale snapshot, rows that are lost; and what is said when the extension is created.
#include "pg/base/errors.hpp"

namespace inventory {

void raise_unexplained_change() {
    ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
                    errmsg("the ledger rows do not add up to the change of the level")));
}

void raise_suppressed_row() {
    ereport(ERROR, (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
                    errmsg("a trigger has suppressed a row that the call has to write")));
}

void raise_changed_row(const char *column) {
    ereport(ERROR,
            (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
             errmsg("a trigger has changed %s of a row that the call has to write", column)));
}

void raise_other_version() {
    ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                    errmsg("the function is of another version than the library"),
                    errhint("ALTER EXTENSION inventory UPDATE.")));
}

void raise_inserted_by_trigger(const char *table) {
    ereport(ERROR, (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
                    errmsg("a trigger on table \"%s\" has inserted the row that is being inserted",
                           table)));
}

void raise_changed_by_trigger() {
    ereport(ERROR,
            (errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
             errmsg("a trigger has changed a row that the call is about to write"),
             errhint("Consider using an AFTER trigger instead of a BEFORE trigger to propagate "
                     "changes to other rows.")));
}

void raise_lost_rows(const char *table) {
    ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
                    errmsg("rows of \"%s\" that were locked are not there to be changed", table)));
}

void raise_lost_kit(Text kit_id, int version) {
    ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
                    errmsg("version %d of kit \"%s\" is not in the table \"kits\"", version,
                           c_string(kit_id))));
}

void raise_foreign_schema() {
    ereport(ERROR, (errcode(ERRCODE_DUPLICATE_SCHEMA),
                    errmsg("schema \"inventory\" already exists and is not the extension's"),
                    errhint("Rename or drop it; the extension keeps its objects in a schema of "
                            "that name.")));
}

void notice_missing_preload() {
    ereport(NOTICE, (errmsg("inventory is not in shared_preload_libraries, so carts do not expire "
                            "by themselves"),
                     errhint("Add it to shared_preload_libraries and restart the server, or call "
                             "inventory.maintain() from a scheduler.")));
}

void raise_stale_snapshot() {
    ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
                    errmsg("could not serialize access due to concurrent update"),
                    errhint("Retry the transaction.")));
}

} // namespace inventory
