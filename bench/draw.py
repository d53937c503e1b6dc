"""Draws the chart of docs/benchmark.svg from a result; the same result gives the same bytes.

    python3 bench/draw.py bench/results/latest.json docs/benchmark.svg

draws it again without measuring.
"""

import io
import json
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "inventory", "svg.fonttype": "path", "font.size": 10,
                            "font.family": "DejaVu Sans", "axes.spines.top": False, "axes.spines.right": False})

from matplotlib import pyplot  # noqa: E402  (after the backend is chosen)

OURS, OTHER, LIMIT = "#1b7f5c", "#b8bfc7", "#dfe3e7"

# title, unit, bars: (label, scenario, contestant, clients, colour)
PANELS = [
    ("Unrelated SKUs, 16 clients", [
        ("inventory", "unrelated", "ours", 16, OURS),
        ("conditional UPDATE\nin PL/pgSQL", "unrelated", "conditional", 16, OTHER),
        ("SELECT … FOR UPDATE", "unrelated", "for_update", 16, OTHER),
        ("application,\nversion check", "unrelated", "application", 16, OTHER),
        ("the same rows,\nno logic", "unrelated", "rows", 16, LIMIT)]),
    ("One hot SKU, 64 clients", [
        ("inventory, striped", "hot", "striped", 64, OURS),
        ("inventory, one row", "hot", "plain", 64, OURS),
        ("conditional UPDATE\nin PL/pgSQL", "hot", "conditional", 64, OTHER),
        ("SELECT … FOR UPDATE", "hot", "for_update", 64, OTHER),
        ("application,\nversion check", "hot", "application", 64, OTHER)]),
    ("One hot SKU, 64 clients, slow disk", [
        ("inventory, striped", "hot, slow disk", "striped", 64, OURS),
        ("inventory, one row", "hot, slow disk", "plain", 64, OURS),
        ("conditional UPDATE\nin PL/pgSQL", "hot, slow disk", "conditional", 64, OTHER),
        ("SELECT … FOR UPDATE", "hot, slow disk", "for_update", 64, OTHER),
        ("application,\nversion check", "hot, slow disk", "application", 64, OTHER)]),
]


def bars_of(content, panel):
    rates = {(row["scenario"], row["contestant"], row["clients"]): row["per_second"]["median"] for row in content["results"]}
    return [(label, rates[key], colour) for label, *key, colour in panel[1] for key in [tuple(key)] if key in rates]


def draw_panel(axes, title, bars):
    positions = range(len(bars))
    axes.barh(positions, [rate for _, rate, _ in bars], color=[colour for _, _, colour in bars], height=0.7)
    longest = max((rate for _, rate, _ in bars), default=1)
    for position, (_, rate, _) in enumerate(bars):
        axes.text(rate + longest * 0.01, position, f"{rate:,.0f}", va="center", fontsize=9)
    axes.set_yticks(list(positions), [label for label, _, _ in bars], fontsize=9)
    axes.invert_yaxis()
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
    axes.set_xlim(0, longest * 1.12)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(matplotlib.ticker.StrMethodFormatter("{x:,.0f}"))


def chart(content):
    """The chart as SVG text."""
    drawn = [(panel[0], bars_of(content, panel)) for panel in PANELS]
    drawn = [(title, bars) for title, bars in drawn if bars]
    if not drawn:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    figure, axes = pyplot.subplots(len(drawn), 1, figsize=(8, 0.7 + sum(0.75 + 0.42 * len(bars) for _, bars in drawn)),
                                   gridspec_kw={"height_ratios": [1 + len(bars) for _, bars in drawn]}, squeeze=False)
    figure.patch.set_facecolor("white")
    for (title, bars), panel in zip(drawn, axes[:, 0]):
        draw_panel(panel, title, bars)
    run = content["run"]
    axes[-1, 0].set_xlabel(f"successful reserves per second, durable commits, more is better\nPostgreSQL {run['versions']['postgresql']}, "
                           f"{run['machine']['cores']} cores, medians of a {run['kind']} run", fontsize=9)
    figure.tight_layout()
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"


if __name__ == "__main__":
    source, target = sys.argv[1:]
    pathlib.Path(target).write_text(chart(json.loads(pathlib.Path(source).read_text(encoding="utf-8"))), encoding="utf-8")
