// What every SQL function of the extension that answers through here does around its work: connect,
// claim the request_id, answer, remember the answer.
#pragma once

#include "pg/call/arguments.hpp"
#include "pg/call/boundary.hpp"
#include "pg/rows/statements.hpp"

namespace inventory {

class Call {
  public:
    // A call that changes something: refused by PostgreSQL in a read-only transaction.
    static Call changing(FunctionCallInfo fcinfo, const char *function);
    static Call reading(FunctionCallInfo fcinfo);

    // Takes request_id, the last argument. True where the call was made before: its answer is set,
    // and finish() is all that is left. Waits for the same request in another session. Raises
    // IV009 where the id was used for another call.
    bool is_repeated(Arguments &arguments);
    Text request_id() const { return request_id_; }

    // The answer, column by column, row by row.
    void answer_bigint(int64 value);
    void answer_bigint_or_null(int64 value, bool null);
    void answer_integer(int32 value);
    void answer_boolean(bool value);
    void answer_time(TimestampTz value); // no_time answers NULL
    void answer_text(Text value);        // null text answers NULL
    void answer_null();
    void answer_datum(Datum value, bool null);

    // Ends the call with its answer, remembered under request_id where `remembers`; a refusal is
    // not remembered.
    Datum finish(bool remembers = true);

  private:
    Datum to_jsonb() const;
    void read_jsonb(Datum json);
    void append_row(StringInfo json, int row) const;
    void append_value(StringInfo json, int column, int at) const;
    Datum result();

    FunctionCallInfo fcinfo_;
    const char *function_;
    MemoryContext caller_;
    TupleDesc columns_; // nullptr for a single value
    Oid type_;          // of a single value
    int width_;
    Text request_id_;
    Datum arguments_;
    bool repeated_;
    Vec<NullableDatum> values_;
};

} // namespace inventory
