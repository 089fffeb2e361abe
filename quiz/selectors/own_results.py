"""Everything that a person handed in."""

from dataclasses import dataclass

from accounts.models import User
from quiz.models import Attempt, AttemptScore, Contest

from .results import scores_are_released
from .rules import sheet_of

SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class OwnResult:
    """`score` is None while it waits or is not released."""

    attempt: Attempt
    contest: Contest
    score: AttemptScore | None


def own_results(user: User) -> list[OwnResult]:
    """Newest first; two statements for any number."""
    attempts = list(
        Attempt.objects.filter(user=user.pk, state=Attempt.State.HANDED_IN)
        .select_related("contest__rules")
        .order_by("-handed_in_at")[:SHOWN]
    )
    scores = AttemptScore.objects.filter(attempt__in=attempts).order_by("pk")
    current = {(score.attempt_id, score.rules_id): score for score in scores}
    return [_own_result(one, current.get((one.pk, one.contest.rules_id or 0))) for one in attempts]


def _own_result(attempt: Attempt, score: AttemptScore | None) -> OwnResult:
    contest = attempt.contest
    sheet = sheet_of(contest.rules)
    shown = scores_are_released(sheet, attempt)
    return OwnResult(attempt=attempt, contest=contest, score=score if shown else None)
