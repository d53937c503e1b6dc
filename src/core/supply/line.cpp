// Serving the line, see line.hpp.
#include "core/supply/line.hpp"

#include <algorithm>

namespace inventory::core::supply {
namespace {

// Where supplies end in the line that they serve, one after the other.
class Reach {
  public:
    Reach(Quantity on_hand, const Supplies &supplies, const Terms &terms)
        : supplies_(supplies), terms_(terms), end_(on_hand), all_(on_hand) {
        for (std::size_t i = 0; i < supplies.count; i++)
            all_ = plus(all_, supplies.at[i].outstanding);
    }

    // When the supply comes that serves a unit in line. Units are asked for from the front on.
    Date date(Quantity unit) {
        while (end_ < unit && next_ < supplies_.count) {
            const Dated &supply = supplies_.at[next_++];
            const Date date = ready_with_supply(supply.expected_at, terms_);
            if (!date)
                continue;
            end_ = plus(end_, supply.outstanding);
            date_ = date;
        }
        return end_ < unit ? Date() : date_;
    }
    Quantity all() const { return all_; }

  private:
    const Supplies supplies_;
    const Terms &terms_;
    std::size_t next_ = 0;
    Quantity end_; // of those so far
    Quantity all_; // units that will be there one day
    Date date_;    // of the last of those so far
};

} // namespace

bool stands_before(const Queued &a, const Queued &b) {
    if (a.place != b.place)
        return a.place < b.place;
    if (a.since != b.since)
        return a.since < b.since;
    const Holder &x = *a.holder, &y = *b.holder;
    if (x.reference_id != y.reference_id)
        return x.reference_id < y.reference_id;
    if (x.kit.kit_id != y.kit.kit_id)
        return x.kit.kit_id < y.kit.kit_id;
    if (x.kit.version != y.kit.version)
        return x.kit.version < y.kit.version;
    return x.stripe < y.stripe;
}

void serve(const Queued *line, std::size_t count, Quantity on_hand, const Supplies &supplies,
           const Terms &terms, Served *served) {
    const Quantity stock = terms.is_closed ? 0 : on_hand;
    const Date in_stock = ready_in_stock(terms);
    const bool is_procured = terms.ships_in.has_value();
    Reach reach(stock, supplies, terms);
    Quantity ahead = 0;

    for (std::size_t i = 0; i < count; i++) {
        const Quantity units = line[i].units, end = plus(ahead, units);
        const Quantity from_stock = std::clamp<Quantity>(stock - ahead, 0, units);
        const Quantity covered = std::clamp<Quantity>(reach.all() - ahead, 0, units);
        const Date date = from_stock == units ? in_stock : reach.date(end);
        Ready ready{date, date};
        if (is_procured && from_stock < units)
            ready = sooner(ready, ready_to_order(line[i].since, terms));
        served[i] = Served{from_stock, covered - from_stock, ready};
        ahead = end;
    }
}

} // namespace inventory::core::supply
