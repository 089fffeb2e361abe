"""Whether a contest that must be passed first was passed."""

from quiz.domain.rulesheet import centipoints
from quiz.models import Attempt, AttemptScore, Contest

from .rules import sheet_of


def has_passed(user_id: int, contest_id: int) -> bool:
    """Whether any scored attempt of the person reached the contest's pass mark (without one: was made)."""
    gate = Contest.objects.select_related("rules").filter(pk=contest_id).first()
    if gate is None or gate.rules is None:
        return False
    mark = sheet_of(gate.rules).points.pass_mark
    return AttemptScore.objects.filter(
        attempt__contest=gate,
        attempt__user=user_id,
        attempt__kind=Attempt.Kind.COUNTED,
        rules=gate.rules,
        points__gte=centipoints(mark) if mark is not None else 0,
    ).exists()
