"""Every check must be able to fail: one tampered row each."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from leaderboard.models import Award, AwardRun, BoardLine, BoardState, OrganisationLine
from leaderboard.services.awards import confirm_awards, draft_awards
from leaderboard.services.boards import rebuild_board
from leaderboard.services.verification import CHECKS, verify
from quiz.domain.marking import Verdict
from quiz.models import (
    Answer,
    Attempt,
    AttemptScore,
    Contest,
    Question,
    QuestionRevision,
    RulesVersion,
    Slot,
    Topic,
)

from .rows import NOW, attempt, contest, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def sat():
    """A closed contest with one paper of two items, one right and one wrong, scored and on the board."""
    of = contest(
        state=Contest.State.CLOSED,
        awards=[{"name": "一等奖", "quota": 1}],
        organisations=[{"name": "榜"}],
        when={
            "opens_at": "2026-09-01T09:00:00",
            "closes_at": "2026-09-01T18:00:00",
            "attempts": {"total": 1, "per_day": 1},
        },
        paper={
            "mode": "fixed",
            "questions": ["v1", "v2"],
            "order": "as_listed",
            "shuffle_options": False,
        },
    )
    revisions = [revision(number) for number in (1, 2)]
    RulesVersion.objects.filter(contest=of).update(pool=[[one.pk for one in revisions]])
    of.rules.refresh_from_db()
    made = attempt(of, who=person(where=of.department))
    for position in (1, 2):
        Slot.objects.create(
            attempt=made,
            position=position,
            revision=revisions[position - 1],
            type="single",
            option_order=[1, 2],
            points=500,
        )
        answer(made, position, [2])
    answer(made, 1, [1])
    AttemptScore.objects.create(
        attempt=made,
        rules=of.rules,
        points=500,
        max_points=1000,
        right=1,
        elapsed_ms=60_000,
        marks=[[500, Verdict.RIGHT], [0, Verdict.WRONG]],
        created_at=NOW,
    )
    Attempt.objects.filter(pk=made.pk).update(scored_at=NOW)
    rebuild_board(of, now=NOW)
    made.refresh_from_db()
    return made


def revision(number):
    topic, _ = Topic.objects.get_or_create(code="0101", defaults={"name": "力", "name_en": "Force"})
    question = Question.objects.create(code=f"v{number}", topic=topic)
    return QuestionRevision.objects.create(
        question=question,
        number=1,
        type="single",
        stem="?",
        options=[{"id": 1, "text": "a"}, {"id": 2, "text": "b"}],
        key=[1],
        digest="d",
        created_at=NOW,
    )


def answer(to, position, response, saved_at=NOW - timedelta(seconds=5)):
    key = f"k{Answer.objects.count()}"
    return Answer.objects.create(
        attempt=to, position=position, response=response, client_key=key, saved_at=saved_at
    )


def broken(of):
    contest = Contest.objects.select_related("rules").get(pk=of.contest_id)
    return {(one.invariant, one.row.split(":")[0]) for one in verify(contest, now=LATER)}


def test_a_sound_contest_has_nothing_broken(sat):
    confirm_awards(person(), draft_awards(person(), sat.contest, now=NOW), now=NOW)
    assert broken(sat) == set()


def test_a_key_that_is_there_twice(sat):
    """The database refuses it; the check finds it where somebody took the constraint away."""
    from leaderboard.services.verification import sitting

    doubled = list(Answer.objects.filter(attempt=sat).values_list("pk", flat=True)[:2])
    with without_constraint("answer_key_once"):
        Answer.objects.filter(pk__in=doubled).update(client_key="same")
        found = list(sitting.keys_are_single(sat.contest, LATER))
        assert [(one.invariant, one.row) for one in found] == [("key_once", f"attempt:{sat.pk}")]
        Answer.objects.filter(pk=doubled[0]).update(client_key="other")


class without_constraint:  # noqa: N801 - reads as a sentence
    """The answers' table without its unique key, within this test's transaction."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        table = Answer._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{self.name}"')
                return
            # SQLite keeps the constraint in the table's own text: a copy without it takes the name.
            cursor.execute(f'ALTER TABLE "{table}" RENAME TO "answers_aside"')
            cursor.execute(f'CREATE TABLE "{table}" AS SELECT * FROM "answers_aside"')

    def __exit__(self, *_):
        """The test's transaction is rolled back, and the table with it."""


def test_a_paper_that_is_not_what_its_seed_draws(sat):
    Slot.objects.filter(attempt=sat, position=2).update(option_order=[2, 1])
    assert broken(sat) == {("paper", "attempt")}


def test_a_score_that_took_an_older_answer(sat):
    answer(sat, 2, [1])
    assert broken(sat) == {("newest_answer", "score"), ("points", "score")}


def test_points_that_do_not_follow(sat):
    AttemptScore.objects.update(points=600)
    assert ("points", "score") in broken(sat)


def test_a_time_that_does_not_follow(sat):
    AttemptScore.objects.update(elapsed_ms=59_000)
    assert ("elapsed", "score") in broken(sat)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "open", "handed_in_at": None},
        {"scored_at": NOW - timedelta(seconds=30)},
    ],
)
def test_a_state_that_went_backwards(sat, changes):
    Attempt.objects.filter(pk=sat.pk).update(**changes)
    assert ("states", "attempt") in broken(sat)


def test_marked_as_scored_without_a_score(sat):
    AttemptScore.objects.all().delete()
    assert ("states", "attempt") in broken(sat)


def test_an_answer_after_the_end(sat):
    answer(sat, 2, [2], saved_at=sat.deadline + timedelta(seconds=1))
    assert broken(sat) == {("in_time", "answer")}
    Attempt.objects.update(grace_ms=1000)
    assert broken(sat) == set()


def test_a_paper_handed_in_after_the_end(sat):
    Attempt.objects.update(deadline=sat.handed_in_at - timedelta(seconds=2))
    assert ("in_time", "attempt") in broken(sat)


def test_a_try_too_many(sat):
    attempt(sat.contest, 100, sat.user)
    assert ("tries", "user") in broken(sat)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: BoardLine.objects.update(points=9),
        lambda: BoardLine.objects.update(sort_key="0"),
        lambda: BoardLine.objects.all().delete(),
        lambda: OrganisationLine.objects.update(place=2),
        lambda: OrganisationLine.objects.all().delete(),
        lambda: BoardLine.objects.create(**another_line()),
    ],
)
def test_a_board_that_does_not_follow(sat, tamper):
    tamper()
    assert ("board", "board") in broken(sat)


def another_line():
    line = BoardLine.objects.values().get()
    return {**line, "id": None, "user_id": person().pk}


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Award.objects.update(place=2),
        lambda: Award.objects.all().delete(),
        lambda: AwardRun.objects.update(input_digest="0" * 64),
        lambda: AwardRun.objects.update(confirmed_by=None),
    ],
)
def test_awards_that_do_not_follow(sat, tamper):
    confirm_awards(person(), draft_awards(person(), sat.contest, now=NOW), now=NOW)
    without_triggers()
    tamper()
    assert broken(sat) == {("awards", "awards")}


def without_triggers():
    """The database refuses to change confirmed awards; somebody with the keys to it could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TRIGGER award_refuses ON leaderboard_award")
            cursor.execute("DROP TRIGGER award_run_refuses_update ON leaderboard_awardrun")
            return
        for name in ("award_refuses_update", "award_refuses_delete", "award_run_refuses_update"):
            cursor.execute(f"DROP TRIGGER {name}")


@pytest.mark.parametrize(
    "changes",
    [
        {"scored_at": None},
        {"state": "open", "handed_in_at": None, "deadline": NOW},
    ],
)
def test_a_paper_that_waits(sat, changes):
    Attempt.objects.filter(pk=sat.pk).update(**changes)
    assert ("waiting", "attempt") in broken(sat)


def test_a_line_that_waits(sat):
    BoardLine.objects.update(newest_score=0)
    assert ("waiting", "score") in broken(sat)


def test_boards_of_departments_that_wait(sat):
    BoardState.objects.update(organisations_stale_since=NOW)
    assert broken(sat) == {("waiting", "contest")}


def test_a_broken_trail(sat, monkeypatch):
    monkeypatch.setattr("leaderboard.services.verification.trail.first_broken_link", lambda: 7)
    assert broken(sat) == {("audit", "audit")}


def test_the_command_says_so_and_fails(sat, capsys):
    call_command("verify_contest", sat.contest_id)
    assert capsys.readouterr().out == f"{len(CHECKS)} checks, 0 broken\n"
    BoardLine.objects.update(points=9)
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_contest", sat.contest_id, "--json")
    assert stopped.value.code == 1
    document = json.loads(capsys.readouterr().out)
    assert document["broken"][0]["invariant"] == "board"
    assert document["checks"] == list(CHECKS)


def test_a_picture_that_differs(live_redis, committed_at_once):
    of = contest()
    attempt(of, 1500)
    rebuild_board(of, now=NOW)

    def found():
        return [one.detail for one in CHECKS["picture"](of, LATER)]

    assert found() == []
    key = live_redis.keys("*order*")[0]
    live_redis.zadd(key, {"0:1": 0})
    assert found() == ["the picture of live/* is not what the rows say"]
    live_redis.flushall()
    assert found() == ["Redis has no picture of the boards"]
