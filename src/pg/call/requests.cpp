// Claiming and remembering request ids, see requests.hpp.
#include "pg/call/requests.hpp"

#include "pg/base/errors.hpp"
#include "pg/rows/claims.hpp"
#include "pg/rows/statements.hpp"
#include "pg/rows/table_writer.hpp"

extern "C" {
#include "access/xact.h"
}

namespace inventory {
namespace {

// Lines are the same lines in another order, and where those of a level are split.
bool differs_in_lines_only(Datum arguments, Datum earlier) {
    return run(sql::compare_lines, Parameters().add(arguments).add(earlier))[0].boolean(1);
}

} // namespace

std::optional<Datum> claim_request(Text request_id, const char *function, Datum arguments) {
    bool exists = claim_id(Claim::request, Lookup::requests, request_id);
    if (!exists && !IsolationUsesXactSnapshot())
        return std::nullopt;

    // What a snapshot that is kept to does not show, or shows though it is gone, cannot be answered.
    Rows rows = run(sql::read_request, Parameters().text(request_id).text(function).add(arguments));
    if (exists != (rows.count > 0))
        raise_stale_snapshot();
    if (!exists)
        return std::nullopt;
    Row earlier = rows[0];
    bool is_same_function = earlier.boolean(1);
    bool is_same = earlier.boolean(2);
    if (!is_same_function ||
        !(is_same || differs_in_lines_only(arguments, *earlier.optional_jsonb(4))))
        raise_request_misused(request_id);
    return *earlier.optional_jsonb(3);
}

void remember_request(Text request_id, const char *function, Datum arguments, Datum result) {
    TableWriter writer = TableWriter::open(Table::requests, CMD_INSERT);

    writer.begin_row();
    writer.set_text(request::request_id, request_id);
    writer.set_text(request::function, Text{function});
    writer.set_jsonb(request::arguments, arguments);
    writer.set_jsonb(request::result, result);
    writer.set_time(request::created_at, GetCurrentTimestamp());
    writer.insert();
    writer.close();
}

void release_request(Text request_id) { release_id(Claim::request, request_id); }

} // namespace inventory
