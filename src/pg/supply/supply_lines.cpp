// Reading lines, see supply_lines.hpp.
#include "pg/supply/supply_lines.hpp"

#include "pg/base/json_values.hpp"

#include <algorithm>

namespace inventory {
namespace {

core::Quantity units_of(const JsonbValue &value, const JsonName &name) {
    return json_whole(value, name, 0, core::max_quantity);
}

OrderLine read_order_line(JsonbContainer *object, const char *name, int number) {
    OrderLine line{};
    bool has_quantity = false;

    visit_object(object, [&](Text key, const JsonbValue &value) {
        const JsonName place{key, "line", number};
        if (key == "variant_id") {
            line.key.variant_id = json_id(value, place);
        } else if (key == "location_id") {
            line.key.location_id = json_id(value, place);
        } else if (key == "quantity") {
            line.quantity = units_of(value, place);
            has_quantity = true;
        } else if (key == "expected_at") {
            line.expected_at = json_time(value, place);
            line.says_date = true;
        } else {
            raise_unknown_key(name, number, key);
        }
    });
    if (line.key.variant_id.empty() || line.key.location_id.empty() || !has_quantity)
        raise_invalid(json_line_name(name, number),
                      "must give variant_id, location_id and quantity");
    return line;
}

DeliveryLine read_delivery_line(JsonbContainer *object, const char *name, int number) {
    DeliveryLine line{};

    visit_object(object, [&](Text key, const JsonbValue &value) {
        const JsonName place{key, "line", number};
        if (key == "variant_id")
            line.variant_id = json_id(value, place);
        else if (key == "location_id")
            line.location_id = json_id(value, place);
        else if (key == "quantity")
            line.accepted = units_of(value, place);
        else if (key == "lost")
            line.lost = units_of(value, place);
        else if (key == "returned")
            line.returned = units_of(value, place);
        else
            raise_unknown_key(name, number, key);
    });
    if (line.variant_id.empty() || line.accepted + line.lost + line.returned == 0)
        raise_invalid(json_line_name(name, number),
                      "must give variant_id, and a quantity, lost or returned above 0");
    return line;
}

// Adds a line to the first that names its level.
void join(OrderLine &first, const OrderLine &line) {
    if (line.says_date != first.says_date || line.expected_at != first.expected_at)
        raise_invalid(psprintf("expected_at of %s", level_name(line.key)),
                      "must be the same in all lines that name it");
    if (core::are_too_many(first.quantity, line.quantity))
        raise_too_many_units(line.key);
    first.quantity += line.quantity;
}

} // namespace

Vec<OrderLine> read_order_lines(Jsonb *json, const char *name) {
    Vec<OrderLine> lines{};
    Vec<int> order{};
    int kept = 0;

    visit_lines(json, name, false, [&](JsonbContainer *object, int number) {
        order.add(lines.count);
        lines.add(read_order_line(object, name, number));
    });
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        int compared = core::compare(lines[a].key, lines[b].key);
        return compared != 0 ? compared < 0 : a < b;
    });
    int first = 0;
    Vec<bool> joined{};
    for (int i = 0; i < lines.count; i++)
        joined.add(false);
    for (int i = 1; i < order.count; i++) {
        if (lines[order[i]].key != lines[order[first]].key) {
            first = i;
            continue;
        }
        join(lines[order[first]], lines[order[i]]);
        joined[order[i]] = true;
    }
    for (int i = 0; i < lines.count; i++)
        if (!joined[i])
            lines[kept++] = lines[i];
    lines.count = kept;
    return lines;
}

Vec<DeliveryLine> read_delivery_lines(Jsonb *json, const char *name, bool may_be_empty) {
    Vec<DeliveryLine> lines{};

    visit_lines(json, name, may_be_empty, [&](JsonbContainer *object, int number) {
        lines.add(read_delivery_line(object, name, number));
    });
    return lines;
}

} // namespace inventory
