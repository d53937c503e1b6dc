-- What the script has made: nobody's but the owner's and, where a line "-- access:" says so, pg_monitor's;
-- in an update also theirs to whom the access was granted before.

CREATE FUNCTION pg_temp.inventory_set_rights() RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_set_rights' LANGUAGE C;
SELECT pg_temp.inventory_set_rights();
DROP FUNCTION pg_temp.inventory_set_rights();
