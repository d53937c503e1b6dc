"""Links of a page lead to headings and files that exist, and files that it names are there."""

import re


def anchors_of(text):
    """The anchors of a page's headings."""
    titles = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def problems_of(page, top):
    text = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.S | re.M)
    problems = []
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in target:
            continue
        name, _, heading = target.partition("#")
        file = page.parent / name if name else page
        if not file.exists():
            problems.append(f"no file {name}")
        elif heading and heading not in anchors_of(file.read_text()):
            problems.append(f"no heading {target}")
    for name in re.findall(r"`((?:sql|test|src|docs|scripts)/[\w./]+)`", text):
        if not (top / name).exists():
            problems.append(f"no file {name}")
    return problems
