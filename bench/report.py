"""What is printed and written: the table, the targets, latest.json. Not here: the chart (draw.py)."""

import json

COLUMNS = [("contestant", "<", 32), ("clients", ">", 7), ("per second", ">", 11), ("min – max", ">", 19), ("ours is", ">", 8),
           ("p50 ms", ">", 8), ("p99 ms", ">", 8), ("successes", ">", 10), ("refusals", ">", 9), ("failures", ">", 8)]

# The row that the others of a scenario are compared with, the first that is there.
REFERENCES = ("ours", "ours_request", "striped", "plain", "ours_cart", "ours_batch", "worker", "grown", "beside")


def line(values):
    return "  ".join(f"{value:{align}{width}}" for value, (_, align, width) in zip(values, COLUMNS)).rstrip()


def short(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:,.1f}"


def reference(rows, clients):
    for name in REFERENCES:
        for row in rows:
            if row["contestant"] == name and row["clients"] == clients:
                return row
    return None


def ratio(row, rows):
    """How many times as fast ours is; nothing for ours itself."""
    ours = reference(rows, row["clients"])
    if ours is None or ours is row or not row["per_second"]["median"]:
        return ""
    return f"{ours['per_second']['median'] / row['per_second']['median']:.2f} ×"


def table(results):
    lines = []
    for scenario in dict.fromkeys([row["scenario"] for row in results.rows] + [note["scenario"] for note in results.notes]):
        rows = [row for row in results.rows if row["scenario"] == scenario]
        lines += ["", scenario + (f" ({rows[0]['unit']})" if rows else "")]
        if rows:
            lines.append(line([title for title, _, _ in COLUMNS]))
        for row in rows:
            rate = row["per_second"]
            lines.append(line([row["label"], row["clients"], short(rate["median"]),
                               f"{short(rate['min'])} – {short(rate['max'])}", ratio(row, rows), f"{row['p50_ms']:.2f}",
                               f"{row['p99_ms']:.2f}", row["successes"], row["refusals"], row["failures"]]))
        noise = max((row["noise"] for row in rows), default=0)
        if noise > 0.1:
            lines.append(f"  disturbed: other programs took up to {noise:.0%} of the processors' time")
        lines += [f"  {note['note']}" for note in results.notes if note["scenario"] == scenario]
    return "\n".join(lines)


def targets_table(verdicts):
    words = {True: "reached", False: "MISSED", None: "not measured"}
    lines = [f"{'target':68}  {'wanted':>10}  {'measured':>10}"]
    for verdict in verdicts:
        measured = "–" if verdict["measured"] is None else f"{verdict['measured']:,}"
        lines.append(f"{verdict['target']:68}  {verdict['wanted']:>10}  {measured:>10}  {words[verdict['reached']]}")
    return "\n".join(lines)


def document(results, verdicts, run):
    return {"run": run, "targets": verdicts, "results": results.rows, "notes": results.notes, "facts": results.facts}


def write(file, content):
    """Replaces what a file that somebody else opened contains."""
    file.seek(0)
    file.truncate()
    file.write(content)
    file.flush()


def as_json(content):
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
