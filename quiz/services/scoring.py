"""Scoring: frozen slots and the answer that counts of each, marked and totalled; a row per rules version."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from quiz.domain.marking import Item, Total, total
from quiz.domain.outages import Span, lost
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.rulings import ruled
from quiz.domain.timing import seconds_left
from quiz.events import attempt_scored
from quiz.models import Attempt, AttemptScore, Contest, RulesVersion, Slot
from quiz.selectors.content import solutions
from quiz.selectors.json_lists import as_text, decoded
from quiz.selectors.outages import spans_under
from quiz.selectors.responses import last_responses
from quiz.selectors.rules import sheet_of
from quiz.selectors.rulings import RuledKey, rulings_under

from .receipts import issue_receipts

BATCH = 200
# An item of a paper: its position, its revision, and what marking needs of it.
_Placed = tuple[int, int, Item]


def score_all_waiting(*, now: datetime) -> int:
    """Score every attempt that waits, in batches; returns how many were scored."""
    done = 0
    while scored := score_waiting(BATCH, now=now):
        done += scored
    return done


def score_waiting(limit: int, *, now: datetime) -> int:
    """Score up to `limit` attempts that wait; what another worker holds is left to it. Returns how many."""
    with transaction.atomic():
        attempts = _claim(limit)
        if attempts:
            at = _not_before(attempts, now)
            issue_receipts(attempts, now=at)
            _score(attempts, at)
            _announce(attempts)
    return len(attempts)


def score_anew(contest: Contest, *, now: datetime) -> None:
    """Every paper of a contest under the rules in force, within the caller's transaction, 200 at a time.

    Whoever scores one of them at this moment is waited for.
    """
    mine = Attempt.objects.filter(contest=contest, state=Attempt.State.HANDED_IN)
    mine.update(scored_at=None)
    ids = list(mine.order_by("pk").values_list("pk", flat=True))
    for some in (ids[at : at + BATCH] for at in range(0, len(ids), BATCH)):
        attempts = list(Attempt.objects.filter(pk__in=some).order_by("pk"))
        issue_receipts(attempts, now=now)
        _score(attempts, now)
    transaction.on_commit(partial(attempt_scored.send, None, contest_id=contest.pk, attempt_ids=ids))


def _claim(limit: int) -> list[Attempt]:
    waiting = Attempt.objects.filter(state=Attempt.State.HANDED_IN, scored_at__isnull=True)
    can_skip = connection.features.has_select_for_update_skip_locked
    locked = waiting.select_for_update(skip_locked=can_skip, no_key=True)
    return list(locked.order_by("handed_in_at")[:limit])


def _not_before(attempts: Sequence[Attempt], now: datetime) -> datetime:
    """A long round began before its last papers were handed in; no paper is scored before that."""
    return max(now, *(attempt.handed_in_at for attempt in attempts if attempt.handed_in_at))


def _score(attempts: Sequence[Attempt], now: datetime) -> None:
    ids = [attempt.pk for attempt in attempts]
    rules = current_rules({attempt.contest_id for attempt in attempts})
    spans = spans_under(rules.values())
    elapsed = {one.pk: elapsed_ms(one, spans.get(one.contest_id, ())) for one in attempts}
    totals = totals_of(attempts, rules, elapsed)
    AttemptScore.objects.bulk_create(
        [
            AttemptScore(
                attempt=attempt,
                rules=rules[attempt.contest_id],
                points=totals[attempt.pk].points,
                max_points=totals[attempt.pk].max_points,
                right=totals[attempt.pk].right,
                elapsed_ms=elapsed[attempt.pk],
                marks=[[one.points, one.verdict] for one in totals[attempt.pk].marks],
                created_at=now,
            )
            for attempt in attempts
        ],
        ignore_conflicts=True,
    )
    Attempt.objects.filter(pk__in=ids).update(scored_at=now)


def current_rules(contest_ids: Iterable[int]) -> dict[int, RulesVersion]:
    """The rules in force of each contest."""
    contests = Contest.objects.select_related("rules").filter(pk__in=contest_ids)
    return {contest.pk: contest.rules for contest in contests if contest.rules}


def totals_of(
    attempts: Sequence[Attempt], rules: Mapping[int, RulesVersion], elapsed: Mapping[int, int]
) -> dict[int, Total]:
    """Each attempt's total, recomputed from its frozen slots, the answers that count and what was ruled
    about questions; three statements.

    `rules` by contest id, `elapsed` milliseconds by attempt id.
    """
    ids = [attempt.pk for attempt in attempts]
    items, responses, rulings = _items_by_attempt(ids), last_responses(ids), rulings_under(rules.values())
    return {
        attempt.pk: _total(
            attempt,
            _ruled(items.get(attempt.pk, []), rulings.get(attempt.contest_id)),
            responses,
            sheet_of(rules[attempt.contest_id]),
            elapsed[attempt.pk],
        )
        for attempt in attempts
    }


def _ruled(items: list[_Placed], rulings: Mapping[int, RuledKey] | None) -> list[_Placed]:
    if not rulings:
        return items
    return [
        (position, revision, ruled(item, *rulings[revision]) if revision in rulings else item)
        for position, revision, item in items
    ]


def _total(
    attempt: Attempt,
    items: list[_Placed],
    responses: dict[tuple[int, int], tuple[Any, ...]],
    sheet: RuleSheet,
    elapsed: int,
) -> Total:
    return total(
        [item for _position, _revision, item in items],
        [responses.get((attempt.pk, position)) for position, _revision, _item in items],
        sheet.points,
        seconds_left=seconds_left(sheet, len(items), elapsed),
    )


def _items_by_attempt(ids: list[int]) -> dict[int, list[_Placed]]:
    rows = list(
        Slot.objects.filter(attempt__in=ids)
        .order_by("attempt", "position")
        .values_list("attempt_id", "position", "revision_id", "type", as_text("option_order"), "points")
    )
    known = solutions({row[2] for row in rows})
    return {
        attempt: [
            (
                position,
                revision,
                Item(type=type, options=decoded(options), key=known[revision].key, points=points),
            )
            for _attempt, position, revision, type, options, points in group
        ]
        for attempt, group in groupby(rows, key=itemgetter(0))
    }


def elapsed_ms(attempt: Attempt, outages: Sequence[Span] = ()) -> int:
    """Milliseconds from start to hand-in, by the server's clock, which stood still in `outages`."""
    if attempt.handed_in_at is None:
        raise ValueError(f"attempt {attempt.pk} is open")
    took = attempt.handed_in_at - attempt.started_at
    return (took - lost(outages, attempt.started_at, attempt.handed_in_at)) // timedelta(milliseconds=1)


def _announce(attempts: Sequence[Attempt]) -> None:
    by_contest: dict[int, list[int]] = {}
    for attempt in attempts:
        by_contest.setdefault(attempt.contest_id, []).append(attempt.pk)
    for contest_id, ids in by_contest.items():
        news = partial(attempt_scored.send, None, contest_id=contest_id, attempt_ids=ids)
        transaction.on_commit(news)
