"""What docs/operations.md shows to be copied, word for word: dump and restore, an owner's triggers, the two
ways of an upgrade, and the queries of what to watch, by the role that the page makes for them."""

import re

import examples
import installation
from report import report

TABLES = ("levels", "carts", "reservations", "transactions", "requests")
SHOP = """
SELECT FROM inventory.receive_inventory('mug', 'berlin', 20, 'delivery-1', request_id => 'delivery-1');
SELECT FROM inventory.reserve_inventory('mug', 'berlin', 2, 'cart-1', ttl => '1 hour');
SELECT FROM inventory.reserve_inventory('mug', 'berlin', 3, 'cart-2');
SELECT FROM inventory.confirm_cart('cart-2', 'order-2');
"""


def section_of(page, heading):
    """The line numbers of what stands below a heading, up to the next one of any level."""
    lines = page.read_text().splitlines()
    begin = lines.index(heading) + 1
    fenced = False
    for number in range(begin, len(lines)):
        fenced ^= lines[number].startswith("```")
        if not fenced and lines[number].startswith("#"):
            return range(begin, number)
    return range(begin, len(lines))


def blocks_of(page, heading):
    section = section_of(page, heading)
    return [block for story in examples.read_stories(page) for block in story.blocks if block.line in section]


def run_blocks(page, blocks, house, before_block=lambda block: None):
    for block in blocks:
        before_block(block)
        report(f"{page.parent.name}/{page.name}:{block.line} {block.language}", examples.run_block(block, house))


def contents(house):
    return [house.query(f"SELECT t::text FROM inventory.{table} AS t ORDER BY 1") for table in TABLES]


def check_restore(page, house):
    """What is restored on another server, which has neither the database nor its roles, is what was dumped."""
    house.move_in()
    status, output = house.psql(SHOP)
    report("a shop to be dumped", [output] if status != 0 else None)
    house.superuser("ALTER DATABASE shop SET inventory.cart_ttl = '7 min'")
    dumped = contents(house)

    def on_another_server(block):
        if "< roles.sql" in block.text:
            house.superuser("DROP DATABASE shop WITH (FORCE);\nDROP ROLE shop;")

    run_blocks(page, blocks_of(page, "### Dump and restore"), house, on_another_server)
    report("the restored rows are those that were dumped", None if contents(house) == dumped else ["they differ"])
    status, output = house.psql(
        "SELECT inventory.confirm_cart('cart-1', 'order-1');\nSHOW inventory.cart_ttl;", "-At")
    report("the restored role has its access, the database its settings",
           None if (status, output) == (0, "2\n7min\n") else [output])


OWN = """
CREATE TABLE public.news (variant_id text);
CREATE FUNCTION public.tell() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN INSERT INTO public.news VALUES (NEW.variant_id); RETURN NULL; END';
ALTER TABLE inventory.levels ADD COLUMN note text;
UPDATE inventory.levels SET note = 'fragile';
CREATE TRIGGER own AFTER UPDATE ON inventory.levels FOR EACH ROW EXECUTE FUNCTION public.tell();
"""


def check_own_additions(page, house):
    """What an owner added to a table is there after the restore, and heard of no row of the dump."""
    house.move_in()
    status, output = house.superuser(SHOP + OWN, "shop")
    report("a shop with a trigger and a column of its own", [output] if status != 0 else None)
    house.shell("sudo -u postgres pg_dump -Fc shop > shop.dump")
    dumped = contents(house)

    def without_shop(block):
        if "createdb" in block.text:
            house.superuser("DROP DATABASE shop WITH (FORCE)")

    run_blocks(page, blocks_of(page, "### Triggers of your own"), house, without_shop)
    found = house.query("SELECT (SELECT string_agg(note, ' ') FROM inventory.levels), (SELECT count(*) FROM public.news),"
                        " (SELECT count(*) FROM pg_trigger WHERE tgname = 'own')")
    report("an owner's additions are restored", None if contents(house) == dumped and found == [["fragile", "0", "1"]] else [str(found)])


def check_upgrade(page, house):
    """Both ways keep the rows; in a test both are to the version that is there."""
    house.move_in()
    house.psql(SHOP)
    (house.directory / "inventory").mkdir()
    before = contents(house)
    run_blocks(page, [block for block in blocks_of(page, "## Upgrade") if "PROVE_TESTS" not in block.text], house)
    report("the rows are the same after an upgrade", None if contents(house) == before else ["they differ"])


def check_watching(page, house):
    """Each query of the table answers the role that is to watch; of the launcher another role sees nothing."""
    house.superuser("ALTER SYSTEM SET shared_preload_libraries = inventory")
    house.restart()
    house.move_in()
    run_blocks(page, blocks_of(page, "## What to watch"), house)
    lines = page.read_text().splitlines()
    rows = [lines[number] for number in section_of(page, "## What to watch") if lines[number].startswith("|")]
    queries = re.findall(r"`(SELECT [^`]*)`", "\n".join(rows))
    watch = {**house.outside, "PGHOST": house.outside["SERVER_SOCKET"], "PGUSER": "watch", "PGDATABASE": "shop"}
    for query in queries:
        status, output = installation.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", query], env=watch)
        problems = [output] if status != 0 else []
        if "launcher" in query:
            problems += [output] if output != "1\n" else []
            problems += ["seen by all"] if house.psql(query, "-At") != (0, "0\n") else []
        report(f"what to watch: {query}", problems)
    report("what to watch is found", None if len(queries) > 9 else [f"{len(queries)} queries"])
    house.superuser("DROP OWNED BY watch;\nDROP ROLE watch;", "shop")


CHECKS = (check_restore, check_own_additions, check_upgrade, check_watching)
