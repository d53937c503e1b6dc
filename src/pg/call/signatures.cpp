// Keeping how functions are declared, see signatures.hpp.
#include "pg/call/signatures.hpp"

extern "C" {
#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"
}

namespace inventory {
namespace {

struct Known {
    Oid function;   // the key
    uint64 changes; // of functions, when it was read
    // One that was replaced stays: a call may be in it.
    const Signature *signature;
};

HTAB *known;
uint64 changes = 1;

void on_function_change(Datum, int, uint32) { changes++; }

Known *find_known(Oid function) {
    bool found;

    if (known == nullptr) {
        HASHCTL control{};
        control.keysize = sizeof(Oid);
        control.entrysize = sizeof(Known);
        known = hash_create("inventory functions", 64, &control, HASH_ELEM | HASH_BLOBS);
    }
    Known *entry = static_cast<Known *>(hash_search(known, &function, HASH_ENTER, &found));
    if (!found)
        *entry = Known{function, 0, nullptr};
    return entry;
}

Signature read_signature(FunctionCallInfo fcinfo) {
    Signature signature{};

    get_func_signature(fcinfo->flinfo->fn_oid, &signature.arguments, &signature.argument_count);
    TypeFuncClass kind = get_call_result_type(fcinfo, &signature.result, &signature.columns);
    bool is_value = kind == TYPEFUNC_SCALAR && !fcinfo->flinfo->fn_retset;
    bool is_row = kind == TYPEFUNC_COMPOSITE && signature.columns->natts > 0;
    // Of a table's type without its constraints, which do not matter here and which a copy does not have.
    signature.columns = is_row ? CreateTupleDescCopy(signature.columns) : nullptr;
    if (!is_row && !is_value)
        signature.result = InvalidOid;
    return signature;
}

bool is_same(const Signature &a, const Signature &b) {
    return a.argument_count == b.argument_count && a.result == b.result &&
           memcmp(a.arguments, b.arguments, sizeof(Oid) * a.argument_count) == 0 &&
           (a.columns == nullptr) == (b.columns == nullptr) &&
           (a.columns == nullptr || equalTupleDescs(a.columns, b.columns));
}

const Signature *keep(const Signature &signature) {
    MemoryContext caller = MemoryContextSwitchTo(TopMemoryContext);
    Signature *copy = static_cast<Signature *>(palloc(sizeof(Signature)));
    Size bytes = sizeof(Oid) * signature.argument_count;

    *copy = signature;
    copy->arguments = static_cast<Oid *>(palloc(bytes + 1));
    memcpy(copy->arguments, signature.arguments, bytes);
    if (signature.columns != nullptr)
        copy->columns = BlessTupleDesc(CreateTupleDescCopy(signature.columns));
    MemoryContextSwitchTo(caller);
    return copy;
}

} // namespace

const Signature *signature_of(FunctionCallInfo fcinfo) {
    Known *entry = find_known(fcinfo->flinfo->fn_oid);

    if (entry->changes == changes)
        return entry->signature;
    uint64 before = changes;
    Signature signature = read_signature(fcinfo);
    // Columns of a named type change without the function's changing.
    if (signature.columns != nullptr && signature.columns->tdtypeid != RECORDOID)
        before = 0;
    if (entry->signature == nullptr || !is_same(*entry->signature, signature))
        entry->signature = keep(signature);
    entry->changes = before;
    return entry->signature;
}

void register_signature_callbacks() {
    CacheRegisterSyscacheCallback(PROCOID, on_function_change, Datum{0});
}

} // namespace inventory
