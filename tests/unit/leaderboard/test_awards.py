import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from leaderboard.domain.handing_on import Forfeit
from leaderboard.domain.organisations import Unit
from leaderboard.domain.outcome import Inputs, Person, input_digest, outcome
from leaderboard.domain.results import Result
from quiz.domain.rulesheet import RuleSheet

from .strategies import DAY, chains, contests


def sheet_with(*tiers, **fields):
    document = {
        "title": "科普",
        "when": {"opens_at": "2026-09-01T09:00:00", "closes_at": "2026-09-02T09:00:00"},
        "paper": {"rows": [{"count": 4}]},
        "rank": {"keys": ["points"]},
        "awards": tiers,
        **fields,
    }
    return RuleSheet.load(document)


def result(person, points, elapsed_ms=0, **fields):
    return Result(
        person=person,
        points=points,
        right=0,
        elapsed_ms=elapsed_ms,
        started_at=DAY,
        handed_in_at=DAY,
        **fields,
    )


def decided(sheet, *results, excluded=(), units=()):
    people = tuple(
        Person(
            person=one.person, group=one.group, department=one.department, is_excluded=one.person in excluded
        )
        for one in {one.person: one for one in results}.values()
    )
    return outcome(sheet, Inputs(people=people, results=results, units=units))


def won(found):
    return [(one.tier, one.id) for one in found.winners]


FIRST = {"name": "一等奖", "by": "place", "quota": 1}
SECOND = {"name": "二等奖", "by": "place", "quota": 2}
EXCELLENT = {"name": "优秀奖", "by": "threshold", "min_points": 6}


def test_tiers_in_order_and_one_prize_each():
    found = decided(sheet_with(FIRST, SECOND, EXCELLENT), *[result(n, 1000 - 100 * n) for n in range(1, 8)])
    assert won(found) == [("一等奖", 1), ("二等奖", 2), ("二等奖", 3), ("优秀奖", 4)]
    assert [one.place for one in found.winners] == [1, 2, 3, 4]
    assert found.notes == ()


def test_a_tie_across_the_last_seat_widens_the_tier_and_says_so():
    found = decided(sheet_with(FIRST, SECOND), *[result(n, 900) for n in (1, 2, 3)], result(4, 800))
    assert won(found) == [("一等奖", 1), ("一等奖", 2), ("一等奖", 3), ("二等奖", 4)]
    assert [note.code for note in found.notes] == ["tier_widened", "tier_not_full"]
    assert found.notes[0].values == {"tier": "一等奖", "group": "", "quota": 1, "won": 3, "tied": 3}
    assert found.winners[0].is_tied and not found.winners[3].is_tied


def test_a_later_key_decides_a_tie():
    by_time = {**FIRST, "tie": "later_key"}
    found = decided(sheet_with(by_time), result(1, 900, 70), result(2, 900, 50), result(3, 900, 60))
    assert won(found) == [("一等奖", 2)]
    assert [note.code for note in found.notes] == ["tie_decided_by_later_key"]
    assert found.winners[0].place == 1 and found.winners[0].is_tied


def test_who_is_equal_in_every_key_wins_together():
    found = decided(
        sheet_with({**FIRST, "tie": "later_key"}), result(1, 900), result(2, 900), result(3, 900, 9)
    )
    assert won(found) == [("一等奖", 1), ("一等奖", 2)]
    assert found.notes[0].code == "tier_widened"


def test_the_excluded_never_win_and_take_no_place():
    found = decided(sheet_with(FIRST), result(1, 1000), result(2, 900), excluded={1})
    assert won(found) == [("一等奖", 2)]
    assert found.winners[0].place == 1


def test_a_place_may_need_points_too():
    found = decided(sheet_with({**SECOND, "min_points": 9}), result(1, 900), result(2, 899))
    assert won(found) == [("二等奖", 1)]


def test_groups_apart_have_the_seats_of_their_own():
    apart = {"rank": {"keys": ["points"], "groups_apart": True}, "who": {"groups": {"by": "chosen"}}}
    results = [result(1, 9, group="a"), result(2, 8, group="a"), result(3, 1, group="b")]
    assert won(decided(sheet_with(FIRST, **apart), *results)) == [("一等奖", 1), ("一等奖", 3)]
    only_b = decided(sheet_with({**FIRST, "group": "b"}, **apart), *results)
    assert [(one.id, one.place, one.group) for one in only_b.winners] == [(3, 1, "b")]


def test_departments_win_by_place_and_by_threshold():
    fields = {"organisations": [{"name": "参与榜", "metrics": [{"metric": "participation"}]}]}
    tiers = [
        {"name": "优秀组织奖", "board": "参与榜", "quota": 1},
        {"name": "达标奖", "board": "参与榜", "by": "threshold", "min_points": 100},
    ]
    people = tuple(Person(person=n, department=1 + n % 2) for n in range(1, 5))
    results = [result(2, 5, department=1), result(4, 5, department=1), result(1, 5, department=2)]
    found = outcome(
        sheet_with(*tiers, **fields),
        Inputs(people=people, results=tuple(results), units=(Unit(id=1), Unit(id=2))),
    )
    assert [(one.tier, one.board, one.id) for one in found.winners] == [("优秀组织奖", "参与榜", 1)]
    assert found.winners[0].points == 100_000_000
    assert [note.code for note in found.notes] == ["tier_empty"]


def test_a_tier_by_place_without_seats_is_refused():
    with pytest.raises(RuleBroken) as refused:
        decided(sheet_with({"name": "奖", "by": "place"}), result(1, 1))
    assert refused.value.code == "tier_incomplete"


tiers = st.lists(
    st.builds(
        lambda quota, tie, floor: {"quota": quota, "tie": tie, "min_points": floor},
        st.integers(1, 4),
        st.sampled_from(["widen", "later_key"]),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=4,
).map(lambda found: [{"name": f"奖{n}", "by": "place", **tier} for n, tier in enumerate(found)])


@given(tiers, contests(), chains, st.booleans(), st.randoms(), st.sampled_from(["best", "sum"]))
def test_promises_of_every_allocation(tiers, results, keys, apart, dice, counts):
    sheet = sheet_with(*tiers, rank={"keys": keys, "groups_apart": apart}, counts=counts)
    found = decided(sheet, *results)
    mixed = decided(sheet, *dice.sample(results, len(results)))
    assert found.winners == mixed.winners and found.notes == mixed.notes

    winners = [one.id for one in found.winners]
    assert len(winners) == len(set(winners))
    widened = {
        (note.values["tier"], note.values["group"]) for note in found.notes if note.code == "tier_widened"
    }
    by_key = {
        placed.standing.person: (placed.key, placed.place)
        for board in found.people.values()
        for placed in board
    }
    for tier in tiers:
        for group in found.people:
            inside = [w for w in found.winners if w.tier == tier["name"] and (not apart or w.group == group)]
            assert len(inside) <= tier["quota"] or (tier["name"], group) in widened
            assert all(w.points >= 100 * (tier["min_points"] or 0) for w in inside)
            if tier["tie"] == "widen" and inside:
                _nobody_equal_is_left_out(inside, tier, by_key, found, group)


def _nobody_equal_is_left_out(inside, tier, by_key, found, group):
    """Who has the same key as the last winner of a widened tier has won, here or in a tier before."""
    last = max(by_key[w.id][0] for w in inside)
    winners = {w.id for w in found.winners}
    floor = 100 * (tier["min_points"] or 0)
    equals = [p.standing.person for p in found.people[group] if p.key == last and p.standing.points >= floor]
    assert set(equals) <= winners


@given(contests(), st.randoms())
def test_the_digest_is_of_the_facts_not_of_their_order(results, dice):
    sheet = sheet_with(FIRST)
    people = tuple(Person(person=person) for person in {one.person for one in results})
    one = Inputs(people=people, results=tuple(results))
    mixed = dice.sample(results, len(results))
    assert input_digest(sheet, one) == input_digest(sheet, Inputs(people=people, results=tuple(mixed)))
    assert input_digest(sheet, one) != input_digest(sheet_with(SECOND), one)
    if results:
        fewer = Inputs(people=people, results=tuple(results[1:]))
        assert input_digest(sheet, one) != input_digest(sheet, fewer)


def widened(points, *tiers):
    """Who wins what with these points (of ten, best first), and how far the tiers were widened."""
    usual = {"min_points": 10, "cascade": [9, 8]}
    found = decided(
        sheet_with(*[{**usual, **tier} for tier in tiers]),
        *[result(at, value * 100, at) for at, value in enumerate(points, 1)],
    )
    return won(found), [
        (note.values["tier"], note.values["points"]) for note in found.notes if note.code == "tier_cascaded"
    ]


ONE = {"name": "一等奖", "quota": 2, "tie": "later_key"}
TWO = {"name": "二等奖", "quota": 3, "tie": "later_key"}


def test_a_pool_that_is_large_enough_is_not_widened():
    assert widened([10, 10, 10, 9, 8], ONE) == ([("一等奖", 1), ("一等奖", 2)], [])


def test_a_pool_that_is_too_small_is_widened_step_by_step():
    prizes, steps = widened([10, 9, 9, 8, 7], ONE, TWO)
    assert prizes[:2] == [("一等奖", 1), ("一等奖", 2)]
    # Of the others one has 9 of 10 and one 8: three seats widen to 8, where 7 still is too few.
    assert prizes[2:] == [("二等奖", 3), ("二等奖", 4)]
    assert steps == [("一等奖", 9), ("二等奖", 8)]


def test_nobody_below_the_last_step_wins():
    assert widened([7, 7], ONE) == ([], [("一等奖", 8)])


@given(st.lists(st.integers(0, 10), max_size=30), st.integers(1, 8))
def test_a_cascade_never_passes_over_a_better_one(points, quota):
    points = sorted(points, reverse=True)
    prizes, _steps = widened(points, {**ONE, "quota": quota})
    ids = [person for _tier, person in prizes]
    assert ids == list(range(1, len(ids) + 1))
    assert len(ids) == min(quota, sum(value >= 8 for value in points))


# 1 the county; towns 2 and 3, villages 4 and 5 below the first town, a bureau 6.
UNITS = (
    Unit(id=1),
    Unit(id=2, parent=1, kind="乡镇"),
    Unit(id=3, parent=1, kind="乡镇"),
    Unit(id=4, parent=2, kind="村"),
    Unit(id=5, parent=2, kind="村"),
    Unit(id=6, parent=1, kind="局"),
)


def of_departments(tier, *people):
    """Who wins a tier below a first prize; `people`: (department, points), best first."""
    results = [result(at, points, department=unit) for at, (unit, points) in enumerate(people, start=1)]
    return decided(sheet_with(FIRST, tier), *results, units=UNITS)


TOWNS = {"name": "优胜奖", "quota": 1, "per_department": True, "kinds": ["乡镇"]}


def test_every_department_has_the_seats_for_its_own_people():
    found = of_departments(TOWNS, (6, 900), (6, 880), (4, 800), (5, 700), (3, 600), (3, 500), (None, 400))
    # The first prize is for everybody. Of the town and its villages 3 is the best; the bureau has no seats.
    assert won(found) == [("一等奖", 1), ("优胜奖", 3), ("优胜奖", 5)]
    assert [one.place for one in found.winners] == [1, 3, 5]
    assert found.notes == ()


def test_without_kinds_the_seats_are_of_peoples_own_departments():
    found = of_departments({**TOWNS, "kinds": []}, (6, 900), (6, 880), (4, 800), (5, 700), (5, 600))
    assert won(found) == [("一等奖", 1), ("优胜奖", 3), ("优胜奖", 4), ("优胜奖", 2)]


def test_a_tie_widens_the_one_department_and_the_note_says_which():
    found = of_departments(TOWNS, (6, 900), (4, 800), (5, 800), (3, 600))
    assert won(found) == [("一等奖", 1), ("优胜奖", 2), ("优胜奖", 3), ("优胜奖", 4)]
    assert [(note.code, note.values["department"]) for note in found.notes] == [("tier_widened", 2)]


def test_reserves_are_of_the_same_department():
    found = of_departments({**TOWNS, "reserves": 1}, (6, 900), (4, 800), (3, 700), (5, 600), (3, 500))
    assert [(one.department, one.winner.id) for one in found.reserves] == [(2, 4), (3, 5)]
    given_up = (Forfeit(tier="优胜奖", board="", id=2),)
    sheet = sheet_with(FIRST, {**TOWNS, "reserves": 1})
    people = [(6, 900), (4, 800), (3, 700), (5, 600), (3, 500)]
    results = tuple(result(at, points, department=unit) for at, (unit, points) in enumerate(people, start=1))
    inputs = Inputs(
        people=tuple(Person(person=one.person, department=one.department) for one in results),
        results=results,
        units=UNITS,
        forfeits=given_up,
    )
    assert won(outcome(sheet, inputs)) == [("一等奖", 1), ("优胜奖", 4), ("优胜奖", 3)]
