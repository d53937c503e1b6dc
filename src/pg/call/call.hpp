// What every SQL function of the extension that answers through here does around its work: connect,
// claim the request_id, answer, remember the answer.
#pragma once

#include "pg/base/json.hpp"
#include "pg/call/arguments.hpp"
#include "pg/call/boundary.hpp"
#include "pg/rows/statements.hpp"

namespace inventory {

class Call {
  public:
    // A call that changes something: refused by PostgreSQL in a read-only transaction. Both raise
    // 55000 where the function is declared to answer neither a value nor rows.
    static Call changing(FunctionCallInfo fcinfo, const char *function);
    static Call reading(FunctionCallInfo fcinfo);

    // True where the call was made before: its answer is set, and finish() is all that is left.
    // Waits for the same request in another session. Raises IV009 where the id was used for
    // another call.
    bool is_repeated(OptionalText request_id, const Arguments &arguments);

    // Unless the call was made before, performs an operation (see engine/operation.hpp) and answers
    // with answer(). Ends the call either way.
    template <class Operation, class Answer>
    Datum carry_out(Operation &operation, const Arguments &arguments, Answer answer);

    // The answer, column by column, row by row. Each raises 55000 where the function is declared
    // with another type there.
    void answer_bigint(std::optional<int64> value);
    void answer_integer(std::optional<int32> value);
    void answer_double(std::optional<double> value);
    void answer_boolean(std::optional<bool> value);
    void answer_time(OptionalTime value);
    void answer_text(OptionalText value);
    void answer(Oid type, NullableDatum value);
    // All columns of a row that a statement read.
    void answer_row(const Rows &rows, int row);
    // It is a refusal, which is not remembered under request_id.
    void forget() { forgotten_ = true; }

    // Ends the call with its answer.
    Datum finish();

  private:
    int rows() const { return values_.count / width_; }
    Datum row(int at);
    Datum result();
    Datum to_jsonb();
    void read_jsonb(Datum json);
    void read_row(JsonbContainer *object);

    FunctionCallInfo fcinfo_;
    const char *function_;
    MemoryContext caller_;
    TupleDesc columns_; // nullptr for a single value
    Oid type_;          // of a single value
    int width_;
    bool is_set_;
    OptionalText request_id_;
    Datum arguments_;
    bool repeated_;
    bool forgotten_;
    int column_;        // the next to be answered
    Vec<Datum> values_; // a row after the other
    Vec<bool> nulls_;
};

template <class Operation, class Answer>
Datum Call::carry_out(Operation &operation, const Arguments &arguments, Answer answer) {
    if (is_repeated(operation.request_id, arguments))
        return finish();
    perform(operation);
    answer();
    return finish();
}

} // namespace inventory
