"""Arguments for each type, as the bytes that a client would send: hostile ones, which are a fixed list
for each type, and sensible ones, so that calls get past the checks and meet what others left."""

import functools
import json

MEGABYTE = 1024 * 1024
MANY = 100_000

# those that come up most are there more than once
VARIANTS = ["mug", "tee", "sock"] * 5 + ["song", 'q"\\{}', "x" * 255]
KITS = ["box", "pair", "gift"]
LOCATIONS = ["nyc", "sfo"] * 5 + ["net", "shelf"]
PRODUCTS = ["crockery", "clothes", "music", "mug"]
CHANNELS = ["web", "shop"]
CONSUMERS = ["feed", "feed", "mails", "mails", "news"]  # of changes, of signals, of what it was made for
CARTS = [f"cart {n}" for n in range(8)]
SUPPLIES = [f"order {n}" for n in range(6)] + [f"transfer {n}" for n in range(4)]
NEW_SUPPLIES = [f"transfer {n}" for n in range(500)]
DATES = ["2101-01-01", "2101-02-01 12:00+05:45", "2101-02-01", "now", "yesterday", "infinity"]
REQUESTS = [f"request {n}" for n in range(2000)]
ROLES = ["fuzz_reader", "fuzz_seller", "fuzz_manager", "fuzz_nobody"]

# Text that is cut, quoted, measured or converted. The numbers are at the limits of an id.
TEXTS = [
    "", " ", "'", '"', "\\", "\\\\u0000", "$1", "%s%n%d", "\n\r\t", "\x01\x7f", "null", "NULL",
    "x" * 256, "x" * 800, "x" * 801, "é" * 255, "é" * 256, "é" * 400, "é" * 401, "日本" * 127,
    "日" * 255, "日" * 267, "\U0001f600" * 200, "\U0001f600" * 201, "\u202e\ufeff\u200b",
    "'; DROP TABLE inventory.levels; --", "reader", "seller", "manager", '[{"a": 1}]',
]
BYTES = [b"\xff\xfe", b"\xc3", b"\xe3\x81", b"\x8f\xa1", b"\xa4\xa2" * 100, b"\xc0\x80", b"\xe9" * 255, b"\xed\xa0\x80"]

BIGINTS = [
    "0", "1", "2", "3", "7", "16", "100", "-1", "-7", "-100", "1000000", "2147483647", "2147483648", "-2147483648",
    "9007199254740990", "9007199254740991", "9007199254740992", "-9007199254740991", "-9007199254740992",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e3", "2.0", "NaN", "", " 5 ",
]
INTERVALS = [
    "1 hour", "30 minutes", "1 microsecond", "-1 microsecond", "0", "-1 day", "1 day -23:59:59", "1 month -30 days",
    "1 month -31 days", "10000 years", "9999 years 11 months", "10001 years", "7000 years", "-7000 years",
    "178000000 years", "-178000000 years", "71582788 months -2147483640 days", "-71582788 months 2147483640 days",
    "2147483647 days -2562047788 hours", "infinity", "-infinity", "P1Y2M3DT4H", "1e300 days", "soon", "",
]
TIMES = [
    "now", "infinity", "-infinity", "epoch", "4713-01-01 00:00:00 BC", "4714-11-24 00:00:00+00 BC", "294276-12-31 23:59:59.999999+00",
    "294277-01-01", "2024-02-30", "1999-12-31 23:59:60", "tomorrow", "yesterday", "noon", "",
]
DAYS = [
    "today", "infinity", "-infinity", "epoch", "4714-11-24 BC", "4714-11-23 BC", "5874897-12-31", "5874898-01-01", "2024-02-30", "2024-02-29",
    "yesterday", "01.02.2024", "20240229", "",
]
BOOLEANS = ["true", "false", "t", "f", "0", "1", "maybe", ""]
REGROLES = ROLES + ["-", "0", "1", "4294967295", "4294967296", "public", "pg_monitor", "nobody such", '"', ""]


LINE = '{"variant_id": "mug", "location_id": "nyc", "quantity": %s}'
JSON = [
    "[" * 5000 + "]" * 5000, "[" * 100_000, '{"a":' * 3000 + "1" + "}" * 3000,
    '[{"variant_id": ' + "[" * 3000 + "]" * 3000 + ', "location_id": "nyc", "quantity": 1}]',
    "[" + ",".join([LINE % 1] * MANY) + "]",
    "[" + ",".join([LINE % 9007199254740991] * 1100) + "]",
    "[" + ",".join('{"variant_id": "v%d", "location_id": "nyc", "quantity": 1}' % n for n in range(2000)) + "]",
    '[{"variant_id": "%s", "location_id": "nyc", "quantity": 1}]' % ("x" * MEGABYTE), '[{"%s": 1}]' % ("x" * MEGABYTE),
    *('[{"variant_id": %s, "location_id": "nyc", "quantity": 1}]' % text for text in
      ['"\\u0000"', '"\\ud800"', '"\\u00e9\\u3042"', '"\\u0001"', '""', '" "', "1", "null", "[]", "{}", "true", '"mug", "variant_id": "tee"']),
    *("[" + LINE % number + "]" for number in
      ["1e1000", "1e131071", "1e-16383", "1e400000", "-0", "0", "-1", "0.5", "2.0", "1E0", "9007199254740991", "9007199254740992",
       "9007199254740991.5", "1e15", "18446744073709551617", "01", '"5"', "null", "[1]", '{"quantity": 1}', "true", '1, "color": 1']),
    '[{"variant_id": "mug", "location_id": "nyc"}]', "", "null", "1", '"[]"', "[]", "{}", "[[]]", "[1]", "[null]", '[{"quantity": 1}, 2]',
    "true", "[" + LINE % 1,
]
# Routes, and what kits consist of.
ROUTES = [
    "{}", '{"": 1}', '{"near": null, "near": [0, 0]}', '{"%s": 1}' % ("x" * MEGABYTE), '{"Near": [1, 2]}', '{"by": "2030-01-01"}', '{"by": null}',
    *('{"near": %s}' % near for near in
      ["[90, 180]", "[-90, -180]", "[90.0000001, 0]", "[1e308, 0]", "[1e400, 0]", "[1e-400, -0]", "[1e131071, 1]", '["1", "2"]', "[]", "[1]", "[1, 2, 3]",
       "[null, null]", "[[1], [2]]", "{}", "5", '"here"', "true", "[" + ",".join(["1"] * MANY) + "]", "[" * 3000 + "]" * 3000]),
    *('{"goals": %s}' % goals for goals in
      ["[]", '["nearest", "nearest"]', '["Nearest"]', '[""]', "[null]", "[1]", '["cheapest", "most_stock", "priority", "nearest", "fewest_parcels"]',
       '["fewest_parcels", "cheapest"]', "null", '"nearest"', '["%s"]' % ("x" * MEGABYTE), "[" + ",".join(['"nearest"'] * MANY) + "]"]),
    *('{"%s": %s}' % (key, ids) for key in ["only", "first", "exclude"] for ids in
      ["[]", "null", '["nyc", "nyc"]', '[""]', '["nowhere"]', "[null]", '"nyc"', "[[]]", '["\\u0000"]', '["\\ud800"]', '["%s"]' % ("é" * 401), '["%s"]' % ("x" * MEGABYTE)]),
    '{"only": [%s]}' % ",".join('"l%d"' % n for n in range(MANY)), '{"first": [%s]}' % ",".join(['"nyc"'] * MANY), '{"exclude": [%s]}' % ",".join('"l%d"' % n for n in range(MANY)),
    *('{"costs": %s}' % costs for costs in
      ["{}", "null", "[]", '{"": 1}', '{"nyc": -1}', '{"nyc": 1.5}', '{"nyc": "1"}', '{"nyc": null}', '{"nyc": 9007199254740991, "sfo": 9007199254740991}',
       '{"nyc": 9007199254740992}', '{"nyc": 1e1000}', '{"nyc": 1, "nyc": 2}', '{"nyc": {}}', "{" + ",".join('"l%d": %d' % (n, n) for n in range(MANY)) + "}"]),
    *('{"max_parcels": %s}' % number for number in ["1", "0", "-1", "2147483647", "2147483648", "1e30", "1e131071", "0.5", '"1"', "null", "[1]", "true"]),
    *('{"%s": %s}' % (key, flag) for key in ["split_lines", "backorder"] for flag in ["true", "false", "null", "0", '"false"', "[]"]),
    *('{"%s": %s}' % (key, text) for key in ["channel", "zone"] for text in ['"web"', '""', "null", "5", "[]", '"\\ud800"', '"\\u00e9"', '"%s"' % ("x" * 256)]),
]
COMPONENTS = [
    "[]", '[{"variant_id": "mug", "quantity": 1}]', '[{"variant_id": "mug", "quantity": 9007199254740991}]', '[{"variant_id": "box", "quantity": 1}]',
    '[{"variant_id": "mug", "quantity": 9007199254740991}, {"variant_id": "mug", "quantity": 9007199254740991}]', '[{"variant_id": "mug", "quantity": 0}]',
    '[{"variant_id": "mug", "quantity": 1, "minimum": 1}]', '[{"variant_id": "", "quantity": 1}]', '[{"quantity": 1}]', '[{"variant_id": "mug"}]',
    "[" + ",".join('{"variant_id": "v%d", "quantity": %d}' % (n, n + 1) for n in range(2000)) + "]",
    "[" + ",".join(['{"variant_id": "mug", "quantity": 1}'] * MANY) + "]",
]
# Variants of products.
VARIANTS_OF_PRODUCTS = [
    '[{"variant_id": "mug", "options": null}, {"variant_id": "tee", "options": {}}]', '[{"variant_id": "mug"}, {"variant_id": "mug"}]', '[{"variant_id": ""}]',
    '[{"variant_id": "mug", "options": {"": null, "a": [1e131071, 1.0, -0, "\\u00e9\\u3042"]}}]', '[{"variant_id": "mug", "options": %s}]' % ('{"a":' * 3000 + "1" + "}" * 3000),
    '[{"variant_id": "mug", "options": {"%s": "%s"}}]' % ("x" * 1000, "é" * MEGABYTE), '[{"variant_id": "mug", "options": {"%s": 1}}]' % ("x" * MEGABYTE),
    *('[{"variant_id": "mug", "options": %s}]' % options for options in ["[]", "1", '"M"', "true", "[{}]", '{"\\ud800": 1}', '{"\\u0000": 1}']),
    "[" + ",".join('{"variant_id": "v%d", "options": {"n": %d}}' % (n, n) for n in range(3000)) + "]",
    "[" + ",".join('{"variant_id": "v%d"}' % n for n in range(MANY)) + "]",
]
# Lines of orders and deliveries.
ORDER = '{"variant_id": "mug", "location_id": "nyc", %s}'
ORDERS = [
    "[" + ORDER % '"quantity": 5' + ", " + ORDER % '"quantity": 5, "expected_at": null' + "]", '[{"variant_id": "mug", "lost": 1}]',
    *("[" + ORDER % ('"quantity": 5, "expected_at": %s' % date) + "]" for date in
      ["null", '"infinity"', '"-infinity"', '"soon"', '""', "5", "[]", "true", '"294277-01-01"', '"4714-11-24 BC"', '"now"', '"2024-02-30"', '"\\u0000"', '"\\ud800"', '"\\u00e9"',
       '"1970-01-01 00:00 %s"' % ("x" * 300), '"%s"' % ("x" * MEGABYTE), '"2101-01-01", "expected_at": "2102-01-01"']),
    *("[" + ORDER % ('"%s": %s' % (key, units)) + "]" for key in ["lost", "returned", "quantity"] for units in ["0", "1", "-1", "9007199254740991", "9007199254740992", "1e1000", "null", '"1"']),
    "[" + ORDER % '"quantity": 9007199254740991, "lost": 9007199254740991, "returned": 9007199254740991' + "]",
    "[" + ", ".join([ORDER % '"quantity": 9007199254740991'] * 1100) + "]",
    "[" + ",".join([ORDER % '"quantity": 1, "expected_at": "2101-01-01"'] * MANY) + "]",
    "[" + ",".join([ORDER % '"lost": 1'] * MANY) + "]",
    "[" + ",".join('{"variant_id": "v%d", "location_id": "nyc", "quantity": 1, "expected_at": "2101-01-01"}' % n for n in range(2000)) + "]",
]
JSON += ROUTES + COMPONENTS + VARIANTS_OF_PRODUCTS + ORDERS
DOUBLES = ["0", "-0", "90", "-90", "90.00000000000001", "180", "180.1", "1e308", "1e309", "5e-324", "NaN", "Infinity", "-Infinity", "1_0", "0x1p3", "", "north"]
ARRAYS = [
    "{}", "{NULL}", "{NULL,NULL}", "{{a,b},{c,d}}", "{{1,2},{3,4}}", "{{a},{b,c}}", "{", "", "{{{{{{{1}}}}}}}", "[7:8]={1,2}", "{1}", "{1,2}",
    "[2147483647:2147483647]={1}", "[1:2]={1}", '{""}', "{" + "x" * MEGABYTE + "}", "{" + ",".join(["1"] * MANY) + "}", "{" + ",".join(["NULL"] * MANY) + "}",
    "{" + ",".join(BIGINTS[:-3]) + "}", "{" + "x" * 256 + "}",
]


def as_bytes(value):
    return value if value is None or isinstance(value, bytes) else value.encode()


@functools.lru_cache(maxsize=None)
def hostile(kind):
    """All that is tried of a type."""
    values = {
        "text": [*TEXTS, *BYTES, "x" * MEGABYTE, "é" * MEGABYTE],
        "bigint": BIGINTS,
        "integer": BIGINTS,
        "boolean": BOOLEANS,
        "interval": INTERVALS,
        "timestamp with time zone": TIMES,
        "date": DAYS,
        "regrole": REGROLES,
        "jsonb": JSON,
        "double precision": DOUBLES,
        "text[]": ARRAYS,
        "bigint[]": ARRAYS,
    }[kind]
    return [None, *(as_bytes(value) for value in values)]


def likely_texts(name):
    """What an argument of that name mostly is."""
    if name in ("reference_id", "excluding_reference", "after_reference", "from_reference", "into_reference", "reference_ids"):
        return CARTS
    if "variant" in name:
        return VARIANTS + KITS
    if "location" in name or name == "site_id":
        return LOCATIONS
    if name in ("product_id", "product_ids"):
        return PRODUCTS
    if name == "kit_id":
        return KITS + ["mug", "new kit"]
    if name == "status":
        return ["open"] * 6 + ["ships_only", "closed"]
    if name in ("channels", "zones"):
        return CHANNELS
    if name == "consumer_id":
        return CONSUMERS
    if name == "stream":
        return ["changes", "signals"]
    if name == "supply_id":
        return SUPPLIES
    if name == "supplier_id":
        return ["pottery", "weaver"]
    if name == "product_id":
        return ["mugs", "shirts"]
    if name == "transfer_id":
        return NEW_SUPPLIES
    if name == "request_id":
        return REQUESTS
    if name == "access":
        return ["reader", "seller", "manager"]
    return ["because", "customer 1", "order 1"]


def quoted(element):
    """An element of an array, as its text has it."""
    return '"' + element.replace("\\", "\\\\").replace('"', '\\"') + '"'


def some_lines(dice):
    """Of a cart; with choices, and without a place, which not every function takes."""
    choices = [{}, {}, {"minimum": 1}, {"minimum": 7}, {"backorder": False}, {"location_id": None}]
    places = lambda: {} if dice.random() < 0.4 else {"location_id": dice.choice(LOCATIONS)}
    return json.dumps([
        {"variant_id": dice.choice(VARIANTS + KITS * 2), **places(), "quantity": dice.randint(1, 5), **dice.choice(choices)}
        for _ in range(dice.randint(0, 4))
    ])


# The lines of these functions are others than those of a cart.
FORMS = {("set_supply", "lines"): "order", ("receive_supply", "lines"): "delivery", ("ship_transfer", "lines"): "goods"}


def some_order(dice):
    dates = lambda: {"expected_at": dice.choice([None, *DATES])} if dice.random() < 0.3 else {}
    return json.dumps([{"variant_id": dice.choice(VARIANTS), "location_id": dice.choice(LOCATIONS), "quantity": dice.choice([0, 3, 20, 500]), **dates()}
                       for _ in range(dice.randint(1, 4))])


def some_delivery(dice):
    places = lambda: {} if dice.random() < 0.4 else {"location_id": dice.choice(LOCATIONS)}
    units = [{"quantity": 2}, {"quantity": 2, "lost": 1}, {"lost": 1}, {"returned": 1}, {"quantity": 900}]
    return json.dumps([{"variant_id": dice.choice(VARIANTS), **places(), **dice.choice(units)} for _ in range(dice.randint(0, 3))])


def some_goods(dice):
    return json.dumps([{"variant_id": dice.choice(VARIANTS), "quantity": dice.randint(1, 5)} for _ in range(dice.randint(1, 3))])


def some_components(dice):
    """Of a kit; none at times, which is sold no more."""
    return json.dumps([{"variant_id": dice.choice(VARIANTS[:3] * 4 + KITS), "quantity": dice.randint(1, 3)} for _ in range(dice.choice([0, 1, 2, 2, 3]))])


def some_variants(dice):
    """Of a product; none at times, which is one no more."""
    options = lambda: dice.choice([{}, {}, {"options": None}, {"options": {"size": dice.choice(["S", "M", 1, 1.5, None, ["é"]])}}])
    return json.dumps([{"variant_id": variant, **options()} for variant in dice.sample(sorted(set(VARIANTS + KITS)), dice.choice([0, 1, 2, 2, 3]))])


def some_route(dice):
    """How a cart is routed."""
    ids = lambda: dice.sample(sorted(set(LOCATIONS)), dice.randint(0, 3))
    keys = {
        "goals": lambda: dice.sample(["fewest_parcels", "cheapest", "nearest", "priority", "most_stock"], dice.randint(0, 5)),
        "near": lambda: [dice.uniform(-90, 90), dice.uniform(-180, 180)], "channel": lambda: dice.choice(CHANNELS), "zone": lambda: dice.choice(CHANNELS),
        "only": ids, "first": ids, "exclude": ids, "costs": lambda: {place: dice.randint(0, 900) for place in ids()}, "max_parcels": lambda: dice.randint(1, 3),
        "split_lines": lambda: dice.random() < 0.5, "backorder": lambda: dice.random() < 0.5, "by": lambda: dice.choice(DATES),
    }
    return json.dumps({key: keys[key]() for key in dice.sample(sorted(keys), dice.randint(0, 4))})


def some_json(dice, name):
    makers = {"changes": some_changes, "components": some_components, "variants": some_variants, "route": some_route, "order": some_order, "delivery": some_delivery,
              "goods": some_goods}
    return makers.get(name, some_lines)(dice)


def some_changes(dice):
    """Of apply_levels: values that a level may have, and some that it may not."""
    keys = {
        "op": ["upsert", "create", "update", "delete", "drop"], "on_hand": [0, 5, 1000, 2**53], "delta": [-1, 0, 7, -0.5], "incoming": [0, 3],
        "expected_on_hand": [0, 1000], "allow_shortfall": [True, False], "safety_stock": [0, 5], "backorder_limit": [0, 9],
        "unlimited_backorder": [True, False], "low_stock_threshold": [-2, -1, 4], "tracked": [True, False], "reason": ["feed", ""], "quantity": [1],
    }
    return json.dumps([
        {"variant_id": dice.choice(VARIANTS), "location_id": dice.choice(LOCATIONS),
         **{key: dice.choice([None, *keys[key]]) for key in dice.sample(sorted(keys), dice.randint(0, 4))}}
        for _ in range(dice.randint(1, 6))
    ])


def some_units(dice, name):
    if name == "seq":  # of a feed, which is numbered by microseconds
        return str(dice.choice([0, 1, 10**15, 10**15]))
    if name == "max_rows":
        return str(dice.choice([1, 3, 1000]))
    if name in ("counted", "backorder_limit", "safety_stock", "low_stock_threshold"):
        return str(dice.choice([0, 5, 100, 1000]))
    if name == "delta":
        return str(dice.randint(-50, 50) or 1)
    return str(dice.choice([1, 1, 2, 3, 5, 50, 900]))


def sensible(dice, kind, name, is_optional, length):
    """One that a program would send. `length` is that of all arrays of the call."""
    if is_optional and dice.random() < 0.6:
        return None
    if kind.endswith("[]"):
        few = [some_units(dice, name) if kind == "bigint[]" else quoted(dice.choice(likely_texts(name))) for _ in range(max(1, min(length, 50)))]
        return as_bytes("{" + ",".join(few[n % len(few)] for n in range(length)) + "}")
    return as_bytes({
        "text": lambda: dice.choice(likely_texts(name)),
        "bigint": lambda: some_units(dice, name),
        "integer": lambda: str(dice.choice([1, 2, 4, 8])),
        "boolean": lambda: dice.choice(["true", "false"]),
        "interval": lambda: dice.choice(["1 microsecond", "1 second", "1 hour", "1 day", "1 year"]),
        "date": lambda: dice.choice(["today", "yesterday", "2024-02-29"]),
        "timestamp with time zone": lambda: dice.choice(DATES if name in ("expected_at", "promised_at", "available_from") else ["now", "yesterday", "epoch"]),
        "regrole": lambda: dice.choice(ROLES),
        "jsonb": lambda: some_json(dice, name),
        "double precision": lambda: str(dice.uniform(0.01, 0.99) if name in ("service_level", "uplift") else dice.uniform(-90, 90)),
    }[kind]())


def is_heavy(value):
    return value is not None and len(value) > 10_000
