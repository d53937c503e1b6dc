// Reading and checking the arguments of a call, in order; what is read is noted for request_id.
#pragma once

#include "pg/base/vec.hpp"
#include "pg/base/postgres.hpp"

#include "pg/rows/json_lines.hpp"

extern "C" {
#include "utils/jsonb.h"
}

namespace inventory {

// The elements of a one-dimensional array argument.
struct Elements {
    Datum *values;
    bool *nulls;
    int count;

    OptionalText text(int at) const;
    std::optional<core::Quantity> bigint(int at) const;
};

// Each reader takes the next argument and names it in its errors: 22004 for NULL unless it is an
// optional one, 22023 for a bad value, 22003 for one out of range; 55000 where the function is
// declared with another type there, or without that argument.
class Arguments {
  public:
    explicit Arguments(FunctionCallInfo fcinfo);

    // An id of a variant, location, reference, customer or order.
    Text id(const char *name);
    OptionalText optional_id(const char *name);
    OptionalText optional_id_or_empty(const char *name);
    // variant_id and location_id, the next two.
    core::LevelKey level_key();
    Oid role(const char *name); // regrole
    // A sentence for people.
    OptionalText optional_text(const char *name);

    core::Quantity quantity(const char *name); // 1 to 2^53-1
    std::optional<core::Quantity> optional_quantity(const char *name);
    core::Quantity stock(const char *name); // 0 to 2^53-1
    std::optional<core::Quantity> optional_stock(const char *name);
    core::Quantity delta(const char *name); // not 0
    std::optional<int64> optional_bigint(const char *name);
    int integer(const char *name);
    std::optional<int> optional_integer(const char *name);

    bool flag(const char *name);
    std::optional<bool> optional_flag(const char *name);
    std::optional<double> optional_double(const char *name, double least, double most);
    double number(const char *name); // any, and none

    std::optional<Interval> optional_ttl(const char *name); // positive
    std::optional<Interval> optional_interval(const char *name);
    TimestampTz time(const char *name); // any, infinity too
    OptionalTime optional_time(const char *name);
    OptionalTime optional_date(const char *name);        // not -infinity
    std::optional<int32> optional_day(const char *name); // a date as PostgreSQL counts it

    Jsonb *jsonb(const char *name);
    // Lines of a cart, merged by level.
    Vec<core::Line> lines(const char *name, LineForm form = {});
    std::optional<Datum> optional_jsonb(const char *name);
    std::optional<Vec<core::Line>> optional_lines(const char *name, LineForm form);
    std::optional<Vec<core::Line>> added_lines(const char *name, LineForm form);

    Vec<Text> ids(const char *name); // no NULL among them
    std::optional<Vec<Text>> optional_ids(const char *name);
    Elements texts(const char *name);
    Elements bigints(const char *name);

    // Arguments that a later version brought, after all others. Where the function is declared without
    // them, as older SQL does, they are as usual; as usual they are not noted either, so that a request
    // of before is known again.
    bool added_flag(const char *name, bool usual);
    std::optional<bool> added_optional_flag(const char *name);
    std::optional<Interval> added_interval(const char *name);
    OptionalTime added_time(const char *name);
    OptionalText added_id(const char *name);
    std::optional<Datum> added_jsonb(const char *name);

    // The id of the request, noted nowhere.
    OptionalText request_id();
    // What was read, as a JSON object.
    Datum noted() const;

  private:
    struct Noted {
        const char *name;
        int position;
    };

    NullableDatum next(Oid type);
    std::optional<Datum> optional(const char *name, Oid type);
    std::optional<Datum> added(const char *name, Oid type);
    Datum needed(const char *name, Oid type);
    Elements elements(const char *name, Datum array, Oid element) const;
    Vec<Text> ids(const char *name, const Elements &elements) const;

    FunctionCallInfo fcinfo_;
    const Oid *types_; // as the function is declared
    int count_;
    int position_ = 0;
    Vec<Noted> noted_{};
};

} // namespace inventory
