"""Ties across a last seat that lots decide."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.lottery_pools import hopefuls, trial_drawing
from leaderboard.domain.outcome import Inputs, Person, outcome

from .strategies import contests
from .test_awards import result, sheet_with, won

ONE = {"name": "一等奖", "quota": 1, "tie": "draw"}
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
