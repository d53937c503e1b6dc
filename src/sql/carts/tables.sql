-- The tables of carts and of their holds.

-- access: reader
CREATE TYPE inventory.cart_status AS ENUM ('active', 'ordered', 'completed', 'cancelled', 'expired');
COMMENT ON TYPE inventory.cart_status IS
	'active: its holds expire at expires_at; ordered: they do not; completed: all shipped; cancelled: all given back; expired: the deadline passed';

-- access: reader
CREATE TABLE inventory.carts (
	reference_id text COLLATE "C" NOT NULL,
	status inventory.cart_status NOT NULL,
	customer_id text COLLATE "C",
	order_id text COLLATE "C",
	reserved_at timestamptz NOT NULL,
	updated_at timestamptz NOT NULL,
	expires_at timestamptz,
	quantity bigint NOT NULL DEFAULT 0,
	confirmed bigint NOT NULL DEFAULT 0,
	last_lines jsonb,
	sweep_at timestamptz,
	closed_at timestamptz,
	shipped bigint NOT NULL DEFAULT 0,
	CONSTRAINT carts_pkey PRIMARY KEY (reference_id),
	CONSTRAINT carts_state_is_consistent CHECK (quantity >= 0 AND CASE status
		WHEN 'active' THEN closed_at IS NULL AND expires_at IS NOT NULL AND sweep_at IS NOT NULL
		WHEN 'ordered' THEN closed_at IS NULL AND expires_at IS NULL
		ELSE closed_at IS NOT NULL AND quantity = 0 END)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- sweep_at is when the sweep next looks at the cart: never later than the deadline, moved by the
-- sweep alone while the cart is open, so that a reserve that moves the deadline touches no index.
CREATE INDEX carts_sweep ON inventory.carts (sweep_at) WHERE sweep_at IS NOT NULL;
CREATE INDEX carts_closed ON inventory.carts (closed_at) WHERE closed_at IS NOT NULL;

COMMENT ON TABLE inventory.carts IS 'one row for each reference that holds stock, or held it until not long ago';
COMMENT ON COLUMN inventory.carts.reserved_at IS 'when the present life of the cart began';
COMMENT ON COLUMN inventory.carts.updated_at IS 'when somebody last worked on the cart';
COMMENT ON COLUMN inventory.carts.expires_at IS 'the deadline; NULL once ordered';
COMMENT ON COLUMN inventory.carts.quantity IS 'units held in all: the sum of its holds';
COMMENT ON COLUMN inventory.carts.confirmed IS 'units that confirm_cart answered';
COMMENT ON COLUMN inventory.carts.last_lines IS 'what an expired cart or a cancelled order held, for confirm_cart(revive => true)';
COMMENT ON COLUMN inventory.carts.sweep_at IS 'when the sweep next looks at the cart; never after the deadline';
COMMENT ON COLUMN inventory.carts.closed_at IS 'when the cart was completed, cancelled or expired';
COMMENT ON COLUMN inventory.carts.shipped IS 'units shipped of the present life of the cart';

CREATE TRIGGER carts_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.carts
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.carts', '');

-- access: reader
CREATE TABLE inventory.reservations (
	reference_id text COLLATE "C" NOT NULL,
	variant_id text COLLATE "C" NOT NULL,
	location_id text COLLATE "C" NOT NULL,
	stripe integer NOT NULL DEFAULT 0,
	quantity bigint NOT NULL,
	created_at timestamptz NOT NULL,
	version bigint NOT NULL DEFAULT 0,
	sweep_at timestamptz,
	place bigint NOT NULL DEFAULT 0,
	added bigint NOT NULL DEFAULT 0,
	added_place bigint NOT NULL DEFAULT 0,
	kit_id text COLLATE "C" NOT NULL DEFAULT '',
	kit_version integer NOT NULL DEFAULT 0,
	promised_at timestamptz,
	CONSTRAINT reservations_pkey PRIMARY KEY (reference_id, variant_id, location_id, stripe, kit_id, kit_version),
	CONSTRAINT reservations_quantity_range CHECK (quantity BETWEEN 1 AND 9007199254740991)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

-- Finds the overdue holds of one level, however many live ones it has.
CREATE INDEX reservations_level ON inventory.reservations (variant_id, location_id, sweep_at);

COMMENT ON TABLE inventory.reservations IS 'live holds; a hold that is used up is deleted, the ledger remembers it';
COMMENT ON COLUMN inventory.reservations.created_at IS 'when the hold began';
COMMENT ON COLUMN inventory.reservations.version IS 'recorded changes, never 0';
COMMENT ON COLUMN inventory.reservations.sweep_at IS 'as carts.sweep_at, NULL once the sweep saw that the cart is an order';
COMMENT ON COLUMN inventory.reservations.place IS 'place in the line for stock: the number of the ledger row that recorded the units; 0 of those taken before there were places, which stand first by created_at';
COMMENT ON COLUMN inventory.reservations.added IS 'units of the quantity that were added when stock did not cover them, and stand later';
COMMENT ON COLUMN inventory.reservations.kit_id IS 'the kit that the units are a component of; empty: they are held by themselves';
COMMENT ON COLUMN inventory.reservations.kit_version IS 'its version; 0 where there is none';
COMMENT ON COLUMN inventory.reservations.promised_at IS 'the date that the buyer was told the units ship by; NULL: none';
COMMENT ON COLUMN inventory.reservations.added_place IS 'place of the added units; 0 where there are none';

CREATE TRIGGER reservations_insert AFTER INSERT ON inventory.reservations
	FOR EACH ROW WHEN (NEW.version < 1) EXECUTE FUNCTION inventory.refuse_direct_change();
CREATE TRIGGER reservations_change BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.reservations
	FOR EACH STATEMENT EXECUTE FUNCTION inventory.refuse_direct_change();

SELECT pg_catalog.pg_extension_config_dump('inventory.reservations', '');
