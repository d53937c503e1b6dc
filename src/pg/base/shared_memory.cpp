// Reserving and attaching the parts of shared_memory.hpp.
#include "pg/base/shared_memory.hpp"

extern "C" {
#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/shmem.h"
}

namespace inventory {
namespace {

constexpr int most_parts = 4;

SharedPart parts[most_parts];
int part_count = 0;
shmem_request_hook_type next_request_hook = nullptr;
shmem_startup_hook_type next_startup_hook = nullptr;

// In front of each part: only who makes the memory knows the tranches, where processes are not forked.
struct Header {
    LWLock *lock;
};

Size size_of(const SharedPart &part) { return MAXALIGN(sizeof(Header)) + part.size; }

void request_memory() {
    if (next_request_hook != nullptr)
        next_request_hook();
    for (int i = 0; i < part_count; i++) {
        RequestAddinShmemSpace(size_of(parts[i]));
        RequestNamedLWLockTranche(parts[i].name, 1);
    }
}

void start_memory() {
    if (next_startup_hook != nullptr)
        next_startup_hook();

    LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
    for (int i = 0; i < part_count; i++) {
        bool found = false;
        auto *header =
            static_cast<Header *>(ShmemInitStruct(parts[i].name, size_of(parts[i]), &found));
        if (!found)
            header->lock = &GetNamedLWLockTranche(parts[i].name)->lock;
        parts[i].attach(reinterpret_cast<char *>(header) + MAXALIGN(sizeof(Header)), header->lock,
                        !found);
    }
    LWLockRelease(AddinShmemInitLock);
}

} // namespace

void reserve_shared_memory(const SharedPart &part) {
    if (part_count == most_parts)
        elog(ERROR, "inventory: too many parts of shared memory");
    if (part_count == 0) {
        next_request_hook = shmem_request_hook;
        shmem_request_hook = request_memory;
        next_startup_hook = shmem_startup_hook;
        shmem_startup_hook = start_memory;
    }
    parts[part_count++] = part;
}

bool is_preloaded() { return part_count > 0; }

} // namespace inventory
