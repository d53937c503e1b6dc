// Reading times, see times.hpp: as timestamptz_in() does it, which raises errors that would not name the
// argument.
#include "pg/base/times.hpp"

#include "pg/base/compat.hpp"

extern "C" {
#include "utils/datetime.h"
}

namespace inventory {

// Whether a text begins with a year and a month: then it is read alike in every date style.
static bool begins_with_year(Text text) {
    size_t digits = text.find_first_not_of("0123456789");

    return digits != Text::npos && digits >= 4 && digits <= 6 && text[digits] == '-';
}

OptionalTime time_of_text(Text text) {
    char workspace[MAXDATELEN + MAXDATEFIELDS];
    char *fields[MAXDATEFIELDS];
    int types[MAXDATEFIELDS];
    int count, kind, zone;
    struct pg_tm parts;
    fsec_t fraction;
    TimestampTz time;

    if (!begins_with_year(text) && text != "infinity" && text != "-infinity")
        return std::nullopt;
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
