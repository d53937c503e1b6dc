// All SQL text of the extension. How it is prepared and run is in statements.cpp.
//
// A saved plan is analysed again under the caller's search_path, so every name is qualified,
// operators too; IN, BETWEEN, IS DISTINCT FROM, NULLIF and JOIN USING look an operator up by its
// bare name and are not used.
#include "pg/rows/statements.hpp"

#define EQ " OPERATOR(pg_catalog.=) "
#define NE " OPERATOR(pg_catalog.<>) "
#define LE " OPERATOR(pg_catalog.<=) "
#define LT " OPERATOR(pg_catalog.<) "
#define GE " OPERATOR(pg_catalog.>=) "
#define GT " OPERATOR(pg_catalog.>) "
#define PLUS " OPERATOR(pg_catalog.+) "
#define MINUS " OPERATOR(pg_catalog.-) "
#define GET " OPERATOR(pg_catalog.->) "
#define GET_TEXT " OPERATOR(pg_catalog.->>) "

namespace inventory::sql {

// ---- carts ---------------------------------------------------------------------------------

// The next carts of the sweep after one of them. Not all are overdue: some were touched or
// ordered since the sweep last looked at them.
Statement pick_overdue_carts = {
    "SELECT c.reference_id, c.sweep_at, c.ctid FROM inventory.carts AS c"
    " WHERE c.sweep_at" LE "$1 AND ROW (c.sweep_at, c.reference_id)" GT "ROW ($2, $3)"
    " ORDER BY c.sweep_at, c.reference_id LIMIT $4 FOR UPDATE SKIP LOCKED",
    {TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID, INT8OID}};

Statement pick_idle_carts = {"SELECT c.reference_id, c.sweep_at, c.ctid FROM inventory.carts AS c"
                             " WHERE c.status" EQ "'active' AND c.updated_at" LE "$1"
                             " AND ROW (c.sweep_at, c.reference_id)" GT "ROW ($2, $3)"
                             " ORDER BY c.sweep_at, c.reference_id LIMIT $4 FOR UPDATE SKIP LOCKED",
                             {TIMESTAMPTZOID, TIMESTAMPTZOID, TEXTOID, INT8OID}};

// OFFSET 0 keeps both lookups by key: joined freely, statistics made it read every cart.
Statement overdue_holds = {
    "SELECT h.reference_id, h.quantity"
    " FROM (SELECT r.reference_id, r.quantity FROM inventory.reservations AS r"
    "  WHERE r.variant_id" EQ "$1 AND r.location_id" EQ "$2 AND r.sweep_at" LE "$3 OFFSET 0) AS h"
    " CROSS JOIN LATERAL (SELECT k.expires_at FROM inventory.carts AS k"
    "  WHERE k.reference_id" EQ "h.reference_id AND k.status" EQ "'active'"
    "  AND k.expires_at" LE "$3 OFFSET 0) AS c"
    " ORDER BY c.expires_at, h.reference_id LIMIT $4",
    {TEXTOID, TEXTOID, TIMESTAMPTZOID, INT8OID}};

Statement remove_closed_carts = {
    "DELETE FROM inventory.carts AS c WHERE c.reference_id" EQ "ANY (ARRAY("
    "SELECT k.reference_id FROM inventory.carts AS k WHERE k.closed_at" LE "$1"
    " ORDER BY k.closed_at LIMIT $2 FOR UPDATE SKIP LOCKED))",
    {TIMESTAMPTZOID, INT8OID}};

// ---- levels --------------------------------------------------------------------------------

// After direct SQL: counts the recorded change, and lets shortfall shrink.
Statement settle_direct_changes = {
    "UPDATE inventory.levels AS l SET version = l.version" PLUS "1, updated_at = $3,"
    " shortfall = LEAST(l.shortfall, GREATEST(0, l.reserved" MINUS "l.on_hand" MINUS
    "COALESCE(l.backorder_limit, l.reserved)))"
    " FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS k (variant_id, location_id)"
    " WHERE l.variant_id" EQ "k.variant_id AND l.location_id" EQ "k.location_id"
    " AND l.stripe" EQ "0",
    {TEXTARRAYOID, TEXTARRAYOID, TIMESTAMPTZOID}};

// ---- places and kits -----------------------------------------------------------------------

// Of what may be NULL, each time whether it is said, and what.
#define SAID(PARAMETER, VALUE, COLUMN)                                                             \
    "CASE WHEN $" PARAMETER " THEN $" VALUE " ELSE l." COLUMN " END"

Statement set_location = {
    "INSERT INTO inventory.locations AS l (location_id, status, priority, parcel_cost, site_id,"
    "  channels, zones, latitude, longitude, sells_until, updated_at)"
    " VALUES ($1, COALESCE($2, 'open'), COALESCE($3, 100), COALESCE($4, 0), $6, $8, $10, $11, $12,"
    "  $14, $15) ON CONFLICT (location_id) DO UPDATE SET status = COALESCE($2, l.status),"
    "  priority = COALESCE($3, l.priority), parcel_cost = COALESCE($4, l.parcel_cost),"
    "  site_id = " SAID("5", "6", "site_id") ", channels = " SAID(
        "7", "8",
        "channels") ", zones = " SAID("9", "10",
                                      "zones") ", latitude = COALESCE($11, l.latitude),"
                                               "  longitude = COALESCE($12, l.longitude),"
                                               "  sells_until = " SAID(
                                                   "13", "14",
                                                   "sells_until") ", updated_at = $15 RETURNING l.*",
    {TEXTOID, TEXTOID, INT4OID, INT8OID, BOOLOID, TEXTOID, BOOLOID, TEXTARRAYOID, BOOLOID,
     TEXTARRAYOID, FLOAT8OID, FLOAT8OID, BOOLOID, TIMESTAMPTZOID, TIMESTAMPTZOID}};

Statement delete_location = {"DELETE FROM inventory.locations AS l WHERE l.location_id" EQ "$1",
                             {TEXTOID}};

Statement count_levels_at = {
    "SELECT pg_catalog.count(*) FROM (SELECT DISTINCT l.variant_id FROM inventory.levels AS l"
    " WHERE l.location_id" EQ "$1) AS d",
    {TEXTOID},
    true};

// How many locations have a level of the variant, the latest version of it as a kit, a kit that it is a
// component of, and which of its components-to-be is a kit.
Statement read_kit_state = {
    "SELECT (SELECT pg_catalog.count(DISTINCT l.location_id) FROM inventory.levels AS l"
    "  WHERE l.variant_id" EQ "$1),"
    " (SELECT pg_catalog.max(k.version) FROM inventory.kits AS k WHERE k.kit_id" EQ "$1),"
    " (SELECT k.kit_id FROM inventory.kits AS k WHERE k.component_id" EQ "$1 LIMIT 1),"
    " (SELECT c.id FROM pg_catalog.unnest($2) AS c (id)"
    "  WHERE EXISTS (SELECT FROM inventory.kits AS k WHERE k.kit_id" EQ "c.id)"
    "  ORDER BY c.id LIMIT 1)",
    {TEXTOID, TEXTARRAYOID}};

// Whether anything is held for a kit of which the variant is a component, at a location: of another
// component, for of this one nothing is where it is not tracked.
Statement is_in_held_kit = {
    "SELECT EXISTS (SELECT FROM inventory.kits AS k"
    "  JOIN inventory.kits AS o ON o.kit_id" EQ "k.kit_id AND o.version" EQ "k.version"
    "  JOIN inventory.reservations AS r ON r.variant_id" EQ "o.component_id"
    "   AND r.location_id" EQ "$2 AND r.kit_id" EQ "k.kit_id AND r.kit_version" EQ "k.version"
    "  WHERE k.component_id" EQ "$1)",
    {TEXTOID, TEXTOID}};

Statement retire_kit = {"UPDATE inventory.kits AS k SET current = false WHERE k.kit_id" EQ
                        "$1 AND k.current",
                        {TEXTOID}};

Statement add_kit_version = {
    "INSERT INTO inventory.kits (kit_id, version, component_id, quantity, current)"
    " SELECT $1, $2, c.id, c.quantity, true"
    " FROM ROWS FROM (pg_catalog.unnest($3), pg_catalog.unnest($4)) AS c (id, quantity)",
    {TEXTOID, INT4OID, TEXTARRAYOID, INT8ARRAYOID}};

// ---- ledger --------------------------------------------------------------------------------

// Deletes old rows and adds them to the sums kept of such rows, in one step.
#define DROP_LEDGER(COLUMN, NEWEST, NEWER)                                                         \
    "WITH dropped AS (DELETE FROM inventory.transactions AS t WHERE t.ctid" EQ                     \
    "ANY (ARRAY(SELECT o.ctid FROM inventory.transactions AS o"                                    \
    "  WHERE o.recorded_at" LT "$1 ORDER BY o.transaction_id LIMIT $2 FOR UPDATE SKIP LOCKED))"    \
    " RETURNING t.variant_id, t.location_id, t.type, t.on_hand_delta, t.reserved_delta,"           \
    "  t.incoming_delta, t.recorded_at),"                                                          \
    " kept AS (INSERT INTO inventory.dropped_transactions AS d (variant_id, location_id, type,"    \
    "  transactions, on_hand_delta, reserved_delta, incoming_delta" COLUMN ")"                     \
    " SELECT p.variant_id, p.location_id, p.type, pg_catalog.count(*),"                            \
    "  pg_catalog.sum(p.on_hand_delta), pg_catalog.sum(p.reserved_delta),"                         \
    "  pg_catalog.sum(p.incoming_delta)" NEWEST                                                    \
    " FROM dropped AS p GROUP BY p.variant_id, p.location_id, p.type"                              \
    " ORDER BY p.variant_id, p.location_id, p.type"                                                \
    " ON CONFLICT (variant_id, location_id, type) DO UPDATE SET"                                   \
    "  transactions = d.transactions" PLUS "EXCLUDED.transactions,"                                \
    "  on_hand_delta = d.on_hand_delta" PLUS "EXCLUDED.on_hand_delta,"                             \
    "  reserved_delta = d.reserved_delta" PLUS "EXCLUDED.reserved_delta,"                          \
    "  incoming_delta = d.incoming_delta" PLUS "EXCLUDED.incoming_delta" NEWER ")"                 \
    " SELECT pg_catalog.count(*) FROM dropped AS p"

Statement drop_ledger = {
    DROP_LEDGER(
        ", newest_recorded_at", ", pg_catalog.max(p.recorded_at)",
        ", newest_recorded_at = GREATEST(d.newest_recorded_at, EXCLUDED.newest_recorded_at)"),
    {TIMESTAMPTZOID, INT8OID},
    true};

// Where the table does not have the column of how new they were.
Statement drop_ledger_without_newest = {DROP_LEDGER("", "", ""), {TIMESTAMPTZOID, INT8OID}, true};

// ---- requests ------------------------------------------------------------------------------

Statement read_request = {"SELECT q.function" EQ "$2, q.arguments" EQ "$3, q.result, q.arguments"
                          " FROM inventory.requests AS q WHERE q.request_id" EQ "$1",
                          {TEXTOID, TEXTOID, JSONBOID}};

// Whether two sets of arguments differ in nothing but the order of their lines, and in how those of a
// level that say the same are split. A line without a minimum wants all of its quantity.
Statement compare_lines = {
    "SELECT pg_catalog.count(*)" EQ "1 FROM (SELECT DISTINCT a.said" MINUS "'lines', l.lines"
    " FROM (VALUES ($1), ($2)) AS a (said) CROSS JOIN LATERAL (SELECT pg_catalog.jsonb_agg("
    "   pg_catalog.jsonb_build_array(m.others, m.quantity, m.minimum) ORDER BY m.others) AS lines"
    "  FROM (SELECT n.others, pg_catalog.sum(n.quantity) AS quantity,"
    "    pg_catalog.sum(COALESCE(n.minimum, n.quantity)) AS minimum"
    "   FROM (SELECT s.line" MINUS "'quantity'" MINUS "'minimum' AS others,"
    "     CAST(s.line" GET_TEXT "'quantity' AS pg_catalog.numeric) AS quantity,"
    "     CAST(s.line" GET_TEXT "'minimum' AS pg_catalog.numeric) AS minimum"
    "    FROM pg_catalog.jsonb_array_elements(CASE WHEN pg_catalog.jsonb_typeof(a.said" GET
    "'lines')" EQ "'array' THEN a.said" GET "'lines' END) AS s (line)) AS n"
    "   GROUP BY n.others) AS m) AS l) AS d",
    {JSONBOID, JSONBOID}};

Statement remove_requests = {
    "DELETE FROM inventory.requests AS q WHERE q.request_id" EQ "ANY (ARRAY("
    "SELECT k.request_id FROM inventory.requests AS k WHERE k.created_at" LE "$1"
    " ORDER BY k.created_at LIMIT $2 FOR UPDATE SKIP LOCKED))",
    {TIMESTAMPTZOID, INT8OID}};

// ---- reading -------------------------------------------------------------------------------

// The levels at which holds may not ship now: for want of stock, before a date, or at a place that is closed.
Statement read_waited_levels = {
    "SELECT DISTINCT l.variant_id, l.location_id FROM inventory.levels AS l WHERE l.reserved" GT
    "0 AND (l.reserved" GT "l.on_hand OR l.available_from" GT "$1 OR l.location_id" EQ
    "ANY (ARRAY(SELECT p.location_id FROM inventory.locations AS p WHERE p.status" EQ "'closed')))",
    {TIMESTAMPTZOID},
    true};

Statement read_availability = {"SELECT a.* FROM inventory.availability AS a"
                               " WHERE a.variant_id" EQ "$1 AND a.location_id" EQ "$2",
                               {TEXTOID, TEXTOID}};

// Running totals are counted back from the level as it is now, so they are right whatever of the
// ledger has been dropped.
Statement read_history = {
    "SELECT t.transaction_id, t.recorded_at, t.type, t.on_hand_delta, t.reserved_delta,"
    "  CAST(s.on_hand" MINUS "pg_catalog.sum(t.on_hand_delta) OVER w" PLUS
    "t.on_hand_delta AS pg_catalog.int8),"
    "  CAST(s.reserved" MINUS "pg_catalog.sum(t.reserved_delta) OVER w" PLUS
    "t.reserved_delta AS pg_catalog.int8),"
    "  t.reference_id, t.reason, t.actor"
    " FROM (SELECT n.* FROM inventory.transactions AS n WHERE n.variant_id" EQ "$1"
    "  AND n.location_id" EQ "$2 AND n.recorded_at" GE "$3 AND n.transaction_id" GE "$5"
    "  ORDER BY n.transaction_id DESC LIMIT $4) AS t"
    " CROSS JOIN (SELECT COALESCE(pg_catalog.sum(l.on_hand), 0) AS on_hand,"
    "   COALESCE(pg_catalog.sum(l.reserved), 0) AS reserved FROM inventory.levels AS l"
    "  WHERE l.variant_id" EQ "$1 AND l.location_id" EQ "$2) AS s"
    " WINDOW w AS (ORDER BY t.transaction_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    " ORDER BY t.transaction_id DESC",
    {TEXTOID, TEXTOID, TIMESTAMPTZOID, INT8OID, INT8OID}};

// Whether all levels of a variant, or that at a location, are tracked; NULL where there is none.
Statement read_tracked = {"SELECT pg_catalog.bool_and(l.tracked) FROM inventory.levels AS l"
                          " WHERE l.variant_id" EQ "$1 AND ($2 IS NULL OR l.location_id" EQ "$2)",
                          {TEXTOID, TEXTOID}};

// Whether a role may change the stock by hand.
Statement may_adjust = {
    "SELECT pg_catalog.has_function_privilege($1, CAST('inventory.adjust_inventory(text,text,bigint,"
    "text,text,bigint,boolean,text)' AS pg_catalog.regprocedure), 'EXECUTE')",
    {OIDOID}};

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

// ---- upkeep --------------------------------------------------------------------------------

// Whether there is anything to keep up, whether this database was verified before, and whether any
// of the extension's tables is filled by a subscription (switched off or not).
Statement read_readiness = {
    "SELECT EXISTS (SELECT FROM inventory.carts) OR EXISTS (SELECT FROM inventory.requests)"
    "  OR EXISTS (SELECT FROM inventory.auto_stripes),"
    " EXISTS (SELECT FROM inventory.verified_databases AS v WHERE v.system_identifier" EQ
    "$1 AND v.database_id" EQ "$2 AND v.extension_id" EQ "$3),"
    " EXISTS (SELECT FROM pg_catalog.pg_subscription_rel AS s"
    "  JOIN pg_catalog.pg_depend AS d ON d.objid" EQ "s.srrelid"
    "  WHERE d.classid" EQ "CAST('pg_catalog.pg_class' AS pg_catalog.regclass)"
    "  AND d.refclassid" EQ "CAST('pg_catalog.pg_extension' AS pg_catalog.regclass)"
    "  AND d.refobjid" EQ "$3 AND d.deptype" EQ "'e')",
    {INT8OID, OIDOID, OIDOID}};

// Whether there is a ledger, are levels, and are levels that must have one: those with units, or with
// more changes than the first, which may have been of their layout alone.
Statement read_ledger_state = {"SELECT EXISTS (SELECT FROM inventory.transactions)"
                               "  OR EXISTS (SELECT FROM inventory.dropped_transactions),"
                               " EXISTS (SELECT FROM inventory.levels),"
                               " EXISTS (SELECT FROM inventory.levels AS l WHERE l.version" GT "1"
                               "  OR GREATEST(l.on_hand, l.reserved, l.incoming)" GT "0)",
                               {},
                               true};

// Whether the ledger's sequence is ahead of a number.
#define SEQUENCE_IS_AHEAD_OF(NUMBER)                                                               \
    "SELECT " NUMBER LT "(s.last_value" PLUS "CASE WHEN s.is_called THEN 1 ELSE 0 END)"            \
    " FROM inventory.transactions_transaction_id_seq AS s"

Statement is_sequence_ahead = {SEQUENCE_IS_AHEAD_OF("$1"), {INT8OID}, true};

// Of the greatest in the ledger, which reads all of it.
Statement read_sequence_state = {
    SEQUENCE_IS_AHEAD_OF(
        "COALESCE((SELECT pg_catalog.max(t.transaction_id) FROM inventory.transactions AS t), 0)"),
    {},
    true};

Statement read_problems = {
    "SELECT v.problem FROM inventory.verify_inventory() AS v LIMIT 1", {}, true};

Statement remember_verified = {
    "INSERT INTO inventory.verified_databases"
    " (system_identifier, database_id, extension_id, verified_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT DO NOTHING",
    {INT8OID, OIDOID, OIDOID, TIMESTAMPTZOID}};

Statement forget_verified = {
    "DELETE FROM inventory.verified_databases AS v WHERE v.system_identifier" EQ
    "$1 AND v.database_id" EQ "$2 AND v.extension_id" EQ "$3",
    {INT8OID, OIDOID, OIDOID}};

// ---- automatic stripes ---------------------------------------------------------------------

// The levels that were not looked at since a time, as they were then and as they are now.
Statement due_auto_stripes = {
    "SELECT a.variant_id, a.location_id, a.looked_at, a.version, l.version, l.stripes"
    " FROM inventory.auto_stripes AS a"
    " CROSS JOIN LATERAL (SELECT"
    "  CAST(COALESCE(pg_catalog.sum(s.version), 0) AS pg_catalog.int8) AS version,"
    "  pg_catalog.count(*) FILTER (WHERE NOT s.draining) AS stripes"
    "  FROM inventory.levels AS s WHERE s.variant_id" EQ "a.variant_id"
    "  AND s.location_id" EQ "a.location_id) AS l"
    " WHERE a.looked_at" LE "$1 ORDER BY a.looked_at LIMIT $2",
    {TIMESTAMPTZOID, INT8OID}};

Statement remember_auto_stripe = {
    "INSERT INTO inventory.auto_stripes AS a (variant_id, location_id, looked_at, version)"
    " SELECT $1, $2, $3, CAST(COALESCE(pg_catalog.sum(l.version), 0) AS pg_catalog.int8)"
    " FROM inventory.levels AS l WHERE l.variant_id" EQ "$1 AND l.location_id" EQ "$2"
    " ON CONFLICT (variant_id, location_id)"
    " DO UPDATE SET looked_at = EXCLUDED.looked_at, version = EXCLUDED.version",
    {TEXTOID, TEXTOID, TIMESTAMPTZOID}};

// Rows that somebody has in hand are passed over: who sets the stripes of a level by hand holds the
// level and wants the row, so nobody waits for a row who may want a level.
#define FREE_AUTO_STRIPE                                                                           \
    " CROSS JOIN LATERAL (SELECT o.variant_id, o.location_id FROM inventory.auto_stripes AS o"     \
    "  WHERE o.variant_id" EQ "k.variant_id AND o.location_id" EQ "k.location_id"                  \
    "  FOR UPDATE SKIP LOCKED) AS f"                                                               \
    " WHERE a.variant_id" EQ "f.variant_id AND a.location_id" EQ "f.location_id"

Statement remember_looks = {
    "UPDATE inventory.auto_stripes AS a SET looked_at = $4, version = k.version"
    " FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3))"
    "  AS k (variant_id, location_id, version)" FREE_AUTO_STRIPE,
    {TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID, TIMESTAMPTZOID}};

Statement forget_free_auto_stripes = {
    "DELETE FROM inventory.auto_stripes AS a"
    " USING ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS k (variant_id, location_id)" FREE_AUTO_STRIPE,
    {TEXTARRAYOID, TEXTARRAYOID}};

Statement forget_auto_stripe = {"DELETE FROM inventory.auto_stripes AS a"
                                " WHERE a.variant_id" EQ "$1 AND a.location_id" EQ "$2",
                                {TEXTOID, TEXTOID}};

} // namespace inventory::sql
