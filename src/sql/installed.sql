-- What somebody who installs is told.

CREATE FUNCTION pg_temp.inventory_notice_preload() RETURNS void
	AS 'MODULE_PATHNAME', 'inventory_notice_preload' LANGUAGE C;
SELECT pg_temp.inventory_notice_preload();
DROP FUNCTION pg_temp.inventory_notice_preload();
