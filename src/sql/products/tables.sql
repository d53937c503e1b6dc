-- Products: which variants a listing shows together.

-- access: owner
CREATE FUNCTION inventory.note_product_change() RETURNS trigger
	AS 'MODULE_PATHNAME', 'inventory_note_product_change' LANGUAGE C;
COMMENT ON FUNCTION inventory.note_product_change() IS
	'row trigger on product_variants: writes a policy row to the ledger for each level of the variant, so that feeds tell of it';

-- access: reader
CREATE TABLE inventory.product_variants (
	variant_id text COLLATE "C" NOT NULL,
	product_id text COLLATE "C" NOT NULL,
	options jsonb NOT NULL DEFAULT '{}',
	sort integer NOT NULL DEFAULT 0,
	version bigint NOT NULL DEFAULT 0,
	CONSTRAINT product_variants_pkey PRIMARY KEY (variant_id),
	CONSTRAINT product_variants_are_ids CHECK (length(variant_id) BETWEEN 1 AND 255 AND octet_length(variant_id) <= 800
		AND length(product_id) BETWEEN 1 AND 255 AND octet_length(product_id) <= 800),
	CONSTRAINT product_variants_options_is_object CHECK (jsonb_typeof(options) = 'object')
);

CREATE INDEX product_variants_product ON inventory.product_variants (product_id, sort, variant_id);

COMMENT ON TABLE inventory.product_variants IS 'the variants of products, a row a variant; the owner may write it with SQL';
COMMENT ON COLUMN inventory.product_variants.options IS 'what tells the variant from others of the product, as {"size": "M"}';
COMMENT ON COLUMN inventory.product_variants.sort IS 'its place among the variants of the product';
COMMENT ON COLUMN inventory.product_variants.version IS 'changes, counted by a trigger; a row that is restored brings them along';

CREATE TRIGGER product_variants_insert BEFORE INSERT ON inventory.product_variants
	FOR EACH ROW WHEN (NEW.version = 0) EXECUTE FUNCTION inventory.note_product_change();
CREATE TRIGGER product_variants_change BEFORE UPDATE OR DELETE ON inventory.product_variants
	FOR EACH ROW EXECUTE FUNCTION inventory.note_product_change();
CREATE TRIGGER product_variants_truncate BEFORE TRUNCATE ON inventory.product_variants
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.product_variants', '');
