"""What a contest leaves to learn: its answers in the log, its misses in the notebook, each once."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from learning.domain.rating import Rating
from learning.models import LearningSession, Memory, ReviewLog, StudiedContest
from learning.selectors.contests import contest_news
from learning.selectors.memories import notebook
from learning.services import contests
from learning.services.contests import put_news_away, study_contest
from learning.services.learners import learner_for
from learning.services.memories import rebuild_memories
from learning.services.practice import answer_item, begin, set_mark
from learning.services.sweep import sweep_contests
from quiz.models import Attempt, Slot
from quiz.services.attempts import start_or_resume
from quiz.services.closing import close_contest
from quiz.services.scoring import score_all_waiting
from tests.factories import end_contest, make_contest, make_user, sit

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def contest(now, department, person):
    return make_contest(now, department)


def swept(contest, now) -> int:
    """The sweep, and the worker for which it rings."""
    found = sweep_contests(now)
    study_contest(contest.pk, now=now)
    return found


def test_what_was_missed_stands_in_the_notebook_and_what_was_right_is_remembered(
    person, organizer, contest, now
):
    attempt = sit(person, contest, right=7, start=now)
    end_contest(organizer, contest, now=now + 5 * MINUTE)
    assert study_contest(contest.pk, now=now + 6 * MINUTE) == 1
    session = LearningSession.objects.get(attempt=attempt)
    assert (session.mode, session.size, session.finished_at) == ("contest", 10, attempt.handed_in_at)
    ratings = list(session.reviews.order_by("position").values_list("rating", flat=True))
    assert ratings == [Rating.GOOD] * 7 + [Rating.AGAIN] * 3
    missed = set(session.plan[7:])
    assert {row.question_id for row in notebook(session.learner)} == missed
    assert rebuild_memories(session.learner) == 0, "the memories are those of the log"


def test_a_paper_is_taken_in_once_and_the_contest_marked_when_all_are(
    person, organizer, contest, now, monkeypatch
):
    people = [person, *(make_user(person.department) for _each in range(4))]
    for someone in people:
        sit(someone, contest, right=3, start=now)
    end_contest(organizer, contest, now=now + 5 * MINUTE)
    monkeypatch.setattr(contests, "BATCH", 2)
    monkeypatch.setattr(contests, "A_ROUND", 2)
    assert study_contest(contest.pk, now=now) == 2
    assert StudiedContest.objects.get().finished_at is None
    for _each in range(4):
        swept(contest, now + 9 * MINUTE)
    assert StudiedContest.objects.get().finished_at == now + 9 * MINUTE
    assert LearningSession.objects.count() == 5 and ReviewLog.objects.count() == 50
    assert sweep_contests(now + 10 * MINUTE) == 0


def test_a_paper_that_is_scored_later_comes_in_later(person, organizer, contest, now):
    sit(person, contest, right=3, start=now)
    close_contest(organizer, contest, now=now + 5 * MINUTE)
    assert swept(contest, now + 6 * MINUTE) == 1
    assert LearningSession.objects.count() == 0 and StudiedContest.objects.get().finished_at is None
    score_all_waiting(now=now + 7 * MINUTE)
    swept(contest, now + 8 * MINUTE)
    assert LearningSession.objects.count() == 1


@pytest.mark.parametrize(
    "publication",
    [{"keys": "never"}, {"scores": "never", "keys": "never", "board": {"visibility": "hidden"}}],
)
def test_what_is_never_shown_is_never_learned(person, organizer, department, now, publication):
    contest = make_contest(now, department, publication=publication)
    sit(person, contest, right=3, start=now)
    end_contest(organizer, contest, now=now + 5 * MINUTE)
    assert sweep_contests(now + 6 * MINUTE) == 0 and study_contest(contest.pk, now=now) == 0
    assert not ReviewLog.objects.exists()


def test_nothing_comes_in_before_the_close(person, contest, now):
    sit(person, contest, right=3, start=now)
    score_all_waiting(now=now)
    assert study_contest(contest.pk, now=now) == 0 and sweep_contests(now) == 0


def test_practice_of_a_contest_is_left_out(person, organizer, department, now):
    contest = make_contest(now, department, when={"practice": {"during": True}})
    start_or_resume(person, contest.pk, now=now, kind=Attempt.Kind.PRACTICE)
    sit(person, contest, right=3, start=now)
    end_contest(organizer, contest, now=now + 5 * MINUTE)
    swept(contest, now + 6 * MINUTE)
    assert LearningSession.objects.count() == 1


def test_a_contest_joins_what_was_learned_before_in_the_order_of_time(person, organizer, contest, now):
    """Practised between the hand-in and the taking in: the memory is that of the log in its order."""
    attempt = sit(person, contest, right=0, start=now)
    end_contest(organizer, contest, now=now + 5 * MINUTE)
    learner = learner_for(person, None, now=now)
    session = begin(learner, "random", now=now + 6 * MINUTE)
    assert session is not None
    revision = Slot.objects.filter(attempt=attempt).first().revision
    session.plan, session.size, key = [revision.question_id], 1, revision.key
    session.save()
    later = now + 7 * MINUTE
    answer_item(session, 1, key, shown_at=later - MINUTE, now=later)
    study_contest(contest.pk, now=now + 8 * MINUTE)
    memory = Memory.objects.get(learner=learner, question=session.plan[0])
    assert memory.last_review == later and memory.rights == 1 and memory.wrong_at is not None
    call_command("rebuild_memory", user=person.username)
    memory.refresh_from_db()
    assert memory.last_review == later


def test_what_a_contest_finds_missed_comes_back_into_the_notebook(person, organizer, contest, now):
    attempt = sit(person, contest, right=9, start=now)
    learner = learner_for(person, None, now=now)
    slots = attempt.slots.select_related("revision__question").order_by("position")
    for slot in slots:
        set_mark(learner, slot.revision.question, "is_put_away", True)
    end_contest(organizer, contest, now=now + 5 * MINUTE)
    study_contest(contest.pk, now=now + 6 * MINUTE)
    assert [row.question_id for row in notebook(learner)] == [slots[9].revision.question_id]
    assert learner.memories.filter(is_put_away=True).count() == 9  # of those that were right


def test_the_news_is_told_until_it_is_put_away_and_not_for_ever(person, organizer, contest, now):
    sit(person, contest, right=8, start=now)
    end_contest(organizer, contest, now=now + 5 * MINUTE)
    study_contest(contest.pk, now=now)
    (news,) = contest_news(person.pk, now)
    assert news.missed == 2
    assert not contest_news(person.pk, now + timedelta(days=31)).exists()
    put_news_away(news, now=now)
    assert not contest_news(person.pk, now).exists()


def test_who_missed_nothing_hears_nothing(person, organizer, contest, now):
    sit(person, contest, right=10, start=now)
    end_contest(organizer, contest, now=now + 5 * MINUTE)
    study_contest(contest.pk, now=now)
    assert not contest_news(person.pk, now).exists()
