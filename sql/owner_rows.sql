-- What an owner adds that looks at the rows of levels one by one: those of a level in stripes are others.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- what stands against a new level does not stand against one that is there
SELECT outcome($$receive_inventory('add-new', 'nyc', 5, 'po')$$), outcome($$set_level_policy('add-new', 'nyc', safety_stock => 1)$$);
ALTER TABLE inventory.levels ADD CONSTRAINT kept_back CHECK (safety_stock >= 1) NOT VALID;
SELECT outcome($$receive_inventory('add-new', 'nyc', 5, 'po')$$);
ALTER TABLE inventory.levels DROP CONSTRAINT kept_back;

-- a trigger that changes a level as it is made, or the row that a call is about to write
CREATE FUNCTION public.add_five() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.on_hand := NEW.on_hand + 5; RETURN NEW; END $$;
CREATE TRIGGER add_five BEFORE INSERT ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.add_five();
SELECT outcome($$receive_inventory('add-newer', 'nyc', 1, 'po')$$);
DROP TRIGGER add_five ON inventory.levels;
CREATE FUNCTION public.receive_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF pg_trigger_depth() < 2 THEN PERFORM inventory.receive_inventory('add-new', 'nyc', 1, 'nested'); END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER receive_more BEFORE UPDATE ON inventory.levels FOR EACH STATEMENT EXECUTE FUNCTION public.receive_more();
SELECT outcome($$reserve_inventory('add-new', 'nyc', 1, 'add-9')$$), outcome($$receive_inventory('add-new', 'nyc', 1, 'po')$$);
DROP TRIGGER receive_more ON inventory.levels;
DROP FUNCTION public.add_five(), public.receive_more();

SELECT verified();
