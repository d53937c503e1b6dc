"""Which SQLSTATEs are an answer. Those of the extension are read from docs/reference/errors.md;
the others are PostgreSQL's own and are listed here with the reason why they may come."""

import pathlib
import re

ERRORS = pathlib.Path(__file__).resolve().parents[3] / "docs/reference/errors.md"

# Only a cast of the argument to its type may raise these, before the function is called: the same
# arguments, cast without a call, have to raise the same.
INPUT = {
    "0A000": "a \\u escape where the database has no encoding to convert it to",
    "22P02": "text that is no number, boolean, JSON or array",
    "22P03": "the same of the binary form",
    "22P05": "a \\u escape of a character that the encoding does not have",
    "22007": "text that is no time or interval",
    "22008": "a time or interval out of range",
    "22015": "an interval field out of range",
    "22021": "bytes that are no character of the encoding",
    "2202E": "array bounds",
    "42602": "text that is no role's name",
    "42704": "a role that does not exist",
    "54000": "an array, or a JSON text, of more than it can have",
    "54001": "JSON too deep for the stack",
}

# A call may raise these where the situation is the one that is named.
SITUATIONS = {
    "42501": "role",  # the role was not granted the function
    "25006": "read only",  # as every write
    "40001": "snapshot",  # REPEATABLE READ and SERIALIZABLE
    "42704": "absent",  # grant to a role by a number that no role has; a consumer of nobody, of the other stream, of another role
    "0LP01": "regrole",  # grant to what cannot be granted to
    "39P01": "trigger",  # a trigger function, called without a trigger
    "0A000": "trigger",  # the same, said by PostgreSQL
}

# Nobody else is at work, so these, which the table has, would be a fault here.
NOT_ALONE = {"40P01", "55P03", "57014"}


def documented():
    """The SQLSTATEs in the table of errors."""
    table = ERRORS.read_text().partition("\n## ")[0]
    codes = set()
    for row in re.findall(r"^\| ([A-Z0-9, ]+) \|", table, re.M):
        codes.update(re.findall(r"\b[0-9A-Z]{5}\b", row))
    codes -= {"STATE"}
    if len(codes) < 14:
        raise SystemExit(f"the table of errors in {ERRORS.name} cannot be read: {sorted(codes)}")
    return codes
