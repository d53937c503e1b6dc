// Finding and locking consumers, see consumers.hpp.
#include "pg/signals/consumers.hpp"

#include "pg/base/errors.hpp"
#include "pg/rows/statements.hpp"

extern "C" {
#include "miscadmin.h"
#include "utils/acl.h"
}

namespace inventory {
namespace {

constexpr Text names[] = {"changes", "signals"}; // as Stream

std::optional<Consumer> consumer_of(const Rows &rows) {
    if (rows.count == 0)
        return std::nullopt;
    const Row row = rows[0];
    return Consumer{row.text(1), row.bigint(2), row.text(3), row.optional_time(4)};
}

} // namespace

bool Consumer::is_of(Stream wanted) const { return stream == name_of(wanted); }

bool Consumer::is_own() const {
    const Oid owner = get_role_oid(c_string(role), true);

    return OidIsValid(owner) ? has_privs_of_role(GetOuterUserId(), owner)
                             : superuser_arg(GetOuterUserId());
}

std::optional<Stream> stream_named(Text name) {
    for (Stream stream : {Stream::changes, Stream::signals})
        if (name_of(stream) == name)
            return stream;
    return std::nullopt;
}

Text name_of(Stream stream) { return names[static_cast<int>(stream)]; }

Consumer find_consumer(Text consumer_id, Stream stream) {
    std::optional<Consumer> found =
        consumer_of(run(sql::read_consumer, Parameters().text(consumer_id)));

    if (!found || !found->is_of(stream) || !found->is_own())
        raise_no_consumer(consumer_id, name_of(stream));
    return *found;
}

Consumer hold_consumer(Text consumer_id) {
    std::optional<Consumer> found =
        consumer_of(run(sql::wait_for_consumer, Parameters().text(consumer_id)));

    if (!found || !found->is_own())
        raise_no_consumer(consumer_id, {});
    return *found;
}

std::optional<Consumer> try_consumer(Text consumer_id) {
    return consumer_of(run(sql::lock_consumer, Parameters().text(consumer_id)));
}

} // namespace inventory
