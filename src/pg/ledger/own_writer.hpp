// Writing rows on the extension's own account: what direct SQL may not do, and what the ledger explains.
// Where the triggers of levels are the extension's own they are not fired, and what they would do is done
// here, by the same code.
#pragma once

#include "pg/ledger/ledger.hpp"
#include "pg/rows/table_writer.hpp"

namespace inventory {

// One at a time. Closed with close(); an error needs no closing.
class OwnWriter : public TableWriter {
  public:
    static OwnWriter open(Table table, CmdType command, const Explanation &explanation = {});
    void close();
    // Where update_unchanged() was false: nothing was written.
    void abandon();

    // As those of TableWriter.
    bool insert_new();
    void insert();
    bool update();
    bool update_unchanged();
    bool remove(ItemPointerData tid);

  private:
    explicit OwnWriter(const TableWriter &writer) : TableWriter(writer) {}
    // Whether what changes is for this writer to tell the ledger.
    bool notes() const { return table() == Table::levels && !fires_triggers(); }
    // Notes what was done, if it was, and hands that on.
    bool noted_insert(bool inserted) const;
    bool noted_update(bool updated) const;
};

} // namespace inventory
