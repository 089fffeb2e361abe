"""Ties across a last seat that lots decide."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.lottery_pools import hopefuls, trial_drawing
from leaderboard.domain.outcome import Inputs, Person, input_digest, outcome

from .strategies import contests
from .test_awards import result, sheet_with, won

ONE = {"name": "一等奖", "quota": 1, "tie": "draw"}
# Of three equals for one seat with one in reserve, before lots decided the line too.
OLD_DIGEST = "f540d363660f6b4ff88ae6eb2a8058a9f1fe0b49e56d4a3a16c455b00244eccb"
TWO = {"name": "二等奖", "quota": 1, "tie": "draw"}
LUCKY = {"name": "幸运奖", "by": "lottery", "quota": 2, "min_points": 1}


def inputs_of(*points):
    results = tuple(result(person, value) for person, value in enumerate(points, start=1))
    return Inputs(people=tuple(Person(person=one.person) for one in results), results=results)


def drawn(sheet, inputs, public="1"):
    return outcome(sheet, replace(inputs, drawing=trial_drawing(hopefuls(sheet, inputs), public)))


def test_without_a_tie_nothing_is_drawn():
    sheet, inputs = sheet_with(ONE, TWO), inputs_of(900, 800, 700)
    assert hopefuls(sheet, inputs).draws == ()
    assert won(outcome(sheet, inputs)) == [("一等奖", 1), ("二等奖", 2)]


def test_before_the_draw_nobody_who_is_tied_has_the_seat():
    found = outcome(sheet_with({**ONE, "quota": 2}), inputs_of(900, 800, 800, 800))
    assert won(found) == [("一等奖", 1)]
    assert [(note.code, note.values["tied"]) for note in found.notes] == [("tie_not_drawn", 3)]


def test_the_tied_and_nobody_else_have_tickets():
    able = hopefuls(sheet_with({**ONE, "quota": 2}), inputs_of(900, 800, 800, 800, 700))
    assert [(one.name, one.group, one.seats) for one in able.draws] == [("一等奖", "", 1)]
    assert dict(able.people) == {2: (0,), 3: (0,), 4: (0,)}


def test_a_tie_that_goes_on_below_is_drawn_again_among_the_rest():
    sheet, inputs = sheet_with(ONE, TWO), inputs_of(900, 900, 900)
    able = hopefuls(sheet, inputs)
    assert [(one.name, one.seats) for one in able.draws] == [("一等奖", 1), ("二等奖", 1)]
    assert dict(able.people) == {1: (0, 0), 2: (0, 0), 3: (0, 0)}
    for public in "123456":
        found = won(drawn(sheet, inputs, public))
        assert [tier for tier, _person in found] == ["一等奖", "二等奖"]
        assert len({person for _tier, person in found}) == 2


def test_whoever_loses_a_tie_has_the_next_prize_where_there_is_room():
    sheet, inputs = sheet_with(ONE, {**TWO, "quota": 3}, LUCKY), inputs_of(900, 900, 900, 800, 700, 600)
    able = hopefuls(sheet, inputs)
    # All three win one of the two prizes for certain, and so does 4: the lottery is for 5 and 6.
    assert [one.name for one in able.draws] == ["一等奖", "幸运奖"]
    assert {person for person, steps in able.people.items() if steps[1] is not None} == {5, 6}
    winners = won(drawn(sheet, inputs))
    assert {person for tier, person in winners if tier != "幸运奖"} == {1, 2, 3, 4}
    assert {person for tier, person in winners if tier == "幸运奖"} == {5, 6}


def test_whoever_loses_a_tie_for_good_takes_part_in_the_lottery():
    able = hopefuls(sheet_with(ONE, {**LUCKY, "quota": 1}), inputs_of(900, 900, 800))
    assert dict(able.people) == {1: (0, 0), 2: (0, 0), 3: (None, 0)}


def test_the_note_says_that_lots_decided():
    found = drawn(sheet_with(ONE), inputs_of(900, 900))
    assert [note.code for note in found.notes] == ["tie_decided_by_lot"]


tiers = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["draw", "widen"]), st.integers(0, 2)), max_size=4
).map(
    lambda found: [
        {"name": f"奖{at}", "quota": quota, "tie": tie, "reserves": reserves}
        for at, (quota, tie, reserves) in enumerate(found)
    ]
)


@given(tiers, contests(), st.booleans(), st.booleans(), st.text("0123456789", min_size=1, max_size=3))
def test_promises_of_every_draw_of_ties(tiers, results, apart, lottery, public):
    """Every seat is taken by one person, no lot is wasted, and nobody passes over a better one."""
    sheet = sheet_with(
        *tiers, *([LUCKY] if lottery else []), rank={"keys": ["points"], "groups_apart": apart}
    )
    people = {one.person: Person(person=one.person, group=one.group) for one in results}
    inputs = Inputs(people=tuple(people.values()), results=tuple(results))
    able = hopefuls(sheet, inputs)
    drawing = trial_drawing(able, public)
    found = outcome(sheet, replace(inputs, drawing=drawing))
    assert not {note.code for note in found.notes} & {"tie_not_drawn", "lottery_not_drawn"}
    winners = won(found)
    assert len({person for _tier, person in winners}) == len(winners)
    for lot in drawing.lots:
        assert {(lot.tier, person) for person in lot.winners} <= set(winners)
    for board in found.people.values():
        prizes = {person: tier for tier, person in winners}
        order = [tier["name"] for tier in tiers]
        tier_of = [
            (one.key, order.index(prizes[one.standing.person]))
            for one in board
            if prizes.get(one.standing.person) in order
        ]
        for key, tier in tier_of:
            assert all(other <= tier for better, other in tier_of if better < key)
        for tier in tiers:
            held = [one for one in board if prizes.get(one.standing.person) == tier["name"]]
            last = [one for one in held if one.is_tied]
            assert len(held) <= tier["quota"] or (tier["tie"] == "widen" and last)


def line(found):
    names = {}
    for one in found.reserves:
        names.setdefault(one.winner.tier, []).append(one.winner.id)
    return names


def order_of(drawing):
    """Everybody who was drawn, for prizes first and then in reserve."""
    return [one for lot in drawing.lots for one in lot.winners] + [
        one for lot in drawing.lots for one in lot.reserves
    ]


def quick(person, points):
    """The smaller the number, the later: no later key says what the lots say."""
    return replace(result(person, points), elapsed_ms=1000 * (100 - person))


def test_equals_whom_lots_decided_stand_in_line_in_the_order_drawn():
    """Also who was drawn for a lower prize, and in the line of a prize above the tie."""
    sheet = sheet_with(
        {"name": "特等奖", "quota": 1, "reserves": 3},
        {**ONE, "reserves": 2},
        {**TWO, "reserves": 2},
        LUCKY,
    )
    results = tuple(quick(person, 900 if person > 1 else 990) for person in range(1, 9))
    inputs = Inputs(people=tuple(Person(person=one.person) for one in results), results=results)
    able = hopefuls(sheet, inputs)
    assert [(one.name, one.seats, one.reserves) for one in able.draws] == [
        ("一等奖", 1, 2), ("二等奖", 1, 2), ("幸运奖", 2, 0),
    ]  # fmt: skip
    orders = set()
    for public in "123456":
        drawing = trial_drawing(able, public)
        order, found = order_of(drawing), outcome(sheet, replace(inputs, drawing=drawing))
        assert line(found) == {"特等奖": order[:3], "一等奖": order[1:3], "二等奖": order[2:4]}
        orders.add(tuple(order))
    assert len(orders) > 1


def test_lots_without_a_line_leave_it_to_the_later_keys():
    """Lists of before this rule have no reserves for ties: what was published from them stays."""
    sheet = sheet_with({**ONE, "reserves": 2})
    results = tuple(quick(person, 900) for person in range(1, 6))
    inputs = Inputs(people=tuple(Person(person=one.person) for one in results), results=results)
    able = hopefuls(sheet, inputs).as_before
    assert [one.reserves for one in able.draws] == [0]
    drawing = trial_drawing(able, "1")
    (winner,) = drawing.lots[0].winners
    left = [one for one in (5, 4, 3, 2, 1) if one != winner]
    assert line(outcome(sheet, replace(inputs, drawing=drawing))) == {"一等奖": left[:2]}


def test_the_digest_of_older_draws_stays():
    sheet, inputs = sheet_with({**ONE, "reserves": 1}), inputs_of(900, 900, 900)
    old = replace(inputs, drawing=trial_drawing(hopefuls(sheet, inputs).as_before, "1"))
    new = replace(inputs, drawing=trial_drawing(hopefuls(sheet, inputs), "1"))
    assert input_digest(sheet, old) == OLD_DIGEST and input_digest(sheet, new) != input_digest(sheet, old)


@given(tiers, contests(), st.booleans(), st.text("0123456789", min_size=1, max_size=3))
def test_promises_of_every_line_behind_lots(tiers, results, apart, public):
    """Among equals whom lots decided, every line follows one order, and no better one is passed over."""
    sheet = sheet_with(*tiers, LUCKY, rank={"keys": ["points"], "groups_apart": apart})
    people = {one.person: Person(person=one.person, group=one.group) for one in results}
    inputs = Inputs(people=tuple(people.values()), results=tuple(results))
    drawing = trial_drawing(hopefuls(sheet, inputs), public)
    found = outcome(sheet, replace(inputs, drawing=drawing))
    order = {person: at for at, person in enumerate(order_of(drawing))}
    key_of = {one.standing.person: (group, one.key) for group, board in found.people.items() for one in board}
    with_line = {
        key_of[person] for lot in drawing.lots if lot.with_line for person in (*lot.winners, *lot.reserves)
    }
    lines = {}
    for one in found.reserves:
        if one.winner.tier != "幸运奖":
            lines.setdefault((one.winner.tier, one.group), []).append(one.winner.id)
    for ids in lines.values():
        keys = [key_of[person] for person in ids]
        assert keys == sorted(keys)
        for first, second in pairwise(ids):
            if key_of[first] == key_of[second] and key_of[first] in with_line:
                assert order.get(first, len(people)) <= order.get(second, len(people))
