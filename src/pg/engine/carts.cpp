// The columns of a cart, see carts.hpp.
#include "pg/engine/carts.hpp"

#include "pg/base/intervals.hpp"
#include "pg/base/settings.hpp"

namespace inventory {
namespace {

// In the order of CartStatus.
constexpr const char *labels[] = {"active", "ordered", "completed", "cancelled", "expired"};

core::CartStatus status_of(const char *label) {
    for (int i = 0; i < static_cast<int>(lengthof(labels)); i++)
        if (strcmp(labels[i], label) == 0)
            return static_cast<core::CartStatus>(i);
    elog(ERROR, "inventory: unknown cart status \"%s\"", label);
    pg_unreachable();
}

} // namespace

const char *label_of(core::CartStatus status) { return labels[static_cast<int>(status)]; }

TimestampTz deadline_of_life(OptionalTime present, TimestampTz began, TimestampTz clock,
                             const std::optional<Interval> &ttl) {
    OptionalTime latest{};

    if (settings::cart_max_age > 0)
        latest = began + static_cast<int64>(settings::cart_max_age * USECS_PER_SEC);
    return core::new_deadline(present, deadline_after(clock, ttl), latest);
}

bool is_overdue(Scan &carts, Text reference_id, TimestampTz clock) {
    carts.seek(reference_id);
    if (!carts.next())
        return false;
    Row cart = carts.row();
    return core::phase_of(status_of(cart.label(cart::status)), cart.optional_time(cart::expires_at),
                          clock) == core::CartPhase::overdue;
}

core::Standing standing_of(const Row &row) {
    return core::Standing{row.bigint(hold::quantity), row.bigint(hold::added),
                          row.bigint(hold::place), row.bigint(hold::added_place)};
}

CartRecord cart_of(const Row &row) {
    return CartRecord{status_of(row.label(cart::status)),
                      row.optional_text(cart::customer_id),
                      row.optional_text(cart::order_id),
                      row.time(cart::reserved_at),
                      row.optional_time(cart::expires_at),
                      row.bigint(cart::quantity),
                      row.bigint(cart::confirmed),
                      row.optional_jsonb(cart::last_lines),
                      row.optional_time(cart::sweep_at),
                      row.optional_time(cart::closed_at),
                      row.bigint(cart::shipped)};
}

void set_cart(TableWriter &writer, const CartRecord &record) {
    writer.set_label(cart::status, label_of(record.status));
    writer.set_text(cart::customer_id, record.customer_id);
    writer.set_text(cart::order_id, record.order_id);
    writer.set_time(cart::reserved_at, record.reserved_at);
    writer.set_time(cart::expires_at, record.expires_at);
    writer.set_bigint(cart::quantity, record.quantity);
    writer.set_bigint(cart::confirmed, record.confirmed);
    writer.set_jsonb(cart::last_lines, record.last_lines);
    writer.set_time(cart::sweep_at, record.sweep_at);
    writer.set_time(cart::closed_at, record.closed_at);
    writer.set_bigint(cart::shipped, record.shipped);
}

} // namespace inventory
