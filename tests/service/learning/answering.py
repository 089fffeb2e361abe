"""Sets that are answered, questions that are edited meanwhile, and what is due then."""

from datetime import datetime, timedelta

from learning.models import Learner, LearningSession, Memory, ReviewLog
from learning.selectors.sets import due_candidates
from learning.services.practice import answer_item
from quiz.models import QuestionRevision

Mode = LearningSession.Mode


def set_of(learner: Learner, question: int, at: datetime) -> LearningSession:
    """A set of this one question."""
    return LearningSession.objects.create(
        learner=learner, mode=Mode.RANDOM, day=at.date(), plan=[question], size=1, started_at=at
    )


def answer(
    session: LearningSession, now: datetime, *, right: bool = True, seconds: float = 20, **more
) -> ReviewLog:
    """The next question of a set, answered after so many seconds."""
    fresh = LearningSession.objects.select_related("learner").get(pk=session.pk)
    revision = QuestionRevision.objects.get(question=fresh.plan[fresh.position], is_published=True)
    wrong = next(option["id"] for option in revision.options if option["id"] not in revision.key)
    response = revision.key if right else [wrong]
    shown = now - timedelta(seconds=seconds)
    return answer_item(fresh, fresh.position + 1, response, shown_at=shown, now=now, **more)


def asked(learner: Learner, question: int, at: datetime, *, right: bool = True) -> ReviewLog:
    """An answer to this question, in a set of its own."""
    return answer(set_of(learner, question, at), at, right=right)


def edited(revision: QuestionRevision, now: datetime, **said) -> QuestionRevision:
    """The next revision of it, published."""
    QuestionRevision.objects.filter(pk=revision.pk).update(is_published=False)
    fields = ("question_id", "type", "stem", "options", "key", "explanation", "source", "difficulty")
    same = {name: getattr(revision, name) for name in fields}
    number = revision.number + 1
    return QuestionRevision.objects.create(
        **{**same, **said}, number=number, is_published=True, digest=f"{number}-{revision.pk}", created_at=now
    )


def memories(learner: Learner) -> dict[int, Memory]:
    return {row.question_id: row for row in learner.memories.all()}


def due(learner: Learner, at: datetime) -> list[int]:
    return [one.question for one in due_candidates(learner, at)]
