from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.handing_on import Forfeit
from leaderboard.domain.outcome import Inputs, Person, input_digest, outcome

from .strategies import contests
from .test_awards import FIRST, SECOND, result, sheet_with, won

ONE, TWO, THREE = (
    {"name": name, "quota": quota, "reserves": 2}
    for name, quota in (("一等奖", 1), ("二等奖", 2), ("三等奖", 2))
)


def inputs_of(*points, forfeits=()):
    """People 1, 2, … with so many points; `forfeits`: (tier, person)."""
    results = tuple(result(person, value) for person, value in enumerate(points, start=1))
    return Inputs(
        people=tuple(Person(person=one.person) for one in results),
        results=results,
        forfeits=tuple(Forfeit(tier=tier, board="", id=person) for tier, person in forfeits),
    )


def after(sheet, inputs, *forfeits):
    given_up = tuple(Forfeit(tier=tier, board="", id=person) for tier, person in forfeits)
    return outcome(sheet, replace(inputs, forfeits=given_up))


def in_line(found):
    return [(one.winner.tier, one.winner.id) for one in found.reserves]


def test_reserves_are_the_next_in_rank_after_each_tier():
    found = outcome(sheet_with(ONE, TWO), inputs_of(90, 80, 70, 60, 50, 40))
    assert won(found) == [("一等奖", 1), ("二等奖", 2), ("二等奖", 3)]
    assert in_line(found) == [("一等奖", 2), ("一等奖", 3), ("二等奖", 4), ("二等奖", 5)]


def test_who_moves_up_is_replaced_in_turn():
    sheet, inputs = sheet_with(ONE, TWO, THREE), inputs_of(90, 80, 70, 60, 50, 40, 30)
    found = after(sheet, inputs, ("一等奖", 1))
    assert won(found) == [("一等奖", 2), ("二等奖", 3), ("二等奖", 4), ("三等奖", 5), ("三等奖", 6)]
    # Who is out is out: 2 had moved up and gives that up too.
    found = after(sheet, inputs, ("一等奖", 1), ("一等奖", 2))
    assert won(found) == [("一等奖", 3), ("二等奖", 4), ("二等奖", 5), ("三等奖", 6), ("三等奖", 7)]
    # No more reserves for the first prize: it stays with nobody.
    found = after(sheet, inputs, ("一等奖", 1), ("一等奖", 2), ("一等奖", 3))
    assert won(found) == [("二等奖", 4), ("二等奖", 5), ("三等奖", 6), ("三等奖", 7)]


def test_who_gave_up_a_lower_prize_moves_up_nowhere():
    found = after(sheet_with(ONE, TWO), inputs_of(90, 80, 70, 60, 50), ("二等奖", 2), ("一等奖", 1))
    assert won(found) == [("一等奖", 3), ("二等奖", 4), ("二等奖", 5)]


def test_a_prize_that_a_ruling_brought_is_not_lost_by_what_was_given_up_before():
    found = after(sheet_with(ONE, TWO), inputs_of(90, 80, 70), ("二等奖", 1))
    assert ("一等奖", 1) in won(found)


def test_who_gave_up_a_prize_has_no_lower_one_where_a_ruling_moves_them_down():
    """However deep the line is: 3 gave up the first prize and is third now, behind the only reserve."""
    sheet = sheet_with({**ONE, "reserves": 1}, TWO, THREE)
    assert won(after(sheet, inputs_of(90, 80, 70, 60, 50), ("一等奖", 3))) == [
        ("一等奖", 1), ("二等奖", 2), ("二等奖", 4), ("三等奖", 5),
    ]  # fmt: skip


def test_without_reserves_a_prize_stays_with_nobody():
    found = after(sheet_with(FIRST, SECOND), inputs_of(90, 80, 70, 60), ("一等奖", 1))
    assert won(found) == [("二等奖", 2), ("二等奖", 3)]


def test_a_widened_tier_takes_nobody_up_before_its_seats_are_free():
    sheet, inputs = sheet_with({**TWO, "quota": 2}), inputs_of(90, 90, 90, 80, 70)
    assert won(after(sheet, inputs, ("二等奖", 1))) == [("二等奖", 2), ("二等奖", 3)]
    assert won(after(sheet, inputs, ("二等奖", 1), ("二等奖", 2))) == [("二等奖", 3), ("二等奖", 4)]


def test_equals_in_line_are_ordered_by_the_later_keys():
    results = (result(1, 90), result(2, 80, 9), result(3, 80, 5), result(4, 80, 7))
    inputs = Inputs(people=tuple(Person(person=n) for n in range(1, 5)), results=results)
    found = outcome(sheet_with({**ONE, "reserves": 3}), inputs)
    assert in_line(found) == [("一等奖", 3), ("一等奖", 4), ("一等奖", 2)]


def test_what_was_given_up_is_part_of_the_digest():
    sheet = sheet_with(ONE, TWO)
    digests = {
        input_digest(sheet, inputs_of(90, 80, forfeits=given_up))
        for given_up in ((), (("一等奖", 1),), (("二等奖", 2),), (("一等奖", 1), ("二等奖", 2)))
    }
    assert len(digests) == 4
    one = inputs_of(90, 80, forfeits=(("一等奖", 1), ("二等奖", 2)))
    assert input_digest(sheet, one) == input_digest(
        sheet, replace(one, forfeits=tuple(reversed(one.forfeits)))
    )


tiers = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 3), st.sampled_from(["widen", "later_key"])), max_size=3
).map(
    lambda found: [
        {"name": f"奖{at}", "quota": quota, "reserves": reserves, "tie": tie}
        for at, (quota, reserves, tie) in enumerate(found)
    ]
)


@given(tiers, contests(), st.booleans(), st.randoms())
def test_promises_of_every_handing_on(tiers, results, apart, dice):
    """However prizes are given up one after the other, whoever gave up none loses nothing."""
    sheet = sheet_with(*tiers, rank={"keys": ["points"], "groups_apart": apart})
    people = {one.person: Person(person=one.person, group=one.group) for one in results}
    inputs = Inputs(people=tuple(people.values()), results=tuple(results))
    order = {tier["name"]: at for at, tier in enumerate(tiers)}
    first = before = outcome(sheet, inputs)
    reserves = {(one.winner.tier, one.winner.id) for one in first.reserves}
    while before.winners:
        quitter = dice.choice(before.winners)
        inputs = replace(
            inputs,
            forfeits=(*inputs.forfeits, Forfeit(tier=quitter.tier, board="", id=quitter.id)),
        )
        found = outcome(sheet, inputs)
        ranks = {one.id: order[one.tier] for one in found.winners}
        assert len(ranks) == len(found.winners) and quitter.id not in ranks
        for one in before.winners:
            if one.id != quitter.id:
                assert ranks[one.id] <= order[one.tier]
        new = set(won(found)) - set(won(first))
        assert new <= reserves
        for tier in tiers:
            held = sum(one.tier == tier["name"] for one in found.winners)
            assert held <= sum(one.tier == tier["name"] for one in first.winners)
        before = found
    assert inputs.forfeits or not first.winners
