// The operations on what is on its way: ordering, sending a transfer, taking in a delivery. The SQL functions
// are in supply_functions.cpp; the arithmetic is core/supply/supply.hpp's.
//
// Each works on one document, which is claimed before, and on the levels of its lines.
#pragma once

#include "pg/base/errors.hpp"
#include "pg/engine/operation.hpp"
#include "pg/supplies/supplies.hpp"
#include "pg/supply/supply_lines.hpp"

namespace inventory {

struct SupplyOperation : Operation {
    Text supply_id;
    OptionalText reference_id;
    Document document; // as it was claimed
    Document now;      // as it is to be

    bool is_transfer() const { return !document.empty() && document[0].from_location; }
    Verdict examine(Workspace &ws, Vec<WantedLevel> &wanted) override;
    bool write_other_tables() override;
    void refuse() override { raise_limit_below_promises(missing); }

  protected:
    // Sets up an operation that looks first; all of the levels are needed.
    void prepare();
    void want(const core::LevelKey &key, bool creates = true);
    // Lines that were found, which are in the order of levels; the others come after them.
    int found_count() const;
    // Among those the first one that is not before a level.
    int first_from(const core::LevelKey &key) const;
    // The line of a level, an index; -1 where none was found.
    int find_line(const core::LevelKey &key) const;
    int add_line(const core::LevelKey &key);

    // Begins a decision anew.
    void begin(const Workspace &ws);
    void note(Workspace &ws, core::EntryType type, const core::LevelKey &key,
              core::Quantity on_hand, core::Quantity incoming) const;
    // Changes the level of a line as the line was changed.
    void change(Workspace &ws, SupplyLine &line, const core::supply::LevelChange &change);
    void change_level(Workspace &ws, const core::LevelKey &key,
                      const core::supply::LevelChange &change);
    Verdict verdict() const;

    Vec<MissingUnits> missing; // that promised units would lack

  private:
    TimestampTz clock_;
};

// Orders, amends, moves and cancels lines.
struct Ordering : SupplyOperation {
    OptionalText source;
    Vec<int> lines; // of the document: those that the call means, in its order

    // For lines that are named, or (nullptr) all that is open; expected_at where no line says one.
    void prepare_lines(const Vec<OrderLine> *named, OptionalTime expected_at);
    Verdict decide(Workspace &ws) override;

  private:
    void add_wish(int line, const core::supply::Order &wish);

    Vec<core::supply::Order> wishes_; // one a line that is meant
};

// Sends units from one place to another.
struct Shipping : SupplyOperation {
    struct Sent {
        core::LevelKey from;
        core::LevelKey to;
        core::Quantity quantity;
        core::Level left; // the source afterwards
    };

    Text from_location;
    OptionalTime expected_at;
    Vec<Sent> sent;

    void prepare_lines();
    Verdict decide(Workspace &ws) override;
    void refuse() override;

  private:
    void judge(const Workspace &ws, const Sent &line);

    Vec<RefusedLine> unknown_;
    Vec<RefusedLine> lacking_;
};

// Takes in one delivery.
struct Receiving : SupplyOperation {
    struct Delivered {
        int line; // of the document
        core::supply::Delivery delivery;
        core::Quantity accepted, lost, returned, outstanding; // the answer
        core::Level level;
    };

    bool closes;
    bool allows_excess;
    Vec<Delivered> deliveries;

    // For lines that are named, or (nullptr) all that is outstanding.
    void prepare_lines(const Vec<DeliveryLine> *named);
    Verdict decide(Workspace &ws) override;

  private:
    void add(int line, const core::supply::Delivery &delivery);
    void add_named(const Vec<DeliveryLine> &named);
    Text place_of(Text variant_id) const;
    void take_in(Workspace &ws, Delivered &delivered);

    Vec<int> by_line_; // of the document: its delivery, or -1
    Vec<RefusedLine> excess_;
};

} // namespace inventory
