"""Many questions at one click: each in a transaction of its own, and whatever is refused is named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.problems import RuleBroken
from accounts.models import User
from quiz.models import QuestionRevision

from .bank import submit_for_review
from .review import approve


@dataclass(kw_only=True)
class Together:
    """Codes by what became of them; `held` with the refusal."""

    done: list[str] = field(default_factory=list)
    passed_on: list[str] = field(default_factory=list)
    held: list[tuple[str, RuleBroken]] = field(default_factory=list)


def submit_drafts(author: User, revisions: Iterable[QuestionRevision], *, now: datetime) -> Together:
    """Put each draft into the review queue; those with a blocking finding stay where they are."""

    def submit(revision: QuestionRevision) -> bool:
        submit_for_review(author, revision.question, now=now)
        return True

    return each(revisions, submit)


def approve_revisions(reviewer: User, revisions: Iterable[QuestionRevision], *, now: datetime) -> Together:
    """Pass each on; `passed_on` are those of health and law that an expert has to see besides."""
    return each(revisions, lambda revision: approve(reviewer, revision, now=now))


def each(revisions: Iterable[QuestionRevision], act: Callable[[QuestionRevision], bool]) -> Together:
    """`act` on every one; a refusal holds that one alone."""
    together = Together()
    for revision in revisions:
        code = revision.question.code
        try:
            (together.done if act(revision) else together.passed_on).append(code)
        except RuleBroken as broken:
            together.held.append((code, broken))
    return together
