"""Statistics of questions out of the rows of a contest: which attempts count, and again the same."""

import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from quiz.models import (
    Attempt,
    AttemptScore,
    Contest,
    ContestStatistic,
    Entry,
    ItemStatistic,
    QuestionFlag,
)
from quiz.selectors.facilities import expected_facility
from quiz.selectors.item_responses import sample_of
from quiz.services.closing import close_contest
from quiz.services.item_statistics import rebuild_statistics, refresh_statistics
from quiz.services.statistics_requests import TRY_AGAIN_AFTER, request_statistics, sweep_statistics
from quiz.tasks.statistics import refresh_statistics_task
from tests.factories import make_contest, make_department, make_organizer, make_question, make_user, sit
from tests.sat_contests import choices_of, fixed_contest, let_sit, sat_contest
from tests.unit.quiz import lsat6

pytestmark = pytest.mark.django_db
SMALL = [[n % 2, (n // 2) % 2, int(n % 3 > 0)] for n in range(36)]


@pytest.fixture(autouse=True)
def _no_workers(settings):
    """On either profile the sweep computes by itself."""
    settings.CELERY_BROKER_URL = None


@pytest.fixture
def small(now) -> Contest:
    return sat_contest(SMALL, now=now)


def kept() -> list[tuple]:
    return list(
        ItemStatistic.objects.order_by("contest_id", "revision_id").values_list(
            "contest", "revision", "n", "facility", "item_rest_r", "d27", "figures", "options", "flags"
        )
    )


def test_lsat6_by_way_of_the_database(now):
    contest = sat_contest(lsat6.people(), now=now)
    rebuild_statistics(contest, now=now)
    rows = list(ItemStatistic.objects.filter(contest=contest).order_by("revision_id"))
    found = [f"{row.facility:.3f}|{row.item_rest_r:.7f}|{row.d27:.4f}" for row in rows]
    wanted = [line.split("|") for line in lsat6.ITEMS]
    assert found == [f"0{one[0]}|0{one[3]}|{float(one[7]):.4f}" for one in wanted]
    assert [round(row.figures["curve"]["b"], 2) for row in rows] == [-3.36, -1.37, -0.28, -1.87, -3.13]
    whole = ContestStatistic.objects.get()
    assert whole.figures["alpha"] == pytest.approx(0.2949972, abs=1e-7)
    assert (whole.n, whole.is_drawn, whole.rules) == (1000, False, contest.rules)
    assert sum(whole.bins) == 1000


def test_again_is_the_same(small, now):
    assert rebuild_statistics(small, now=now) == 3
    first = kept()
    assert rebuild_statistics(small, now=now + timedelta(days=1)) == 3
    assert kept() == first
    assert len(first) == 6  # three of the contest, three over all


def test_only_first_counted_attempts_of_people_in_the_ranking(now):
    department = make_department()
    contest = make_contest(now, department, when={"attempts": {"total": 2}})
    person, other, out = (make_user(department) for _each in range(3))
    sit(person, contest, right=2, start=now)
    sit(person, contest, right=10, start=now + timedelta(minutes=5))
    sit(other, contest, right=5, start=now)
    excluded = sit(out, contest, right=9, start=now)
    Entry.objects.filter(pk=excluded.entry_id).update(excluded_reason="工作人员")
    practised = Attempt.objects.get(user=other)
    close_contest(make_organizer(department), contest, now=now + timedelta(hours=1))
    refresh(contest, now + timedelta(hours=1))
    assert ContestStatistic.objects.get().n == 2
    assert ContestStatistic.objects.get().figures["mean"] == 1750
    Attempt.objects.filter(pk=practised.pk).update(kind=Attempt.Kind.PRACTICE)
    rebuild_statistics(Contest.objects.get(pk=contest.pk), now=now)
    assert ContestStatistic.objects.get().n == 1


def refresh(contest: Contest, now) -> bool:
    from quiz.services.scoring import score_all_waiting

    score_all_waiting(now=now)
    return refresh_statistics(contest.pk, now=now)


def test_a_close_is_enough(small, now):
    assert not ContestStatistic.objects.exists()
    assert sweep_statistics(now + timedelta(hours=2)) == 1
    assert ContestStatistic.objects.get().n == 36
    assert sweep_statistics(now + timedelta(hours=3)) == 0


def test_the_task_computes_a_closed_contest(small):
    refresh_statistics_task(small.pk)
    assert ContestStatistic.objects.get().n == 36
    refresh_statistics_task(small.pk)
    assert ItemStatistic.objects.filter(contest=small).count() == 3


def test_a_contest_that_runs_is_computed_on_demand_and_again_when_it_closes(now):
    revisions = [make_question(now=now) for _item in range(3)]
    contest = fixed_contest(now, revisions)
    let_sit(contest, revisions, choices_of(SMALL), now=now)
    assert sweep_statistics(now) == 0
    request_statistics(contest, now=now)
    request_statistics(contest, now=now)
    assert sweep_statistics(now) == 1
    assert ContestStatistic.objects.get().n == 36
    assert sweep_statistics(now) == 0
    let_sit(contest, revisions, choices_of(SMALL), now=now + timedelta(minutes=1))
    close_contest(make_organizer(contest.department), contest, now=now + timedelta(minutes=9))
    assert sweep_statistics(now + timedelta(minutes=10)) == 1
    assert ContestStatistic.objects.get().n == 72


def test_a_paper_without_its_score_puts_it_off(small, now):
    late = Attempt.objects.order_by("pk").first()
    Attempt.objects.filter(pk=late.pk).update(scored_at=None)
    assert sweep_statistics(now + timedelta(hours=2)) == 0
    Attempt.objects.filter(pk=late.pk).update(scored_at=now)
    assert sweep_statistics(now + timedelta(hours=2)) == 1


def test_with_workers_the_sweep_only_rings(small, now, settings, monkeypatch):
    rung = []
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr("quiz.services.statistics_requests.ring", lambda task, *ids: rung.append(ids))
    assert sweep_statistics(now + timedelta(hours=2)) == 1
    assert sweep_statistics(now + timedelta(hours=2, minutes=1)) == 0
    assert sweep_statistics(now + timedelta(hours=2, minutes=1) + TRY_AGAIN_AFTER) == 1
    assert rung == [(small.pk,), (small.pk,)]
    assert not ItemStatistic.objects.exists()


def test_amended_rules_are_computed_anew(small, now):
    sweep_statistics(now + timedelta(hours=2))
    newer = small.rules
    newer.pk, newer.number = None, 3
    newer.save()
    Contest.objects.filter(pk=small.pk).update(rules=newer)
    AttemptScore.objects.update(rules=newer)
    assert sweep_statistics(now + timedelta(hours=3)) == 1
    assert ContestStatistic.objects.get().rules == newer


def test_a_contest_that_nobody_sat(now):
    contest = make_contest(now)
    close_contest(make_organizer(contest.department), contest, now=now)
    assert sweep_statistics(now + timedelta(hours=1)) == 1
    assert (ContestStatistic.objects.get().n, ItemStatistic.objects.count()) == (0, 0)


def test_rehearsals_say_nothing_about_questions(small, now):
    Contest.objects.update(is_rehearsal=True)
    assert sweep_statistics(now + timedelta(hours=2)) == 0
    refresh_statistics_task(small.pk)
    assert not ItemStatistic.objects.exists()


def test_papers_drawn_for_each_person(now):
    department = make_department()
    contest = make_contest(now, department, questions=12)
    for right in range(4):
        sit(make_user(department), contest, right=3 * right, start=now)
    close_contest(make_organizer(department), contest, now=now + timedelta(hours=1))
    assert refresh(contest, now + timedelta(hours=1))
    whole = ContestStatistic.objects.get()
    assert whole.is_drawn
    assert "drawn_papers" in whole.figures["notices"]
    assert (whole.figures["items"], whole.figures["most"]) == (10, 5000)
    assert sum(ItemStatistic.objects.filter(contest=contest).values_list("n", flat=True)) == 40


def test_times_of_questions_that_open_one_by_one(now):
    revisions = [make_question(now=now) for _item in range(3)]
    contest = fixed_contest(now, revisions, time={"paper_seconds": None, "item_seconds": 60})
    choices = choices_of(SMALL)
    choices[0][1] = None  # nothing is known of the next one's opening
    let_sit(contest, revisions, choices, now=now, item_seconds=[8, 10, 30])
    sample = sample_of(contest)
    assert [set(item.known_times) for item in sample.items.values()] == [{8000}, {10_000}, {30_000}]
    assert [len(item.known_times) for item in sample.items.values()] == [36, 35, 35]


def test_times_of_other_papers_are_not_known(small):
    assert [item.known_times for item in sample_of(small).items.values()] == [[], [], []]


def test_the_last_answer_counts_and_an_empty_one_takes_it_back(now):
    revisions = [make_question(now=now) for _item in range(2)]
    contest = fixed_contest(now, revisions)
    [attempt] = let_sit(contest, revisions, [[1, 1]], now=now)
    attempt.answers.create(position=1, response=[3], client_key="later", saved_at=now)
    attempt.answers.create(position=2, response=[], client_key="back", saved_at=now)
    assert [list(item.chosen) for item in sample_of(contest).items.values()] == [[(3,)], [()]]


def test_people_are_read_in_a_fixed_number_of_statements(now):
    counts = []
    for people in (3, 33):
        contest = sat_contest(SMALL[:people], now=now)
        with CaptureQueriesContext(connection) as captured:
            sample_of(contest)
        counts.append(len(captured))
    assert counts == [4, 4]


def test_writing_takes_as_many_statements_for_many_questions(now):
    counts = []
    for items in (3, 33):
        contest = sat_contest([[1] * items, [0] * items], now=now)
        rebuild_statistics(contest, now=now)
        with CaptureQueriesContext(connection) as captured:
            rebuild_statistics(contest, now=now)
        counts.append(len([one for one in captured if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1] <= 30


# ── Over several contests ────────────────────────────────────────────────────


def test_contests_add_up(now):
    revisions = [make_question(now=now) for _item in range(3)]
    for share in (0, 1):
        contest = fixed_contest(now, revisions)
        let_sit(contest, revisions, choices_of([[share, *row[1:]] for row in SMALL]), now=now)
        rebuild_statistics(contest, now=now)
    over_all = ItemStatistic.objects.get(contest=None, revision=revisions[0])
    assert (over_all.n, over_all.facility, over_all.figures["contests"]) == (72, 0.5, 2)
    rebuild_statistics(contest, now=now)
    assert ItemStatistic.objects.get(contest=None, revision=revisions[0]).n == 72


# ── The command ──────────────────────────────────────────────────────────────


def test_the_command_rebuilds_all_or_one(small, now, capsys):
    sat_contest(SMALL, now=now)
    call_command("rebuild_item_statistics")
    assert ContestStatistic.objects.count() == 2
    first = kept()
    call_command("rebuild_item_statistics", small.pk)
    assert kept() == first
    assert f"{small.pk} {small.title}: 3 questions" in capsys.readouterr().out


def test_the_command_names_what_is_not_there():
    with pytest.raises(CommandError, match="no published contest 99"):
        call_command("rebuild_item_statistics", 99)


def test_flags_are_in_the_rows(now):
    """Two hundred people, one question whose key is wrong way round."""
    dice = random.Random(4)
    able = [dice.random() for _person in range(200)]
    rights = [[int(dice.random() < 0.2 + 0.6 * one) for _item in range(6)] for one in able]
    for row in rights:
        row[4] = 1 - row[4]
    contest = sat_contest(rights, now=now)
    rebuild_statistics(contest, now=now)
    rows = ItemStatistic.objects.filter(contest=contest).order_by("revision_id")
    assert ["KEY_SUSPECT" in [one["code"] for one in row.flags] for row in rows] == [False] * 4 + [
        True,
        False,
    ]
    doubt = QuestionFlag.objects.get(code="KEY_SUSPECT")
    assert (doubt.state, doubt.contest, doubt.details["n"]) == ("open", contest, 200)
    assert AuditEntry.objects.filter(action="question.flagged").count() == QuestionFlag.objects.count()


def test_what_people_did_becomes_what_is_expected(now):
    revisions = [make_question(now=now, difficulty=3) for _item in range(2)]
    contest = fixed_contest(now, revisions)
    let_sit(contest, revisions, choices_of([[int(n % 4 > 0), 0] for n in range(100)]), now=now)
    before = expected_facility([one.pk for one in revisions])
    rebuild_statistics(contest, now=now)
    assert before == {revisions[0].pk: 6500, revisions[1].pk: 6500}
    assert expected_facility([one.pk for one in revisions]) == {revisions[0].pk: 7500, revisions[1].pk: 0}
