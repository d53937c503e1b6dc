// The refusals that places, kits and products are the reason of, see errors.hpp.
#include "pg/base/details.hpp"
#include "pg/base/json.hpp"

namespace inventory {
namespace {

constexpr int without_stock = error_code("010");
constexpr int not_empty = error_code("011");
constexpr int kit_misused = error_code("013");
constexpr int not_for_sale = error_code("015");
constexpr int too_many_parcels = error_code("016");

} // namespace

void raise_kit_misused(Text variant_id, const char *sentence) {
    ereport(ERROR,
            (errcode(kit_misused), errmsg("variant \"%s\" %s", c_string(variant_id), sentence),
             errdetail_internal("%s", text_detail("variant_id", variant_id))));
}

void raise_variant_of_other(Text variant_id, Text product_id) {
    StringInfoData detail;

    initStringInfo(&detail);
    appendStringInfoString(&detail, "[{");
    append_json_key(&detail, "variant_id");
    append_json(&detail, variant_id);
    append_json_key(&detail, "product_id");
    append_json(&detail, product_id);
    ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                    errmsg("variant \"%s\" is one of product \"%s\"", c_string(variant_id),
                           c_string(product_id)),
                    errdetail_internal("%s}]", detail.data),
                    errhint("Set that product without the variant first.")));
}

void raise_not_for_sale(const Vec<core::LevelKey> &lines) {
    ereport(ERROR, (errcode(not_for_sale), errmsg("not for sale now: %s", keys_message(lines)),
                    errdetail_internal("%s", keys_detail(lines)),
                    errhint("set_location() says where and until when a place sells.")));
}

void raise_not_shipped(const Vec<core::LevelKey> &lines) {
    ereport(ERROR,
            (errcode(not_for_sale), errmsg("not shipped now: %s", keys_message(lines)),
             errdetail_internal("%s", keys_detail(lines)),
             errhint("The location is closed: set_cart() with a route that excludes it takes "
                     "the units elsewhere, set_location() opens it.")));
}

void raise_too_many_parcels(const Vec<RefusedLine> &lines, int max_parcels, bool proven) {
    const char *what = lines_message(lines, true);

    if (max_parcels == 0)
        ereport(ERROR,
                (errcode(too_many_parcels), errmsg("cannot be sent in one parcel each: %s", what),
                 errdetail_internal("%s", lines_detail({}, lines, proven)),
                 errhint("Let lines be split, or ask for fewer units.")));
    ereport(ERROR, (errcode(too_many_parcels),
                    errmsg("cannot be sent in %d %s: %s", max_parcels,
                           max_parcels == 1 ? "parcel" : "parcels", what),
                    errdetail_internal("%s", lines_detail({}, lines, proven)),
                    errhint("Allow more parcels, or ask for fewer units.")));
}

void raise_in_held_kit(const core::LevelKey &key) {
    ereport(ERROR,
            (errcode(without_stock),
             errmsg("tracking cannot change for %s: kits that it is in are held", level_name(key)),
             errdetail_internal("%s", level_detail(key)),
             errhint("Release or fulfill the holds first.")));
}

void raise_location_in_use(Text location_id, int64 levels) {
    ereport(ERROR, (errcode(not_empty),
                    errmsg("location \"%s\" has levels of " INT64_FORMAT " %s",
                           c_string(location_id), levels, levels == 1 ? "variant" : "variants"),
                    errdetail_internal("%s", text_detail("location_id", location_id)),
                    errhint("Without its row it would be open: close it with set_location(), or "
                            "delete its levels first.")));
}

void raise_kit_has_levels(Text variant_id, int64 levels) {
    ereport(ERROR, (errcode(not_empty),
                    errmsg("variant \"%s\" has " INT64_FORMAT " levels and cannot become a kit",
                           c_string(variant_id), levels),
                    errdetail_internal("%s", text_detail("variant_id", variant_id)),
                    errhint("A kit is nothing but its components: delete its levels first.")));
}

} // namespace inventory
