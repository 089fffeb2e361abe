"""What a new set may hold: due, wrong, new, or the questions of a mode."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from learning.domain.daily import Candidate, one_of_each
from learning.domain.days import day_of, end_of
from learning.domain.memory import chance
from learning.models import Learner, LearningSession, Memory
from quiz.models import Question, QuestionRevision
from quiz.selectors.learnable import learnable_revisions

from .memories import PUT_ASIDE, kept, notebook
from .parameters import in_force

# Of the due ones so many of the longest overdue are looked at.
_DUE_LOOKED_AT = 300
# Of the notebook and of what is kept a set takes a few of the first; some may not be practised now.
_LOOKED_AT = 60
_READ = 10
# Has no siblings, and costs no look-up of any.
_ALONE = Q(question__fact="")
_NEVER = datetime.min.replace(tzinfo=UTC)
_Mode = LearningSession.Mode
# What is answered question by question and told at once.
BEGUN_BY_MODE = (
    _Mode.DAILY,
    _Mode.TOPIC,
    _Mode.ORDER,
    _Mode.RANDOM,
    _Mode.UNSEEN,
    _Mode.WRONG,
    _Mode.KEPT,
)
SETS = (*BEGUN_BY_MODE, _Mode.PREPARE)
_COLUMNS = ("question", "question__topic__code", "type", "question__fact")


def own_learnable(learner: Learner, now: datetime, topic: str, *, without: Q) -> QuerySet[QuestionRevision]:
    """What may be practised now, of a topic or area where one is given, less what memories `without` say."""
    mine = Memory.objects.filter(without, learner=learner, question=OuterRef("question"))
    rows = learnable_revisions(day_of(now)).filter(~Exists(mine))
    return rows.filter(question__topic__code__startswith=topic) if topic else rows


def due_candidates(learner: Learner, now: datetime) -> list[Candidate]:
    """What is due by the end of this learning day; what was forgotten too often is put aside. Of a fact that
    is due the sibling that was not asked for the longest time, one that never was first. Two statements, and
    those of what may be practised."""
    rows = learner.memories.filter(~PUT_ASIDE, due__lt=end_of(day_of(now)))
    found = list(
        rows.filter(Q(is_cut=False) | ~_ALONE)
        .order_by("due")
        .values_list("question_id", "question__fact", "stability", "last_review")[:_DUE_LOOKED_AT]
    )
    alone = [question for question, fact, *_rest in found if not fact]
    asked = _asked_next(learner, now, alone, {fact for _question, fact, *_rest in found if fact})
    last = {row[1] or row[0]: row for row in sorted(found, key=_answered_last)}
    weights = in_force().weights
    return [
        _candidate(asked[one], chance(stability, last_review, now, weights))
        for one, (_question, _fact, stability, last_review) in last.items()
        if one in asked
    ]


def _answered_last(row: Any) -> Any:
    return row[3] or _NEVER


def _asked_next(
    learner: Learner, now: datetime, questions: Sequence[int], facts: Collection[str]
) -> dict[str | int, Any]:
    """Of these questions, and of these facts' questions the learner has not cut, those that may be practised:
    what is asked next, by fact or by question."""
    mine = Memory.objects.filter(learner=learner, question=OuterRef("question"))
    rows = learnable_revisions(day_of(now)).filter(_ALONE | ~Exists(mine.filter(is_cut=True)))
    rows = rows.filter(Q(question__in=questions) | Q(question__fact__in=facts))
    answered = rows.annotate(answered=Case(When(~_ALONE, then=Subquery(mine.values("last_review")[:1]))))
    found = sorted(
        answered.values_list(*_COLUMNS, "answered"), key=lambda one: rested(learner.pk, one[0], one[4])
    )
    asked: dict[str | int, Any] = {}
    for one in found:
        asked.setdefault(one[3] or one[0], one)
    return asked


def rested(seed: Any, question: int, answered: datetime | None) -> tuple[float, bytes]:
    """Sorts siblings: what was never asked first, then what was asked the longest time ago."""
    return (answered.timestamp(), b"") if answered else (0.0, own_order(seed, question))


def wrong_candidates(learner: Learner, now: datetime, *, by_itself: bool = False) -> list[Candidate]:
    """The newest miss first, then what was practised since, the longest ago first; `by_itself`: without what
    was forgotten too often, which is asked only where somebody opens the notebook."""
    since = Case(When(last_review__gt=F("wrong_at"), then=F("last_review")))
    rows = notebook(learner).order_by(since.asc(nulls_first=True), "-wrong_at", "-pk")
    if by_itself:
        aside = learner.memories.filter(PUT_ASIDE)
        siblings = ~_ALONE & Exists(aside.filter(question__fact=OuterRef("question__fact")))
        rows = rows.exclude(PUT_ASIDE & _ALONE | siblings)
    return _remembered(rows, now, most=_LOOKED_AT)


def kept_candidates(learner: Learner, now: datetime) -> list[Candidate]:
    """What was not asked for the longest time first, so that each has its turn. What is both kept and cut
    is there to be read, and not asked."""
    rows = kept(learner).filter(is_cut=False).order_by(F("last_review").asc(nulls_first=True), "-pk")
    return _remembered(rows, now, most=_LOOKED_AT)


def new_candidates(
    learner: Learner, now: datetime, *, is_elder: bool = False, topic: str = "", seed: str = ""
) -> list[Candidate]:
    """What the learner was never asked, nor any of its siblings, one of each fact, in an order that is the
    learner's own; elders' questions first."""
    siblings = learner.memories.filter(reps__gt=0, question__fact=OuterRef("question__fact"))
    rows = own_learnable(learner, now, topic, without=Q(reps__gt=0) | Q(is_cut=True))
    found = list(rows.filter(_ALONE | ~Exists(siblings)).values_list(*_COLUMNS, "audience"))
    found.sort(key=lambda one: (is_elder and "elder" not in one[4], own_order(seed or learner.pk, one[0])))
    return one_of_each([_candidate(one) for one in found])


def all_candidates(
    learner: Learner, now: datetime, *, is_elder: bool = False, topic: str = "", seed: str = ""
) -> list[Candidate]:
    """Everything that may be practised, one of each fact, of a topic or area where one is given; elders'
    questions first."""
    rows = own_learnable(learner, now, topic, without=Q(is_cut=True))
    found = list(rows.values_list(*_COLUMNS, "audience"))
    found.sort(key=lambda one: (is_elder and "elder" not in one[4], own_order(seed, one[0])))
    return one_of_each([_candidate(one) for one in found])


def ordered_candidates(learner: Learner, now: datetime, *, topic: str = "") -> list[Candidate]:
    """In the bank's order from where the learner stopped; after the last one the first comes again. Siblings
    stand in it one by one: nothing is left out of an order."""
    rows = own_learnable(learner, now, topic, without=Q(is_cut=True)).order_by("question__code")
    stopped = _stopped_at(learner, topic)
    found = list(rows.values_list(*_COLUMNS, "question__code"))
    ahead = [_candidate(one) for one in found if one[4] > stopped]
    return ahead or [_candidate(one) for one in found]


def _stopped_at(learner: Learner, topic: str) -> str:
    """The code of the last question of the last set in this order; "" before the first."""
    sets = learner.sessions.filter(mode=LearningSession.Mode.ORDER, topic=topic, size__gt=0)
    last = sets.order_by("-pk").first()
    if last is None:
        return ""
    return Question.objects.values_list("code", flat=True).get(pk=last.plan[last.size - 1])


def place_in_order(session: LearningSession, now: datetime) -> tuple[int, int]:
    """How far a set in the bank's order has come: (questions up to its last one, all of them). Three
    statements."""
    last = Question.objects.filter(pk__in=session.plan[max(0, session.size - 1) : session.size]).first()
    rows = own_learnable(session.learner, now, session.topic, without=Q(is_cut=True))
    upto = Q(question__code__lte=last.code if last else "")
    found = rows.aggregate(upto=Count("pk", filter=upto), all=Count("pk"))
    return found["upto"], found["all"]


def open_sessions(learner: Learner) -> QuerySet[LearningSession]:
    """Sets that the learner has not finished, the newest first; exams and runs are none."""
    rows = learner.sessions.filter(finished_at=None, mode__in=SETS)
    return rows.order_by("-started_at", "-pk")


def open_session(learner: Learner, mode: str = "") -> LearningSession | None:
    """The newest of them, of one mode if that is asked for."""
    rows = open_sessions(learner)
    return (rows.filter(mode=mode) if mode else rows).first()


def askable_revisions(question_ids: Sequence[int], now: datetime) -> list[int]:
    """What these questions say now, in this order; those that may not be practised are left out."""
    rows = learnable_revisions(day_of(now)).filter(question__in=question_ids)
    found = dict(rows.values_list("question", "pk"))
    return [found[one] for one in question_ids if one in found]


def todays_session(learner: Learner, now: datetime) -> LearningSession | None:
    return learner.sessions.filter(mode=LearningSession.Mode.DAILY, day=day_of(now)).first()


def topic_page(topic: str, number: str | None, now: datetime) -> Page[tuple[int, int]]:
    """背题: ten of a topic's questions, as (question, revision)."""
    rows = learnable_revisions(day_of(now)).filter(question__topic__code__startswith=topic)
    return Paginator(rows.order_by("question__code").values_list("question", "pk"), _READ).get_page(number)


def published_revision(question_id: int) -> QuestionRevision | None:
    """What a question says now, if it is in use."""
    rows = QuestionRevision.objects.select_related("question")
    return rows.filter(question=question_id, is_published=True).first()


def askable_revision(question_id: int, now: datetime) -> QuestionRevision | None:
    """The same, unless a contest keeps it to itself now."""
    return learnable_revisions(day_of(now)).select_related("question").filter(question=question_id).first()


def _remembered(rows: QuerySet[Memory], now: datetime, *, most: int) -> list[Candidate]:
    """Of the first memories, in their order, those whose questions may be practised, one of each fact, with
    the chance that they are remembered."""
    found = list(rows.values_list("question_id", "stability", "last_review")[:most])
    asked = learnable_revisions(day_of(now)).filter(question__in=[one[0] for one in found])
    open_ones = {one[0]: one for one in asked.values_list(*_COLUMNS)}
    weights = in_force().weights
    candidates = [
        _candidate(open_ones[question], chance(stability, last_review, now, weights))
        for question, stability, last_review in found
        if question in open_ones
    ]
    return one_of_each(candidates)


def _candidate(row: Any, recall: float = 0.0) -> Candidate:
    """`row`: the values of `_COLUMNS`, whatever follows them."""
    question, topic, type, fact = row[:4]
    return Candidate(question=question, topic=topic, type=type, fact=fact, recall=recall)


def own_order(seed: Any, question: int) -> bytes:
    """By which questions are sorted into an order that is a learner's own."""
    return hashlib.sha256(f"{seed}/{question}".encode()).digest()
