-- Somebody takes the row that a buyer has chosen, between its look at the level and the lock: the buyer takes
-- another. What it looks at is the stripe of its own session; the other one comes while its cart is made.
\getenv abs_srcdir PG_ABS_SRCDIR
\set helpers :abs_srcdir '/sql/include/helpers.sql'
\i :helpers

-- where it waits after all, the test is not to
SET statement_timeout = '20s';
CREATE EXTENSION dblink;
SELECT dblink_connect('meanwhile', format('host=%s port=%s dbname=%s user=%s', split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database(), current_user));
SELECT outcome($$receive_inventory('tm', 'nyc', 800, 'po')$$), outcome($$set_level_policy('tm', 'nyc', stripes => 8)$$) LIKE '% stripes=8';

CREATE FUNCTION public.tm_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM public.dblink('meanwhile', 'SELECT stripe FROM inventory.levels WHERE variant_id = ''tm'' AND stripe = ' || pg_backend_pid() % 8 || ' FOR UPDATE') AS locked (stripe integer);
	RETURN NEW;
END
$$;
CREATE TRIGGER regress_inventory_take BEFORE INSERT ON inventory.carts FOR EACH ROW WHEN (NEW.reference_id LIKE 'tm-%') EXECUTE FUNCTION public.tm_take();
CREATE PROCEDURE public.tm_buy(reference text) LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM public.dblink_exec('meanwhile', 'BEGIN');
	answer := public.outcome(format('reserve_inventory(''tm'', ''nyc'', 1, %L)', reference));
	PERFORM public.dblink_exec('meanwhile', 'ROLLBACK');
	RAISE INFO '%', answer;
END
$$;
-- often, since what it has seen is looked at again where that took long
CALL public.tm_buy('tm-1');
CALL public.tm_buy('tm-2');
CALL public.tm_buy('tm-3');
CALL public.tm_buy('tm-4');
CALL public.tm_buy('tm-5');
CALL public.tm_buy('tm-6');
SELECT count(*), count(*) FILTER (WHERE stripe = pg_backend_pid() % 8) FROM inventory.reservations WHERE variant_id = 'tm';

DROP TRIGGER regress_inventory_take ON inventory.carts;
DROP PROCEDURE public.tm_buy;
DROP FUNCTION public.tm_take;
SELECT dblink_disconnect('meanwhile');
DROP EXTENSION dblink;
RESET statement_timeout;
SELECT verified();
