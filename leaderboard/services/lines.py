"""Board lines: recomputed from scores under the contest's lock, written in one sweep of the hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from leaderboard.domain.ranking import is_listed, sort_key
from leaderboard.domain.results import Standing, counted
from leaderboard.models import BoardLine, BoardState, Edition
from leaderboard.selectors.facts import Fact
from leaderboard.selectors.picture import Payload, PictureLine
from leaderboard.selectors.sight import frozen_from
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest

COMPUTED = (
    "department_id",
    "group",
    "points",
    "best",
    "right",
    "elapsed_ms",
    "attempts",
    "started_at",
    "handed_in_at",
    "sort_key",
    "is_listed",
    "newest_score",
)
_WRITTEN = ("department", *COMPUTED[1:], "version", "updated_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A computed row and the same line for the picture."""

    row: BoardLine
    line: PictureLine


def locked_state(contest: Contest) -> BoardState:
    """The contest's state row, locked until the transaction ends, with the next sequence number.

    Everything read after this has been committed by whoever held the lock before, so a line with
    a higher version has seen at least as many scores.
    """
    locked = BoardState.objects.select_for_update(no_key=True).filter(pk=contest.pk)
    state = locked.first()
    if state is None:
        BoardState.objects.get_or_create(contest_id=contest.pk, defaults={"rules_id": contest.rules_id})
        state = locked.get()
    state.sequence += 1
    return state


def drawn_lines(
    contest: Contest, sheet: RuleSheet, facts: Iterable[Fact], *, version: int, now: datetime
) -> dict[str, list[Drawn]]:
    """Edition → one line per person: all hand-ins, and those before the freeze where there is one."""
    people = _by_person(facts)
    editions = {Edition.LIVE.value: people}
    stands_from = frozen_from(sheet)
    if stands_from is not None:
        early = ([one for one in tries if one.result.handed_in_at < stands_from] for tries in people)
        editions[Edition.FROZEN.value] = [tries for tries in early if tries]
    return {
        edition: [_drawn(contest, sheet, edition, tries, version, now) for tries in found]
        for edition, found in editions.items()
    }


def _by_person(facts: Iterable[Fact]) -> list[list[Fact]]:
    person = attrgetter("result.person")
    return [list(tries) for _, tries in groupby(sorted(facts, key=person), key=person)]


def _drawn(
    contest: Contest, sheet: RuleSheet, edition: str, tries: Sequence[Fact], version: int, now: datetime
) -> Drawn:
    standing = counted([one.result for one in tries], sheet.counts, sheet.rank.keys)
    row = _row(contest, sheet, edition, standing, tries)
    row.version, row.updated_at = version, now
    payload = Payload(
        standing.person,
        tries[0].name,
        tries[0].department_name,
        standing.points,
        standing.elapsed_ms,
        standing.attempts,
        row.best,
    )
    key = row.sort_key if row.is_listed else ""
    return Drawn(row=row, line=PictureLine(version=version, key=key, group=row.group, payload=payload))


def _row(
    contest: Contest, sheet: RuleSheet, edition: str, standing: Standing, tries: Sequence[Fact]
) -> BoardLine:
    return BoardLine(
        contest_id=contest.pk,
        edition=edition,
        user_id=standing.person,
        department_id=standing.department,
        group=standing.group,
        points=standing.points,
        best=standing.best if sheet.publication.show_best else None,
        right=standing.right,
        elapsed_ms=standing.elapsed_ms,
        attempts=standing.attempts,
        started_at=standing.started_at,
        handed_in_at=standing.handed_in_at,
        sort_key=sort_key(standing, sheet.rank.keys),
        is_listed=not tries[0].is_excluded and is_listed(standing, sheet.rank),
        newest_score=max(one.score_id for one in tries),
    )


def write_lines(drawn: Iterable[Drawn]) -> None:
    """One upsert (SQLite: one for every 60 lines or so)."""
    BoardLine.objects.bulk_create(
        [one.row for one in drawn],
        update_conflicts=True,
        unique_fields=["contest", "edition", "user"],
        update_fields=_WRITTEN,
        batch_size=1000,
    )
