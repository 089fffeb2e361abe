from datetime import timedelta

import pytest
from django.db import connection

from leaderboard.domain.outcome import outcome
from leaderboard.models import BoardLine, BoardState, Edition, OrganisationLine
from leaderboard.selectors.boards import organisation_boards, people_board
from leaderboard.selectors.facts import inputs_of
from leaderboard.services.boards import rebuild, rebuild_board, recompute_lines
from leaderboard.services.sweep import sweep, sweep_contest
from quiz.models import Contest, Entry
from quiz.selectors.rules import sheet_of

from .rows import NOW, attempt, contest, crowd, department, entry, person, rules, score

pytestmark = pytest.mark.django_db


def lines(of, edition=Edition.LIVE):
    found = BoardLine.objects.filter(contest=of, edition=edition).order_by("sort_key", "user_id")
    return [(one.user_id, one.points, one.attempts) for one in found]


def test_a_line_is_recomputed_never_nudged():
    of, who = contest(), person()
    first = attempt(of, 1500, who)
    recompute_lines(of.pk, [first.pk], now=NOW)
    second = attempt(of, 2000, who)
    recompute_lines(of.pk, [second.pk], now=NOW)
    assert lines(of) == [(who.pk, 2000, 2)]
    second.scores.all().delete()  # a corrected key: the higher score was wrong
    score(second, 1000)
    recompute_lines(of.pk, [second.pk], now=NOW)
    assert lines(of) == [(who.pk, 1500, 2)]


def test_versions_grow_and_repeating_changes_nothing_else():
    of = contest()
    made = attempt(of, 1500)
    for _ in range(3):
        recompute_lines(of.pk, [made.pk], now=NOW)
    assert BoardLine.objects.get().version == BoardState.objects.get().sequence == 3


def test_practice_open_and_unscored_attempts_do_not_count():
    of, who = contest(), person()
    made = attempt(of, 1000, who)
    attempt(of, 2000, who, kind="practice")
    attempt(of, None, who)
    recompute_lines(of.pk, [made.pk], now=NOW)
    assert lines(of) == [(who.pk, 1000, 1)]


def test_another_contests_attempts_are_left_alone():
    of, other = contest(), contest()
    made = attempt(other, 1000)
    assert recompute_lines(of.pk, [made.pk], now=NOW) == 0
    assert not BoardLine.objects.exists()


def test_a_batch_takes_a_handful_of_statements(django_assert_max_num_queries):
    of = contest()
    small, large = crowd(of, 5), crowd(of, 60)
    recompute_lines(of.pk, small[:1], now=NOW)
    with django_assert_max_num_queries(12):
        recompute_lines(of.pk, small, now=NOW)
    with django_assert_max_num_queries(12):
        recompute_lines(of.pk, large, now=NOW)


def test_the_excluded_and_the_weak_are_not_listed():
    of = contest(rank={"min_points": 10})
    strong, weak, own_staff = (
        attempt(of, 1500),
        attempt(of, 999),
        attempt(of, 2000, excluded_reason="主办单位"),
    )
    recompute_lines(of.pk, [strong.pk, weak.pk, own_staff.pk], now=NOW)
    listed = BoardLine.objects.filter(is_listed=True).values_list("user_id", flat=True)
    assert list(listed) == [strong.user_id]


def test_new_rules_rebuild_the_board():
    of, who = contest(), person()
    one, two = attempt(of, 1500, who), attempt(of, 900)
    rebuild_board(of, now=NOW)
    of.rules = rules(of, number=2)
    of.save(update_fields=["rules"])
    score(one, 700)
    recompute_lines(of.pk, [one.pk], now=NOW)
    assert lines(of) == [(who.pk, 700, 1)]
    score(two, 800)
    recompute_lines(of.pk, [two.pk], now=NOW)
    assert lines(of) == [(two.user_id, 800, 1), (who.pk, 700, 1)]


def test_rebuild_drops_lines_without_a_score():
    of = contest()
    made = attempt(of, 1500)
    rebuild(of.pk, now=NOW)
    made.scores.all().delete()
    rebuild(of.pk, now=NOW)
    assert lines(of) == []


FROZEN = {"publication": {"board": {"visibility": "frozen", "frozen_from": "2026-09-01T12:00:00"}}}


def test_the_frozen_board_counts_what_was_handed_in_before():
    of, early, late = contest(**FROZEN), person(), person()
    before = attempt(of, 1000, early, handed_in_at=NOW - timedelta(seconds=1))
    recompute_lines(of.pk, [before.pk], now=NOW)
    assert lines(of, Edition.FROZEN) == [(early.pk, 1000, 1)]
    after = [attempt(of, 2000, early, handed_in_at=NOW), attempt(of, 1500, late, handed_in_at=NOW)]
    recompute_lines(of.pk, [one.pk for one in after], now=NOW)
    assert lines(of) == [(early.pk, 2000, 2), (late.pk, 1500, 1)]
    assert lines(of, Edition.FROZEN) == [(early.pk, 1000, 1)]
    rebuild_board(of, now=NOW + timedelta(hours=1))
    assert lines(of, Edition.FROZEN) == [(early.pk, 1000, 1)]


BOARDS = {
    "points": {"pass_mark": 15},
    "organisations": [
        {"name": "乡镇榜", "kinds": ["town"], "metrics": [{"metric": "participation"}]},
        {
            "name": "综合榜",
            "kinds": ["town", "office"],
            "combine": "rank_sum",
            "metrics": [
                {"metric": name, "weight": 20}
                for name in ("average", "median", "pass_rate", "attempts", "total")
            ],
        },
    ],
}


def organisations_contest():
    """Two towns (one with a village below it) and an office, one excluded person."""
    root = department("县")
    east, west = department("东乡", root, "town"), department("西乡", root, "town")
    village, office = department("东村", east, "village"), department("机关", root, "office")
    of = contest(root, **BOARDS)
    for where, points in [(east, 1800), (village, 900), (west, 1500), (office, None), (office, 1600)]:
        who = person(where=where)
        entry(of, who)
        if points is not None:
            attempt(of, points, who)
    attempt(of, 2000, person(where=west), excluded_reason="裁判")
    entry(of, person(where=west))
    return of


def test_boards_of_departments_equal_the_plain_computation():
    of = organisations_contest()
    rebuild_board(of, now=NOW)
    expected = outcome(sheet_of(of.rules), inputs_of(of), with_awards=False).organisations
    found = OrganisationLine.objects.order_by("board", "place", "department_id")
    got = {
        name: [
            (one.department_id, one.headcount, one.participants, one.score, one.place, one.metrics)
            for one in found
            if one.board == name
        ]
        for name in expected
    }
    assert got == {
        name: [
            (one.department, one.headcount, one.participants, one.score, one.place, one.metrics)
            for one in board
        ]
        for name, board in expected.items()
    }
    assert [row.name for row in organisation_boards(of)[0].rows] == ["东乡", "西乡"]
    assert organisation_boards(of)[0].rows[1].metrics == {"participation": "50"}


def test_boards_of_departments_wait_their_turn():
    of = organisations_contest()
    rebuild_board(of, now=NOW)
    late = attempt(of, 1000, person(where=department("南乡", of.department, "town")))
    recompute_lines(of.pk, [late.pk], now=NOW + timedelta(seconds=1))
    assert len(organisation_boards(of)[0].rows) == 2
    assert BoardState.objects.get().organisations_stale_since is not None
    sweep_contest(of, now=NOW + timedelta(seconds=3))
    assert len(organisation_boards(of)[0].rows) == 3
    assert BoardState.objects.get().organisations_stale_since is None


def test_the_sweep_finds_what_no_task_has_seen():
    of, who = contest(), person()
    attempt(of, 1500, who)
    assert sweep(NOW) == 1
    assert lines(of) == [(who.pk, 1500, 1)]
    attempt(of, 1800, who)
    assert sweep(NOW + timedelta(seconds=3)) == 1
    assert lines(of) == [(who.pk, 1800, 2)]
    assert sweep(NOW + timedelta(seconds=6)) == 0


def test_the_slow_look_finds_what_the_quick_one_cannot():
    """A score with a smaller id than the newest one on the line, committed late and announced by nobody."""
    of, who = contest(), person()
    hidden = attempt(of, 1900, who)
    attempt(of, 1500, who)
    BoardLine.objects.all().delete()
    sweep(NOW)
    assert sweep_contest(of, now=NOW + timedelta(seconds=1)) == 0
    BoardLine.objects.update(points=1500, attempts=1)
    assert sweep_contest(of, now=NOW + timedelta(seconds=3)) == 0
    assert sweep_contest(of, now=NOW + timedelta(seconds=40)) == 1
    assert lines(of) == [(who.pk, 1900, 2)]
    assert hidden.scores.get().points == 1900


def test_the_sweep_unlists_who_was_excluded_later():
    of = contest()
    made = attempt(of, 1500)
    sweep(NOW)
    made.entry.excluded_reason = "违规"
    made.entry.save()
    sweep(NOW + timedelta(seconds=40))
    assert not BoardLine.objects.filter(is_listed=True).exists()


def test_the_sweep_leaves_drafts_alone():
    attempt(contest(state=Contest.State.DRAFT), 1500)
    assert sweep(NOW) == 0
    assert not BoardLine.objects.exists()


# ── Contests that ended long ago ──────────────────────────────────────────────


def long_ago(**fields):
    of = contest(state=Contest.State.CLOSED, **fields)
    of.closed_at = NOW - timedelta(days=400)
    of.save(update_fields=["closed_at"])
    return of


def test_an_old_contest_that_never_had_a_board_gets_one():
    of, who = long_ago(), person()
    attempt(of, 1500, who)
    assert sweep(NOW) == 1
    assert lines(of) == [(who.pk, 1500, 1)]
    assert sweep(NOW + timedelta(seconds=3)) == 0


def test_old_rules_that_were_amended_make_a_new_board():
    of = long_ago()
    made = attempt(of, 1500)
    rebuild_board(of, now=NOW)
    of.rules = rules(of, number=2)
    of.save(update_fields=["rules"])
    score(made, 900)
    assert sweep(NOW) == 1
    assert lines(of) == [(made.user_id, 900, 1)]


def test_an_exclusion_in_an_old_contest_is_found_within_a_day():
    of = long_ago()
    made = attempt(of, 1500)
    rebuild_board(of, now=NOW)
    sweep(NOW)
    made.entry.excluded_reason = "违规"
    made.entry.save()
    assert sweep(NOW + timedelta(hours=1)) == 0
    assert sweep(NOW + timedelta(days=1, hours=1)) == 1
    assert not BoardLine.objects.filter(is_listed=True).exists()


def test_departments_of_an_old_contest_that_are_behind_are_recomputed_at_once():
    of = long_ago(organisations=[{"name": "榜"}])
    attempt(of, 1500, person(where=of.department))
    Entry.objects.update(created_at=NOW - timedelta(days=401))
    rebuild_board(of, now=NOW)
    sweep(NOW)
    OrganisationLine.objects.update(place=9)
    BoardState.objects.update(organisations_stale_since=NOW)
    sweep(NOW + timedelta(seconds=9))
    assert OrganisationLine.objects.get().place == 1


def test_few_old_contests_are_looked_at_at_once_and_each_in_its_turn(django_assert_max_num_queries):
    many = [long_ago() for _ in range(7)]
    for of in many:
        attempt(of, 1500)
        rebuild_board(of, now=NOW)
    seen = []
    for round in range(3):
        sweep(NOW + timedelta(seconds=3 * round))
        seen.append(BoardState.objects.filter(compared_at__isnull=False).count())
    assert seen == [3, 6, 7]
    with django_assert_max_num_queries(3):
        sweep(NOW + timedelta(seconds=30))
    sweep(NOW + timedelta(days=1, seconds=1))
    again = BoardState.objects.filter(compared_at__gt=NOW + timedelta(days=1)).values_list("pk", flat=True)
    assert sorted(again) == sorted(of.pk for of in many[:3])


def test_a_contest_that_cannot_be_mended_keeps_no_other_from_it(monkeypatch):
    from leaderboard.services import sweep as sweeping

    ill, well = contest(), contest()
    for of in (ill, well):
        attempt(of, 1500)
    original = sweeping.recompute_lines

    def recompute(contest_id, *args, **kwargs):
        if contest_id == ill.pk:
            raise ValueError("does not fit")
        return original(contest_id, *args, **kwargs)

    monkeypatch.setattr(sweeping, "recompute_lines", recompute)
    assert sweep(NOW) == 1
    assert len(lines(well)) == 1


def test_own_place_counts_along_the_boards_index():
    """No work that grows with the table: the plan of the own place uses the board's index."""
    of = contest()
    crowd(of, 30)
    rebuild_board(of, now=NOW)
    viewer = BoardLine.objects.order_by("sort_key")[20].user
    assert people_board(of, viewer, now=NOW).me.place == 21
    if connection.vendor != "sqlite":  # PostgreSQL reads a table of 30 rows whole
        return
    from leaderboard.selectors.rows import statement

    values = {"contest": of.pk, "edition": "live", "user": viewer.pk, "group": None, "limit": 5}
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + statement(grouped=False, with_top=True), values)
        plan = "\n".join(row[3] for row in cursor.fetchall())
    assert "board_order (contest_id=? AND edition=? AND sort_key<?)" in plan
    assert "USE TEMP B-TREE" not in plan
