// Choosing where units wait, see waiting.hpp.
#include "core/sourcing/waiting.hpp"

namespace inventory::core::sourcing {
namespace {

class Queue {
  public:
    Queue(const Book &book, const Ranks &ranks, int most_sites, Filling &filling, int line)
        : book_(book), ranks_(ranks), most_sites_(most_sites), filling_(filling), line_(line) {}

    // Places so many units. How many found no place.
    Quantity place_all(Quantity units);

  private:
    int site(int place) const { return book_.cart.places[place].site; }
    bool is_used(int place) const { return filling_.is_used[site(place)] != 0; }
    bool may_be_used(int place) const { return is_used(place) || filling_.parcels < most_sites_; }
    bool stands_before(int a, int b) const;
    Quantity room(int place) const;
    Quantity room_at_site(int site) const;
    int whole_site(Quantity units) const;
    void line_up(Quantity units);
    void keep_site(int site);

    const Book &book_;
    const Ranks &ranks_;
    const int most_sites_;
    Filling &filling_;
    const int line_;
    int count_ = 0;
};

bool Queue::stands_before(int a, int b) const {
    if (filling_.ready_by[a] != filling_.ready_by[b])
        return is_sooner(filling_.ready_by[a], filling_.ready_by[b]);
    if (is_used(a) != is_used(b))
        return is_used(a);
    return ranks_.place_rank[a] < ranks_.place_rank[b];
}

// Units of the line that a place may still promise.
Quantity Queue::room(int place) const {
    if (book_.promise[book_.at(place, line_)] == 0)
        return 0;
    return kits(book_.parts(line_), book_.cart.lines[line_].part_count, [&](const Part &part) {
        const Source &source = book_.source(place, part.item);
        return source.tracked ? filling_.left[&source - book_.cart.sources] : no_bound;
    });
}

Quantity Queue::room_at_site(int site) const {
    Quantity units = 0;

    for (int i = 0; i < count_; i++)
        if (this->site(filling_.queue[i]) == site)
            units = plus(units, room(filling_.queue[i]));
    return units;
}

// The site where a line is that is not to be split; where it is at none yet, the first that has room for all
// of it, or the one with most room.
int Queue::whole_site(Quantity units) const {
    int most = -1;

    for (int place = 0; place < book_.cart.place_count; place++)
        if (filling_.taken[book_.at(place, line_)] > 0)
            return site(place);
    for (int i = 0; i < count_; i++) {
        const int site = this->site(filling_.queue[i]);
        if (room_at_site(site) >= units)
            return site;
        if (most < 0 || room_at_site(site) > room_at_site(most))
            most = site;
    }
    return most;
}

// The places that have room, the one first where so many units, or as many as have room there, ship soonest.
void Queue::line_up(Quantity units) {
    count_ = 0;
    for (int place = 0; place < book_.cart.place_count; place++)
        if (const Quantity there = std::min(units, room(place)); may_be_used(place) && there > 0) {
            filling_.queue[count_++] = place;
            filling_.ready_by[place] = ready_at(book_, filling_, place, line_, there).by;
        }
    std::sort(filling_.queue, filling_.queue + count_,
              [&](int a, int b) { return stands_before(a, b); });
}

void Queue::keep_site(int site) {
    const int *end = std::remove_if(filling_.queue, filling_.queue + count_,
                                    [&](int place) { return this->site(place) != site; });

    count_ = static_cast<int>(end - filling_.queue);
}

Quantity Queue::place_all(Quantity units) {
    line_up(units);
    if (!book_.cart.goals.split_lines)
        keep_site(whole_site(units));
    for (int i = 0; i < count_; i++)
        if (room(filling_.queue[i]) >= units) {
            take(book_, filling_, filling_.queue[i], line_, units, true);
            return 0;
        }
    for (int i = 0; i < count_; i++) {
        const int place = filling_.queue[i];
        if (!may_be_used(place))
            continue;
        const Quantity there = std::min(units, room(place));
        take(book_, filling_, place, line_, there, true);
        units -= there;
    }
    return units;
}

} // namespace

bool let_wait(Book &book, const Ranks &ranks, int most_sites, Filling &filling) {
    bool all_have_least = true;

    for (int i = 0; i < book.cart.line_count; i++) {
        const int line = book.lines[i];
        Demand &demand = book.demand[line];
        if (demand.is_untracked || demand.total == demand.stock)
            continue;
        demand.total -=
            Queue(book, ranks, most_sites, filling, line).place_all(demand.total - demand.stock);
        book.outcomes[line].planned = demand.total;
        if (demand.total < book.cart.lines[line].least)
            all_have_least = false;
    }
    return all_have_least;
}

} // namespace inventory::core::sourcing
