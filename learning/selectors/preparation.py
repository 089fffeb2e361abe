"""The contests that a learner may prepare for, and what of their topics may be practised."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, zip_longest

from accounts.models import User
from learning.domain.daily import Candidate, one_of_each
from learning.domain.days import day_of
from learning.domain.memory import Memory as Remembered
from learning.domain.memory import chance, last_of
from learning.domain.preparation import Known, Plan, plan_for
from learning.models import Learner, LearningSession, Memory
from quiz.domain.rulesheet import BlueprintRow
from quiz.models import Contest, Entry
from quiz.selectors.contests import contests_for, enterable_contests
from quiz.selectors.learnable import learnable_revisions
from quiz.selectors.rules import sheet_of

from .memories import memory_of
from .parameters import in_force
from .sets import own_order, rested

# The nearest contests have a card; more at once would be no plan.
_CONTESTS = 2


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A contest to come with the learner's plan; `due` and `new` in the order in which they are asked.
    `session`: today's set of the plan, once it is begun; `has_known`: something of it was learned before."""

    contest: Contest
    plan: Plan
    due: Sequence[Candidate]
    new: Sequence[Candidate]
    session: LearningSession | None = None
    has_known: bool = False

    @property
    def is_done(self) -> bool:
        return self.session is not None and self.session.finished_at is not None


def contests_to_prepare(user: User, now: datetime) -> list[Contest]:
    """Announced contests of the person, or that the person may enter, that open another day and whose
    papers are drawn by a blueprint: a fixed paper's topics would tell what it asks. The nearest first."""
    mine = contests_for(user, now=now).filter(
        state=Contest.State.PUBLISHED, is_rehearsal=False, opens_at__gt=now
    )
    found = [*mine, *(one for one in enterable_contests(user, now=now) if one.opens_at > now)]
    far = [one for one in found if day_of(one.opens_at) > day_of(now)]
    drawn = [one for one in far if sheet_of(one.rules).paper.mode == "blueprint"]
    return sorted(drawn, key=lambda one: (one.opens_at, one.pk))


def preparations(user: User, learner: Learner | None, now: datetime, *, is_elder: bool) -> list[Prepared]:
    """The nearest contests' plans; seven statements for the first, as many for each more."""
    nearest = contests_to_prepare(user, now)[:_CONTESTS]
    return [prepared(one, user, learner, now, is_elder=is_elder) for one in nearest]


def prepared(
    contest: Contest, user: User, learner: Learner | None, now: datetime, *, is_elder: bool
) -> Prepared:
    """A contest's plan, made anew from what was learned so far. What any contest keeps to itself, this one
    above all, is not in it (`quiz.selectors.learnable`)."""
    open_ones = _practicable(contest, user, now)
    rows = list(learner.memories.select_related("question")) if learner else []
    seed = learner.pk if learner else 0
    asked = _asked_next(open_ones, rows, seed)
    memories = _schedules(asked, rows)
    aside = {row.question.asks for row in rows if row.is_put_aside}
    known = [
        Known(question=pk, stability=one.stability, difficulty=one.difficulty, last_review=one.last_review)
        for pk, one in memories.items()
        if one.last_review is not None and open_ones[pk].asks not in aside
    ]
    new = [one for one in asked if one.question not in memories]
    plan = plan_for(
        known,
        len(new),
        today=day_of(now),
        contest_day=day_of(contest.opens_at),
        is_elder=is_elder,
        weights=in_force().weights,
    )
    return Prepared(
        contest=contest,
        plan=plan,
        due=[_due(open_ones[pk], memories[pk].stability, memories[pk].last_review, now) for pk in plan.due],
        new=_in_turn(new, seed),
        session=_todays(contest, learner, now),
        has_known=bool(known),
    )


def _asked_next(open_ones: dict[int, Candidate], rows: Sequence[Memory], seed: int) -> list[Candidate]:
    """The questions that are not cut, one of each fact: what was never asked, or not for the longest time."""
    cut = {row.question_id for row in rows if row.is_cut}
    answered = {row.question_id: row.last_review for row in rows}
    left = [pk for pk in open_ones if pk not in cut]
    if any(open_ones[pk].fact for pk in left):
        left.sort(key=lambda pk: rested(seed, pk, answered.get(pk)))
    return one_of_each([open_ones[pk] for pk in left])


def _schedules(asked: Sequence[Candidate], rows: Sequence[Memory]) -> dict[int, Remembered]:
    """What is remembered of each of these, or of its siblings; what was never asked has none."""
    known: dict[str | int, list[Remembered]] = {}
    for row in rows:
        if row.last_review is not None:
            known.setdefault(row.question.asks, []).append(memory_of(row))
    return {one.question: last_of(known[one.asks]) for one in asked if one.asks in known}


def _practicable(contest: Contest, user: User, now: datetime) -> dict[int, Candidate]:
    """What may be practised of the topics that the person's paper is drawn from, by question."""
    topics = _topics(_rows(contest, user))
    rows = learnable_revisions(day_of(now)).order_by("question__code")
    found = rows.values_list("question", "question__topic__code", "type", "question__fact")
    return {
        pk: Candidate(question=pk, topic=topic, type=type, fact=fact)
        for pk, topic, type, fact in found
        if topic.startswith(topics)
    }


def _rows(contest: Contest, user: User) -> list[BlueprintRow]:
    rows = sheet_of(contest.rules).paper.rows
    if not any(row.groups for row in rows):
        return list(rows)
    entry = Entry.objects.filter(contest=contest, user=user.pk).first()
    group = entry.group if entry else ""
    return [row for row in rows if not row.groups or group in row.groups]


def _topics(rows: Sequence[BlueprintRow]) -> tuple[str, ...]:
    """Beginnings of topic codes; a row without a filter takes everything."""
    if any(not row.topics for row in rows):
        return ("",)
    return tuple({topic for row in rows for topic in row.topics})


def _due(one: Candidate, stability: float, last_review: datetime | None, now: datetime) -> Candidate:
    recall = chance(stability, last_review, now, in_force().weights)
    return replace(one, recall=recall)


def _in_turn(new: Sequence[Candidate], learner: int) -> list[Candidate]:
    """One of every topic, then the next of every topic; within a topic in the learner's own order."""
    topics: dict[str, list[Candidate]] = {}
    for one in sorted(new, key=lambda each: own_order(learner, each.question)):
        topics.setdefault(one.topic, []).append(one)
    rounds = zip_longest(*(topics[code] for code in sorted(topics)))
    return [one for one in chain.from_iterable(rounds) if one is not None]


def _todays(contest: Contest, learner: Learner | None, now: datetime) -> LearningSession | None:
    if learner is None:
        return None
    mode = LearningSession.Mode.PREPARE
    return learner.sessions.filter(mode=mode, day=day_of(now), rules__contest=contest).first()
