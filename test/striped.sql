
-- For tests only: scripts/check appends this to a copy of the install script, so that every level
-- made in any database of the copy is spread over four stripes at once, and the tests of ordinary
-- levels run on striped ones. The function is no member of the extension (tests list these), is
-- not dumped, and outlives DROP EXTENSION.
DO $$
BEGIN
	IF pg_catalog.to_regprocedure('pg_catalog.pg_stripe_new_level()') IS NULL THEN
		CREATE FUNCTION pg_catalog.pg_stripe_new_level() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
		AS 'BEGIN PERFORM inventory.set_level_policy(NEW.variant_id, NEW.location_id, stripes => 4); RETURN NULL; END';
		ALTER EXTENSION inventory DROP FUNCTION pg_catalog.pg_stripe_new_level();
	END IF;
END $$;
-- Rows of a dump bring their stripes along.
CREATE TRIGGER stripe_new_level AFTER INSERT ON inventory.levels
	FOR EACH ROW WHEN (NEW.stripe = 0 AND NEW.version = 0) EXECUTE FUNCTION pg_catalog.pg_stripe_new_level();
