// The SQL text of feed, signals and demand, and of their consumers. What is true of all text is said in sql.cpp.
#include "pg/rows/sql_words.hpp"
#include "pg/rows/statements.hpp"

namespace inventory::sql {

// ---- feed and signals ----------------------------------------------------------------------

#define FEED                                                                                       \
    "SELECT f.snapshot, f.high_id, f.since_id, f.seq, f.system_identifier, f.database_id,"         \
    " f.extension_id, f.timeline, f.target, f.after_xact_id, f.after_id, f.retained_seq"           \
    " FROM inventory.feed AS f"

Statement read_feed = {FEED, {}, true};
Statement lock_feed = {FEED " FOR UPDATE SKIP LOCKED", {}, true};
Statement wait_for_feed = {FEED " FOR UPDATE", {}, true};

// As before anything was collected.
Statement make_feed = {
    "INSERT INTO inventory.feed (snapshot, high_id, since_id, seq, system_identifier, database_id,"
    " extension_id, timeline, collected_at) VALUES ('1:1:', 0, 0, 0, 0, 0, 0, 0, $1)"
    " ON CONFLICT DO NOTHING",
    {TIMESTAMPTZOID}};

Statement write_feed = {
    "UPDATE inventory.feed AS f SET snapshot = $1, high_id = $2, since_id = $3, seq = $4,"
    " system_identifier = $5, database_id = $6, extension_id = $7, timeline = $8, target = $9,"
    " after_xact_id = $10, after_id = $11, retained_seq = $12, collected_at = $13",
    {PG_SNAPSHOTOID, INT8OID, INT8OID, INT8OID, INT8OID, OIDOID, OIDOID, INT4OID, PG_SNAPSHOTOID,
     XID8OID, INT8OID, INT8OID, TIMESTAMPTZOID},
    true};

// A number is never less than it was.
Statement note_retained = {
    "UPDATE inventory.feed AS f SET retained_seq = GREATEST(f.retained_seq, $1)", {INT8OID}, true};

// Not where a subscription brings the row: then it names the publisher's database.
Statement forget_life = {
    "UPDATE inventory.feed AS f SET system_identifier = 0 WHERE f.system_identifier" NE
    "0 AND NOT EXISTS (SELECT FROM pg_catalog.pg_subscription_rel AS s"
    "  WHERE s.srrelid" EQ "CAST('inventory.feed' AS pg_catalog.regclass))",
    {},
    true};

// Rows of transactions that ended between two snapshots, after a bookmark: those of a range, and of a list in
// front of it. What a longer range brings along, or this statement sees beyond the newer one, is left out.
#define COMMITTED                                                                                  \
    "(SELECT t.variant_id, t.location_id, t.transaction_id, t.xact_id"                             \
    "  FROM inventory.transactions AS t WHERE t.xact_id" GE "$1 AND t.xact_id" LT "$2"             \
    " UNION ALL SELECT t.variant_id, t.location_id, t.transaction_id, t.xact_id"                   \
    "  FROM inventory.transactions AS t WHERE t.xact_id" EQ "ANY ($3)) AS c"                       \
    " WHERE ROW (c.xact_id, c.transaction_id)" GT "ROW ($4, $5) AND c.transaction_id" GT "$6"      \
    " AND NOT pg_catalog.pg_visible_in_snapshot(c.xact_id, $7)"                                    \
    " AND pg_catalog.pg_visible_in_snapshot(c.xact_id, $8)"

Statement collect = {"SELECT b.variant_id, b.location_id, b.transaction_id, b.xact_id"
                     " FROM (SELECT c.* FROM " COMMITTED
                     "  ORDER BY c.xact_id, c.transaction_id LIMIT $9) AS b"
                     " ORDER BY b.variant_id, b.location_id, b.transaction_id",
                     {XID8OID, XID8OID, XID8ARRAYOID, XID8OID, INT8OID, INT8OID, PG_SNAPSHOTOID,
                      PG_SNAPSHOTOID, INT8OID}};

Statement has_news = {
    "SELECT EXISTS (SELECT FROM " COMMITTED ")",
    {XID8OID, XID8OID, XID8ARRAYOID, XID8OID, INT8OID, INT8OID, PG_SNAPSHOTOID, PG_SNAPSHOTOID}};

#define STOCKED_OR_ANNOUNCED                                                                       \
    "SELECT l.variant_id FROM inventory.levels AS l"                                               \
    " UNION SELECT c.variant_id FROM inventory.changes AS c"                                       \
    " UNION SELECT k.kit_id FROM inventory.kits AS k WHERE k.current"

Statement all_variants = {STOCKED_OR_ANNOUNCED " ORDER BY 1", {}, true};
Statement all_variants_with_ledger = {
    STOCKED_OR_ANNOUNCED " UNION SELECT t.variant_id FROM inventory.transactions AS t ORDER BY 1",
    {},
    true};

Statement kits_of_components = {
    "SELECT DISTINCT k.kit_id FROM inventory.kits AS k WHERE k.component_id" EQ
    "ANY ($1) AND k.current AND NOT k.kit_id" EQ "ANY ($1) ORDER BY 1",
    {TEXTARRAYOID}};

Statement announce = {
    "INSERT INTO inventory.changes AS c (variant_id, seq, changed_at) SELECT v.id, v.seq, $3"
    " FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS v (id, seq)"
    " ON CONFLICT (variant_id) DO UPDATE SET seq = EXCLUDED.seq, changed_at = EXCLUDED.changed_at",
    {TEXTARRAYOID, INT8ARRAYOID, TIMESTAMPTZOID}};

Statement end_stretches = {
    "UPDATE inventory.demand AS d SET out_since = NULL"
    " FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS k (variant_id, location_id)"
    " WHERE d.variant_id" EQ "k.variant_id AND d.location_id" EQ
    "k.location_id AND d.out_since IS NOT NULL",
    {TEXTARRAYOID, TEXTARRAYOID}};

// Days are numbers from 2000-01-01, lengths microseconds; -infinity is no time.
Statement add_demand = {
    "INSERT INTO inventory.demand AS d (variant_id, location_id, day, sold, returned, out_seconds,"
    "  out_since) SELECT a.variant_id, a.location_id,"
    "  CAST('2000-01-01' AS pg_catalog.date)" PLUS "a.day, a.sold, a.returned,"
    "  LEAST(86400, CAST(a.out AS pg_catalog.float8)" OVER "1e6),"
    "  CASE WHEN a.since" GT "'-infinity' THEN a.since END"
    " FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3),"
    "  pg_catalog.unnest($4), pg_catalog.unnest($5), pg_catalog.unnest($6), pg_catalog.unnest($7))"
    "  AS a (variant_id, location_id, day, sold, returned, out, since)"
    " ON CONFLICT (variant_id, location_id, day) DO UPDATE SET sold = d.sold" PLUS
    "EXCLUDED.sold, returned = d.returned" PLUS "EXCLUDED.returned,"
    " out_seconds = LEAST(86400, d.out_seconds" PLUS "EXCLUDED.out_seconds),"
    " out_since = COALESCE(EXCLUDED.out_since, d.out_since)",
    {TEXTARRAYOID, TEXTARRAYOID, INT4ARRAYOID, INT8ARRAYOID, INT8ARRAYOID, INT8ARRAYOID,
     TIMESTAMPTZARRAYOID}};

Statement keep_silent_states = {
    "INSERT INTO inventory.silent_states AS s (variant_id, location_id, ladder, kind)"
    " SELECT k.variant_id, k.location_id, k.ladder, k.kind"
    " FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3),"
    "  pg_catalog.unnest($4)) AS k (variant_id, location_id, ladder, kind)"
    " ON CONFLICT (variant_id, location_id, ladder) DO UPDATE SET kind = EXCLUDED.kind",
    {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID}};

Statement forget_silent_states = {
    "DELETE FROM inventory.silent_states AS s"
    " USING ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3))"
    "  AS k (variant_id, location_id, ladder)"
    " WHERE s.variant_id" EQ "k.variant_id AND s.location_id" EQ "k.location_id AND s.ladder" EQ
    "k.ladder",
    {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID}};

Statement signals_by_age = {
    "SELECT s.seq, s.variant_id, COALESCE(s.location_id, ''), s.kind, s.raised_at"
    " FROM inventory.signals AS s WHERE s.seq" GT "$1 ORDER BY s.seq LIMIT $2",
    {INT8OID, INT8OID}};

Statement remove_signals = {"DELETE FROM inventory.signals AS s WHERE s.seq" EQ "ANY ($1)",
                            {INT8ARRAYOID}};

// ---- consumers -----------------------------------------------------------------------------

Statement make_consumer = {
    "INSERT INTO inventory.consumers (consumer_id, stream, seq, role, created_at)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    {TEXTOID, TEXTOID, INT8OID, TEXTOID, TIMESTAMPTZOID}};

#define CONSUMER                                                                                   \
    "SELECT c.stream, c.seq, c.role, c.read_at FROM inventory.consumers AS c"                      \
    " WHERE c.consumer_id" EQ "$1"

Statement read_consumer = {CONSUMER, {TEXTOID}};
Statement lock_consumer = {CONSUMER " FOR UPDATE SKIP LOCKED", {TEXTOID}};
Statement wait_for_consumer = {CONSUMER " FOR UPDATE", {TEXTOID}};

Statement move_consumer = {
    "UPDATE inventory.consumers AS c SET seq = $2 WHERE c.consumer_id" EQ "$1", {TEXTOID, INT8OID}};

Statement note_read = {"UPDATE inventory.consumers AS c SET read_at = $2 WHERE c.consumer_id" EQ
                       "$1",
                       {TEXTOID, TIMESTAMPTZOID}};

Statement drop_consumer = {"DELETE FROM inventory.consumers AS c WHERE c.consumer_id" EQ "$1",
                           {TEXTOID}};

#define NEWEST_OF(TABLE) "SELECT COALESCE(pg_catalog.max(s.seq), 0) FROM inventory." TABLE " AS s"

Statement newest_seq = {
    "SELECT GREATEST(0, (SELECT pg_catalog.max(c.seq) FROM inventory.changes AS c),"
    " (SELECT pg_catalog.max(s.seq) FROM inventory.signals AS s),"
    " (SELECT pg_catalog.max(c.seq) FROM inventory.consumers AS c))",
    {},
    true};

Statement newest_change = {NEWEST_OF("changes"), {}};
Statement newest_signal = {NEWEST_OF("signals"), {}};

Statement changes_after = {
    "SELECT c.seq, c.variant_id, p.product_id, c.changed_at FROM (SELECT n.* FROM inventory.changes"
    "  AS n WHERE n.seq" GT "$1 ORDER BY n.seq LIMIT $2) AS c LEFT JOIN inventory.product_variants"
    " AS p ON p.variant_id" EQ "c.variant_id ORDER BY c.seq",
    {INT8OID, INT8OID}};

Statement signals_after = {
    "SELECT s.seq, s.kind, s.variant_id, s.location_id, s.reference_id, s.merchant_id, s.quantity,"
    " s.threshold, s.backorderable, s.raised_at FROM inventory.signals AS s WHERE s.seq" GT
    "$1 ORDER BY s.seq LIMIT $2",
    {INT8OID, INT8OID}};

// ---- demand --------------------------------------------------------------------------------

// What is not said of a new row is as the table has it by default; -1 and '' are nothing.
Statement set_replenishment = {
    "INSERT INTO inventory.replenishment AS l (object, id, location_id, low_stock, low_margin,"
    "  in_stock_at, overstock, lead_time, lead_time_sd, order_cycle, service_level, pack_size,"
    "  minimum_order, max_stock, supplier_id)"
    " VALUES ($1, $2, $3, COALESCE($4, 0), COALESCE($5, 0), COALESCE($6, 1),"
    "  CASE WHEN $7" GE "0 THEN $7 END, COALESCE($8, '0'), COALESCE($9, '0'),"
    "  COALESCE($10, '7 days'), COALESCE($11, 0.95), COALESCE($12, 1), COALESCE($13, 0),"
    "  CASE WHEN $14" GE "0 THEN $14 END, CASE WHEN $15" NE "'' THEN $15 END)"
    " ON CONFLICT (object, id, location_id) DO UPDATE SET low_stock = COALESCE($4, l.low_stock),"
    "  low_margin = COALESCE($5, l.low_margin), in_stock_at = COALESCE($6, l.in_stock_at),"
    "  overstock = CASE WHEN $7" LT "0 THEN NULL ELSE COALESCE($7, l.overstock) END,"
    "  lead_time = COALESCE($8, l.lead_time), lead_time_sd = COALESCE($9, l.lead_time_sd),"
    "  order_cycle = COALESCE($10, l.order_cycle),"
    "  service_level = COALESCE($11, l.service_level), pack_size = COALESCE($12, l.pack_size),"
    "  minimum_order = COALESCE($13, l.minimum_order),"
    "  max_stock = CASE WHEN $14" LT "0 THEN NULL ELSE COALESCE($14, l.max_stock) END,"
    "  supplier_id = CASE WHEN $15" EQ "'' THEN NULL ELSE COALESCE($15, l.supplier_id) END",
    {TEXTOID, TEXTOID, TEXTOID, INT8OID, INT8OID, INT8OID, INT8OID, INTERVALOID, INTERVALOID,
     INTERVALOID, FLOAT8OID, INT8OID, INT8OID, INT8OID, TEXTOID}};

// The tracked levels, each with the row that says how it is replenished: of the rows at its location that
// of the variant, its product or all, and of those over all locations the same.
Statement read_replenished_levels = {
    "SELECT c.* FROM (SELECT DISTINCT ON (s.variant_id, s.location_id) s.variant_id,"
    "  s.location_id, s.on_hand, s.reserved, s.incoming, s.safety_stock, s.backorder_limit,"
    "  r.lead_time, r.lead_time_sd, r.order_cycle, r.service_level, r.pack_size, r.minimum_order,"
    "  r.max_stock, r.supplier_id"
    " FROM (SELECT l.variant_id, l.location_id,"
    "   CAST(pg_catalog.sum(l.on_hand) AS pg_catalog.int8) AS on_hand,"
    "   CAST(pg_catalog.sum(l.reserved) AS pg_catalog.int8) AS reserved,"
    "   CAST(pg_catalog.sum(l.incoming) AS pg_catalog.int8) AS incoming,"
    "   CAST(pg_catalog.sum(l.safety_stock) AS pg_catalog.int8) AS safety_stock,"
    "   CASE WHEN pg_catalog.bool_and(l.backorder_limit IS NOT NULL)"
    "    THEN CAST(pg_catalog.sum(l.backorder_limit) AS pg_catalog.int8) END AS backorder_limit"
    "  FROM inventory.levels AS l WHERE l.tracked AND ($1 IS NULL OR l.location_id" EQ "$1)"
    "  GROUP BY l.variant_id, l.location_id) AS s"
    " LEFT JOIN inventory.product_variants AS p ON p.variant_id" EQ "s.variant_id"
    " CROSS JOIN LATERAL (VALUES (1, 'variant', s.variant_id, s.location_id),"
    "  (2, 'product', p.product_id, s.location_id), (3, 'all', '', s.location_id),"
    "  (4, 'variant', s.variant_id, ''), (5, 'product', p.product_id, ''), (6, 'all', '', ''))"
    "  AS o (rank, object, id, location_id)"
    " JOIN inventory.replenishment AS r ON r.object" EQ "o.object AND r.id" EQ
    "o.id AND r.location_id" EQ "o.location_id"
    " ORDER BY s.variant_id, s.location_id, o.rank) AS c WHERE $2 IS NULL OR c.supplier_id" EQ "$2",
    {TEXTOID, TEXTOID},
    true};

Statement read_demand = {
    "SELECT d.variant_id, d.location_id, d.day, d.sold, d.out_seconds, d.out_since"
    " FROM inventory.demand AS d WHERE d.day" LE "$1 AND ($2 IS NULL OR d.location_id" EQ "$2)",
    {DATEOID, TEXTOID},
    true};

} // namespace inventory::sql
