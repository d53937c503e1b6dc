// What a call works on: its carts with their holds, its levels with their rows, and the ledger entries
// that explain what it does to them. Finding them, walking them, and changing them in memory.
//
// They come in by load_carts.hpp and load_levels.hpp, which lock them in the one order that all calls
// keep; distribute.hpp brings what changed down to the rows, write.hpp writes these, a table at a time.
// What a call does with all that is an Operation, see operation.hpp.
#pragma once

#include "pg/engine/carts.hpp"
#include "pg/engine/levels.hpp"
#include "pg/ledger/ledger.hpp"

#include "core/carts/lines.hpp"

namespace inventory {

// Whether rows are only looked at, or locked, after waiting for whoever has them in hand or leaving
// out levels that others have locked.
enum class Locking { none, wait, skip_locked };

// Units that are new to a hold and that stock does not cover: when they ship is told by the time at which the
// ledger records them.
struct NewPromise {
    int hold;
    int entry;
    core::Level level; // without them
    core::Quantity units;
    bool joins; // others of the hold, which keeps the later date
};

// A list whose items name the next by its index; it may grow while it is walked.
template <class Item> class Chain {
  public:
    struct Iterator {
        Vec<Item> *items;
        int at;

        Item &operator*() const { return (*items)[at]; }
        Iterator &operator++() {
            at = (*items)[at].next;
            return *this;
        }
        bool operator!=(const Iterator &other) const { return at != other.at; }
    };

    Chain(Vec<Item> *items, int first) : items_(items), first_(first) {}
    Iterator begin() const { return Iterator{items_, first_}; }
    Iterator end() const { return Iterator{items_, -1}; }
    bool empty() const { return first_ < 0; }

  private:
    Vec<Item> *items_;
    int first_;
};

// Items that lie side by side.
template <class Item> struct Span {
    Item *first;
    int count;

    Item *begin() const { return first; }
    Item *end() const { return first + count; }
};

struct Workspace {
    Locking locking;
    const Workspace *seen;   // what a peek saw, or nullptr
    bool needs_all_rows;     // of every level
    bool guarded;            // in a savepoint, so that it can start over
    bool may_go_elsewhere;   // so that without a savepoint it waits for nobody
    bool glances;            // at some of a level's rows, where they are enough
    bool trusts_peek;        // its one row is not locked, but written if it is as the peek saw it
    TimestampTz clock;       // read once, after the carts are locked
    TimestampTz claimed_at;  // when new carts were inserted
    OptionalText request_id; // noted in the ledger
    Vec<Cart> carts;         // in reference order
    Vec<Hold> holds;
    Vec<HoldRow> hold_rows;
    Vec<Level> levels; // in lock order
    Vec<LevelRow> rows;
    Vec<core::Stripe> stripes;
    Vec<LedgerEntry> entries;
    Vec<NewPromise> promises; // of new units, to be told when they are recorded

    // Begins with nothing loaded; where rows are to be locked, the tables are.
    static Workspace with(Locking locking);

    // Indexes, -1 where it is not there.
    int find_cart(Text reference_id) const;
    // Whether it has looked for a cart, and found none.
    bool is_without(Text reference_id) const;
    int find_level(const core::LevelKey &key) const;
    int find_hold(int cart, int level, const core::KitKey &kit = {}) const;
    int find_hold(int cart, const core::LevelKey &key, const core::KitKey &kit = {}) const;
    int find_row(const Level &level, int stripe) const;

    // A cart's holds, in the order in which they were taken; a hold's rows; a level's rows.
    Chain<Hold> holds_of(const Cart &cart) const {
        return {const_cast<Vec<Hold> *>(&holds), cart.first_hold};
    }
    Chain<HoldRow> rows_of(const Hold &hold) const {
        return {const_cast<Vec<HoldRow> *>(&hold_rows), hold.first_row};
    }
    Span<LevelRow> rows_of(const Level &level) const {
        return {rows.items + level.first_row, level.row_count};
    }
    Span<core::Stripe> stripes_of(const Level &level) const {
        return {stripes.items + level.first_row, level.row_count};
    }

    // Adds the levels that a cart holds units of, with the rows that they are on.
    void want_held_levels(const Cart &cart, Vec<WantedLevel> &wanted) const {
        for (const Hold &hold : holds_of(cart))
            wanted.add(WantedLevel::with_holds(hold.key));
    }

    // Marks a cart as worked on.
    CartRecord &change_cart(int cart);
    // Changes what a cart holds of a level, and the stock with it, and notes the ledger entry.
    // Units that were promised for a date already, where `told` is said, bring it along.
    void change_hold(int cart, int level, core::Quantity delta, core::EntryType type,
                     core::Quantity on_hand_delta, const core::KitKey &kit = {},
                     const std::optional<OptionalTime> &told = std::nullopt);
    // The hold of a cart on a level, made if there is none, which may move the others; an index.
    int make_hold(int cart, int level, const core::KitKey &kit = {});
    // The row of a hold on a stripe, likewise.
    HoldRow &make_row(int hold, int stripe);
    // Gives a hold, rows and place in line, to another cart, and notes the ledger entries.
    void hand_over(int hold, int cart);
    // Carries units of a hold to another level, with their place in line, and notes the entries.
    void carry(int hold, int level, core::Quantity units);
    // Whether a hold stands for its kit at its place: of the components that are held, the first.
    bool leads(const Hold &hold) const;
    // What a cart holds: kits, not their components.
    Vec<core::Line> lines_of(const Cart &cart) const;
    // Ends all holds of a cart, and it expires.
    void expire_cart(int cart);
    void begin_new_life(int cart, OptionalText customer_id);
    void close_cart(int cart, core::CartStatus status);
    // Closes a cart that holds nothing any more: completed if some of it was shipped, else cancelled.
    void close_if_empty(int cart);

    // Whether all rows of all levels are locked.
    bool has_all_rows() const;
    // Whether somebody waits for stock of a level whose rows are to be locked and are not all so: who
    // stands where in line is seen only then.
    bool has_unlocked_line() const;
    // Appends a row of a level that was read.
    void append_row(const Row &row, TransactionId holder, ItemPointerData tid);
    // Adds the rows of a level up.
    void total_up(Level &level) const;
};

} // namespace inventory
