"""What has become of the feed, with everybody at rest: all of the ledger is collected, states agree with the
levels, mirrors with what is available, and each signal was told once (demand is in demand.py).
"""

import time

import psycopg

# In the shop's own thresholds over all locations.
LOW, MARGIN, TOO_MANY = 5, 2, 320
THRESHOLDS = f"INSERT INTO inventory.replenishment (object, low_stock, low_margin, overstock) VALUES ('all', {LOW}, {MARGIN}, {TOO_MANY});"

UNCOLLECTED = """SELECT count(*) FROM inventory.transactions AS t, inventory.feed AS f
    WHERE f.target IS NOT NULL OR NOT pg_visible_in_snapshot(t.xact_id, f.snapshot)"""

# On a server that was promoted it does once it has collected there.
LIVES = "SELECT timeline = ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::integer FROM inventory.feed"

STATE = """WITH state AS (SELECT DISTINCT ON (ladder, variant_id, location_id) ladder, variant_id, location_id, kind FROM (
        SELECT CASE WHEN kind LIKE 'overstock%' THEN 'overstock' WHEN kind LIKE 'shortfall%' THEN 'shortfall' ELSE 'stock' END AS ladder,
            variant_id, coalesce(location_id, '') AS location_id, kind, seq FROM inventory.signals
        UNION ALL SELECT ladder, variant_id, location_id, kind, 9223372036854775807 FROM inventory.silent_states) AS s
    ORDER BY ladder, variant_id, location_id, seq DESC)"""

STATES = STATE + """, subject AS (
    SELECT variant_id, location_id, available, shortfall, low_stock_threshold AS low, 0 AS margin, NULL::bigint AS many FROM inventory.availability WHERE tracked
    UNION ALL SELECT variant_id, '', sum(greatest(0, available)), sum(shortfall), LOW, MARGIN, MANY
    FROM inventory.availability GROUP BY variant_id HAVING bool_and(tracked))
SELECT s.*, stock.kind, overstock.kind, shortfall.kind FROM subject AS s
LEFT JOIN state AS stock ON (stock.ladder, stock.variant_id, stock.location_id) = ('stock', s.variant_id, s.location_id)
LEFT JOIN state AS overstock ON (overstock.ladder, overstock.variant_id, overstock.location_id) = ('overstock', s.variant_id, s.location_id)
LEFT JOIN state AS shortfall ON (shortfall.ladder, shortfall.variant_id, shortfall.location_id) = ('shortfall', s.variant_id, s.location_id)
WHERE """.replace("LOW,", f"{LOW},").replace("MARGIN,", f"{MARGIN},").replace("MANY\n", f"{TOO_MANY}\n")

QUERIES = {
    "out_of_stock is what has nothing available": STATES + "stock.kind IS NULL OR (stock.kind = 'out_of_stock') <> (available <= 0)",
    "out_of_stock is what is stocked no longer": STATE + """ SELECT * FROM state AS s WHERE ladder = 'stock' AND kind <> 'out_of_stock'
        AND NOT EXISTS (SELECT FROM inventory.levels AS l WHERE l.variant_id = s.variant_id AND s.location_id IN ('', l.location_id))""",
    "low_stock is low, or within its margin": STATES + "stock.kind = 'low_stock' AND (available > low + margin) IS NOT FALSE",
    "what is in stock or recovered is not low":
        STATES + "stock.kind IN ('in_stock', 'recovered') AND low > 0 AND available <= low",
    "overstock is too many": STATES + "(coalesce(overstock.kind, '') = 'overstock') <> (coalesce(available > many, false))",
    "shortfall is what is short": STATES + "(coalesce(shortfall.kind, '') = 'shortfall') <> (shortfall > 0)",
    "nothing is numbered beyond the feed": """SELECT variant_id, seq FROM inventory.changes WHERE seq > (SELECT seq FROM inventory.feed)
        UNION ALL SELECT variant_id, seq FROM inventory.signals WHERE seq > (SELECT seq FROM inventory.feed)
        UNION ALL SELECT consumer_id, seq FROM inventory.consumers WHERE seq > (SELECT seq FROM inventory.feed)""",
    "a number is given once": "SELECT * FROM inventory.changes JOIN inventory.signals USING (seq)",
    "a state is kept once": "SELECT variant_id, location_id, ladder FROM inventory.silent_states GROUP BY 1, 2, 3 HAVING count(*) > 1",
    "a level is sold out since one time":
        "SELECT variant_id, location_id FROM inventory.demand WHERE out_since IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1",
    "demand over all days is what the ledger has of it, and had": """SELECT * FROM (SELECT variant_id, location_id, -sum(on_hand_delta) FILTER (WHERE type <> 'return') AS sold,
            sum(on_hand_delta) FILTER (WHERE type = 'return') AS returned FROM (
            SELECT variant_id, location_id, type, on_hand_delta FROM inventory.transactions
            UNION ALL SELECT variant_id, location_id, type, on_hand_delta FROM inventory.dropped_transactions) AS t
        WHERE type IN ('fulfill', 'sell', 'return') GROUP BY 1, 2) AS l
        FULL JOIN (SELECT variant_id, location_id, sum(sold) AS sold, sum(returned) AS returned FROM inventory.demand GROUP BY 1, 2) AS d USING (variant_id, location_id)
        WHERE coalesce(l.sold, 0) <> coalesce(d.sold, 0) OR coalesce(l.returned, 0) <> coalesce(d.returned, 0)""",
}


class FeedChecks:
    def __init__(self, cluster, feeders, report):
        self.cluster, self.feeders, self.report = cluster, feeders, report
        self.seq = 0    # of the feed after the last round

    def collect(self, connection):
        """Begins a read-only transaction in which all of the ledger is collected."""
        deadline = time.monotonic() + 30
        while True:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            left = connection.execute(UNCOLLECTED).fetchone()[0]
            lives = connection.execute(LIVES).fetchone()
            if left == 0 and lives == (True,):
                return
            if time.monotonic() > deadline:
                self.report.fail(f"{left} rows of the ledger are not collected in 30 s")
                return
            connection.execute("ROLLBACK")
            connection.execute("SELECT inventory.collect_changes()")
            time.sleep(0.02)

    def check(self, connection, rows):
        """In that transaction. rows: of the ledger since the last round."""
        for rule, query in QUERIES.items():
            found = connection.execute(query).fetchall()
            self.report.count("compared", "rules of the feed")
            if found:
                self.report.fail(f"{rule}: {found[:5]}")
        announced = dict(connection.execute("SELECT variant_id, seq FROM inventory.changes").fetchall())
        for variant in {row.variant_id for row in rows}:
            if announced.get(variant, 0) <= self.seq:
                self.report.fail(f"{variant} has changed since {self.seq}, and is announced as {announced.get(variant)}")
        seq = connection.execute("SELECT seq FROM inventory.feed").fetchone()[0]
        if seq < self.seq:
            self.report.fail(f"the feed is at {seq}, and was at {self.seq}")
        self.seq = seq

    # ---- those who read ---------------------------------------------------------------------

    def check_readers(self, connection, places_changed):
        """What no row of the ledger tells is announced by hand first: places that sell, or do so no more."""
        try:
            if places_changed:
                connection.execute("SELECT inventory.announce_changes()")
            for mirror in self.feeders.mirrors:
                self.settle(f"{mirror.number} differs", lambda: self.mirror_differences(connection, mirror))
                self.report.count("compared", "variants with a mirror", len(mirror.variants))
            for desk in self.feeders.desks:
                self.settle(f"{desk.name} was told what differs", lambda: self.desk_differences(connection, desk))
                self.report.count("compared", "signals with what was told", len(desk.told))
        except psycopg.Error as error:
            self.report.fail(f"{error.sqlstate} {error} while the feed was read at rest")

    def settle(self, what, differences):
        """Carts are expired at rest too, by the worker, which collects what that changes: some time is left."""
        deadline = time.monotonic() + 10
        while wrong := differences():
            if time.monotonic() > deadline:
                self.report.fail(f"{what}: {wrong[:5]}, in all {len(wrong)}")
                return
            time.sleep(0.1)

    def mirror_differences(self, connection, mirror):
        mirror.drain()
        there = {row[0]: row[1:] for row in connection.execute(
            "SELECT c.variant_id, c.seq, v.available, v.tracked, v.tracked IS TRUE AND coalesce(v.orderable > v.available, true)"
            " FROM (SELECT array_agg(variant_id) AS ids FROM inventory.changes) AS a, inventory.available_variants(a.ids) AS v"
            " JOIN inventory.changes AS c USING (variant_id)")}
        kept = {row["variant_id"]: (row["seq"], row["available"], row["tracked"], row["backorderable"]) for row in mirror.variants.values()}
        return different(kept, there)

    def desk_differences(self, connection, desk):
        """Each signal was told, and nothing else."""
        for teller in self.feeders.tellers:
            if teller.desk is desk:
                teller.drain()
        signals = {row[0]: row[1:] for row in connection.execute(
            "SELECT seq, kind, variant_id, location_id, quantity FROM inventory.signals").fetchall()}
        for seq, row in desk.maybe.items():
            if seq in signals and seq not in desk.told:
                desk.told[seq] = row    # it is past the cursor, so that was committed
        desk.maybe.clear()
        told = {seq: (row["kind"], row["variant_id"], row["location_id"], row["quantity"]) for seq, row in desk.told.items()}
        return different(told, signals)


def different(kept, there):
    return [(key, kept.get(key), there.get(key)) for key in sorted(kept.keys() | there.keys()) if kept.get(key) != there.get(key)]
