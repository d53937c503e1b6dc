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
bool OwnWriter::noted_insert(bool inserted) const {
    Row row = after();

    if (inserted && notes() && row.bigint(level::version) == 0)
        note_explained_change(own_frame(), LevelChange{nullptr, &row});
    return inserted;
}

bool OwnWriter::noted_update(bool updated) const {
    Row old_row = before();
    Row new_row = after();

    if (updated && notes())
        note_explained_change(own_frame(), LevelChange{&old_row, &new_row});
    return updated;
}

bool OwnWriter::insert_new() { return noted_insert(TableWriter::insert_new()); }

void OwnWriter::insert() {
    TableWriter::insert();
    noted_insert(true);
}

bool OwnWriter::update() { return noted_update(TableWriter::update()); }

bool OwnWriter::update_unchanged() { return noted_update(TableWriter::update_unchanged()); }

bool OwnWriter::remove(ItemPointerData tid) {
    if (notes()) {
        read(tid);
        Row row = before();
        note_explained_change(own_frame(), LevelChange{&row, nullptr});
    }
    return TableWriter::remove(tid);
}

} // namespace inventory
