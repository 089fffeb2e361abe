"""What of an attempt's outcome the rule sheet lets its person see now."""

from dataclasses import dataclass
from typing import Any

from quiz.domain.rulesheet import Release, RuleSheet
from quiz.models import Answer, Attempt, AttemptScore, Contest, Outage, Ruling, Slot

from .content import Content, Solution, contents, solutions
from .outages import outages_in
from .rules import sheet_of
from .rulings import notes_under, public_rulings, solved_under


@dataclass(frozen=True, kw_only=True)
class ResultItem:
    """One item after the hand-in; `points`, `verdict` and `solution` are None until released."""

    position: int
    worth: int
    content: Content
    option_order: tuple[int, ...]
    response: list[Any] | None
    points: int | None
    verdict: str | None
    solution: Solution | None
    # What was ruled about it, in the office's words.
    ruling: str = ""


@dataclass(frozen=True, kw_only=True)
class AttemptResult:
    """`score` is None while it waits or is not released. `withheld`: how many items are left out, since the
    person is being asked the same in a paper that is still open."""

    attempt: Attempt
    score: AttemptScore | None
    is_scored: bool
    scores_released: bool
    keys_released: bool
    passed: bool | None
    items: list[ResultItem]
    withheld: int
    rulings: list[Ruling]
    # Outages that this paper was given back the time of.
    outages: list[Outage]


def scores_are_released(sheet: RuleSheet, attempt: Attempt) -> bool:
    """Whether the attempt's person may see the score."""
    return _is_released(sheet.publication.scores, attempt)


def keys_are_released(sheet: RuleSheet, attempt: Attempt) -> bool:
    """Whether the attempt's person may see keys and explanations.

    Practice draws from the contest's own questions, which others are still to sit, and the person too:
    its keys wait until the contest is closed, whatever the sheet says of counted papers.
    """
    if attempt.kind == Attempt.Kind.PRACTICE and attempt.contest.state != Contest.State.CLOSED:
        return False
    return scores_are_released(sheet, attempt) and _is_released(sheet.publication.keys, attempt)


def _is_released(release: Release, attempt: Attempt) -> bool:
    if release == "never" or attempt.state != Attempt.State.HANDED_IN:
        return False
    return release in ("at_once", "after_hand_in") or attempt.contest.state == Contest.State.CLOSED


def result_of(attempt: Attempt) -> AttemptResult:
    """The outcome of an attempt of one's own; four statements at most beyond the attempt."""
    contest = attempt.contest
    sheet = sheet_of(contest.rules)
    scores = AttemptScore.objects.filter(attempt=attempt, rules=contest.rules_id)
    score = scores.select_related("rules").first()
    shows_scores, shows_keys = scores_are_released(sheet, attempt), keys_are_released(sheet, attempt)
    items = _items(attempt, score) if shows_keys and score else []
    asked = _asked_elsewhere(attempt) if items else frozenset()
    return AttemptResult(
        attempt=attempt,
        score=score if shows_scores else None,
        is_scored=score is not None,
        scores_released=shows_scores,
        keys_released=shows_keys,
        passed=_passed(sheet, score) if shows_scores else None,
        items=[item for item in items if item.position not in asked],
        withheld=len(asked),
        rulings=list(public_rulings(contest)) if shows_keys or shows_scores else [],
        outages=list(outages_in(attempt)),
    )


def _passed(sheet: RuleSheet, score: AttemptScore | None) -> bool | None:
    mark = sheet.points.pass_mark
    return None if mark is None or score is None else score.points >= int(mark * 100)


def _asked_elsewhere(attempt: Attempt) -> frozenset[int]:
    """The places of questions that the person's open papers ask, too, be it in another contest."""
    sitting = Slot.objects.filter(attempt__user=attempt.user_id, attempt__state=Attempt.State.OPEN)
    same = Slot.objects.filter(attempt=attempt, revision__question__in=sitting.values("revision__question"))
    return frozenset(same.values_list("position", flat=True))


def _items(attempt: Attempt, score: AttemptScore) -> list[ResultItem]:
    slots = list(Slot.objects.filter(attempt=attempt).order_by("position"))
    given = Answer.objects.filter(attempt=attempt).oldest_first()
    answers = dict(given.values_list("position", "response"))
    ids = {slot.revision_id for slot in slots}
    known = contents(ids)
    solved = solved_under(score.rules, solutions(ids), {pk: one.type for pk, one in known.items()})
    notes = notes_under(score.rules)
    return [
        ResultItem(
            position=slot.position,
            worth=slot.points,
            content=known[slot.revision_id],
            option_order=tuple(slot.option_order),
            response=answers.get(slot.position),
            points=points,
            verdict=verdict,
            solution=solved[slot.revision_id],
            ruling=notes.get(slot.revision_id, ""),
        )
        for slot, (points, verdict) in zip(slots, score.marks, strict=True)
    ]
