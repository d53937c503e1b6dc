-- Reading the ledger.

-- access: reader
CREATE OR REPLACE FUNCTION inventory.level_history(variant_id text, location_id text, since timestamptz DEFAULT '-infinity', max_rows integer DEFAULT 1000)
	RETURNS TABLE (transaction_id bigint, recorded_at timestamptz, type inventory.transaction_type, on_hand_delta bigint,
		reserved_delta bigint, on_hand bigint, reserved bigint, reference_id text, reason text, actor text)
	AS 'MODULE_PATHNAME', 'inventory_level_history' LANGUAGE C SECURITY DEFINER ROWS 1000;
COMMENT ON FUNCTION inventory.level_history(text, text, timestamptz, integer) IS
'The ledger of one level since a time, newest first, at most max_rows rows.
Result: a row a change with the units on hand and reserved after it.
Errors: 22004, 22023 bad arguments.';
