-- Products: setting their variants, and what a page shows of them.

-- access: manager
CREATE OR REPLACE FUNCTION inventory.set_product(product_id text, variants jsonb) RETURNS bigint
	AS 'MODULE_PATHNAME', 'inventory_set_product' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.set_product(text, jsonb) IS
'Says which variants a product has, and in which order; those that it had and that are not named leave it, [] removes the product. variants: up to 10,000 of [{"variant_id": text, "options": object}, ...]; options, what tells a variant from the others, are {} where they are missing or null. A variant may be a kit, and need not be stocked. What stays as it was is not written. What changes is a policy row in the ledger for each level of the variant.
Result: variants that the product has.
Errors: 22023 a variant is another product''s or is named twice, an unknown key, or more than 10,000 elements, 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.product_availability(product_ids text[], location_ids text[] DEFAULT NULL)
	RETURNS TABLE (ordinal integer, product_id text, variants integer, in_stock integer, available bigint, backorderable boolean,
		untracked boolean, version bigint)
	AS 'MODULE_PATHNAME', 'inventory_product_availability' LANGUAGE C SECURITY DEFINER;
COMMENT ON FUNCTION inventory.product_availability(text[], text[]) IS
'For listings: what there is of many products, at some locations or (NULL) at all that sell; a location in the red counts 0. Holds past their deadline count as free.
Result: a row an id, in the order given, numbered from 1. variants that it has (0: no such product); in_stock: variants of which some is available from stock, those that are not tracked among them; available: units of the tracked variants, NULL where none that is stocked is tracked; backorderable: of some tracked variant more can be ordered than is there; untracked: some variant is not tracked; version: a number for the row without ordinal, the same as long as the row is the same, on any server.
Errors: 22003 more than 2^63-1 units, 22004, 22023 bad arguments.';

-- access: reader
CREATE OR REPLACE FUNCTION inventory.product_matrix(product_id text, location_ids text[] DEFAULT NULL)
	RETURNS TABLE (variant_id text, options jsonb, available bigint, incoming bigint, backorderable boolean, version bigint)
	AS 'MODULE_PATHNAME', 'inventory_product_matrix' LANGUAGE C SECURITY DEFINER ROWS 10;
COMMENT ON FUNCTION inventory.product_matrix(text, text[]) IS
'For the page of a product: what there is of each variant, at some locations or (NULL) at all that sell; a location in the red counts 0. Holds past their deadline count as free.
Result: a row a variant, in the order of the product; none where there is no such product. available (from stock) and incoming in units, of a kit in kits: incoming is then how many more there are once everything has come; available is NULL where the variant is not tracked, 0 where it is not stocked; backorderable: it is tracked, and more can be ordered than is there; version: a number for the row, the same as long as the row is the same, on any server.
Errors: 22003 more than 2^63-1 units, 22004, 22023 bad arguments.';
