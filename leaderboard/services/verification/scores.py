"""Every score again, from the frozen paper and the newest answers, by a road of its own."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from quiz.domain.marking import Item, Total, total
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.rulings import ruled
from quiz.domain.timing import seconds_left
from quiz.models import Answer, AttemptScore, Contest, Outage, Ruling, Slot
from quiz.selectors.content import solutions
from quiz.selectors.rules import sheet_of

from .finding import Broken

BATCH = 500


def scores_follow(contest: Contest, now: datetime) -> Iterator[Broken]:
    """Marks follow from the newest answers, points from the marks, time from start and hand-in."""
    yield from _in_batches(AttemptScore.objects.filter(attempt__contest=contest))


def scores_of_person_follow(contest: Contest, person: User) -> Iterator[Broken]:
    """The same for one person's papers."""
    yield from _in_batches(AttemptScore.objects.filter(attempt__contest=contest, attempt__user=person))


def _in_batches(found: QuerySet[AttemptScore]) -> Iterator[Broken]:
    scores, last = found.select_related("attempt", "rules"), 0
    while batch := _next(scores, last):
        last = batch[-1].pk
        yield from _batch(batch)


def _next(scores: QuerySet[AttemptScore], after: int) -> list[AttemptScore]:
    return list(scores.filter(pk__gt=after).order_by("pk")[:BATCH])


def _batch(scores: Sequence[AttemptScore]) -> Iterator[Broken]:
    attempts = {score.attempt_id for score in scores}
    papers, answers, rulings = _papers(attempts), _newest_answers(attempts), _rulings(scores)
    outages = _outages(scores)
    for score in scores:
        paper = papers.get(score.attempt_id, [])
        responses = [answers.get((score.attempt_id, position)) for position, _revision, _item in paper]
        items = [_as_ruled(item, rulings.get(revision, ()), score) for _position, revision, item in paper]
        elapsed = _elapsed_ms(score, outages)
        expected = _total(sheet_of(score.rules), items, responses, elapsed)
        yield from _compared(score, expected, elapsed)


def _rulings(scores: Sequence[AttemptScore]) -> dict[int, list[Ruling]]:
    """By question, oldest first."""
    contests = {score.rules.contest_id for score in scores}
    found: dict[int, list[Ruling]] = {}
    rows = Ruling.objects.filter(contest__in=contests, revision__isnull=False)
    for ruling in rows.select_related("rules").order_by("number"):
        found.setdefault(ruling.revision_id or 0, []).append(ruling)
    return found


def _outages(scores: Sequence[AttemptScore]) -> list[Outage]:
    contests = {score.rules.contest_id for score in scores}
    return list(Outage.objects.filter(contest__in=contests).select_related("rules"))


def _as_ruled(item: Item, rulings: Sequence[Ruling], score: AttemptScore) -> Item:
    """By the last ruling that was in force under the score's version of the rules."""
    held = [one for one in rulings if one.rules.number <= score.rules.number]
    return ruled(item, held[-1].kind, held[-1].key) if held else item


def _papers(attempts: set[int]) -> dict[int, list[tuple[int, int, Item]]]:
    slots = list(Slot.objects.filter(attempt__in=attempts).order_by("attempt", "position"))
    keys = solutions({slot.revision_id for slot in slots})
    papers: dict[int, list[tuple[int, int, Item]]] = {}
    for slot in slots:
        options, key = tuple(slot.option_order), keys[slot.revision_id].key
        item = Item(type=slot.type, options=options, key=key, points=slot.points)
        papers.setdefault(slot.attempt_id, []).append((slot.position, slot.revision_id, item))
    return papers


def _newest_answers(attempts: set[int]) -> dict[tuple[int, int], list[Any]]:
    """A later one takes the place of an earlier one."""
    rows = Answer.objects.filter(attempt__in=attempts).oldest_first()
    return {
        (attempt, position): response
        for attempt, position, response in rows.values_list("attempt_id", "position", "response")
    }


def _total(sheet: RuleSheet, items: Sequence[Item], responses: Sequence[Any], elapsed: int) -> Total:
    return total(items, responses, sheet.points, seconds_left=seconds_left(sheet, len(items), elapsed))


def _elapsed_ms(score: AttemptScore, outages: Sequence[Outage]) -> int:
    """From start to hand-in, without what was stopped under the score's rules."""
    attempt = score.attempt
    if attempt.handed_in_at is None:
        return 0
    took = attempt.handed_in_at - attempt.started_at
    for one in outages:
        if one.contest_id == attempt.contest_id and one.rules.number <= score.rules.number:
            begins, ends = max(one.begins_at, attempt.started_at), min(one.ends_at, attempt.handed_in_at)
            took -= max(ends - begins, timedelta())
    return took // timedelta(milliseconds=1)


def _compared(score: AttemptScore, expected: Total, elapsed: int) -> Iterator[Broken]:
    row = f"score:{score.pk}"
    marks = [[one.points, str(one.verdict)] for one in expected.marks]
    for position, (mark, stored) in enumerate(zip(marks, score.marks, strict=False), start=1):
        if mark != list(stored):
            detail = f"item {position}: {stored} stored, the newest answer is worth {mark}"
            yield Broken(invariant="newest_answer", row=row, detail=detail)
    if len(marks) != len(score.marks):
        detail = f"{len(score.marks)} marks for {len(marks)} items"
        yield Broken(invariant="newest_answer", row=row, detail=detail)
    stored_figures = (score.points, score.max_points, score.right)
    figures = (expected.points, expected.max_points, expected.right)
    if stored_figures != figures:
        detail = f"(points, most, right) {stored_figures} stored, {figures} recomputed"
        yield Broken(invariant="points", row=row, detail=detail)
    yield from _elapsed(score, elapsed)


def _elapsed(score: AttemptScore, elapsed: int) -> Iterator[Broken]:
    if score.attempt.handed_in_at is None:
        return
    if abs(score.elapsed_ms - elapsed) > 1:
        detail = f"{score.elapsed_ms} ms stored, {elapsed} ms from start to hand-in"
        yield Broken(invariant="elapsed", row=f"score:{score.pk}", detail=detail)
