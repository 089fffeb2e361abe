"""The ledger test: what simulated people were told against what the rows say."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

from quiz.domain.marking import Item, total
from quiz.domain.timing import seconds_left
from quiz.models import Answer, Attempt, AttemptScore, Contest, Slot
from quiz.rehearsal.plan import Ledger

from .content import solutions
from .rules import sheet_of

Responses = dict[tuple[int, int], list[list[Any]]]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """All but `attempts`, `acknowledged` and `repeated` must be 0.

    `lost`: acknowledged, but there is no such row. `doubled`: one key in several rows, or told
    twice that it was new. `wrong_final`: another response counts than the last one acknowledged.
    `wrong_score`: the score is not what the ledger's responses are worth. `late_accepted`: taken
    after the hand-in. `unscored`: handed in without a score; `not_handed_in`: still open.
    """

    attempts: int = 0
    acknowledged: int = 0
    repeated: int = 0
    lost: int = 0
    doubled: int = 0
    wrong_final: int = 0
    wrong_score: int = 0
    late_accepted: int = 0
    unscored: int = 0
    not_handed_in: int = 0

    @property
    def faults(self) -> int:
        return sum(getattr(self, one.name) for one in fields(self)[3:])

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def verdict_on(contest: Contest, ledgers: Sequence[Ledger]) -> Verdict:
    """Compare every ledger with the rows; five statements."""
    started = [ledger for ledger in ledgers if ledger.attempt]
    rows = list(
        Answer.objects.filter(attempt__contest=contest)
        .oldest_first()
        .values_list("attempt_id", "position", "client_key", "response")
    )
    keys = Counter((attempt, key) for attempt, _position, key, _response in rows)
    final = {(attempt, position): response for attempt, position, _key, response in rows}
    possible = _possible_finals(started)
    noted = _noted(started)
    return Verdict(
        attempts=len(started),
        acknowledged=len(noted),
        repeated=sum(save.again for ledger in started for save in ledger.saves),
        lost=sum(one not in keys for one in noted),
        doubled=sum(count > 1 for count in keys.values()) + sum(len(one.told_twice) for one in started),
        wrong_final=sum(final.get(place) not in allowed for place, allowed in possible.items()),
        wrong_score=_wrong_scores(contest, started, possible, final),
        late_accepted=sum(len(ledger.late_accepted) for ledger in started) + _after_hand_in(contest),
        unscored=Attempt.objects.filter(contest=contest, state="handed_in", scored_at=None).count(),
        not_handed_in=Attempt.objects.filter(contest=contest, state=Attempt.State.OPEN).count(),
    )


def _noted(ledgers: Iterable[Ledger]) -> set[tuple[int, str]]:
    return {(ledger.attempt, save.key) for ledger in ledgers for save in ledger.saves if save.acknowledged}


def _possible_finals(ledgers: Iterable[Ledger]) -> Responses:
    """What may count at each place: the last acknowledged response, or a later one of unknown fate."""
    found: Responses = defaultdict(list)
    for ledger in ledgers:
        for save in ledger.saves:
            place = (ledger.attempt, save.position)
            found[place] = (
                [save.response] if save.acknowledged else [*found.get(place, [None]), save.response]
            )
    return found


def _after_hand_in(contest: Contest) -> int:
    """Rows that arrived later than their attempt was handed in."""
    handed_in = dict(Attempt.objects.filter(contest=contest).values_list("pk", "handed_in_at"))
    saved = Answer.objects.filter(attempt__contest=contest).values_list("attempt_id", "saved_at")
    return sum(at > (handed_in[attempt] or at) for attempt, at in saved)


def _wrong_scores(
    contest: Contest, ledgers: Sequence[Ledger], possible: Responses, final: dict[tuple[int, int], Any]
) -> int:
    """Scores that are not what the ledger's own responses are worth.

    A place whose last response is of unknown fate is taken from the row, if it may be that one.
    """
    sheet = sheet_of(contest.rules)
    papers, elapsed_ms = _papers(contest), _elapsed_ms(contest)
    scores = dict(AttemptScore.objects.filter(attempt__contest=contest).values_list("attempt_id", "points"))
    wrong = 0
    for ledger in ledgers:
        responses = []
        for position, _item in papers[ledger.attempt]:
            allowed = possible.get((ledger.attempt, position), [None])
            row = final.get((ledger.attempt, position))
            responses.append(row if row in allowed else allowed[0])
        items = [item for _position, item in papers[ledger.attempt]]
        left = seconds_left(sheet, len(items), elapsed_ms[ledger.attempt])
        due = total(items, responses, sheet.points, seconds_left=left).points
        wrong += ledger.attempt in scores and scores[ledger.attempt] != due
    return wrong


def _papers(contest: Contest) -> dict[int, list[tuple[int, Item]]]:
    slots = list(
        Slot.objects.filter(attempt__contest=contest)
        .order_by("attempt", "position")
        .values_list("attempt_id", "position", "revision_id", "type", "option_order", "points")
    )
    known = solutions({slot[2] for slot in slots})
    papers: dict[int, list[tuple[int, Item]]] = defaultdict(list)
    for attempt, position, revision, type, options, points in slots:
        item = Item(type=type, options=tuple(options), key=known[revision].key, points=points)
        papers[attempt].append((position, item))
    return papers


def _elapsed_ms(contest: Contest) -> dict[int, int]:
    rows = Attempt.objects.filter(contest=contest).values_list("pk", "started_at", "handed_in_at")
    return {pk: (end - start) // timedelta(milliseconds=1) if end else 0 for pk, start, end in rows}
