"""Decide a contest again from its published file: python3 verify_contest.py FILE [SEED_DIGEST [RECEIPT]]

Draws every paper from the seed, marks the answers, ranks the people and gives out the prizes, as
docs/contest-record.md describes it, and compares with what was published. SEED_DIGEST is what the
contest's page told before the start; RECEIPT shows one paper. Nothing but Python 3.11 is needed.
"""

import hashlib
import hmac
import json
import sys
import unicodedata
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

TYPES = ("single", "multi", "judge", "blank")
KEYS = ("points", "elapsed", "handed_in", "started", "right", "attempts")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
wrong = []


def check(what, agrees):
    if not agrees:
        wrong.append(what)
        sys.stdout.write("DOES NOT AGREE: " + what + "\n")


def hundredths(text):
    return int(Fraction(str(text)) * 100)


# ── Chance ────────────────────────────────────────────────────────────────────


class Dice:
    """SHA-256 in counter mode, eight bytes at a time, without favour for small numbers."""

    def __init__(self, seed):
        self.seed, self.block, self.words = seed, 0, []

    def word(self):
        if not self.words:
            digest = hashlib.sha256(f"{self.seed}:{self.block}".encode()).digest()
            self.block += 1
            self.words = [int.from_bytes(digest[at : at + 8], "big") for at in (24, 16, 8, 0)]
        return self.words.pop()

    def below(self, bound):
        while True:
            word = self.word()
            if word < 2**64 - 2**64 % bound:
                return word % bound

    def sample(self, population, count):
        rest = list(population)
        for at in range(count):
            other = at + self.below(len(rest) - at)
            rest[at], rest[other] = rest[other], rest[at]
        return rest[:count]


def seed_for(secret, *parts):
    text = "/".join(str(part) for part in parts)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


# ── Papers ────────────────────────────────────────────────────────────────────


def seats_of(rows, dice):
    """Questions row by row; where rows share questions, earlier ones make room."""
    holder, seats = {}, [[] for _ in rows]
    for at, row in enumerate(rows):
        free = [one for one, _facility in row["items"] if one not in holder]
        take = min(row["count"], len(free))
        for one in free if row["count"] == len(row["items"]) else dice.sample(free, take):
            holder[one] = at
            seats[at].append(one)
        while len(seats[at]) < row["count"]:
            if not make_room(rows, seats, holder, at, set()):
                sys.exit("the pool is too small for this paper")
    return seats


def make_room(rows, seats, holder, at, seen):
    for one, _facility in rows[at]["items"]:
        if one in seen or holder.get(one) == at:
            continue
        seen.add(one)
        owner = holder.get(one)
        if owner is None or make_room(rows, seats, holder, owner, seen):
            if owner is not None:
                seats[owner].remove(one)
            holder[one] = at
            seats[at].append(one)
            return True
    return False


class Scale:
    """How far a paper's expected result lies outside the band around the pool's mean."""

    def __init__(self, rows, seats, band):
        reached = worth = Fraction(0)
        for row in rows:
            if row["items"]:
                each = Fraction(row["count"], len(row["items"]))
                reached += each * sum(points(row, one) * share for one, share in row["items"])
                worth += each * sum(points(row, one) for one, _share in row["items"])
        self.target = round(reached / worth) if worth else 0
        self.shares = [dict(map(tuple, row["items"])) for row in rows]
        self.rows, self.band = rows, band
        placed = [(at, one) for at, seat in enumerate(seats) for one in seat]
        self.worth = sum(points(rows[at], one) for at, one in placed)
        self.pull = sum(self.pull_of(at, one) for at, one in placed)

    def pull_of(self, at, one):
        return points(self.rows[at], one) * (self.shares[at][one] - self.target)

    def distance(self):
        return max(0, abs(self.pull) - self.band * self.worth)

    def after(self, at, out, into):
        pull = self.pull - self.pull_of(at, out) + self.pull_of(at, into)
        worth = self.worth - points(self.rows[at], out) + points(self.rows[at], into)
        return max(0, abs(pull) - self.band * worth)


def points(row, one):
    return row["points"][questions[one]["type"]]


def even_out(rows, seats, band, dice):
    scale = Scale(rows, seats, band)
    while scale.distance():
        held = {one for seat in seats for one in seat}
        found = by_chance(rows, seats, held, scale, dice) or nearest(rows, seats, held, scale)
        if found is None:
            return False
        at, seat, into = found
        out = seats[at][seat]
        scale.pull += scale.pull_of(at, into) - scale.pull_of(at, out)
        scale.worth += points(rows[at], into) - points(rows[at], out)
        seats[at][seat] = into
    return True


def by_chance(rows, seats, held, scale, dice):
    places = [(at, seat) for at, one in enumerate(seats) for seat in range(len(one))]
    for _proposal in range(60):
        at, seat = places[dice.below(len(places))]
        into = rows[at]["items"][dice.below(len(rows[at]["items"]))][0]
        if into not in held and scale.after(at, seats[at][seat], into) < scale.distance():
            return at, seat, into
    return None


def nearest(rows, seats, held, scale):
    best, found = scale.distance(), None
    for at, row in enumerate(rows):
        free = [one for one, _share in row["items"] if one not in held]
        for seat, out in enumerate(seats[at]):
            for into in free:
                after = scale.after(at, out, into)
                if after < best:
                    best, found = after, (at, seat, into)
    return found


def drawn_questions(rows, seed, band):
    seats = seats_of(rows, Dice(seed))
    if band is None or even_out(rows, seats, band, Dice(f"{seed}/even")):
        return seats
    tries = [seats]
    for number in range(1, 21):
        tries.append(seats_of(rows, Dice(f"{seed}/{number}")))
        if even_out(rows, tries[-1], band, Dice(f"{seed}/{number}/even")):
            return tries[-1]
    return min(tries, key=lambda one: Scale(rows, one, band).distance())


drawn_before = {}


def paper_of(attempt, group):
    """[(question, options in the order shown, worth)] of an attempt, from the seed alone."""
    plan = file["papers"][str(attempt["version"])]
    secret, who = plan["seed"], (attempt["person"], "counted", attempt["number"])
    if attempt["on_paper"]:
        draw, arrange = ("on_paper",), ("on_paper",)
    else:
        arrange = who
        draw = {"per_attempt": who, "per_day": ("counted", attempt["day"])}.get(plan["draw"], ("counted",))
    rows = [row for row in plan["rows"] if not row["groups"] or group in row["groups"]]
    seed = seed_for(secret, "draw", *draw)
    known = (attempt["version"], group, seed)
    if known not in drawn_before:
        drawn_before[known] = drawn_questions(rows, seed, plan["band"])
    picked = [
        (one, points(row, one)) for row, seat in zip(rows, drawn_before[known], strict=True) for one in seat
    ]
    dice = Dice(seed_for(secret, "arrange", *arrange))
    if plan["order"] == "shuffled":
        picked = dice.sample(picked, len(picked))
    elif plan["order"] == "by_type":
        picked.sort(key=lambda pick: TYPES.index(questions[pick[0]]["type"]))
    return [(one, options_of(one, plan, dice), worth) for one, worth in picked]


def options_of(one, plan, dice):
    options = questions[one]["options"]
    moves = plan["shuffle_options"] and questions[one]["movable"]
    return dice.sample(options, len(options)) if moves else options


# ── Marks ─────────────────────────────────────────────────────────────────────


def normal(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZC")


def earned(type, options, key, worth, response):
    if type == "blank":
        filled = list(response) + [""] * (len(key) - len(response))
        right = [
            normal(str(text)) in {normal(one) for one in texts}
            for text, texts in zip(filled, key, strict=False)
        ]
        return worth * sum(right) // len(key)
    chosen, whole = set(response), set(key)
    if type != "multi":
        return worth if chosen == whole else 0
    if scoring["multi"] == "by_option":
        return worth * sum((one in chosen) == (one in whole) for one in options) // len(options)
    if chosen == whole:
        return worth
    if scoring["multi"] == "exact" or not chosen < whole:
        return 0
    return worth // 2 if scoring["multi"] == "half" else worth * len(chosen) // len(whole)


def mark(one, options, worth, response):
    """(points in hundredths, whether it is right)."""
    question, ruling = questions[one], rulings.get(one)
    if ruling and ruling["kind"] == "void":
        return worth, True
    if not response or not any(response if question["type"] == "blank" else [True]):
        return 0, False
    keys = [question["key"]]
    if ruling and ruling["kind"] in ("rekey", "either"):
        keys = [ruling["key"]] + (keys if ruling["kind"] == "either" else [])
    best = max(earned(question["type"], options, key, worth, response) for key in keys)
    if best >= worth:
        return worth, True
    return (best if best > 0 else -hundredths(scoring["penalty"])), False


def result_of(attempt, paper):
    marks = [mark(*item, response) for item, response in zip(paper, attempt["answers"], strict=True)]
    right = sum(is_right for _points, is_right in marks)
    took, began, ended = timedelta(), moment(attempt["started_at"]), moment(attempt["handed_in_at"])
    for since, until in file["outages"]:
        took += max(min(ended, moment(until)) - max(began, moment(since)), timedelta())
    elapsed = (ended - began - took) // timedelta(milliseconds=1)
    bonus = speed_bonus(elapsed, len(paper)) if right == len(paper) else 0
    return {
        "person": attempt["person"], "number": attempt["number"],
        "points": max(0, sum(got for got, _right in marks)) + bonus, "right": right, "elapsed": elapsed,
        "started": (began - EPOCH) // timedelta(microseconds=1),
        "handed_in": (ended - EPOCH) // timedelta(microseconds=1),
    }  # fmt: skip


def moment(text):
    return datetime.fromisoformat(text)


def speed_bonus(elapsed, size):
    rule, time = scoring["speed_bonus"], rules["time"]
    if rule is None:
        return 0
    each = time["item_seconds"]
    limits = [time["paper_seconds"], None if each is None else each * size]
    announced = min((one for one in limits if one is not None), default=0)
    left = max(0, 1000 * announced - elapsed) // 1000
    return min(hundredths(rule["most"]), hundredths(rule["per_second"]) * left)


# ── Places ────────────────────────────────────────────────────────────────────


def order(one, keys):
    better = {"points", "right"}
    return tuple(-one[key] if key in better else one[key] for key in keys)


def standing_of(tries):
    keys = rules["rank"]["keys"]
    chain = [*keys, *(key for key in KEYS if key not in keys)]
    tries = [{**one, "attempts": len(tries)} for one in sorted(tries, key=lambda one: one["number"])]
    if rules["counts"] == "sum":
        added = {name: sum(one[name] for one in tries) for name in ("points", "right", "elapsed")}
        ends = {"started": min(t["started"] for t in tries), "handed_in": max(t["handed_in"] for t in tries)}
        return {**tries[0], **added, **ends}
    if rules["counts"] == "best":
        return min(tries, key=lambda one: order(one, chain))
    return tries[0] if rules["counts"] == "first" else tries[-1]


def boards_of(standings):
    """Group ("" for all) → people in order, each with a place that equals share."""
    rank, boards = rules["rank"], {}
    for one in standings:
        enough = rank["min_points"] is None or one["points"] >= hundredths(rank["min_points"])
        if enough and one["attempts"] >= (rank["min_attempts"] or 0):
            boards.setdefault(one["group"] if rank["groups_apart"] else "", []).append(one)
    for board in boards.values():
        board.sort(key=lambda one: (order(one, rank["keys"]), one["person"]))
        first = {}
        for number, one in enumerate(board, start=1):
            one["place"] = first.setdefault(order(one, rank["keys"]), number)
    return boards


# ── Prizes ────────────────────────────────────────────────────────────────────


def prizes(boards):
    """Tier by tier; who has won something wins nothing more. Departments' prizes are left out."""
    rows, lots = [], {}
    if file["draw"] and file["draw"]["results"]:
        for one, found in zip(file["draw"]["draws"], file["draw"]["results"], strict=True):
            lots[one["name"], one["group"]] = [
                [file["tickets"][number - 1] for number in found[who]] for who in ("winners", "reserves")
            ]
    places = by_lot(boards)
    for tier in rules["awards"]:
        if tier["board"] is None:
            taken = {person for _tier, won, _line in rows for person in won}
            for group, pool in pools(boards, tier):
                able = [one for one in pool if one["person"] not in taken]
                drawn, line = lots.get((tier["name"], group), ([], []))
                if tier["by"] == "lottery":
                    there = {one["person"] for one in able}
                    rows.append((tier, [one for one in drawn if one in there], line))
                else:
                    rows.append((tier, *seated(tier, able, drawn, places)))
    return handed_on(rows)


def by_lot(boards):
    """Where equals stand whose tie lots decided, the line behind it too: in the order drawn."""
    found, equals, keys = file["draw"] or {}, set(), rules["rank"]["keys"]
    draws, results = found.get("draws", []), found.get("results") or []
    drawn = [one for who in ("winners", "reserves") for result in results for one in result[who]]
    at = {file["tickets"][number - 1]: place for place, number in enumerate(drawn)}
    lotteries = [(tier["name"], tier["group"]) for tier in rules["awards"] if tier["by"] == "lottery"]
    for draw, result in zip(draws, results, strict=False):
        if (draw["name"], draw["group"]) in lotteries or (draw["name"], None) in lotteries:
            break  # the ties come first
        if draw["reserves"]:
            equals |= {file["tickets"][number - 1] for number in result["winners"] + result["reserves"]}
    places = {}
    for board in boards.values():
        decided = {order(one, keys) for one in board if one["person"] in equals}
        tied = [one["person"] for one in board if order(one, keys) in decided]
        places.update((person, at.get(person, len(drawn))) for person in tied)
    return places


def handed_on(rows):
    """After what was given up: those in line move up, from lower prizes too, and are replaced in turn."""
    given_up, given = [tuple(one) for one in file.get("forfeits", [])], []
    out, placed, quitters = set(), set(), {person for _tier, person in given_up}
    for tier, won, line in rows:
        out |= {person for name, person in given_up if name == tier["name"]}
        stay = [person for person in won if person not in out | placed]
        free = max(0, min(len(won), tier["quota"] or 0) - len(stay))
        stay += [person for person in line if person not in quitters | placed][:free]
        placed |= set(stay)
        given += [(tier["name"], person) for person in stay]
    return given


def pools(boards, tier):
    if tier["group"] is None:
        found = sorted(boards.items()) or [("", [])]
    else:
        pool = boards.get(tier["group"], boards.get("", []))
        found = [(tier["group"], [one for one in pool if one["group"] == tier["group"]])]
    if not tier.get("per_department"):
        return found
    home = dict(map(tuple, file["seats_of"][str(rules["awards"].index(tier))]))
    return [
        (group, [one for one in pool if home.get(one["person"]) == unit])
        for group, pool in found
        for unit in sorted({home[one["person"]] for one in pool if one["person"] in home})
    ]


def seated(tier, able, drawn, places):
    """Who has the seats, and who comes next, by place."""
    quota, floors = tier["quota"], [tier["min_points"], *tier["cascade"]]
    if tier["min_points"] is not None:
        for floor in floors:
            enough = [one for one in able if one["points"] >= hundredths(floor)]
            if quota is None or len(enough) >= quota:
                break
        able = enough
    keys = rules["rank"]["keys"]
    chain = [*keys, *(key for key in KEYS if key not in keys)]
    won = top(tier, able, keys, chain, drawn)
    line = [one for one in able if one not in won]
    line.sort(key=lambda one: (
        order(one, keys), places.get(one["person"], 0), order(one, chain), one["person"]
    ))  # fmt: skip
    return [one["person"] for one in won], [one["person"] for one in line[: tier["reserves"]]]


def top(tier, able, keys, chain, drawn):
    quota = tier["quota"]
    if quota is None or len(able) <= quota:
        return able
    last = order(able[quota - 1], keys)
    if order(able[quota], keys) != last:
        return able[:quota]
    before = [one for one in able[:quota] if order(one, keys) != last]
    tied = [one for one in able if order(one, keys) == last]
    if tier["tie"] == "widen":
        return before + tied
    if tier["tie"] == "draw":
        return before + [one for one in tied if one["person"] in drawn]
    tied.sort(key=lambda one: (order(one, chain), one["person"]))
    bound = order(tied[quota - len(before) - 1], chain)
    return before + [one for one in tied if order(one, chain) <= bound]


# ── The whole ─────────────────────────────────────────────────────────────────

file, noted = json.loads(Path(sys.argv[1]).read_text("utf-8")), [*sys.argv[2:], "", ""]
if file.get("format") != "kepu-contest/1":
    sys.exit("this is no published contest of this kind")
rules, scoring = file["rules"], file["rules"]["points"]
questions = {int(one): question for one, question in file["questions"].items()}
rulings = {one["revision"]: one for one in file["rulings"]}
people = {one["person"]: one for one in file["people"]}

for version, plan in file["papers"].items():
    digest = hashlib.sha256(plan["seed"].encode()).hexdigest()
    check(f"the seed of version {version} is the one noted down", noted[0] in ("", digest))
tries = {}
for attempt in file["attempts"]:
    person = people[attempt["person"]]
    paper = paper_of(attempt, person["group"])
    shown = [[one, list(options)] for one, options, _worth in paper]
    check(f"paper {attempt['receipt']} is what the seed draws", shown == attempt["paper"])
    found = {**result_of(attempt, paper), "group": person["group"]}
    check(f"points of paper {attempt['receipt']}: {found['points']}", found["points"] == attempt["points"])
    if noted[1] and noted[1] == attempt["receipt"]:
        sys.stdout.write(f"{noted[1]}: {found['points'] / 100:g} points, {found['right']} right, "
                         f"{found['elapsed'] / 1000:g} s\n")  # fmt: skip
    if not person["excluded"]:
        tries.setdefault(attempt["person"], []).append(found)
boards = boards_of([standing_of(tries[person]) for person in sorted(tries)])
shown = {
    group: [[one["person"], one["place"], one["points"], one["elapsed"]] for one in board]
    for group, board in boards.items()
}
for group in sorted({*shown, *file["standings"]}):
    check(f"the standings {group or 'of all'}", shown.get(group, []) == file["standings"].get(group, []))
check("the winners", [list(one) for one in prizes(boards)] == file["winners"])
papers, winners = len(file["attempts"]), len(file["winners"])
sys.stdout.write(f"{papers} papers, {len(tries)} people, {winners} winners: "
                 f"{'all agrees' if not wrong else f'{len(wrong)} do not agree'}\n")  # fmt: skip
sys.exit(1 if wrong else 0)
