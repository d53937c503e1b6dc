// Reading times, see times.hpp: as timestamptz_in() does it, which raises errors that would not name the
// argument.
#include "pg/base/times.hpp"

#include "pg/base/compat.hpp"

extern "C" {
#include "utils/datetime.h"
}

namespace inventory {

OptionalTime time_of_text(Text text) {
    char workspace[MAXDATELEN + MAXDATEFIELDS];
    char *fields[MAXDATEFIELDS];
    int types[MAXDATEFIELDS];
    int count, kind, zone;
    struct pg_tm parts;
    fsec_t fraction;
    TimestampTz time;

    if (ParseDateTime(c_string(text), workspace, sizeof(workspace), fields, types, MAXDATEFIELDS,
                      &count) != 0 ||
        compat::decode_time(fields, types, count, &kind, &parts, &fraction, &zone) != 0)
        return std::nullopt;
    switch (kind) {
    case DTK_DATE:
        return tm2timestamp(&parts, fraction, &zone, &time) == 0 ? OptionalTime{time}
                                                                 : std::nullopt;
    case DTK_EPOCH:
        return SetEpochTimestamp();
    case DTK_LATE:
        return static_cast<TimestampTz>(DT_NOEND);
    case DTK_EARLY:
        return static_cast<TimestampTz>(DT_NOBEGIN);
    default:
        return std::nullopt;
    }
}

} // namespace inventory
