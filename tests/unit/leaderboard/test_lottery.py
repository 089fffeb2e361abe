"""Lots: fair, without repetition, within their seats, and the same wherever they are drawn again."""

import hashlib
import hmac
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from leaderboard.domain import lottery
from leaderboard.domain.lottery import (
    Draw,
    DrawList,
    Lots,
    Ticket,
    draw_all,
    list_digest,
    list_text,
    public_text,
    ticket_digest,
)
from leaderboard.domain.lottery_file import Ending, doubts, draw_file, read_list
from quiz.domain.draw_seed import MOST_DRAWS, commitment_of, seed_of

ROOT = Path(__file__).parents[3]
VECTORS = sorted((ROOT / "tests" / "data" / "lottery").glob("*.json"))
SCRIPT = ROOT / "static" / "verify" / "verify_draw.py"
SECRET = hashlib.sha256(b"secret").digest()


def lots(seed: bytes = SECRET, public: str = "6 2 5", digest: str = "0" * 64) -> Lots:
    return Lots(seed=seed, digest=digest, public=public)


def listed(draws: list[tuple[int, int]], steps: list[list[int | None]], number: int = 1) -> DrawList:
    """A list with (seats, reserves) of each draw and the steps of each ticket."""
    tickets = [
        Ticket(digest=ticket_digest(b"salt", 1, person), name=f"张*{person}", steps=tuple(own))
        for person, own in enumerate(steps)
    ]
    return DrawList(
        contest=1,
        number=number,
        commitment=hashlib.sha256(seed_of(SECRET, number)).hexdigest(),
        draws=tuple(
            Draw(name=f"奖{at}", group="", seats=seats, reserves=more)
            for at, (seats, more) in enumerate(draws)
        ),
        tickets=tuple(sorted(tickets, key=lambda one: one.digest)),
    )


def ended(found: DrawList, public: str = "6 2 5") -> dict:
    seed = seed_of(SECRET, found.number)
    drawn = draw_all(found, lots(seed, public, list_digest(found)))
    return draw_file(found, Ending(seed=seed.hex(), public=public, results=drawn))


@st.composite
def lists(made):
    draws = made(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3)), min_size=1, max_size=4))
    step = st.one_of(st.none(), st.integers(0, 2))
    own = st.lists(step, min_size=len(draws), max_size=len(draws))
    return listed(draws, made(st.lists(own, max_size=25)))


@given(found=lists(), public=st.text("0123456789福彩", min_size=1, max_size=8))
def test_nobody_is_drawn_twice_and_no_seat_too_many(found, public):
    drawn = draw_all(found, lots(public=public))
    everybody = [number for one in drawn for number in (*one.winners, *one.reserves)]
    assert len(everybody) == len(set(everybody))
    for draw, one, at in zip(found.draws, drawn, range(len(drawn)), strict=True):
        assert len(one.winners) <= draw.seats and len(one.reserves) <= draw.reserves
        for number in (*one.winners, *one.reserves):
            step = found.tickets[number - 1].steps[at]
            assert step is not None and step <= one.step


@given(found=lists())
def test_seats_stay_empty_only_where_nobody_is_left(found):
    taken: set[int] = set()
    for draw, one, at in zip(found.draws, draw_all(found, lots()), range(99), strict=False):
        able = [n for n, t in enumerate(found.tickets, 1) if t.steps[at] is not None and n not in taken]
        assert len(one.winners) == min(draw.seats, len(able))
        # Eased only as far as it takes.
        before = [n for n in able if found.tickets[n - 1].steps[at] < one.step]
        assert one.step == 0 or len(before) < draw.seats
        taken.update(one.winners)


def test_a_condition_is_eased_step_by_step():
    steps = [[0]] * 2 + [[1]] * 2 + [[2]] * 4
    found = listed([(3, 0)], steps)
    (one,) = draw_all(found, lots())
    assert one.step == 1
    assert {found.tickets[number - 1].steps[0] for number in one.winners} <= {0, 1}


def test_reserves_come_after_the_winners_of_every_prize():
    found = listed([(1, 2), (3, 0)], [[0, 0]] * 5)
    first, second = draw_all(found, lots())
    assert (len(first.winners), len(second.winners), len(first.reserves)) == (1, 3, 1)


@given(seed=st.randoms(use_true_random=False), found=lists())
def test_the_order_of_the_rows_changes_nothing(seed, found):
    shuffled = list(found.tickets)
    seed.shuffle(shuffled)
    again = replace(found, tickets=tuple(sorted(shuffled, key=lambda one: one.digest)))
    assert list_digest(again) == list_digest(found)
    assert draw_all(again, lots()) == draw_all(found, lots())


# The 99.99999 % quantiles of chi-square with 9 degrees of freedom: one false alarm in ten million runs,
# and the seeds are the same in each.
ALARM = 51.4


@pytest.mark.parametrize("what", ["seed", "public", "list"])
def test_everybody_has_the_same_chance(what):
    people, rounds, seats = 10, 4000, 3
    found = listed([(seats, 0)], [[0]] * people)
    won: Counter[int] = Counter()
    for number in range(rounds):
        fresh = hashlib.sha256(f"{what} {number}".encode()).digest()
        changed = {
            "seed": {"seed": fresh},
            "public": {"public": fresh.hex()},
            "list": {"digest": fresh.hex()},
        }
        won.update(draw_all(found, lots(**changed[what]))[0].winners)
    expected = rounds * seats / people
    # Three seats without repetition vary less than three independent ones: the bound holds all the more.
    assert sum((won[n] - expected) ** 2 / expected for n in range(1, people + 1)) < ALARM
    assert sum(won.values()) == rounds * seats


def test_the_chance_of_the_first_seat_is_even_too():
    firsts = Counter(
        lots(seed=hashlib.sha256(str(number).encode()).digest()).below(10, 1, 1) for number in range(5000)
    )
    assert sum((firsts[n] - 500) ** 2 / 500 for n in range(10)) < ALARM


def test_a_crooked_draw_sets_off_the_alarm():
    """The bound would find somebody who wins a tenth too often."""
    dice, people, rounds = random.Random(1), 10, 4000
    won = Counter(0 if dice.random() < 0.1 else dice.randrange(people) for _ in range(rounds))
    assert sum((won[n] - rounds / people) ** 2 / (rounds / people) for n in range(people)) > ALARM


def test_numbers_that_would_favour_the_small_are_passed_over(monkeypatch):
    words = iter([lottery.WORD - 1, lottery.WORD - 2, 7])
    monkeypatch.setattr(Lots, "_word", lambda self, draw, seat, trial: next(words))
    # 2^48 leaves 1 over three, so that only the last number is passed over.
    assert lots().below(3, 1, 1) == (lottery.WORD - 2) % 3


def test_the_numbers_are_those_of_the_specification():
    message = b"kepu-draw/1\n" + b"0" * 64 + b"\n6 2 5\n2\n3\n0"
    word = int.from_bytes(hmac.new(SECRET, message, hashlib.sha256).digest()[:6], "big")
    assert lots().below(1_000_003, 2, 3) == word % 1_000_003


@given(found=lists(), at=st.integers(0, 10_000))
def test_every_letter_of_the_list_counts(found, at):
    text = list_text(found)
    place = at % len(text)
    changed = text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
    assert hashlib.sha256(changed.encode()).hexdigest() != list_digest(found)


def test_the_list_is_written_as_the_specification_says():
    found = listed([(1, 2)], [[0], [None]])
    lines = list_text(found).split("\n")
    assert lines[:3] == ["kepu-draw-list/1", "contest\t1", "number\t1"]
    assert lines[3] == f"commitment\t{commitment_of(SECRET)}"
    assert lines[4] == "draw\t奖0\t\t1\t2"
    assert sorted(line.split("\t")[3] for line in lines[5:7]) == ["-", "0"]
    assert lines[7:] == [""]


def test_the_public_text_is_made_plain():
    assert public_text("  6 　2\t5\n") == "6 2 5"
    assert public_text("e\u0301\u200b") == "é"
    for given_text, code in ((" \n", "draw_public_empty"), ("6" * 201, "draw_public_too_long")):
        with pytest.raises(RuleBroken) as error:
            public_text(given_text)
        assert error.value.code == code


def test_one_commitment_binds_every_draw_and_a_told_seed_none_of_the_later():
    value = commitment_of(SECRET)
    for number in range(1, MOST_DRAWS + 1):
        assert hashlib.sha256(seed_of(SECRET, number)).hexdigest() == value
        value = seed_of(SECRET, number).hex()
    assert value == SECRET.hex()
    with pytest.raises(ValueError, match="at most"):
        seed_of(SECRET, MOST_DRAWS + 1)


# ── The file, and the script that needs nothing else ─────────────────────────


@given(found=lists())
def test_a_file_says_everything_that_is_needed(found):
    document = json.loads(json.dumps(ended(found)))
    assert read_list(document) == found
    assert list(doubts(document)) == []


def script(path: Path, *noted: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path), *noted],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_vectors_agree_with_rule_and_script(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    assert list(doubts(document)) == []
    assert script(path)[0] == 0
    published = ROOT / "static" / "verify" / "vectors" / path.name
    assert published.read_bytes() == path.read_bytes()


def test_the_vectors_are_all_there():
    assert [path.stem for path in VECTORS] == [
        "groups-second-draw",
        "nested-eased",
        "nobody",
        "not-drawn",
        "one-prize",
    ]


def spoilt(document: dict, how: str) -> None:
    tickets, results = document["tickets"], document["results"]
    if how == "list":
        tickets[3]["name"] = "王*"
    if how == "twice":
        tickets[1] = dict(tickets[0])
        document["list_digest"] = list_digest(read_list(document))
    if how == "seed":
        document["seed"] = "00" * 32
    if how == "results":
        results[0]["winners"].reverse()
    if how == "public":
        document["public"] += "0"
    if how == "more":
        results.append({"winners": [1], "reserves": []})


@pytest.mark.parametrize(
    ("how", "ours", "theirs"),
    [
        ("list", "list", "the list has its digest"),
        ("twice", "order", "nobody is on the list twice"),
        ("seed", "seed", "the seed is the one committed to"),
        ("results", "results", "一等奖"),
        ("public", "results", "一等奖"),
        ("more", "results", "there are no other results"),
    ],
)
def test_the_first_thing_that_does_not_agree_is_named(tmp_path, how, ours, theirs):
    document = json.loads((ROOT / "tests/data/lottery/nested-eased.json").read_text(encoding="utf-8"))
    spoilt(document, how)
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert ours in list(doubts(document))
    code, lines = script(file)
    assert code == 1
    assert lines[-1].startswith("DOES NOT AGREE: " + theirs)


def test_digests_noted_down_before_tell_another_list_or_seed(tmp_path):
    first, second = (listed([(1, 0)], [[0]] * 4, number) for number in (1, 2))
    file = tmp_path / "draw.json"
    for found in (first, second):
        document = ended(found)
        file.write_text(json.dumps(document), encoding="utf-8")
        # A later draw follows from the commitment of the first.
        assert script(file, commitment_of(SECRET), document["list_digest"])[0] == 0
        assert "commitment" in script(file, "1" * 64)[1][-1]
        assert "list" in script(file, "", "1" * 64)[1][-1]


def test_the_script_is_short_and_needs_nothing():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    imported = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= {"hashlib", "hmac", "json", "pathlib", "sys"}
