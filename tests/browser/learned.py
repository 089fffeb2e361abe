"""Pages of self-study with something on each: sets, the day's question, exams, runs and their board."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from learning.models import Learner, LearningSession
from learning.selectors.day_question import revision_of_day
from learning.services.day_question import answer_day
from learning.services.exams import begin_exam, hand_in_exam, save_exam_answer
from learning.services.learners import learner_for
from learning.services.points import settle_points
from learning.services.practice import answer_item, begin, begin_same, set_mark
from learning.services.runs import answer_run, begin_run
from learning.web.family import Asked, family_token
from learning.web.paper import paper_token
from quiz.models import Contest, Question, QuestionRevision
from tests.factories import make_contest, make_question


def learning_pages(person: User, crowd: Sequence[User], now: datetime) -> Iterator[tuple[str, str]]:
    """(name, path) of a person's pages; the crowd runs too. Rows are made on the way."""
    learner = learner_for(person, None, now=now)
    yield from _sets(learner, now)
    yield "learn-day", _day_answered(learner, now)
    yield from _exams(learner, now)
    yield from _runs(learner, crowd, now)
    yield "learn-points-empty", "/learn/points"
    yield "study-board-empty", "/learn/points/board?of=all&month=2020-01"
    for one in Learner.objects.filter(user__isnull=False):
        settle_points(one, now=now)
    yield "learn-points", "/learn/points"
    yield "study-board", "/learn/points/board?of=all"
    yield "learn-prepare", reverse("learn_prepare", args=[contest_to_come(person.department, now).pk])


def make_often_missed(crowd: Sequence[User], now: datetime) -> None:
    """A question that three people miss again and again."""
    question = make_question(
        now=now, stem="一道许多人一再答错的题，题干很长，长到要占两行才写得完（　　）"
    ).question_id
    for user in crowd[:3]:
        learner = learner_for(user, None, now=now)
        session = begin_same(learner, [question], now=now)
        assert session is not None
        answer_item(session, 1, [3], shown_at=now - timedelta(seconds=20), now=now)
        learner.memories.filter(question=question).update(misses=3, lapses=8)


def _sets(learner: Learner, now: datetime) -> Iterator[tuple[str, str]]:
    """A set with a right, a wrong and an unknown answer, and one that is done."""
    for _each in range(7):
        make_question(now=now)
    yield "learn-notebook-empty", "/learn/notebook"
    opened = begin(learner, LearningSession.Mode.RANDOM, now=now)
    assert opened is not None
    shown = now - timedelta(seconds=20)
    for position, response in enumerate(([1], [3], []), start=1):
        answer_item(opened, position, response, shown_at=shown, now=now)
        set_mark(learner, Question.objects.get(pk=opened.plan[position - 1]), "is_kept", True)
    yield "learn", "/learn"
    yield "learn-item", f"/learn/sets/{opened.pk}"
    yield "learn-ask-family", f"/learn/sets/{opened.pk}/4/family"
    for name, until in (("", now + timedelta(days=3)), ("-over", now)):
        said = Asked(opened.plan[3], opened.pk, 4, int(until.timestamp()))
        yield f"learn-family{name}", reverse("learn_family", args=[family_token(said)])
    for position in (1, 2, 3):
        yield f"learn-feedback-{position}", f"/learn/sets/{opened.pk}/{position}"
    yield "learn-notebook", "/learn/notebook"
    yield "learn-kept", "/learn/kept"
    set_mark(learner, Question.objects.get(pk=opened.plan[2]), "is_cut", True)
    yield "learn-cut", "/learn/cut"
    done = begin_same(learner, opened.plan[:1], now=now)
    assert done is not None
    answer_item(done, 1, [1], shown_at=shown, now=now)
    yield "learn-done", f"/learn/sets/{done.pk}"
    yield "learn-progress", "/learn/progress"
    yield "learn-listen", "/learn/listen"
    # What the QR code of the set's paper opens.
    yield "learn-paper", reverse("learn_paper", args=[paper_token(opened.plan[: opened.size])])
    yield "learn-read", f"/learn/read/{Question.objects.latest('pk').topic.code}"


def _day_answered(learner: Learner, now: datetime) -> str:
    """The day's question, answered by the person and by many others."""
    revision = revision_of_day(now)
    assert revision is not None
    for one in [learner, *(learner_for(None, None, now=now) for _each in range(30))]:
        answer_day(one, revision.pk, [1], shown_at=now - timedelta(seconds=20), now=now)
    return reverse("learn_day")


def _exams(learner: Learner, now: datetime) -> Iterator[tuple[str, str]]:
    """An exam that is over and one that goes on."""
    yield "learn-exams-empty", "/learn/exam"
    over = begin_exam(learner, now=now - timedelta(minutes=9))
    for position in range(1, over.size):
        save_exam_answer(over, position, [1], now=now)
    hand_in_exam(over, now=now)
    going = begin_exam(learner, now=now)
    save_exam_answer(going, 1, [1], now=now)
    yield "learn-exams", "/learn/exam"
    for name, tail in (("item", "/2"), ("item-saved", "/1"), ("review", "/review")):
        yield f"learn-exam-{name}", f"/learn/exam/{going.pk}{tail}"
    yield "learn-exam-result", f"/learn/exam/{over.pk}/result?show=all"


def _runs(learner: Learner, crowd: Sequence[User], now: datetime) -> Iterator[tuple[str, str]]:
    """Runs that are over, people on their board, and one that goes on."""
    yield "learn-runs-empty", "/learn/challenge"
    yield "learn-run-board-empty", "/learn/challenge/board"
    yield "learn-run-over", f"/learn/challenge/{_ran(learner, 2, now).pk}"
    for number, user in enumerate(crowd):
        _ran(learner_for(user, None, now=now), number % 4, now)
    yield "learn-runs", "/learn/challenge"
    yield "learn-run-board", "/learn/challenge/board?of=all"
    # It waits as long as the pages are looked at.
    later = timezone.now() + timedelta(minutes=30)
    yield "learn-run", f"/learn/challenge/{begin_run(learner, now=later).pk}"


def _ran(learner: Learner, right: int, now: datetime) -> LearningSession:
    run = begin_run(learner, now=now)
    for number in range(right):
        revision = QuestionRevision.objects.get(question=run.plan[number], is_published=True)
        texts = [variants[0] for variants in revision.key] if revision.type == "blank" else revision.key
        answer_run(run, number + 1, texts, now=now)
    answer_run(run, right + 1, [], now=now)
    return run


def contest_to_come(department: Department, now: datetime) -> Contest:
    """In ten days, from a bank of its own, so that everything else may be practised."""
    for _each in range(5):
        Question.objects.filter(pk=make_question(now=now).question_id).update(bank="contest")
    rows = [{"count": 5, "topics": ["0101"], "bank": "contest"}]
    paper = {"mode": "blueprint", "rows": rows}
    return make_contest(now + timedelta(days=10), department, questions=0, paper=paper)
