"""What was ruled about a contest's questions and people."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from quiz.domain.rulings import accepted, shown_key
from quiz.models import Attempt, Contest, RulesVersion, Ruling, Slot

from .content import Solution

# Kind and key of the ruling that holds.
RuledKey = tuple[str, Sequence[Any] | None]


def rulings_under(versions: Iterable[RulesVersion]) -> dict[int, dict[int, RuledKey]]:
    """Contest → revision → the ruling that holds under this version of its rules; one statement."""
    numbers = {version.contest_id: version.number for version in versions}
    rows = Ruling.objects.filter(contest__in=numbers, revision__isnull=False).order_by("contest", "number")
    found: dict[int, dict[int, RuledKey]] = {}
    for contest, version, revision, kind, key in rows.values_list(
        "contest_id", "rules__number", "revision_id", "kind", "key"
    ):
        if version <= numbers[contest]:
            found.setdefault(contest, {})[revision] = (kind, key)
    return found


def solved_under(
    rules: RulesVersion, solved: dict[int, Solution], types: dict[int, str]
) -> dict[int, Solution]:
    """The same solutions with the keys that hold under these rules; one statement."""
    rulings = rulings_under([rules]).get(rules.contest_id, {})
    return {pk: _solved(one, types[pk], rulings[pk]) if pk in rulings else one for pk, one in solved.items()}


def _solved(solution: Solution, type: str, ruling: RuledKey) -> Solution:
    keys = accepted(solution.key, *ruling).keys
    return Solution(
        revision_id=solution.revision_id,
        key=shown_key(type, keys),
        explanation=solution.explanation,
        source=solution.source,
    )


def notes_under(rules: RulesVersion) -> dict[int, str]:
    """Revision → the public note of the ruling that holds under these rules; one statement."""
    rows = Ruling.objects.filter(
        contest=rules.contest_id, rules__number__lte=rules.number, revision__isnull=False
    )
    return dict(rows.order_by("number").values_list("revision_id", "note"))


def rulings_of(contest: Contest) -> QuerySet[Ruling]:
    """All of a contest, the newest first."""
    rows = Ruling.objects.filter(contest=contest).order_by("-number")
    return rows.select_related("revision__question", "entry__user", "by", "rules")


def public_rulings(contest: Contest) -> QuerySet[Ruling]:
    """The same, as everybody may read them: notes and when."""
    return Ruling.objects.filter(contest=contest).order_by("number").select_related("revision")


def asked_questions(contest: Contest, words: str = "") -> QuerySet[Slot, Any]:
    """The questions on the contest's counted papers; those with `words` in code or stem where there are any.

    Rows of revision_id, code, stem, type and papers (how many carry it), by code.
    """
    rows = Slot.objects.filter(
        attempt__contest=contest,
        attempt__kind=Attempt.Kind.COUNTED,
        attempt__state=Attempt.State.HANDED_IN,
    )
    if words:
        rows = rows.filter(Q(revision__stem__icontains=words) | Q(revision__question__code__icontains=words))
    named = rows.values("revision_id", "type", code=F("revision__question__code"), stem=F("revision__stem"))
    return named.annotate(papers=Count("pk")).order_by("code", "revision_id")
