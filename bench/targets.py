"""The targets: what was promised, what came out. A target whose contestants were not measured, or
are not available in the installed version, is neither reached nor missed."""

RATIOS = [  # sentence, at least, (scenario, contestant, clients) of ours, of the other
    ("unrelated SKUs, 16 clients: PL/pgSQL (c); aim 1.6", 1.35, ("unrelated", "ours", 16), ("unrelated", "conditional", 16)),
    ("unrelated SKUs, 16 clients: bare INSERT (a); aim 0.50", 0.42, ("unrelated", "ours", 16), ("unrelated", "bare", 16)),
    ("unrelated SKUs, 16 clients: the rows, no logic (b)", 1.0, ("unrelated", "ours", 16), ("unrelated", "rows", 16)),
    ("hot SKU, striped, 64 clients: unrelated SKUs; aim 1.0", 0.9, ("hot", "striped", 64), ("hot", "unrelated", 64)),
    ("hot SKU, striped, 128 clients: unrelated SKUs; aim 1.0", 0.9, ("hot", "striped", 128), ("hot", "unrelated", 128)),
    ("hot SKU, striped, 64 clients: PL/pgSQL (c) on one row", 6.0, ("hot", "striped", 64), ("hot", "conditional", 64)),
    ("hot SKU, striped, 64 clients, slow disk: (c) on one row", 15.0,
     ("hot, slow disk", "striped", 64), ("hot, slow disk", "conditional", 64)),
    ("hot SKU, striped by the worker, after 10 s: by hand", 0.8,
     ("worker, after 10 s", "worker", 64), ("worker, after 10 s", "by_hand", 64)),
    ("hot SKU, striped, 64 clients: successes of (e)", 8.0, ("hot", "striped", 64), ("hot", "application", 64)),
    ("hot SKU, striped, 64 clients, slow disk: successes of (e)", 20.0,
     ("hot, slow disk", "striped", 64), ("hot, slow disk", "application", 64)),
    ("sold out: SELECT 1 (f); aim 0.55", 0.5, ("sold out", "ours", 16), ("sold out", "select_1", 16)),
    ("batch of 1000, a line: PL/pgSQL (c) in one transaction", 4.0,
     ("batch of 1000", "ours_batch", 1), ("batch of 1000", "conditional_batch", 1)),
    ("growth: an empty database", 0.9, ("growth", "grown", 16), ("growth", "empty", 16)),
]

RATIOS += [
    ("a line routed over 5 places, 16 clients: one that names its place", 0.7, ("routed", "routed_line", 16), ("routed", "named_line", 16)),
    ("a kit of 3 at one place: reserve_cart with 3 lines", 0.95, ("kits", "kit_of_three", 16), ("kits", "three_lines", 16)),
    ("a reserve that waits, 12 open supplies: one without", 0.8, ("supplied", "supplied", 16), ("supplied", "waiting", 16)),
    ("reserve, a collector every second: nobody collects", 0.9, ("collected", "collected", 16), ("collected", "uncollected", 16)),
]

FACTS = [  # sentence, name, "at least" or "at most", value
    ("end of a sale: slowest of the last three tenths against the middle", "sale_dip_striped", "at least", 0.5),
    ("end of a sale: buyers refused wrongly", "sale_wrong_striped", "at most", 0),
    ("hot SKU: buyers of ours refused while there was stock", "hot_refused", "at most", 0),
    ("sold out: bytes of WAL of 1,000 refusals", "refusal_wal_bytes", "at most", 0),
    ("batch of 1000: lines/s on one core; aim 80,000", "batch_lines", "at least", 55_000),
    ("expiry by the worker: holds/s; aim 60,000", "expiry_rate", "at least", 45_000),
    ("expiry: worker's memory, second half against the first", "expiry_memory_growth", "at most", 1.1),
    ("expiry: p99 of a load beside it", "expiry_p99_ratio", "at most", 1.5),
    ("level_history, few rows: p99 in ms", "history_few_p99_ms", "at most", 10.0),
    ("level_history, many rows: p99 in ms", "history_many_p99_ms", "at most", 10.0),
    ("problems found by verify_inventory(), oversold levels", "problems", "at most", 0),
]

FACTS += [
    ("a cart of 10 lines over 50 places, one client: median in ms", "routed_cart_ms", "at most", 3),
    ("64 sessions for 1,000 units at 8 places: units held", "race_held", "at least", 1000),
    ("64 sessions for 1,000 units at 8 places: calls that failed", "race_failures", "at most", 0),
    ("late_promises, 10,000 orders waiting at 100 levels: ms", "late_ms", "at most", 100),
    ("cart_promises, 10 lines on levels with 1,000 holds each: ms", "cart_promises_ms", "at most", 5),
    ("set_supply, a new date for 1,000 lines: ms", "moved_ms", "at most", 200),
    ("replenishment_report, 10,000 levels with 104 weeks each: ms", "report_ms", "at most", 2000),
    ("collecting 10,000 changed variants: ms", "collect_ms", "at most", 250),
    ("collecting: µs a changed level", "collect_us", "at most", 25),
    ("announcing 20,000 variants anew: ms", "announce_ms", "at most", 500),
    ("read_changes four times a second, 10,000 changes/s: p99 of the delay in ms", "feed_delay_p99_ms", "at most", 300),
    ("changes that were not read", "feed_unread", "at most", 0),
    ("product_availability, 50 products of 5 variants at 2 places: ms", "products_50_ms", "at most", 2),
    ("product_availability, 1,000 such products: ms", "products_1000_ms", "at most", 20),
]


def derive(results):
    """Numbers that targets ask for and several rows tell together."""
    facts = results.facts
    ours = [row for row in results.rows if row["scenario"].startswith(("hot", "worker", "open transaction"))
            and row["label"].startswith(("ours", "striped", "the same")) and row["contestant"] != "conditional_alone"]
    if ours:
        facts["hot_refused"] = sum(row["refusals"] + row["failures"] for row in ours)
    of_others = [row for row in results.rows if row["scenario"].startswith("hot") and row["contestant"] == "application"]
    if of_others:
        facts["hot_refused_application"] = sum(row["refusals"] for row in of_others)
    lines = results.rate("batch of 1000", "ours_batch", 1)
    if lines:
        facts["batch_lines"] = round(lines)
    if facts.get("expiry_memory_kb", [0])[0]:
        first, second = facts["expiry_memory_kb"]
        facts["expiry_memory_growth"] = round(second / first, 2)


def judge(results):
    """A list of {target, wanted, measured, reached}; measured and reached are None where unknown."""
    derive(results)
    verdicts = []
    for sentence, least, ours, other in RATIOS:
        mine, theirs = results.rate(*ours), results.rate(*other)
        ratio = round(mine / theirs, 2) if mine is not None and theirs else None
        verdicts.append(verdict(sentence, f"≥ {least} ×", ratio, ratio is not None and mine >= least * theirs))
    for sentence, name, kind, value in FACTS:
        measured = results.facts.get(name)
        reached = measured is not None and (measured >= value if kind == "at least" else measured <= value)
        verdicts.append(verdict(sentence, f"{'≥' if kind == 'at least' else '≤'} {value:,}", measured, reached))
    return verdicts


def verdict(sentence, wanted, measured, reached):
    return {"target": sentence, "wanted": wanted, "measured": measured, "reached": None if measured is None else reached}
