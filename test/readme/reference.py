"""Compares docs/reference with the extension: every function with its arguments, defaults and
results, every column, setting and SQLSTATE is there, and nothing that is not in the extension."""

import re

from report import report

FUNCTIONS = """
    SELECT p.proname,
      array_to_string(ARRAY(
        SELECT regexp_replace(regexp_replace(a, ' DEFAULT ', ' = '), '::.*$', '')
        FROM unnest(string_to_array(replace(pg_get_function_arguments(p.oid), 'timestamp with time zone', 'timestamptz'),
          ', ')) WITH ORDINALITY AS a (a, n)
        WHERE a NOT LIKE 'OUT %' ORDER BY n), ', '),
      CASE WHEN p.proargmodes IS NULL THEN replace(pg_get_function_result(p.oid), 'timestamp with time zone', 'timestamptz')
        ELSE (SELECT string_agg(p.proargnames[n] || ' ' || replace(format_type(p.proallargtypes[n], NULL),
          'timestamp with time zone', 'timestamptz'), ', ' ORDER BY n)
          FROM generate_subscripts(p.proargmodes, 1) AS n WHERE p.proargmodes[n] IN ('o', 't')) END
    FROM pg_proc AS p
    WHERE p.pronamespace = 'inventory'::regnamespace AND p.prorettype <> 'trigger'::regtype
      AND p.proname <> 'run_chore'
    ORDER BY p.proname"""


def page(pages, name):
    return next(page for page in pages if page.name == name).read_text()


def check_functions(pages, house):
    """Each function that users call is there with its arguments, defaults and result columns."""
    blocks = [text for page in pages for info, text in re.findall(r"^```(.*?)\n(.*?)^```$", page.read_text(), re.S | re.M)
              if not info]
    shown = re.sub(r"\s+", " ", " ".join(blocks))
    problems, names = [], set()
    for name, arguments, result in house.query(FUNCTIONS):
        names.add(name)
        result = re.sub(r"\binventory\.", "", result)
        wanted = f"{name}({arguments}) -> "
        at = shown.find(wanted)
        answer = shown[at + len(wanted):] if at >= 0 else ""
        if at < 0:
            problems.append(f"not in the reference: {wanted}{result}")
        elif not (answer.startswith(result) or answer.startswith(f"TABLE ({result})")):
            problems.append(f"the result of {name} is not: {result}")
    for name in sorted(set(re.findall(r"^(\w+)\(", "\n".join(blocks), re.M)) - names):
        problems.append(f"not in the extension: {name}")
    index = page(pages, "README.md")
    for name in sorted(names):
        if not re.search(rf"\[`{name}`\]", index):
            problems.append(f"not in the index of the reference: {name}")
    report("reference: functions", problems)


def check_tables(pages, house):
    """Each table and view is there with its columns, each type with its values."""
    text = page(pages, "tables.md")
    rows = {m.group(1): m.group(0) for m in re.finditer(r"^\| \(?`(\w+)`.*$", text, re.M)}
    problems = []
    for table, column in house.query("""
        SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'inventory'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0
          AND NOT a.attisdropped AND c.relname NOT IN ('auto_stripes', 'dropped_transactions', 'verified_databases')"""):
        if not re.search(rf"\b{column}\b", rows.get(table, "")):
            problems.append(f"not in the reference: {table}.{column}")
    for (label,) in house.query("""
        SELECT e.enumlabel FROM pg_enum AS e JOIN pg_type AS t ON t.oid = e.enumtypid
        WHERE t.typnamespace = 'inventory'::regnamespace"""):
        if f"`{label}`" not in text:
            problems.append(f"not in the reference: {label}")
    report("reference: tables", problems)


def check_settings(pages, house):
    """Each setting is there, with who may set it."""
    text = page(pages, "settings.md")
    problems, names = [], set()
    for name, context in house.query("SELECT name, context FROM pg_settings WHERE name LIKE 'inventory.%'"):
        names.add(name)
        who = {"user": "user", "superuser": "superuser", "sighup": "reload"}[context]
        if not re.search(rf"^\| `{re.escape(name)}` \| [^|]+ \| {who} \|", text, re.M):
            problems.append(f"not in the reference: {name}, set by {who}")
    for name in sorted(set(re.findall(r"^\| `(inventory\.\w+)`", text, re.M)) - names):
        problems.append(f"not in the extension: {name}")
    report("reference: settings", problems)


def check_errors(pages, house):
    """Each SQLSTATE that a function's comment names is there."""
    text = page(pages, "errors.md")
    problems = []
    for (code,) in house.query("""
        SELECT DISTINCT m[1] FROM pg_proc AS p, obj_description(p.oid, 'pg_proc') AS d (comment),
          regexp_matches(d.comment, '\\m(IV[0-9]{3}|22[0-9]{3}|0A[0-9]{3}|42[0-9]{3})\\M', 'g') AS m
        WHERE p.pronamespace = 'inventory'::regnamespace"""):
        if not re.search(rf"^\| {code} ", text, re.M):
            problems.append(f"not in the reference: {code}")
    report("reference: errors", problems)


CHECKS = (check_functions, check_tables, check_settings, check_errors)
