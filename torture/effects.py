"""What a call leaves in the ledger, said from its arguments and its answer alone.

A change is (type, variant, location, reference, kit) -> [on_hand, reserved, incoming], summed over the
rows of one call. Holds that a call expired on its way are not part of it: checks.py follows those.
"""

import collections
import json

import calls


def changes(rows):
    """The changes in ledger rows, without expired holds. A damage row changes nothing, so it is counted."""
    result = collections.defaultdict(lambda: [0, 0, 0])
    for row in rows:
        if row.type == "expire":
            continue
        key = row.type, row.variant_id, row.location_id, row.reference_id, row.kit_id
        for i, delta in enumerate((row.on_hand_delta, row.reserved_delta, row.incoming_delta)):
            result[key][i] += delta
        if row.type == "damage":
            result[key][0] += 1
    return {key: deltas for key, deltas in result.items() if any(deltas)}


def is_refusal(call, answer):
    """Whether a try_ function answered no."""
    if call.function == "try_reserve_inventory":
        return answer[0]["status"] != "reserved"
    if call.function == "apply_levels":
        statuses = {row["status"] for row in answer}
        return not statuses & {"created", "updated", "deleted"} and bool(statuses - {"unchanged"})
    if call.function in ("try_reserve_cart", "try_set_cart"):
        return any(row["status"] != "reserved" for row in answer)
    return False


# ---- exactly ----------------------------------------------------------------------------------------


class Unforeseen(Exception):
    """Of a kit whose composition changes."""


def units_of(goods, quantity):
    """The units that so many take: (variant, units, kit)."""
    if goods not in calls.KITS:
        return [(goods, quantity, None)]
    if not calls.KITS[goods]:
        raise Unforeseen
    return [(variant, quantity * units, goods) for variant, units in calls.KITS[goods].items() if variant not in calls.UNTRACKED]


def kits_of(goods, units):
    """The other way round: how many kits so many units are, or units where it is no kit."""
    return units // sum(each for _, each, _ in units_of(goods, 1))


def moved(kind, goods, location, reference, quantity, signs):
    """What it leaves that so many are changed, on hand and reserved, by the signs."""
    return {(kind, variant, location, reference, kit): [signs[0] * units, signs[1] * units, 0]
            for variant, units, kit in units_of(goods, quantity) if units}


def reserved(lines):
    result = collections.defaultdict(lambda: [0, 0, 0])
    for goods, location, reference, quantity in lines:
        for key, deltas in moved("reserve", goods, location, reference, quantity, (0, 1)).items():
            result[key][1] += deltas[1]
    return dict(result)


def exact(call, answer):
    """The changes of a call that was answered so; None where arguments and answer do not say it all.
    An answer of None stands for any success."""
    if answer is not None and is_refusal(call, answer):
        return {}
    rule = EXACT.get(call.function)
    try:
        return rule(call.arguments, answer) if rule else {}
    except Unforeseen:
        return None


def reserve(a, answer):
    if answer and answer[0]["remaining"] is None:  # stock is not tracked
        return {}
    return reserved([(a["variant_id"], a["location_id"], a["reference_id"], a["quantity"])])


def cart(a, answer):
    if answer is None and ("minimum" in a["lines"] or any("location_id" not in line for line in json.loads(a["lines"]))):
        return None
    if answer is None:
        return reserved((line["variant_id"], line["location_id"], a["reference_id"], line["quantity"]) for line in json.loads(a["lines"]))
    return reserved((row["variant_id"], row["location_id"], a["reference_id"], row["quantity"])
                    for row in answer if row["remaining"] is not None)


def batch(a, answer):
    if answer is None:
        return None
    chosen = [row["ordinal"] - 1 for row in answer if row["status"] == "reserved" and row["remaining"] is not None]
    return reserved((a["variant_ids"][i], a["location_ids"][i], a["reference_ids"][i], a["quantities"][i]) for i in chosen)


def release(a, answer):
    if answer is None:
        return None
    kits = kits_of(a["variant_id"], answer[0]["release_reservation"])
    return moved("release", a["variant_id"], a["location_id"], a["reference_id"], kits, (0, -1))


def fulfill(a, answer):
    if answer is None:
        return None
    kits = kits_of(a["variant_id"], answer[0]["fulfill_reservation"])
    return moved("fulfill", a["variant_id"], a["location_id"], a["reference_id"], kits, (-1, -1))


def sell(a, answer):
    if answer and answer[0]["sell_inventory"] is None:
        return {}
    return moved("sell", a["variant_id"], a["location_id"], a["reference_id"], a["quantity"], (-1, 0))


def receive(a, _):
    return {("receive", a["variant_id"], a["location_id"], a["reference_id"], None): [a["quantity"], 0, 0]}


def adjust(a, _):
    return {("adjust", a["variant_id"], a["location_id"], None, None): [a["delta"], 0, 0]}


def give_back(a, _):
    kind = "return" if a["restock"] else "damage"
    return {(kind, a["variant_id"], a["location_id"], a["reference_id"], None): [a["quantity"] if a["restock"] else 1, 0, 0]}


def transfer(a, _):
    return {("transfer_out", a["variant_id"], a["from_location"], a["reference_id"], None): [-a["quantity"], 0, 0],
            ("transfer_in", a["variant_id"], a["to_location"], a["reference_id"], None): [a["quantity"], 0, 0]}


def carry(a, _):
    goods, cart, quantity, here, there = a["variant_id"], a["reference_id"], a["quantity"], a["from_location"], a["to_location"]
    return {**moved("transfer_out", goods, here, cart, quantity, (-1, 0)), **moved("release", goods, here, cart, quantity, (0, -1)),
            **moved("transfer_in", goods, there, cart, quantity, (1, 0)), **moved("reserve", goods, there, cart, quantity, (0, 1))}


def feed(a, answer):
    """Of a feed of differences; a count says what is there, not by how much that differs."""
    wanted = json.loads(a["changes"])
    if answer is None or any("on_hand" in change for change in wanted):
        return None
    result = collections.defaultdict(lambda: [0, 0, 0])
    for row in answer:
        if row["status"] in ("created", "updated"):
            kind = "initial" if row["status"] == "created" else "adjust"
            result[kind, row["variant_id"], row["location_id"], None, None][0] += wanted[row["ordinal"] - 1].get("delta", 0)
    return {key: deltas for key, deltas in result.items() if any(deltas)}


def ship(a, _):
    """Of a transfer, whose units are on their way then."""
    result = collections.defaultdict(lambda: [0, 0, 0])
    for line in json.loads(a["lines"]):
        result["transfer_out", line["variant_id"], a["from_location"], None, None][0] -= line["quantity"]
        result["incoming", line["variant_id"], a["to_location"], None, None][2] += line["quantity"]
    return dict(result)


def deliver(a, answer):
    """Of an order, what was outstanding before is not said where more came or the rest is closed."""
    is_transfer = a["supply_id"].startswith("transfer")
    if answer is None or not is_transfer and (a["close"] or a.get("allow_excess")):
        return None
    result = collections.defaultdict(lambda: [0, 0, 0])
    for row in answer:
        variant, location, reference = row["variant_id"], row["location_id"], a.get("reference_id")
        accepted, lost, returned = row["accepted"], row["lost"], row["returned"]
        result["transfer_in" if is_transfer else "receive", variant, location, reference, None] = [accepted, 0, -accepted]
        result["damage", variant, location, reference, None] = [bool(lost), 0, -lost]
        result["incoming", variant, location, reference, None] = [0, 0, -returned]
        if returned:
            result["transfer_in", variant, a["supply_id"].split()[1], reference, None] = [returned, 0, 0]
    return {key: deltas for key, deltas in result.items() if any(deltas)}


def direct(kind, index):
    def rule(a, answer):
        deltas = [0, 0, 0]
        deltas[index] = a["delta"]
        if not a["delta"] or answer is not None and not answer[0]["rows"]:
            return {}
        return {(kind, a["variant_id"], a["location_id"], None, None): deltas}
    return rule


def depends(_a, _answer):
    return None


EXACT = {
    "reserve_inventory": reserve, "try_reserve_inventory": reserve, "reserve_cart": cart, "try_reserve_cart": cart,
    "reserve_batch": batch, "release_reservation": release, "fulfill_reservation": fulfill, "sell_inventory": sell,
    "receive_inventory": receive, "adjust_inventory": adjust, "return_inventory": give_back, "transfer_inventory": transfer,
    "apply_levels": feed, "move_reservation": carry, "set_cart": depends, "try_set_cart": depends, "merge_carts": depends,
    "release_carts": depends, "set_supply": depends, "ship_transfer": ship, "receive_supply": deliver,
    "direct_on_hand": direct("adjust", 0), "direct_incoming": direct("incoming", 2), "direct_insert": direct("initial", 0),
    "set_reservation": depends, "release_cart": depends, "fulfill_cart": depends, "confirm_cart": depends, "count_inventory": depends,
}

# ---- policies ----------------------------------------------------------------------------------------

# What may say so of a level: by changing it, by making or deleting it without units, by moving a limit that
# follows supply; and of all levels of a variant, its product or kit.
POLICIES = {"set_level_policy", "apply_levels", "delete_level", "count_inventory", "direct_policy", "direct_insert", "direct_delete",
            "set_supply", "receive_supply", "ship_transfer", "set_product", "set_kit"}
OF_ONE_LEVEL = {"set_level_policy", "delete_level", "count_inventory", "direct_policy", "direct_insert", "direct_delete"}


def policy_problem(call, rows):
    """What is wrong with the rows that say how a level is to be."""
    said = [row for row in rows if row.type == "policy"]
    for row in said:
        if row.on_hand_delta or row.reserved_delta or row.incoming_delta or not row.reason:
            return f"a policy row is to move nothing, and to say what: {row}"
        if call.function not in POLICIES:
            return f"{call.function} sets no policy, and the ledger has {row}"
    a = call.arguments
    if said and call.function in OF_ONE_LEVEL and [(row.variant_id, row.location_id) for row in said] != [(a["variant_id"], a["location_id"])]:
        return f"more than the policy of its level: {said}"
    return None


# ---- as far as it can be said ------------------------------------------------------------------------

TYPES = {"set_reservation": {"reserve", "release"}, "release_cart": {"release"}, "release_reservation": {"release"},
         "fulfill_cart": {"fulfill"}, "fulfill_reservation": {"fulfill"}, "confirm_cart": {"reserve"}, "count_inventory": {"count"},
         "set_supply": {"incoming"}, "receive_supply": {"receive", "transfer_in", "damage", "incoming"},
         "release_carts": {"release"}, "set_cart": {"reserve", "release"}, "try_set_cart": {"reserve", "release"},
         "reserve_inventory": {"reserve"}, "try_reserve_inventory": {"reserve"}, "sell_inventory": {"sell"},
         "move_reservation": {"transfer_out", "transfer_in", "release", "reserve"},
         "merge_carts": {"reserve", "release"}, "reserve_cart": {"reserve"}, "try_reserve_cart": {"reserve"}, "reserve_batch": {"reserve"}, "apply_levels": {"initial", "count", "adjust", "incoming"}}


def problem(call, answer, found):
    """What is wrong with the changes found of a call with this answer (None: it may have done anything
    that it may do at all)."""
    expected = exact(call, answer)
    if expected is not None and answer is None:
        expected, found = tracked(expected), tracked(found)
    if expected is not None:
        return None if found == expected else f"expected {expected}"
    a = call.arguments
    for (kind, variant, location, reference, kit), (on_hand, units, _) in found.items():
        if kind not in TYPES[call.function]:
            return f"{call.function} does not {kind}"
        if "variant_id" in a and (kit or variant) != a["variant_id"]:
            return "another variant changed"
        if "location_id" in a and location != a["location_id"]:
            return "another place changed"
        if "reference_id" in a and reference != a["reference_id"] or "reference_ids" in a and reference not in a["reference_ids"]:
            return "another cart changed"
        if kind == "fulfill" and on_hand != units:
            return "shipped from a hold, but not from the stock"
    return units_problem(call, answer, found)


def delivered_problem(answer, found):
    for row in answer:
        received = sum(change[0] for key, change in found.items() if key[:3] == ("receive", row["variant_id"], row["location_id"]))
        if received != row["accepted"]:
            return f"answered {row['accepted']} accepted units"
    return None


def tracked(changes_by_key):
    """Without levels whose changes only an answer could tell: those that are not, or not always, tracked."""
    return {key: deltas for key, deltas in changes_by_key.items() if key[1] not in ("digital", "toggle")}


def units_problem(call, answer, found):
    """Whether the units in the answer are those in the ledger."""
    if answer is None:
        return None
    if call.function == "receive_supply":
        return delivered_problem(answer, found)
    units = sum(abs(change[1]) for change in found.values())
    if call.function == "merge_carts":
        units //= 2     # given and taken
    if call.function in ("release_reservation", "fulfill_reservation", "release_cart", "release_carts", "fulfill_cart", "merge_carts") and units != answer[0][call.function]:
        return f"answered {answer[0][call.function]} units"
    if call.function == "confirm_cart" and units not in (0, answer[0]["confirm_cart"]):
        return f"answered {answer[0]['confirm_cart']} units"
    return None
