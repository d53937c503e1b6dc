// Reading and checking the arguments of a call, in order; what is read is noted for request_id.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/base/postgres.hpp"

#include "core/carts/lines.hpp"

extern "C" {
#include "lib/stringinfo.h"
}

namespace inventory {

// Each reader takes the next argument, names it in its errors, and raises 22004 for NULL unless it
// says that NULL is allowed, 22023 for a bad value, 22003 for one out of range.
class Arguments {
  public:
    explicit Arguments(FunctionCallInfo fcinfo, int position = 0);

    // An id of a variant, location, reference, customer, order or request.
    Text id(const char *name);
    Text optional_id(const char *name); // NULL comes as null text
    // variant_id and location_id, the next two.
    core::LevelKey level_key();
    // A sentence for people.
    Text optional_text(const char *name);

    core::Quantity quantity(const char *name);          // 1 to 2^53-1
    core::Quantity optional_quantity(const char *name); // NULL comes as 0
    core::Quantity stock(const char *name);             // 0 to 2^53-1
    // 0 to 2^53-1, or `fallback` for NULL.
    core::Quantity optional_stock(const char *name, core::Quantity fallback);
    core::Quantity delta(const char *name); // not 0
    core::Quantity optional_bigint(const char *name, core::Quantity fallback);
    int optional_integer(const char *name, int fallback);

    bool flag(const char *name);
    // -1 for NULL, else 0 or 1.
    int optional_flag(const char *name);

    // A positive interval; NULL comes as nullptr.
    Interval *optional_ttl(const char *name);
    TimestampTz time(const char *name); // any, infinity too

    // Lines of a cart, merged by level.
    Vec<core::Line> lines(const char *name);

    // The last argument where a function has one; noted nowhere.
    Text request_id();
    // What was read, as a JSON object.
    Datum noted();

  private:
    bool next_is_null(const char *name);
    Datum next();
    void note(const char *name, int64 value);
    void note(const char *name, Text value);

    FunctionCallInfo fcinfo_;
    StringInfoData notes_;
    int position_;
};

// The elements of a one-dimensional array argument; raises for NULL and other shapes.
struct Elements {
    Datum *values;
    bool *nulls;
    int count;

    Text text(int at) const; // NULL comes as null text
};
Elements read_array(FunctionCallInfo fcinfo, int position, Oid type, const char *name);

} // namespace inventory
