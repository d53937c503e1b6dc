// The shared memory of worker_slots.hpp.
//
// A slot is one 64-bit atomic: the serial number of its pass in the upper half, the result in the
// lower. So no lock is needed, and a late report cannot reach the wrong pass.
#include "pg/worker/worker_slots.hpp"

#include "pg/base/settings.hpp"
#include "pg/base/shared_memory.hpp"

extern "C" {
#include "miscadmin.h"
#include "port/atomics.h"
}

namespace inventory {

namespace {

struct SharedSlots {
    pg_atomic_uint64 cell[settings::max_workers_limit];
    pg_atomic_uint32 extension[settings::max_workers_limit];
    PassPosition position[settings::max_workers_limit];
};

SharedSlots *shared_slots = nullptr;

uint64 cell_value(uint32 serial, PassResult result) {
    return (static_cast<uint64>(serial) << 32) | static_cast<uint32>(result);
}

// The slots need no lock.
void attach(void *memory, LWLock *, bool is_new) {
    shared_slots = static_cast<SharedSlots *>(memory);
    if (!is_new)
        return;
    for (pg_atomic_uint64 &cell : shared_slots->cell)
        pg_atomic_init_u64(&cell, cell_value(0, PassResult::pending));
    for (pg_atomic_uint32 &extension : shared_slots->extension)
        pg_atomic_init_u32(&extension, InvalidOid);
}

} // namespace

void reserve_worker_slots() {
    reserve_shared_memory({"inventory_worker_slots", sizeof(SharedSlots), attach});
}

PassTicket open_slot(uint32 slot, Oid database, const PassPosition &position) {
    pg_atomic_uint64 *cell = &shared_slots->cell[slot];
    const uint32 serial = static_cast<uint32>(pg_atomic_read_u64(cell) >> 32) + 1;

    pg_atomic_write_u64(cell, cell_value(serial, PassResult::pending));
    pg_atomic_write_u32(&shared_slots->extension[slot], InvalidOid);
    shared_slots->position[slot] = position;
    return PassTicket{database, slot, serial};
}

void report_extension(const PassTicket &ticket, Oid extension) {
    pg_atomic_write_u32(&shared_slots->extension[ticket.slot], extension);
}

Oid pass_extension(const PassTicket &ticket) {
    return pg_atomic_read_u32(&shared_slots->extension[ticket.slot]);
}

// The position is written before the result, which says that it is there. Nobody else writes it while
// the ticket is good.
void report_pass(const PassTicket &ticket, PassResult result, const PassPosition &position) {
    pg_atomic_uint64 *cell = &shared_slots->cell[ticket.slot];
    uint64 expected = cell_value(ticket.serial, PassResult::pending);

    if (pg_atomic_read_u64(cell) != expected)
        return;
    shared_slots->position[ticket.slot] = position;
    (void)pg_atomic_compare_exchange_u64(cell, &expected, cell_value(ticket.serial, result));
}

PassResult pass_result(const PassTicket &ticket) {
    const uint64 value = pg_atomic_read_u64(&shared_slots->cell[ticket.slot]);

    return static_cast<PassResult>(static_cast<uint32>(value));
}

PassPosition pass_position(const PassTicket &ticket) { return shared_slots->position[ticket.slot]; }

} // namespace inventory
