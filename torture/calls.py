"""The calls that clients make: which function with which random arguments, and the errors that its
documentation names.

A level is loose if a call here may promise more of it than is there (backorders, shortfalls); of all
others no unit may ever be promised twice. What a call should leave in the ledger is in effects.py.
"""

import dataclasses
import json

FEW = ("hot", "striped", "scarce", "back", "safe", "toggle", "digital", "wide", "ordered", "later")
LOOSE = ("back", "safe", "toggle", "ordered", "later")
SUPPLIED = "ordered"    # what supplies alone change the incoming of, and what its limit follows, most of the time
MANY = 150
LOCATIONS = ("nyc", "sfo")
PLACES = LOCATIONS + ("lax", "rome")    # where the variant "wide" lies; the last two open and close
# What kits consist of. That of "changing" changes, so what a call takes of it is not foreseen.
KITS = {"bundle": {"hot": 1, "scarce": 2}, "pair": {"wide": 2}, "duo": {"back": 1, "m1": 3, "digital": 1}, "changing": {}}
VERSIONS = ({"hot": 1, "wide": 1}, {"wide": 3}, {"m2": 1, "m3": 1}, {"hot": 2})
UNTRACKED = ("digital",)
OWN_CARTS, SHARED_CARTS, SHARED_REQUESTS = 4, 20, 40
ORDERS, TRANSFERS = 30, 60      # ids of supplies that clients share; a transfer's says from where to where
CONSUMERS = 5                   # that come and go
PRODUCTS = 4                     # that clients set; each has some of the same variants
PAST, DATES = "2001-05-01", ("2101-01-01", "2101-02-01", "2101-03-01", "infinity")
GENERATIONS = 4  # of carts: closed ones are removed before their names come again
TTLS = (None, "1 millisecond", "20 milliseconds", "400 milliseconds", "3 seconds", "1 hour", "1 hour", "1 hour")

# What docs/reference says that a function may raise.
ERRORS = {
    "reserve_inventory": "IV001 IV002 IV007 IV015",
    "try_reserve_inventory": "",
    "reserve_cart": "IV001 IV002 IV007 IV015 IV016",
    "try_reserve_cart": "",
    "reserve_batch": "",
    "set_cart": "IV001 IV002 IV007 IV015 IV016",
    "try_set_cart": "",
    "set_reservation": "IV001 IV002 IV007 IV015",
    "touch_cart": "IV003 IV004 IV007",
    "release_reservation": "",
    "release_cart": "IV007",
    "release_carts": "IV007",
    "expire_stale_carts": "",
    "confirm_cart": "IV001 IV002 IV003 IV004 IV007 IV012 IV015",
    "merge_carts": "IV003 IV004 IV007",
    "move_reservation": "IV001 IV003 IV004 22023",
    "fulfill_reservation": "IV001 IV003 IV004 IV015 22023",
    "fulfill_cart": "IV001 IV003 IV004 IV015",
    "sell_inventory": "IV001 IV002 IV015",
    "receive_inventory": "",
    "adjust_inventory": "IV002 IV005 IV010 22023",
    "count_inventory": "IV002 IV005 IV010 22023",
    "return_inventory": "IV002",
    "transfer_inventory": "IV001 IV002",
    "set_level_policy": "IV010",
    "apply_levels": "",
    "delete_level": "IV011",
    "drop_transactions_before": "",
    "maintain": "",
    "grant_access": "",
    "revoke_access": "",
    "available_inventory": "",
    "available_variants": "",
    "cart_lines": "",
    "level_history": "",
    "verify_inventory": "",
    "plan_cart": "",
    "cart_sources": "",
    "set_location": "",
    "delete_location": "IV011",
    "set_kit": "",
    "set_product": "22023",  # of a product that has the variant
    "product_availability": "",
    "product_matrix": "",
    "set_supply": "IV010 IV014 22023",
    "ship_transfer": "IV001 IV002 IV014",
    "receive_supply": "IV010 IV014 22023",
    "promise_cart": "IV003 IV004",
    "cart_promises": "",
    "late_promises": "",
    "available_by_date": "",
    "set_replenishment": "",
    "demand_history": "",
    "forecast_demand": "",
    "replenishment_report": "",
    "create_consumer": "",
    "drop_consumer": "",
    "read_changes": "42704 22023",
    "read_signals": "42704 22023",
    "acknowledge": "42704 22023",
    "collect_changes": "22023",
    "announce_changes": "",
    # the owner's own SQL meets the CHECK constraints and the unique key too
    "direct_on_hand": "23514 IV008",
    "direct_incoming": "23514 IV008",
    "direct_policy": "IV008",
    "direct_insert": "23505",
    "direct_delete": "IV008 IV011",
    "direct_refused": "IV008 23505 23514",
    "direct_location": "",
    "direct_forget": "",
}

REQUESTABLE = {
    "reserve_inventory", "try_reserve_inventory", "reserve_cart", "try_reserve_cart", "set_cart", "try_set_cart", "set_reservation",
    "release_reservation", "release_cart", "release_carts", "merge_carts", "move_reservation", "confirm_cart", "fulfill_reservation", "fulfill_cart", "sell_inventory", "receive_inventory",
    "adjust_inventory", "count_inventory", "return_inventory", "transfer_inventory",
    "apply_levels", "ship_transfer", "receive_supply"}

LEVEL = "variant_id = %(variant_id)s AND location_id = %(location_id)s"
DIRECT = {
    "direct_on_hand": f"UPDATE inventory.levels SET on_hand = on_hand + %(delta)s WHERE {LEVEL}",
    "direct_incoming": f"UPDATE inventory.levels SET incoming = incoming + %(delta)s WHERE {LEVEL}",
    "direct_policy": f"UPDATE inventory.levels SET low_stock_threshold = %(threshold)s WHERE {LEVEL}",
    "direct_insert": "INSERT INTO inventory.levels (variant_id, location_id, on_hand) VALUES (%(variant_id)s, %(location_id)s, %(delta)s)",
    "direct_delete": f"DELETE FROM inventory.levels WHERE {LEVEL}",
    "direct_location": "UPDATE inventory.locations SET priority = %(priority)s WHERE location_id = %(location_id)s",
    # of a transfer, whose id may then be used again
    "direct_forget": "DELETE FROM inventory.supplies WHERE supply_id = %(supply_id)s AND received = quantity",
}
# An UPDATE or DELETE of several rows locks them in the order in which PostgreSQL finds them, so it may deadlock.
ONE_ROW = " AND stripe = 0"
REFUSED = (
    "UPDATE inventory.levels SET on_hand = on_hand WHERE variant_id = 'striped' AND location_id = 'nyc' AND stripe = 1",
    "UPDATE inventory.levels SET reserved = reserved + 1 WHERE variant_id = 'hot' AND location_id = 'sfo' AND stripe = 0",
    "UPDATE inventory.levels SET shortfall = 7 WHERE variant_id = 'scarce' AND location_id = 'nyc' AND stripe = 0",
    "DELETE FROM inventory.transactions WHERE transaction_id = (SELECT max(transaction_id) FROM inventory.transactions)",
    "UPDATE inventory.carts SET quantity = quantity + 1 WHERE reference_id = 'cart 0 1'",
    "DELETE FROM inventory.reservations WHERE reference_id = 'cart 0 2'",
    "DELETE FROM inventory.requests WHERE request_id = 'shared 0 1'",
    "INSERT INTO inventory.reservations (reference_id, variant_id, location_id, quantity, created_at) VALUES ('cart 3', 'hot', 'nyc', 1, now())",
    "INSERT INTO inventory.supplies (supply_id, variant_id, location_id, quantity, created_at, updated_at) VALUES ('order 0', 'hot', 'rome', 1, now(), now())",
    "UPDATE inventory.supplies SET received = quantity WHERE supply_id = 'order 1'",
    "UPDATE inventory.levels SET backorder_limit = backorder_limit + 1 WHERE variant_id = 'ordered' AND location_id = 'nyc' AND promise_incoming AND stripe = 0",
)


# Arguments that no function is found by as they come.
CASTS = {"quantities": "::bigint[]", "changes": "::jsonb", "lines": "::jsonb", "reference_ids": "::text[]", "route": "::jsonb",
         "components": "::jsonb", "variants": "::jsonb", "channels": "::text[]", "priority": "::integer"}


@dataclasses.dataclass
class Call:
    tag: str        # names the call in the ledger, as its actor
    function: str
    arguments: dict
    request: str = None
    must: str = None    # the errors one of which it has to raise
    sql: str = None

    def statement(self):
        if self.sql:
            return self.sql
        named = [f"{name} => %({name})s{CASTS.get(name, '')}" for name in self.arguments]
        if self.request:
            named.append("request_id => %(request_id)s")
        return f"SELECT *, clock_timestamp() AS call_ended FROM inventory.{self.function}({', '.join(named)})"

    def values(self):
        return {**self.arguments, "request_id": self.request}

    def errors(self):
        return ERRORS[self.function].split()

    def __str__(self):
        return f"{self.tag} {self.function} {json.dumps(self.arguments)}{' request ' + self.request if self.request else ''}"


# ---- what they are about --------------------------------------------------------------------------


def is_of_one_stripe(variant):
    """Of which the rows in the ledger are in the order in which they came about."""
    return variant.startswith("m") and int(variant[1:]) % 2 == 0


def levels():
    """Every level that is there from the beginning: variant, location."""
    return [(v, l) for v in FEW for l in (PLACES if v == "wide" else LOCATIONS)] + [(f"m{n}", l) for n in range(MANY) for l in LOCATIONS]


def any_variant(chance, few, without=()):
    while True:
        variant = chance.choice(FEW) if few or chance.random() < 0.2 else f"m{chance.randrange(MANY)}"
        if variant not in without:
            return variant


def any_level(chance, few, without=()):
    location = LOCATIONS[0] if chance.random() < 0.8 else LOCATIONS[1]
    variant = any_variant(chance, few, without)
    return {"variant_id": variant, "location_id": chance.choice(PLACES) if variant == "wide" else location}


def any_goods(chance, few):
    """What is held and sold: a level, or a kit at a place."""
    goods = any_level(chance, few)
    return {**goods, "variant_id": chance.choice(list(KITS))} if chance.random() < 0.12 else goods


def any_cart(chance, label):
    generation = label.partition(" ")[2]
    if chance.random() < 0.6:
        return f"own {label} {chance.randrange(OWN_CARTS)}"
    return f"cart {generation} {chance.randrange(SHARED_CARTS)}"


def a_few(chance):
    return min(1 + int(chance.expovariate(0.4)), 20)


def lines(chance, few, least=1):
    """Lines of a cart; some buyers take fewer, or only what is in stock."""
    chosen = [{**any_goods(chance, few), "quantity": a_few(chance)} for _ in range(chance.randint(least, 6))]
    routed = chance.random() < 0.4
    for line in chosen:
        if routed and chance.random() < 0.7:
            del line["location_id"]
        if chance.random() < 0.15:
            line["minimum"] = chance.randint(1, line["quantity"])
        if chance.random() < 0.1:
            line["backorder"] = False
    return json.dumps(chosen)


def route(chance):
    """How the lines without a place are routed; mostly as is usual."""
    if chance.random() < 0.5:
        return None
    keys = {
        "goals": lambda: chance.sample(("fewest_parcels", "cheapest", "nearest", "priority", "most_stock"), chance.randint(1, 3)),
        "near": lambda: [chance.uniform(-90, 90), chance.uniform(-180, 180)], "channel": lambda: chance.choice(("web", "shop")),
        "only": lambda: chance.sample(PLACES, 2), "first": lambda: chance.sample(PLACES, 1), "exclude": lambda: chance.sample(PLACES, 1),
        "costs": lambda: {place: chance.randrange(900) for place in PLACES}, "max_parcels": lambda: chance.choice((1, 2, 3)),
        "split_lines": lambda: chance.random() < 0.5, "backorder": lambda: chance.random() < 0.5, "by": lambda: chance.choice(DATES),
    }
    return json.dumps({key: keys[key]() for key in chance.sample(sorted(keys), chance.randint(1, 3))})


# ---- one call of each kind --------------------------------------------------------------------------
# Each takes the random generator, whether few levels are in play, and a label: the client and
# the generation of its carts.


def reserve(r, few, label):
    return {**any_goods(r, few), "quantity": a_few(r), "reference_id": any_cart(r, label), "ttl": r.choice(TTLS),
            "backorder": r.random() < 0.9}


def preorder(r, few, label):
    """More than is there, of what waits for supplies."""
    return {"variant_id": SUPPLIED, "location_id": r.choice(LOCATIONS), "quantity": r.randint(5, 40), "reference_id": any_cart(r, label), "ttl": r.choice(TTLS)}


def set_to(r, few, label):
    return {**any_goods(r, few), "quantity": a_few(r) - 1, "reference_id": any_cart(r, label), "ttl": r.choice(TTLS)}


def cart(r, few, label):
    return {"reference_id": any_cart(r, label), "lines": lines(r, few), "ttl": r.choice(TTLS), "route": route(r)}


def exact_cart(r, few, label):
    """Without lines those that the cart has, planned anew."""
    wanted = None if r.random() < 0.2 else lines(r, few, 0)
    return {"reference_id": any_cart(r, label), "lines": wanted, "ttl": r.choice(TTLS), "route": route(r)}


def look(r, few, label):
    return {"lines": lines(r, few), "route": route(r)}


def plan(r, few, label):
    return {**look(r, few, label), "excluding_reference": r.choice((None, any_cart(r, label)))}


def batch(r, few, label):
    count = r.randint(1, 8)
    places = [any_level(r, few) for _ in range(count)]
    return {"reference_ids": [any_cart(r, label) for _ in range(count)], "variant_ids": [p["variant_id"] for p in places],
            "location_ids": [p["location_id"] for p in places], "quantities": [a_few(r) for _ in range(count)], "ttl": r.choice(TTLS)}


def line(r, few, label):
    return {**any_goods(r, few), "quantity": r.choice((None, 1, 2, 5)), "reference_id": any_cart(r, label)}


def whole(r, few, label):
    return {"reference_id": any_cart(r, label)}


def cancel(r, few, label):
    return {"reference_id": any_cart(r, label), "cancel_order": r.random() < 0.6}


def cancel_some(r, few, label):
    return {"reference_ids": [any_cart(r, label) for _ in range(r.randint(1, 4))], "cancel_orders": r.random() < 0.6}


def confirm(r, few, label):
    order = r.choice((None, f"order {r.getrandbits(64)}", f"order {r.getrandbits(64)}"))
    paid = json.dumps([{**any_goods(r, few), "quantity": a_few(r)}]) if r.random() < 0.15 else None
    return {"reference_id": any_cart(r, label), "order_id": order, "revive": r.random() < 0.4, "lines": paid}


def merge(r, few, label):
    first, second = any_cart(r, label), any_cart(r, label)
    return {"from_reference": first, "into_reference": second if second != first else f"{first} too"}


def carry(r, few, label):
    here = r.randrange(2)
    goods = r.choice(list(KITS)) if r.random() < 0.15 else any_variant(r, few, ("digital", "toggle"))
    return {"variant_id": goods, "from_location": LOCATIONS[here],
            "to_location": LOCATIONS[1 - here], "quantity": r.choice((1, 1, 2, 5)), "reference_id": any_cart(r, label)}


def line_first(r, few, label):
    return {**line(r, few, label), "overtake": r.random() < 0.7}


def ship_first(r, few, label):
    return {"reference_id": any_cart(r, label), "overtake": r.random() < 0.7}


def parcel(r, few, label):
    return {"reference_id": any_cart(r, label), "location_id": r.choice(PLACES)}


def touch(r, few, label):
    return {"reference_id": any_cart(r, label), "ttl": r.choice(TTLS)}


def sell(r, few, label):
    return {**any_goods(r, few), "quantity": a_few(r), "reference_id": f"receipt {label}"}


def receive(r, few, label):
    return {**any_level(r, few, ("digital", "toggle")), "quantity": 2 * a_few(r), "reference_id": f"delivery {label}"}


def adjust(r, few, label):
    level = any_level(r, few, ("digital", "toggle"))
    return {**level, "delta": r.choice((-5, -2, -1, 1, 2, 5)), "reason": "found or lost",
            "expected_on_hand": r.choice((None, None, None, 17)), "allow_shortfall": level["variant_id"] in LOOSE and r.random() < 0.5}


def count(r, few, label):
    level = any_level(r, few, ("digital", "toggle"))
    return {**level, "counted": r.randrange(120), "as_of": r.choice((None, None, None, "yesterday")),
            "allow_shortfall": level["variant_id"] in LOOSE and r.random() < 0.5}


def give_back(r, few, label):
    return {**any_level(r, few, ("digital", "toggle")), "quantity": a_few(r), "reference_id": f"return {label}", "restock": r.random() < 0.7}


def transfer(r, few, label):
    here = r.randrange(2)
    return {"variant_id": any_variant(r, few, ("digital", "toggle")), "from_location": LOCATIONS[here],
            "to_location": LOCATIONS[1 - here], "quantity": a_few(r), "reference_id": f"truck {label}"}


def policy(r, few, label):
    level = any_level(r, few, ("digital",))
    wanted = {"low_stock_threshold": r.choice((None, -1, 5))}
    if level["variant_id"] == "toggle":
        wanted["tracked"] = r.random() < 0.5
    elif level["variant_id"] == "back":
        wanted["unlimited_backorder"], wanted["backorder_limit"] = r.choice(((False, 10), (False, 60), (True, None), (None, None)))
    elif level["variant_id"] == "safe":
        wanted["safety_stock"] = r.choice((None, 0, 5, 20))
    elif level["variant_id"] == SUPPLIED:
        wanted["promise_incoming"] = r.choice((None, True, True, True, False))
    elif level["variant_id"] == "later":
        wanted["ships_in"] = r.choice((None, "2 days", "0"))
        wanted["available_from"] = r.choice((None, "-infinity", "-infinity", PAST, DATES[0]))
    return {**level, **wanted}


def incoming_policy(r, few, label):
    return {"variant_id": SUPPLIED, "location_id": r.choice(LOCATIONS), "promise_incoming": r.random() < 0.8}


def restripe(r, few, label):
    level = any_level(r, few, ("digital", "toggle"))
    if is_of_one_stripe(level["variant_id"]):
        level["variant_id"] = "striped"
    return {**level, "stripes": r.choice((1, 2, 3, 4, 8, 16))}


def temporary(r, few, label):
    return {"variant_id": f"temporary {r.randrange(5)}", "location_id": LOCATIONS[0]}


def temporary_policy(r, few, label):
    return {**temporary(r, few, label), "stripes": r.choice((None, 1, 3))}


def temporary_count(r, few, label):
    return {**temporary(r, few, label), "counted": r.choice((0, 0, 30))}


def temporary_stock(r, few, label):
    return {**temporary(r, few, label), "delta": r.choice((0, 0, 12))}


def feed(r, few, label):
    """Levels counted, changed, made and deleted; some of them twice, which is refused."""
    by_delta = r.random() < 0.5
    return {"changes": json.dumps([change(r, few, by_delta) for _ in range(r.randint(1, 12))]), "all_or_nothing": r.random() < 0.3}


def change(r, few, by_delta):
    level = any_level(r, few, ("digital", "toggle"))
    if r.random() < 0.2:
        return {**temporary(r, few, None), **r.choice(({"op": "delete"}, {"op": "create"}, {"delta": r.choice((-2, 0, 3))}))}
    incoming = None if level["variant_id"] == SUPPLIED else r.choice((None, 0, 4))
    wanted = {"delta": r.choice((-5, -1, 1, 2, 5))} if by_delta else {"on_hand": r.randrange(120), "incoming": incoming}
    return {**level, **wanted, "op": r.choice((None, None, "update")), "expected_on_hand": r.choice((None, None, None, 17)),
            "allow_shortfall": level["variant_id"] in LOOSE and r.random() < 0.5}


def sweep(r, few, label):
    return {"older_than": r.choice((None, None, None, "2 seconds")), "max_carts": r.choice((None, 1, 3, 10))}


def drop(r, few, label):
    return {"before": None, "max_rows": r.choice((10, 100, 1000))}  # before: what was checked


def available(r, few, label):
    return {**any_goods(r, few), "excluding_reference": r.choice((None, any_cart(r, label)))}


def listing(r, few, label):
    return {"variant_ids": [any_variant(r, few) for _ in range(r.randint(1, 8))], "location_ids": r.choice((None, ["nyc"], ["sfo", "nyc"]))}


def history(r, few, label):
    return {**any_level(r, few), "max_rows": 20}


def direct(r, few, label):
    return {**any_level(r, few, ("digital", "toggle")), "delta": r.choice((-3, -1, 1, 2, 6))}


def direct_expected(r, few, label):
    return {**any_level(r, few, ("digital", "toggle", SUPPLIED)), "delta": r.choice((-3, -1, 1, 2, 6))}


def threshold(r, few, label):
    return {**any_level(r, few), "threshold": r.choice((None, 3, 9))}


def open_or_close(r, few, label):
    """Two places close now and then; a third sells nothing new at times."""
    place = r.choice(PLACES)
    if not few:     # then the mirrors of the feed are compared with places as they are
        return {"location_id": place, "priority": r.choice((None, 1, 5, 100))}
    states = {"lax": ("open", "open", "ships_only", "closed"), "rome": ("open", "open", "closed"), "sfo": ("open", "open", "open", "ships_only")}
    return {"location_id": place, "status": r.choice(states.get(place, (None, "open"))), "priority": r.choice((None, 1, 5, 100)),
            "site_id": r.choice((None, None, place, "a site")), "channels": r.choice((None, "{}", "{web}")), "parcel_cost": r.choice((None, 0, 500))}


def forget_place(r, few, label):
    return {"location_id": r.choice(PLACES + ("nowhere",)) if few else "nowhere"}


def set_priority(r, few, label):
    return {"location_id": r.choice(PLACES), "priority": r.choice((1, 5, 100))}


# ---- what is on its way ------------------------------------------------------------------------------


def supplied_level(r, few):
    """Mostly what is kept by supplies alone; now and then a level that comes and goes."""
    if r.random() < 0.1:
        return temporary(r, few, None)
    level = any_level(r, few, ("digital", "toggle"))
    return {**level, "variant_id": SUPPLIED, "location_id": level["location_id"] if level["location_id"] in LOCATIONS else LOCATIONS[0]} if r.random() < 0.4 else level


def any_order(r):
    return f"order {r.randrange(ORDERS)}"


def any_transfer(r):
    number = r.randrange(TRANSFERS)
    return f"transfer {LOCATIONS[number % 2]} {LOCATIONS[1 - number % 2]} {number}"


def any_supply(r):
    return any_order(r) if r.random() < 0.5 else any_transfer(r)


def some_date(r):
    return PAST if r.random() < 0.15 else r.choice(DATES)


def order(r, few, label):
    """Orders and amends; what came may be more than is ordered now, which is refused."""
    wanted = {(level["variant_id"], level["location_id"]): level for level in (supplied_level(r, few) for _ in range(r.randint(1, 5)))}
    for level in wanted.values():
        level["quantity"] = r.choice((0, 2, 5, 20, 60, 200))
        if r.random() < 0.3:
            level["expected_at"] = r.choice((None, some_date(r)))
    return {"supply_id": any_order(r), "lines": json.dumps(list(wanted.values())), "expected_at": r.choice((None, some_date(r))),
            "source": r.choice((None, "a supplier", "another")), "allow_shortfall": r.random() < 0.25}


def move_supply(r, few, label):
    """Another date for all that is open."""
    return {"supply_id": any_supply(r), "expected_at": some_date(r), "allow_shortfall": r.random() < 0.25}


def ship(r, few, label):
    transfer = any_transfer(r)
    _, here, there, _ = transfer.split()
    variants = [SUPPLIED if r.random() < 0.3 else any_variant(r, few, ("digital", "toggle")) for _ in range(r.randint(1, 4))]
    return {"transfer_id": transfer, "from_location": here, "to_location": there, "expected_at": r.choice((None, some_date(r))),
            "lines": json.dumps([{"variant_id": variant, "quantity": a_few(r)} for variant in variants])}


def deliver(r, few, label):
    """One delivery: all of it, or some lines, of which some units are lost or go back."""
    supply = any_supply(r)
    is_transfer = supply.startswith("transfer")
    wanted = None
    if r.random() < 0.6:
        wanted = [delivered(r, few, supply, is_transfer) for _ in range(r.randint(1, 4))]
    return {"supply_id": supply, "lines": wanted and json.dumps(wanted), "reference_id": r.choice((None, f"note {label}")), "close": r.random() < 0.3,
            "allow_excess": r.random() < 0.4, "allow_shortfall": r.random() < 0.5}


def delivered(r, few, supply, is_transfer):
    level = supplied_level(r, few)
    if is_transfer:
        level["location_id"] = supply.split()[2]
    elif r.random() < 0.1:
        del level["location_id"]
    units = r.choice(({"quantity": a_few(r)}, {"quantity": a_few(r), "lost": 1}, {"lost": r.randint(1, 3)}))
    return {**level, **units, **({"returned": r.randint(1, 2)} if is_transfer and r.random() < 0.3 else {})}


def close_supply(r, few, label):
    return {"supply_id": any_supply(r), "lines": "[]", "close": True, "allow_shortfall": r.random() < 0.5}


def promise(r, few, label):
    return {"reference_id": any_cart(r, label), "promised_at": r.choice((None, None, PAST, some_date(r)))}


def late(r, few, label):
    keys = {"variant_id": lambda: r.choice((SUPPLIED, "bundle", any_variant(r, few))), "location_id": lambda: r.choice(LOCATIONS),
            "supply_id": lambda: any_supply(r)}
    return {**{key: keys[key]() for key in r.sample(sorted(keys), r.randint(0, 2))}, "max_rows": r.choice((1, 100))}


def by_date(r, few, label):
    goods = any_goods(r, few)
    return {**goods, "location_id": r.choice((None, goods["location_id"])), "excluding_reference": r.choice((None, any_cart(r, label)))}


def replenish(r, few, label):
    """Of products that nobody sells, at a place at times: rows that many write at once, and no threshold that the checks compare with."""
    return {"product_id": r.choice(("planned", "discontinued")), "location_id": r.choice((None, r.choice(LOCATIONS))),
            "lead_time": r.choice((None, "10 days", "1 month")), "pack_size": r.choice((None, 1, 12)), "max_stock": r.choice((None, -1, 500))}


def demanded(r, few, label):
    goods = any_level(r, few)
    return {"variant_id": goods["variant_id"], "location_id": r.choice((None, goods["location_id"]))}


def to_order(r, few, label):
    return {"location_id": r.choice((None,) + LOCATIONS), "due_only": r.random() < 0.5}


def forget_transfer(r, few, label):
    return {"supply_id": any_transfer(r)}


def components(r, few, label):
    composition = r.choice(VERSIONS)
    return {"kit_id": "changing", "components": composition_lines(composition)}


def composition_lines(composition):
    return json.dumps([{"variant_id": variant, "quantity": units} for variant, units in composition.items()])


def variants(r, few, label):
    """Of one of few products, which so want each other's."""
    chosen = sorted({any_variant(r, few) for _ in range(r.randint(0, 3))})
    return {"product_id": f"product {r.randrange(PRODUCTS)}",
            "variants": json.dumps([{"variant_id": variant, "options": {"n": r.randrange(3)}} for variant in chosen])}


def products(r, few, label):
    return {"product_ids": [f"product {n}" for n in range(PRODUCTS + 1)], "location_ids": r.choice((None, ["nyc"], ["sfo", "nyc"]))}


def one_product(r, few, label):
    return {"product_id": f"product {r.randrange(PRODUCTS)}", "location_ids": r.choice((None, ["nyc"], ["sfo", "nyc"]))}


def any_consumer(r):
    """Some of changes, some of signals; those of one stream are asked for the other, too."""
    return f"consumer {r.randrange(CONSUMERS)}"


def make_consumer(r, few, label):
    return {"consumer_id": any_consumer(r), "stream": r.choice(("changes", "signals")), "from_start": r.choice((None, True, False))}


def end_consumer(r, few, label):
    return {"consumer_id": any_consumer(r)}


def consume(r, few, label):
    return {"consumer_id": any_consumer(r), "max_rows": r.choice((1, 10, 1000, 0) if r.random() < 0.1 else (1, 10, 1000))}


def acknowledged(r, few, label):
    """Long ago, or never."""
    return {"consumer_id": any_consumer(r), "seq": r.choice((0, 1, 2**53, -1))}


def collect(r, few, label):
    return {"max_rows": r.choice((None, 1, 20, 500, 0) if r.random() < 0.1 else (None, 1, 20, 500))}


def access(r, few, label):
    return {"grantee": "guest", "access": ("reader", "seller", "manager")[int(label.split()[1]) % 3]}


def nothing(r, few, label):
    return {}


# How often, function, arguments, who: 0 anybody, 1 the owner, 2 the first client.
KINDS = (
    (14, "reserve_inventory", reserve, 0), (24, "try_reserve_inventory", reserve, 0), (8, "reserve_cart", cart, 0),
    (8, "try_reserve_cart", cart, 0), (7, "reserve_batch", batch, 0), (8, "set_reservation", set_to, 0), (4, "touch_cart", touch, 0),
    (4, "fulfill_cart", parcel, 0), (4, "plan_cart", plan, 0), (2, "cart_sources", look, 0), (4, "set_location", open_or_close, 0),
    (1, "delete_location", forget_place, 0), (1, "set_kit", components, 0), (1, "direct_location", set_priority, 1),
    (6, "set_cart", exact_cart, 0), (6, "try_set_cart", exact_cart, 0), (4, "merge_carts", merge, 0), (5, "move_reservation", carry, 0),
    (2, "release_carts", cancel_some, 0), (4, "fulfill_cart", ship_first, 0), (4, "fulfill_reservation", line_first, 0),
    (8, "release_reservation", line, 0), (8, "release_cart", cancel, 0), (2, "expire_stale_carts", sweep, 0),
    (9, "confirm_cart", confirm, 0), (6, "fulfill_reservation", line, 0), (8, "fulfill_cart", whole, 0), (6, "sell_inventory", sell, 0),
    (13, "receive_inventory", receive, 0), (4, "adjust_inventory", adjust, 0), (3, "count_inventory", count, 0),
    (4, "return_inventory", give_back, 0), (5, "transfer_inventory", transfer, 0), (3, "set_level_policy", policy, 0),
    (3, "set_level_policy", restripe, 0), (2, "set_level_policy", temporary_policy, 0), (2, "count_inventory", temporary_count, 0),
    (4, "reserve_inventory", preorder, 0), (5, "set_supply", order, 0), (2, "set_supply", move_supply, 0), (6, "ship_transfer", ship, 0), (9, "receive_supply", deliver, 0),
    (1, "receive_supply", close_supply, 0), (3, "promise_cart", promise, 0), (4, "cart_promises", whole, 0), (2, "late_promises", late, 0),
    (2, "available_by_date", by_date, 0), (2, "set_replenishment", replenish, 0), (1, "demand_history", demanded, 0),
    (2, "forecast_demand", demanded, 0), (0.5, "replenishment_report", to_order, 0), (1, "set_level_policy", incoming_policy, 0), (6, "direct_forget", forget_transfer, 1),
    (3, "apply_levels", feed, 0), (3, "delete_level", temporary, 0), (1, "drop_transactions_before", drop, 1), (1, "maintain", nothing, 0),
    (3, "available_inventory", available, 0), (2, "available_variants", listing, 0), (2, "set_product", variants, 0), (2, "product_availability", products, 0), (1, "product_matrix", one_product, 0), (3, "cart_lines", whole, 0), (2, "level_history", history, 0),
    (1, "create_consumer", make_consumer, 0), (0.3, "drop_consumer", end_consumer, 0), (2, "read_changes", consume, 0),
    (2, "read_signals", consume, 0), (2, "acknowledge", acknowledged, 0), (1, "collect_changes", collect, 0), (0.1, "announce_changes", nothing, 1),
    (0.2, "verify_inventory", nothing, 0), (1, "grant_access", access, 2), (2, "direct_on_hand", direct, 1),
    (2, "direct_incoming", direct_expected, 1), (1, "direct_policy", threshold, 1), (2, "direct_insert", temporary_stock, 1),
    (1, "direct_delete", temporary, 1), (2, "direct_refused", nothing, 1))

# Arguments that spoil any call of reserve_inventory, and the error that it must then raise.
BAD = (({"quantity": 0}, "22023"), ({"quantity": None}, "22004"), ({"reference_id": ""}, "22023"), ({"variant_id": "x" * 300}, "22023"),
       ({"quantity": 2**53}, "22003"), ({"ttl": "-1 hours"}, "22023"), ({"variant_id": "nowhere"}, "IV002 IV007"))


def is_owner(client):
    return client % 2 == 0


def max_age(client):
    """The inventory.cart_max_age of a client's sessions in seconds, or None. Only a superuser may set it."""
    return 2 if client % 8 == 2 else None


def choose(chance, turn, client, tag, needs_request=False):
    """A random call. One that needs a request has one; others may share one with other clients."""
    label = f"{client} {int(tag.split('.')[2]) // 20 % GENERATIONS}"
    kind = chance.random()
    if needs_request or kind < 0.1:
        return with_request(chance, turn, label, tag, None if needs_request and chance.random() < 0.7 else chance.randrange(SHARED_REQUESTS))
    if kind < 0.12:
        spoilt, error = chance.choice(BAD)
        return Call(tag, "reserve_inventory", {**reserve(chance, turn.few, label), **spoilt}, must=error)
    rank = 2 if client == 0 else 1 if is_owner(client) else 0
    return make(chance, [kind for kind in KINDS if kind[3] <= rank], turn, label, tag)


def make(chance, kinds, turn, label, tag):
    _, function, arguments, _ = chance.choices(kinds, [kind[0] for kind in kinds])[0]
    if function == "grant_access" and int(tag.split(".")[2]) % 2:
        return Call(tag, "revoke_access", {"grantee": "guest"})
    sql = chance.choice(REFUSED) if function == "direct_refused" else DIRECT.get(function)
    if sql and LEVEL in sql and not turn.several:
        sql += ONE_ROW
    return Call(tag, function, arguments(chance, turn.few, label), sql=sql)


def with_request(chance, turn, label, tag, shared):
    """A call with a request_id: its own, or one that all clients make with the same arguments."""
    name = f"request {tag}"
    if shared is not None:
        name, chance, label = f"shared {turn.number} {shared}", turn.random("shared", shared), f"all {shared % GENERATIONS}"
    call = make(chance, [kind for kind in KINDS if kind[1] in REQUESTABLE], turn, label, tag)
    call.request = name
    return call
