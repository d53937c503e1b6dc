// Reading what a row refers to, see row.hpp.
#include "pg/rows/row.hpp"

#include "pg/base/compat.hpp"

extern "C" {
#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"
}

namespace inventory {

Text Row::text(int column) const {
    struct varlena *found = PG_DETOAST_DATUM_PACKED(datum(column));
    Size length = VARSIZE_ANY_EXHDR(found);
    char *copy = static_cast<char *>(palloc(length + 1));

    memcpy(copy, VARDATA_ANY(found), length);
    copy[length] = '\0';
    return Text{copy, length};
}

Text Row::view(int column) const {
    struct varlena *found = PG_DETOAST_DATUM_PACKED(datum(column));

    return Text{VARDATA_ANY(found), VARSIZE_ANY_EXHDR(found)};
}

OptionalText Row::optional_text(int column) const {
    return is_null(column) ? std::nullopt : std::optional(text(column));
}

std::optional<Datum> Row::optional_jsonb(int column) const {
    if (is_null(column))
        return std::nullopt;
    return PointerGetDatum(PG_DETOAST_DATUM_COPY(datum(column)));
}

Vec<Text> Row::texts(int column) const {
    Vec<Text> texts{};
    Datum *elements;
    bool *nulls;
    int count;

    if (is_null(column))
        return texts;
    deconstruct_array(DatumGetArrayTypePCopy(datum(column)), TEXTOID, -1, false, TYPALIGN_INT,
                      &elements, &nulls, &count);
    for (int i = 0; i < count; i++)
        if (!nulls[i])
            texts.add(Text{VARDATA_ANY(elements[i]), VARSIZE_ANY_EXHDR(elements[i])});
    return texts;
}

const char *Row::label(int column) const {
    return DatumGetCString(DirectFunctionCall1(enum_out, datum(column)));
}

bool Row::equals(int column, Text text) const {
    char *value = DatumGetPointer(datum(column));

    return !VARATT_IS_EXTERNAL(value) && !VARATT_IS_COMPRESSED(value) &&
           Text{VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)} == text;
}

Row row_of(HeapTuple tuple, TupleDesc description, const TableShape *shape) {
    Size columns = static_cast<Size>(description->natts);
    Datum *values = static_cast<Datum *>(palloc(sizeof(Datum) * columns));
    bool *nulls = static_cast<bool *>(palloc(sizeof(bool) * columns));

    heap_deform_tuple(tuple, description, values, nulls);
    return {values, nulls, shape};
}

} // namespace inventory
