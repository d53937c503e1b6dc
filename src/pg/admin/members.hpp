// The members of the extension: the objects that belong to it, and who has rights on them. Another's
// object in the schema, an overload of a function for instance, is none.
#pragma once

#include "pg/admin/declared_access.hpp"
#include "pg/base/vec.hpp"

#include <optional>

extern "C" {
#include "utils/acl.h"
}

namespace inventory {

struct Member {
    const char *kind;  // as GRANT calls it: FUNCTION, TABLE (a view too), SEQUENCE, TYPE, SCHEMA
    const char *right; // what a grant of access gives on it
    AclMode right_bit;
    const char *identity; // as SQL names this very object: qualified, quoted, with argument types
    const Acl *acl;       // nullptr where nobody has granted or revoked anything
    bool is_new;          // this transaction made it, and no rights were set yet
    std::optional<Access> access;
};

// The schema, and what is in it. Locks nothing.
Vec<Member> extension_members();

} // namespace inventory
