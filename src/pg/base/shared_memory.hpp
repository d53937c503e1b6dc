// Memory that all processes of the server share, where the library is preloaded.
#pragma once

#include "pg/base/postgres.hpp"

extern "C" {
#include "storage/lwlock.h"
}

namespace inventory {

// A part of it. Its name is that of its lock, too.
struct SharedPart {
    const char *name;
    Size size;
    // Called in every process that is to know the part; `is_new`: it is to be initialized.
    void (*attach)(void *memory, LWLock *lock, bool is_new);
};

// While the library is preloaded.
void reserve_shared_memory(const SharedPart &part);

// Whether it was, so that there is a worker.
bool is_preloaded();

} // namespace inventory
