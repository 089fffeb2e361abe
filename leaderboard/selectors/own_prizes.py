"""What one person has won, and where the person is in line."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from accounts.models import User
from leaderboard.models import Award, AwardRun, Certificate, FinalList, Reserve
from quiz.models import Contest
from quiz.selectors.rules import rules_version, sheet_of

from .certificates import own_certificate
from .claims import ClaimRow, claim_row

_Row = TypeVar("_Row", Award, Reserve)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnPrize:
    """A prize of a published list. `may_waive`: somebody may be in line for it, or it has to be claimed,
    and the list is not final."""

    contest: Contest
    row: ClaimRow
    certificate: Certificate | None
    may_waive: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class InLine:
    """A place in line for a prize; `ahead`: how many move up before."""

    contest: Contest
    tier: str
    ahead: int


def own_prizes(person: User, *, now: datetime) -> list[OwnPrize]:
    """The newest first; one statement where there are none."""
    return [_own(award, now) for award in _published(Award.objects.filter(user=person))]


def prize_to_claim(person: User, *, now: datetime) -> OwnPrize | None:
    """The one whose term ends first; one statement where there is none."""
    prizes = [one for one in own_prizes(person, now=now) if one.row.claim.state == "waiting"]
    urgent = [(one.row.claim.ends_at, one.row.award.pk, one) for one in prizes if one.row.claim.ends_at]
    return min(urgent)[2] if urgent else None


def own_places_in_line(person: User) -> list[InLine]:
    """Only in lists that are not final; two statements for each place."""
    mine = _published(Reserve.objects.filter(user=person, run__final=None))
    return [InLine(contest=one.run.contest, tier=one.tier, ahead=_same_line(one).count()) for one in mine]


def _same_line(one: Reserve) -> QuerySet[Reserve]:
    same = Reserve.objects.filter(
        run=one.run_id, tier=one.tier, board=one.board, group=one.group, seats_of=one.seats_of_id
    )
    return same.filter(position__lt=one.position)


def _published(rows: QuerySet[_Row]) -> QuerySet[_Row]:
    shown = rows.filter(run__state=AwardRun.State.PUBLISHED, run__contest__is_rehearsal=False)
    return shown.select_related("run__contest__rules", "user").order_by("-run__published_at", "position")


def _own(award: Award, now: datetime) -> OwnPrize:
    contest = award.run.contest
    sheet = sheet_of(rules_version(award.run.rules_id))
    assert award.user is not None
    return OwnPrize(
        contest=contest,
        row=claim_row(award.run, award, now=now),
        certificate=own_certificate(award.user, contest),
        may_waive=sheet.has_claims and not FinalList.objects.filter(run=award.run).exists(),
    )
