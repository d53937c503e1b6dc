// Writing and reading what a policy row says, see policy_text.hpp.
#include "pg/ledger/policy_text.hpp"

#include <algorithm>
#include <charconv>

extern "C" {
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/datetime.h"
#include "utils/json.h"
}

namespace inventory {
namespace {

constexpr Text created = "created", deleted = "deleted", arrow = " -> ", comma = ", ";

// Of the optional ones, nothing says so.
constexpr const char *nothing_of(Text field) {
    return field == "backorder_limit" ? "unlimited" : "none";
}

// What is no policy: units.
bool is_stock(Text field, core::Share share) {
    return share == core::Share::stock || field == "incoming";
}

void write_value(StringInfo text, Text, core::Quantity value) {
    appendStringInfo(text, INT64_FORMAT, value);
}

void write_value(StringInfo text, Text, bool value) {
    appendStringInfoString(text, value ? "true" : "false");
}

// ISO 8601.
void write_value(StringInfo text, Text field, const std::optional<core::Span> &value) {
    if (!value)
        return appendStringInfoString(text, nothing_of(field));
    appendStringInfo(text, "P%dM%dDT%.6gS", value->months, value->days,
                     static_cast<double>(value->microseconds) / USECS_PER_SEC);
}

void write_value(StringInfo text, Text field, std::optional<core::Quantity> value) {
    char time[MAXDATELEN + 1];

    if (!value)
        return appendStringInfoString(text, nothing_of(field));
    if (field != "available_from")
        return appendStringInfo(text, INT64_FORMAT, *value);
    JsonEncodeDateTime(time, TimestampTzGetDatum(*value), TIMESTAMPTZOID, nullptr);
    appendStringInfoString(text, time);
}

void read_value(Text said, core::Quantity &value) {
    std::from_chars(said.data(), said.data() + said.size(), value);
}

void read_value(Text said, std::optional<core::Quantity> &value) {
    core::Quantity number;

    value.reset();
    if (std::from_chars(said.data(), said.data() + said.size(), number).ec == std::errc())
        value = number;
}

void read_value(Text said, bool &value) { value = said == "true"; }

// Says nothing of what is available.
void read_value(Text, std::optional<core::Span> &) {}

// "safety_stock 0 -> 5": what the field was. Whether it says so of one.
bool take_back_field(Text said, core::Level &level) {
    const std::size_t name_end = said.find(' '), value_end = said.find(arrow);
    bool is_field = false;

    if (name_end == Text::npos || value_end == Text::npos || value_end < name_end)
        return false;
    core::for_each_field([&](auto field) {
        if (said.substr(0, name_end) != field.name || is_stock(field.name, field.share))
            return;
        read_value(said.substr(name_end + 1, value_end - name_end - 1), level.*field.member);
        is_field = true;
    });
    return is_field;
}

} // namespace

Text policy_text(const core::Level *before, const core::Level *after) {
    const core::Level fresh;
    StringInfoData text;

    initStringInfo(&text);
    if (before == nullptr || after == nullptr)
        appendStringInfoString(&text, (before == nullptr ? created : deleted).data());
    const core::Level &old = before == nullptr ? fresh : *before;
    const core::Level &now = after == nullptr ? fresh : *after;
    core::for_each_field([&](auto field) {
        if (is_stock(field.name, field.share) || old.*field.member == now.*field.member)
            return;
        appendStringInfo(&text, "%s%s ", text.len > 0 ? comma.data() : "", field.name);
        write_value(&text, field.name, old.*field.member);
        appendStringInfoString(&text, arrow.data());
        write_value(&text, field.name, now.*field.member);
    });
    return Text{text.data, static_cast<std::size_t>(text.len)};
}

bool tells_of_deleted_level(Text said) { return said.substr(0, deleted.size()) == deleted; }

void take_back_policy(Text said, bool &is_there, core::Level &level) {
    bool goes_on = true;

    // What is told of products and kits is not of the level.
    while (goes_on && !said.empty()) {
        const std::size_t end = std::min(said.find(comma), said.size());
        const Text part = said.substr(0, end);

        if (part == created || part == deleted)
            is_there = part == deleted;
        else
            goes_on = take_back_field(part, level);
        said.remove_prefix(std::min(end + comma.size(), said.size()));
    }
}

} // namespace inventory
