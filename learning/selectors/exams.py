"""What an exam may ask, in which contests' manner, and how it stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum

from accounts.domain.problems import RuleBroken
from accounts.models import User
from learning.domain.daily import one_of_each
from learning.domain.days import day_of
from learning.domain.exams import ExamItem
from learning.models import ExamSlot, Learner, LearningSession, ReviewLog
from quiz.domain.paper import PoolRow, rows_for
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import require_practice
from quiz.models import Contest, Entry, Topic
from quiz.selectors.contests import contests_for, enterable_contests
from quiz.selectors.item_statistics import pulled_revisions
from quiz.selectors.learnable import reserved_questions
from quiz.selectors.paper_rows import paper_rows
from quiz.selectors.pool import candidates, pool_of_rows
from quiz.selectors.rules import sheet_of

from .sets import own_learnable, own_order

_CONTESTS, _PAST = 6, 10


@dataclass(frozen=True, kw_only=True)
class TopicResult:
    """Of a marked exam: how many of a topic's or area's questions were right."""

    topic: Topic
    asked: int
    right: int


def exam_items(learner: Learner, now: datetime, *, topic: str = "", seed: str) -> list[ExamItem]:
    """What a ready-made paper may ask of this learner, one of each fact; four statements at most."""
    rows = own_learnable(learner, now, topic, without=Q(is_cut=True))
    found = list(rows.values_list("pk", "type", "question__topic__code", "question__fact", "question"))
    found.sort(key=lambda one: own_order(seed, one[4]))
    return one_of_each(
        [
            ExamItem(revision_id=pk, type=type, topic=code, asks=fact or question)
            for pk, type, code, fact, question in found
        ]
    )


def exam_contests(user: User, now: datetime) -> list[Contest]:
    """Contests of the person whose blueprint an exam may follow: those with practice now, and those that
    are over and have shown their keys. The newest few."""
    found = [*enterable_contests(user, now=now), *contests_for(user, now=now)]
    return [one for one in found if not one.is_rehearsal and _is_example(one, now)][:_CONTESTS]


def _is_example(contest: Contest, now: datetime) -> bool:
    sheet = sheet_of(contest.rules)
    if sheet.paper.mode != "blueprint":
        return False
    if contest.state == Contest.State.CLOSED:
        return "never" not in (sheet.publication.keys, sheet.publication.scores)
    try:
        require_practice(sheet, now)
    except RuleBroken:
        return False
    return True


def contest_rows(learner: Learner, contest: Contest, now: datetime) -> tuple[PoolRow, ...]:
    """A contest's blueprint over what may be practised now, for the learner's group."""
    sheet = sheet_of(contest.rules)
    open_ones = set(own_learnable(learner, now, "", without=Q(is_cut=True)).values_list("pk", flat=True))
    found = [one for one in candidates(day_of(now)) if one.revision_id in open_ones]
    pool = pool_of_rows(sheet.paper.rows, found)
    entry = Entry.objects.filter(contest=contest, user=learner.user_id).first()
    return rows_for(paper_rows(sheet, pool, {}), entry.group if entry else "")


def seconds_of(sheet: RuleSheet, questions: int) -> int | None:
    """The time that a contest gives for a paper; None without a limit."""
    if sheet.time.paper_seconds is not None:
        return sheet.time.paper_seconds
    return sheet.time.item_seconds * questions if sheet.time.item_seconds else None


def open_trial(learner: Learner, mode: str) -> LearningSession | None:
    """The exam or the run that is going on."""
    return learner.sessions.filter(mode=mode, finished_at=None).first()


def past_exams(learner: Learner) -> list[LearningSession]:
    """The learner's last exams, the newest first, with `most`: the points that were to be had."""
    most = Sum("slots__points", filter=Q(slots__earned__isnull=False), default=0)
    over = learner.sessions.filter(mode=LearningSession.Mode.EXAM, finished_at__isnull=False)
    rows = over.annotate(most=most)
    return list(rows.select_related("rules__contest").order_by("-finished_at", "-pk")[:_PAST])


def lost_slots(slots: Sequence[ExamSlot], now: datetime) -> set[int]:
    """Positions whose question a contest keeps to itself now, or whose key is in doubt. Two statements."""
    secret = reserved_questions(day_of(now))
    doubtful = pulled_revisions().filter(revision__in=[one.revision_id for one in slots])
    pulled = set(doubtful.values_list("revision", flat=True))
    return {one.position for one in slots if one.revision.question_id in secret or one.revision_id in pulled}


def slots_of(session: LearningSession) -> list[ExamSlot]:
    return list(session.slots.select_related("revision").order_by("position"))


def results_by_topic(logs: Sequence[ReviewLog]) -> list[TopicResult]:
    """By area, or by topic where all are of one area. Two statements; logs carry their question."""
    codes = {log.pk: log.question.topic.code for log in logs}
    by_area = len({code[:2] for code in codes.values()}) > 1
    names = {pk: code[:2] if by_area else code for pk, code in codes.items()}
    asked = Counter(names.values())
    right = Counter(names[log.pk] for log in logs if log.verdict == "right")
    topics = Topic.objects.filter(code__in=asked).order_by("code")
    return [TopicResult(topic=one, asked=asked[one.code], right=right[one.code]) for one in topics]
