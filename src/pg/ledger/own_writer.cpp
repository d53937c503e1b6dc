// Writing rows on the extension's own account, see own_writer.hpp.
#include "pg/ledger/own_writer.hpp"

#include "pg/ledger/frames.hpp"
#include "pg/ledger/level_change.hpp"

namespace inventory {

OwnWriter OwnWriter::open(Table table, CmdType command, const Explanation &explanation) {
    begin_own(explanation);
    return OwnWriter(TableWriter::open(table, command));
}

void OwnWriter::close() {
    bool records = notes();

    TableWriter::close();
    if (records)
        record_explained_changes(own_frame());
    end_own();
}

void OwnWriter::abandon() {
    TableWriter::close();
    end_own();
}

// As the trigger's WHEN has it, a new row with a version is not news.
void OwnWriter::note_insert() const {
    Row row = after();

    if (notes() && row.bigint(level::version) == 0)
        note_explained_change(own_frame(), LevelChange{nullptr, &row});
}

void OwnWriter::note_update() const {
    if (!notes())
        return;
    Row old_row = before();
    Row new_row = after();
    note_explained_change(own_frame(), LevelChange{&old_row, &new_row});
}

bool OwnWriter::insert_new() {
    bool inserted = TableWriter::insert_new();

    if (inserted)
        note_insert();
    return inserted;
}

void OwnWriter::insert() {
    TableWriter::insert();
    note_insert();
}

bool OwnWriter::update() {
    bool updated = TableWriter::update();

    if (updated)
        note_update();
    return updated;
}

bool OwnWriter::update_unchanged() {
    bool updated = TableWriter::update_unchanged();

    if (updated)
        note_update();
    return updated;
}

bool OwnWriter::remove(ItemPointerData tid) {
    if (notes()) {
        read(tid);
        Row row = before();
        note_explained_change(own_frame(), LevelChange{&row, nullptr});
    }
    return TableWriter::remove(tid);
}

} // namespace inventory
