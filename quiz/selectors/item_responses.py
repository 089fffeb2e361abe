"""First attempts, read for item analysis: counted, handed in, scored under the rules in force."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from quiz.domain.item_sample import Given, Sample
from quiz.domain.item_study import Asked
from quiz.models import Answer, Attempt, AttemptScore, Contest, RulesVersion, Slot

from .content import contents, solutions
from .responses import last_responses
from .rulings import solved_under

_AT_ONCE = 500


class _Sat(NamedTuple):
    pk: int
    started_at: datetime
    item_ms: int | None
    age_band: str
    population_group: str


def first_attempts(contest: Contest) -> QuerySet[Attempt]:
    """Each person's first counted attempt, once handed in; not of people taken out of the ranking."""
    return Attempt.objects.filter(
        contest=contest,
        kind=Attempt.Kind.COUNTED,
        number=1,
        state=Attempt.State.HANDED_IN,
        entry__excluded_reason="",
    )


def scored_first_attempts(contest: Contest) -> QuerySet[Attempt]:
    """Those that are marked under the rules in force."""
    scores = AttemptScore.objects.filter(attempt=OuterRef("pk"), rules=contest.rules_id)
    return first_attempts(contest).filter(Exists(scores))


def sample_of(contest: Contest) -> Sample:
    """Every scored first attempt, in the order of starting.

    Three statements for each 500, one more where their items opened one by one.
    """
    sample = Sample()
    fields = ("pk", "started_at", "item_ms", "user__age_band", "user__population_group")
    attempts = [_Sat(*row) for row in scored_first_attempts(contest).order_by("pk").values_list(*fields)]
    for some in (attempts[at : at + _AT_ONCE] for at in range(0, len(attempts), _AT_ONCE)):
        _add(sample, some, contest)
    return sample


def asked_in(sample: Sample, rules: RulesVersion | None) -> dict[int, Asked]:
    """What each item of the sample is, its key as these rules have it; three statements at most."""
    known = contents(sample.items)
    solved = solutions(sample.items)
    if rules is not None:
        solved = solved_under(rules, solved, {pk: one.type for pk, one in known.items()})
    return {
        pk: Asked(
            type=content.type,
            options=() if content.type == "blank" else content.option_ids,
            key=() if content.type == "blank" else tuple(solved[pk].key),
        )
        for pk, content in known.items()
    }


def _add(sample: Sample, attempts: Sequence[_Sat], contest: Contest) -> None:
    ids = [one.pk for one in attempts]
    marks = dict(
        AttemptScore.objects.filter(attempt__in=ids, rules=contest.rules_id).values_list(
            "attempt_id", "marks"
        )
    )
    papers, answers = _papers(ids), last_responses(ids)
    one_by_one = [one.pk for one in attempts if one.item_ms is not None]
    saved = _first_saved(one_by_one) if one_by_one else {}
    for one in attempts:
        times = _times(one, saved.get(one.pk, {}))
        paper = [
            Given(
                revision=revision,
                mark=mark,
                most=most,
                chosen=_chosen(answers.get((one.pk, position), ()), type),
                ms=times.get(position),
            )
            for (_pk, position, revision, type, most), (mark, _verdict) in zip(
                papers.get(one.pk, []), marks[one.pk], strict=True
            )
        ]
        sample.add(paper, _groups(one))


def _papers(ids: Sequence[int]) -> dict[int, list[tuple]]:
    rows = Slot.objects.filter(attempt__in=ids).order_by("attempt", "position")
    fields = ("attempt_id", "position", "revision_id", "type", "points")
    return {pk: list(group) for pk, group in groupby(rows.values_list(*fields), key=itemgetter(0))}


def _first_saved(ids: Sequence[int]) -> dict[int, dict[int, datetime]]:
    """attempt → position → when its first answer was saved."""
    found: dict[int, dict[int, datetime]] = {}
    rows = Answer.objects.filter(attempt__in=ids).order_by("-saved_at")
    for attempt, position, saved_at in rows.values_list("attempt_id", "position", "saved_at"):
        found.setdefault(attempt, {})[position] = saved_at
    return found


def _chosen(response: tuple[Any, ...], type: str) -> tuple[int, ...]:
    """Option ids; of a blank only whether something was written."""
    return ((1,) if any(response) else ()) if type == "blank" else response


def _times(one: _Sat, first_saved: dict[int, datetime]) -> dict[int, int]:
    """Where items open one by one: from the answer before, or the start, to this answer."""
    saved = {0: one.started_at, **first_saved}
    return {
        position: round((saved[position] - saved[position - 1]).total_seconds() * 1000)
        for position in first_saved
        if position - 1 in saved
    }


def _groups(one: _Sat) -> dict[str, bool | None]:
    """Groups that are compared with the others: people of 60 and more, farmers; None where not said."""
    return {
        "senior": one.age_band == User.AgeBand.SENIOR if one.age_band else None,
        "farmer": one.population_group == User.PopulationGroup.FARMER if one.population_group else None,
    }
