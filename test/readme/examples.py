"""Runs the examples of a page in order, and compares the results that it shows.

A page is one story in a new database, which is installed with the commands of README.md and used
with the role that they make. In a book of examples (recipes, languages) each section of the second
level is a story by itself, which begins with what the page shows before the first of them.

A ```sql or ```sh block is run; the ```text block right after it, where there is one, is its exact
output. An error is expected where that output has a line "ERROR: …". A block with a file's name
(```python example.py) is not run but written to that file. SQL that begins with "-- as postgres" is
run by the superuser, as after `sudo -u postgres psql shop`.
"""

import difflib
import pathlib
import re
import subprocess

from report import report

RUN = ("sql", "sh")
BOOKS_OF_STORIES = ("recipes.md", "languages.md")
AS_SUPERUSER = "-- as postgres\n"


class Block:
    """A fenced block: its language, the file that it is, its text, its line, the output after it."""

    def __init__(self, info, line):
        self.language, _, self.file = info.partition(" ")
        self.line, self.text, self.output = line, "", None


class Story:
    """Blocks that are run in one database, one after the other."""

    def __init__(self, title, blocks=()):
        self.title, self.blocks = title, list(blocks)


def read_stories(page):
    """The stories of a page, each with its blocks."""
    opening = Story(page.name)
    stories, block, previous = [opening], None, None
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if block is None and line.startswith("```"):
            block = Block(line[3:].strip(), number)
        elif block is not None and line == "```":
            if block.language == "text" and previous is not None:
                previous.output = block.text
            else:
                stories[-1].blocks.append(block)
            previous, block = (None if block.language == "text" else block), None
        elif block is not None:
            block.text += line + "\n"
        elif line.strip():
            previous = None
            if line.startswith("## ") and page.name in BOOKS_OF_STORIES:
                stories.append(Story(line[3:], opening.blocks))
    if len(stories) > 1:
        stories = stories[1:]
    return [story for story in stories if any(b.language in RUN for b in story.blocks)]


def lines_of(text):
    return [line.rstrip() for line in text.rstrip().splitlines()]


def problems_of(block, status, output):
    expects_error = re.search(r"^ERROR:", block.output or "", re.MULTILINE) is not None
    if (status != 0) != expects_error:
        return [f"status {status}\n{output}"]
    if block.output is not None and lines_of(output) != lines_of(block.output):
        return ["\n".join(difflib.unified_diff(lines_of(block.output), lines_of(output), "shown", "came", lineterm=""))]
    return []


def run_block(block, house):
    """Writes the block's file, or runs the block; what is wrong."""
    if block.file:
        (house.directory / block.file).write_text(block.text)
        return None
    if block.language == "sh":
        return problems_of(block, *house.shell(block.text))
    if block.language == "sql":
        return problems_of(block, *house.psql(block.text, superuser=block.text.startswith(AS_SUPERUSER)))
    return None


def run_page(page, house):
    """Runs all stories of a page, and reports each block."""
    for story in read_stories(page):
        if page == house.readme:
            house.clear()
        else:
            house.move_in()
        for block in story.blocks:
            try:
                problems = run_block(block, house)
            except (OSError, subprocess.TimeoutExpired) as error:
                problems = [str(error)]
            if problems is not None:
                report(f"{page.parent.name}/{page.name}:{block.line} {block.language}", problems)
