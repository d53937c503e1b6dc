"""The scenarios by name: which function of which file plays it. Imports nothing but Python's own, so that
their names can be told where nothing is installed yet."""

import ast
import pathlib

# in the order in which they are played
FILES = {
    "unrelated": "scenarios",
    "hot": "scenarios",
    "worker": "scenarios",
    "sale": "sale",
    "zipf": "scenarios",
    "sold_out": "scenarios",
    "carts": "scenarios",
    "batches": "scenarios",
    "expiry": "upkeep",
    "growth": "growth",
    "open_transaction": "scenarios",
    "routed": "sourcing",
    "routed_cart": "sourcing",
    "kits": "sourcing",
    "places_race": "sourcing",
    "supplied": "supply",
    "promises": "supply",
    "replenishment": "demand",
    "collected": "feed",
    "feed": "feed",
    "products": "feed",
}


def sentence(name):
    """What a scenario's function says of itself."""
    tree = ast.parse(pathlib.Path(__file__).with_name(f"{FILES[name]}.py").read_text(encoding="utf-8"))
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    return ast.get_docstring(function).splitlines()[0]


if __name__ == "__main__":
    for scenario in FILES:
        print(f"{scenario:18} {sentence(scenario)}")
