\set ECHO none
-- What the tests of kits share.

-- What a cart holds, a line a level and kit.
CREATE OR REPLACE FUNCTION public.holds_of(reference text) RETURNS text LANGUAGE sql VOLATILE AS $$
SELECT coalesce(string_agg(line, ', ' ORDER BY line COLLATE "C"), 'nothing')
FROM (SELECT format('%s %s %s%s', location_id, variant_id, sum(quantity), CASE WHEN kit_version > 0 THEN format(' (%s v%s)', kit_id, kit_version) END)
	FROM inventory.reservations WHERE reference_id = reference GROUP BY location_id, variant_id, kit_id, kit_version) AS h (line)
$$;

-- The ledger of a variant with its kits, oldest first.
CREATE OR REPLACE FUNCTION public.kit_ledger(variant text) RETURNS SETOF text LANGUAGE sql VOLATILE AS $$
SELECT format('%s %s: on hand %s, reserved %s; %s, kit %s', location_id, type, to_char(on_hand_delta, 'FMSG9990'), to_char(reserved_delta, 'FMSG9990'), coalesce(reference_id, '-'), coalesce(kit_id, '-'))
FROM inventory.transactions WHERE variant_id = variant ORDER BY transaction_id
$$;

CREATE OR REPLACE FUNCTION public.stocked(variants text[], location text, quantity bigint, backorder_limit bigint DEFAULT 0) RETURNS text LANGUAGE sql VOLATILE AS $$
SELECT string_agg(s, ' ') FROM (SELECT (inventory.receive_inventory(v, location, stocked.quantity, 'po')).available::text
	|| CASE WHEN stocked.backorder_limit > 0 THEN ' + ' || (inventory.set_level_policy(v, location, backorder_limit => stocked.backorder_limit)).backorder_limit ELSE '' END
	FROM unnest(variants) AS v) AS t (s)
$$;

\set ECHO all
