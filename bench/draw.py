"""Draws the chart of docs/benchmark.svg from a result; the same result gives the same bytes.

    python3 bench/draw.py bench/results/latest.json docs/benchmark.svg

draws it again without measuring. It is for someone who has read nothing else: the title says the
result as a ratio, all bars have one scale, and a line says what plain SQL writes of the same rows.
"""

import io
import json
import pathlib
import sys
import textwrap

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "inventory", "svg.fonttype": "path", "font.size": 10, "font.family": "DejaVu Sans"})

from matplotlib import pyplot  # noqa: E402  (after the backend is chosen)

OURS, OTHER, LIMIT, QUIET = "#1b7f5c", "#b8bfc7", "#b3261e", "#5f6770"

# What is drawn: in each group the bars, (label, scenario, contestant, clients); ours is the first. The
# title is about the first group.
GROUPS = [
    ("64 buyers, all of whom want the same article", [
        ("inventory", "hot", "striped", 64),
        ("a stored procedure", "hot", "conditional", 64),
        ("the shop's own program", "hot", "application", 64)]),
    ("16 buyers, each of whom wants another article", [
        ("inventory", "unrelated", "ours", 16),
        ("a stored procedure", "unrelated", "conditional", 16),
        ("the shop's own program", "unrelated", "application", 16)]),
]
WITHOUT_CHECK = ("unrelated", "rows")  # the line, whatever the number of clients

TITLE = "When everybody wants the same article, inventory\nserves {ratio:.1f} times as many buyers a second"
SUBTITLE = "Buyers served a second; in grey, what shops write themselves"
SMALL_PRINT = (
    "Served: the unit is this buyer's, and that is on disk. Stored procedure: one UPDATE that takes a unit if there is one; "
    "the title compares with it. The shop's own program reads, checks, writes, and tries four times at most. "
    "The line: the same rows, written by one SQL statement with nothing checked, which would oversell. "
    "The article that all want is in {stripes} stripes; {by_itself}. "
    "inventory {inventory}, {processor}, {cores} cores, PostgreSQL {postgresql}, {date}; medians of a {kind} run of scripts/bench{noise}.")


def rows_of(content):
    return {(row["scenario"], row["contestant"], row["clients"]): row for row in content["results"]}


def limit_of(content):
    """The most that plain SQL wrote of the same rows a second, with nothing checked."""
    return max((row["per_second"]["median"] for row in content["results"]
                if (row["scenario"], row["contestant"]) == WITHOUT_CHECK), default=None)


def sent_away(row):
    """What is said of a contestant that refuses buyers although there is stock."""
    part = row["refusals"] / max(1, row["refusals"] + row["successes"])
    return f"{part:.0%} of the buyers were sent away, with units left" if part >= 0.01 else ""


def by_itself(facts):
    """What the worker made of such an article while it was measured."""
    made = facts.get("worker_stripes")
    return f"the worker made {made} by itself within 10 s" if made else "they were made by hand"


def disturbance(drawn):
    """What others took of the processors meanwhile, where that is worth saying."""
    most = max(row["noise"] for row in drawn)
    return f", while other programs took up to {most:.0%} of the processors' time" if most > 0.1 else ""


def draw_bar(axes, position, label, row, colour):
    rate = row["per_second"]["median"]
    weight = "bold" if colour == OURS else "normal"
    axes.barh(position, rate, color=colour, height=0.72)
    axes.annotate(label, (0, position), (-7, 0), textcoords="offset points", ha="right", va="center", fontsize=10.5, fontweight=weight)
    inside = {"xytext": (-7, 0), "ha": "right", "color": "white"} if colour == OURS else {"xytext": (6, 0)}
    number = axes.annotate(f"{rate:,.0f}", (rate, position), textcoords="offset points", va="center", fontsize=10.5,
                           fontweight=weight, **inside)
    axes.annotate(sent_away(row), (1, 0.5), (8, 0), xycoords=number, textcoords="offset points", va="center", fontsize=8.5,
                  color=QUIET)


def draw_groups(axes, rows):
    """Draws all bars from the top down; returns where the last one is."""
    position = 0
    for title, bars in GROUPS:
        axes.text(0, position, title, fontsize=10.5, color=QUIET, va="center")
        for number, (label, *key) in enumerate(bars):
            position += 1 if number else 0.85
            draw_bar(axes, position, label, rows[tuple(key)], OTHER if number else OURS)
        position += 1.35
    return position - 1.35


def draw_limit(axes, limit, last):
    axes.plot([limit, limit], [0.35, last + 0.5], zorder=0.5, color=LIMIT, linewidth=1.3, linestyle=(0, (4, 3)))
    axes.text(limit, 0.2, f"the same rows in plain SQL,\nnothing checked: {limit:,.0f}", color=LIMIT, fontsize=8.5, ha="right", va="bottom")


def chart(content):
    """The chart as SVG text; an empty one where a bar of it was not measured."""
    rows, limit = rows_of(content), limit_of(content)
    wanted = [tuple(key) for _, bars in GROUPS for _, *key in bars]
    if limit is None or not all(key in rows for key in wanted):
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    ours, *others = [rows[tuple(key)]["per_second"]["median"] for _, *key in GROUPS[0][1]]
    run = content["run"]
    figure, axes = pyplot.subplots(figsize=(8, 5.4))
    figure.patch.set_facecolor("white")
    figure.text(0.025, 0.965, TITLE.format(ratio=ours / max(others)), fontsize=15, fontweight="bold", va="top", linespacing=1.25)
    figure.text(0.025, 0.835, SUBTITLE, fontsize=10.5, color=QUIET, va="top")
    last = draw_groups(axes, rows)
    draw_limit(axes, limit, last)
    axes.set_ylim(last + 0.55, -0.6)
    axes.set_xlim(0, 1.03 * max(limit, *(rows[key]["per_second"]["median"] for key in wanted)))
    axes.axis("off")
    small = SMALL_PRINT.format(**run["machine"], **run["versions"], date=run["date"], kind=run["kind"], stripes=run["stripes"],
                               by_itself=by_itself(content["facts"]), noise=disturbance([rows[key] for key in wanted]))
    figure.text(0.025, 0.025, textwrap.fill(small, 136), fontsize=7.5, color=QUIET, va="bottom", linespacing=1.4)
    figure.subplots_adjust(left=0.262, right=0.985, top=0.79, bottom=0.165)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


if __name__ == "__main__":
    source, target = sys.argv[1:]
    pathlib.Path(target).write_text(chart(json.loads(pathlib.Path(source).read_text(encoding="utf-8"))), encoding="utf-8")
