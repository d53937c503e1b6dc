"""The rules that can be read off the tables at any moment, and what a server may write to its log."""

import re

from errors import DISRUPTIVE

# Each finds rows only where something is wrong.
QUERIES = {
    "verify_inventory() finds nothing": "SELECT * FROM inventory.verify_inventory()",
    "rule 1: no stripe is below zero or promises more than it may":
        """SELECT * FROM inventory.levels WHERE LEAST(on_hand, reserved, incoming, shortfall, safety_stock) < 0
        OR reserved > on_hand + backorder_limit + shortfall""",
    "rule 1: no level does": """SELECT * FROM inventory.availability WHERE LEAST(on_hand, reserved, incoming, shortfall, safety_stock) < 0
        OR reserved > on_hand + backorder_limit + shortfall""",
    "rule 2: a shortfall is no more than what is missing":
        """SELECT * FROM inventory.levels WHERE shortfall > greatest(0, reserved - on_hand - coalesce(backorder_limit, reserved))""",
    "rule 3: reserved is the sum of the holds": """SELECT * FROM (SELECT variant_id, location_id, sum(reserved) AS n FROM inventory.levels GROUP BY 1, 2) AS l
        FULL JOIN (SELECT variant_id, location_id, sum(quantity) AS n FROM inventory.reservations GROUP BY 1, 2) AS r USING (variant_id, location_id)
        WHERE coalesce(l.n, 0) <> coalesce(r.n, 0)""",
    "rule 7: holds are of active carts and of orders": """SELECT * FROM inventory.reservations AS r LEFT JOIN inventory.carts AS c USING (reference_id)
        WHERE c.status IS NULL OR c.status NOT IN ('active', 'ordered')""",
    "rule 7: active carts have a deadline, orders have none":
        """SELECT * FROM inventory.carts WHERE status = 'active' AND expires_at IS NULL OR status = 'ordered' AND expires_at IS NOT NULL""",
    "rule 10: what is not tracked is not held":
        "SELECT * FROM inventory.reservations JOIN inventory.levels USING (variant_id, location_id, stripe) WHERE NOT tracked",
    "the view shows the sums of the stripes": """SELECT * FROM (SELECT variant_id, location_id, sum(on_hand) AS on_hand, sum(reserved) AS reserved,
            sum(safety_stock) AS safety_stock, count(*) AS stripes FROM inventory.levels GROUP BY 1, 2) AS l
        FULL JOIN inventory.availability AS a USING (variant_id, location_id)
        WHERE (l.on_hand, l.reserved, l.safety_stock, l.stripes) IS DISTINCT FROM (a.on_hand, a.reserved, a.safety_stock, a.stripes)
            OR a.held + a.committed <> a.reserved OR a.available <> a.on_hand - a.reserved - a.safety_stock""",
    "rule 6: what is available is what is free, with the holds of overdue carts": """SELECT * FROM inventory.availability AS a,
        LATERAL (SELECT coalesce(sum(r.quantity), 0) AS units FROM inventory.reservations AS r JOIN inventory.carts AS c USING (reference_id)
            WHERE r.variant_id = a.variant_id AND r.location_id = a.location_id AND c.expires_at <= clock_timestamp()) AS overdue
        WHERE a.tracked AND NOT EXISTS (SELECT FROM inventory.locations AS p WHERE p.location_id = a.location_id AND p.status <> 'open')
            AND inventory.available_inventory(a.variant_id, a.location_id) NOT BETWEEN greatest(0, a.available)
            AND greatest(0, a.available + overdue.units)""",
    "kits are held whole": """SELECT * FROM inventory.kits AS k JOIN (SELECT DISTINCT reference_id, location_id, kit_id, kit_version
            FROM inventory.reservations WHERE kit_id <> '') AS h ON (h.kit_id, h.kit_version) = (k.kit_id, k.version)
        JOIN inventory.availability AS a ON (a.variant_id, a.location_id) = (k.component_id, h.location_id) AND a.tracked,
        LATERAL (SELECT sum(r.quantity) AS units FROM inventory.reservations AS r
            WHERE (r.reference_id, r.variant_id, r.location_id, r.kit_id, r.kit_version)
                = (h.reference_id, k.component_id, h.location_id, k.kit_id, k.version)) AS c,
        LATERAL (SELECT max(s.units / o.quantity) AS most FROM inventory.kits AS o,
            LATERAL (SELECT sum(r.quantity) AS units FROM inventory.reservations AS r
                WHERE (r.reference_id, r.variant_id, r.location_id, r.kit_id, r.kit_version)
                    = (h.reference_id, o.component_id, h.location_id, o.kit_id, o.version)) AS s
            WHERE (o.kit_id, o.version) = (k.kit_id, k.version)) AS kits
        WHERE c.units IS DISTINCT FROM kits.most * k.quantity""",
    "what does not sell has nothing available": """SELECT * FROM inventory.availability AS a JOIN inventory.locations AS p USING (location_id)
        WHERE p.status <> 'open' AND inventory.available_inventory(a.variant_id, a.location_id) > 0""",
    "the newest row of a level's history has its totals": """SELECT * FROM inventory.availability AS a,
        LATERAL (SELECT * FROM inventory.level_history(a.variant_id, a.location_id, max_rows => 1)) AS h
        WHERE a.variant_id IN ('hot', 'striped', 'm1', 'm2') AND (a.on_hand, a.reserved) <> (h.on_hand, h.reserved)""",
    "what supplies alone change is what they come to": """SELECT * FROM
            (SELECT variant_id, location_id, sum(incoming) AS incoming FROM inventory.levels WHERE variant_id = 'ordered' GROUP BY 1, 2) AS l
        FULL JOIN (SELECT variant_id, location_id, sum(quantity - received) AS outstanding FROM inventory.supplies
            WHERE variant_id = 'ordered' GROUP BY 1, 2) AS s USING (variant_id, location_id)
        WHERE coalesce(incoming, 0) <> coalesce(outstanding, 0)""",
    "no level expects less than its supplies": """SELECT * FROM
            (SELECT variant_id, location_id, sum(quantity - received) AS outstanding FROM inventory.supplies GROUP BY 1, 2) AS s
        LEFT JOIN (SELECT variant_id, location_id, sum(incoming) AS incoming FROM inventory.levels GROUP BY 1, 2) AS l USING (variant_id, location_id)
        WHERE outstanding > coalesce(incoming, 0)""",
    "a limit that follows is what has a date": """SELECT * FROM
            (SELECT variant_id, location_id, sum(backorder_limit) AS n FROM inventory.levels WHERE promise_incoming GROUP BY 1, 2) AS l
        LEFT JOIN (SELECT variant_id, location_id, sum(quantity - received) AS dated FROM inventory.supplies
            WHERE expected_at IS NOT NULL GROUP BY 1, 2) AS s USING (variant_id, location_id)
        WHERE n <> coalesce(dated, 0)""",
    "rows of a level agree on its terms": """SELECT variant_id, location_id FROM inventory.levels GROUP BY 1, 2
        HAVING count(DISTINCT (promise_incoming, ships_in, ships_in_max, available_from)) > 1""",
    "units are served from stock, in all as many as there are": """SELECT * FROM inventory.availability AS a,
        LATERAL (SELECT sum(p.quantity) AS held, sum(p.from_stock) AS served, sum(p.quantity) FILTER (WHERE p.ships_by IS NOT NULL) AS known
            FROM (SELECT DISTINCT reference_id FROM inventory.reservations AS r WHERE (r.variant_id, r.location_id) = (a.variant_id, a.location_id)) AS c,
                inventory.cart_promises(c.reference_id) AS p WHERE (p.variant_id, p.location_id) = (a.variant_id, a.location_id)) AS p,
        LATERAL (SELECT coalesce(sum(quantity - received), 0) AS dated FROM inventory.supplies AS s
            WHERE (s.variant_id, s.location_id) = (a.variant_id, a.location_id) AND expected_at > now()) AS s
        WHERE a.variant_id = 'ordered' AND p.held = a.reserved
            AND (p.served <> least(a.reserved, a.on_hand) OR p.known > a.on_hand + s.dated)""",
    "no transaction was left prepared": "SELECT * FROM pg_catalog.pg_prepared_xacts",
}

LINE = re.compile(r"^\S+ \S+ \S+ \[\d+\] (\S{5}) ([^:]*): +(ERROR|FATAL|PANIC|LOG|WARNING): +(.*)")
ENDED = re.compile(r"terminated by signal (\d+)")
KILLED = {"kill_backend", "kill_worker"}
# what may come in the way of the worker
WORKER = {"57P01", "57P02", "57P03", "57014", "40001", "40P01", "55P03", "53300", "55006"}
WARNED = ("could not be expired", "could not be changed", "could not be removed")   # carts, stripes, what is old


def check(connection, report):
    for rule, query in QUERIES.items():
        rows = connection.execute(query).fetchall()
        report.count("compared", "rules")
        if rows:
            report.fail(f"{rule}: {rows[:5]}")


def log_problems(lines, turn):
    """Lines of a server's log that no fault of the round explains."""
    for line in lines:
        line = line.rstrip()
        signal = ENDED.search(line)
        if signal and not may_end(signal[1], turn.fault):
            yield line
        if "TRAP:" in line or "PANIC:" in line and not is_panic_of_fault(line, turn.fault):
            yield line
        match = LINE.match(line)
        if not match:
            continue
        state, process, severity, text = match.groups()
        if state == "40P01" and not turn.several:
            yield f"a deadlock of single calls: {line}"
        if state.startswith("XX") and severity != "PANIC" and not is_of_fault(text, turn.fault):
            yield line
        if is_of_worker(process, severity, text) and state not in WORKER | allowed_by(turn.fault):
            yield line


def is_of_worker(process, severity, text):
    """Whether the worker could not do something. A call of its functions warns of the same."""
    if severity == "WARNING":
        return process.startswith("inventory") or any(words in text for words in WARNED)
    return severity in ("ERROR", "FATAL") and process.startswith("inventory")


def may_end(signal, fault):
    if signal == "9":
        return fault in KILLED
    return signal == "6" and fault == "wal_full"


def is_panic_of_fault(line, fault):
    """A full WAL; and PostgreSQL's own end of a parallel query whose postmaster is gone: it cannot wait for its
    workers, so it releases nothing more, and where it has compiled code says so."""
    return (fault == "wal_full" and "No space left" in line
            or fault in ("kill_postmaster", "failover") and "LLVMJitContext in use count not 0 at exit" in line)


def is_of_fault(text, fault):
    """Messages of processes whose postmaster or peer is gone have no code of their own."""
    return fault in DISRUPTIVE and any(words in text for words in (
        "could not send", "could not receive", "terminating", "could not connect", "pre-existing shared memory",
        "could not attach to per-session DSM segment"))


def allowed_by(fault):
    return {"53100"} if fault.endswith("_full") else set()
