"""What one person has won, and where the person is in line."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from leaderboard.domain.claims import ClaimState
from leaderboard.models import Award, AwardRun, Certificate, FinalList, Reserve
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from .claims import ClaimRow, claims_of

_Row = TypeVar("_Row", Award, Reserve)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnPrize:
    """A prize of a published list. `certificate`: the one that holds. `may_waive`: somebody may be in line
    for it, or it has to be claimed, nobody has said a word about it yet, and the list is not final."""

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
    """The newest first; one statement where there are none, as many for one as for thirty."""
    rows = _claims(_published(Award.objects.filter(user=person)), now)
    if not rows:
        return []
    runs = [row.award.run_id for row in rows]
    final = set(FinalList.objects.filter(run__in=runs).values_list("run", flat=True))
    held = Certificate.objects.filter(contest__award_runs__in=runs, award__user=person, revocation=None)
    certificates = {one.contest_id: one for one in held.order_by("sequence")}
    return [
        OwnPrize(
            contest=row.award.run.contest,
            row=row,
            certificate=None if row.claim.is_given_up else certificates.get(row.award.run.contest_id),
            may_waive=_may_waive(row, is_final=row.award.run_id in final),
        )
        for row in rows
    ]


def own_prize(person: User, contest: Contest, *, now: datetime) -> OwnPrize | None:
    """The person's prize of one contest."""
    return next((one for one in own_prizes(person, now=now) if one.contest.pk == contest.pk), None)


def prize_to_claim(person: User, *, now: datetime) -> ClaimRow | None:
    """The one whose term ends first; one statement where there is none, four however many there are."""
    open_lists = Award.objects.filter(user=person, run__final=None)
    rows = [row for row in _claims(_published(open_lists), now) if row.claim.state == ClaimState.WAITING]
    urgent = [(row.claim.ends_at, row.award.pk, row) for row in rows if row.claim.ends_at]
    return min(urgent)[2] if urgent else None


def own_places_in_line(person: User) -> list[InLine]:
    """Only in lists that are not final; one statement."""
    same = Reserve.objects.filter(**{name: OuterRef(name) for name in ("run", "tier", "board", "group")})
    same = same.filter(Q(seats_of=OuterRef("seats_of")) | Q(seats_of=None))
    before = same.filter(position__lt=OuterRef("position")).order_by().values("run").annotate(n=Count("pk"))
    mine = _published(Reserve.objects.filter(user=person, run__final=None))
    ahead = Coalesce(Subquery(before.values("n")), 0)
    return [
        InLine(contest=one.run.contest, tier=one.tier, ahead=one.ahead) for one in mine.annotate(ahead=ahead)
    ]


def _published(rows: QuerySet[_Row]) -> QuerySet[_Row]:
    shown = rows.filter(run__state=AwardRun.State.PUBLISHED, run__contest__is_rehearsal=False)
    whole = shown.select_related("run__contest", "run__rules", "user").defer("run__rules__pool")
    return whole.order_by("-run__published_at", "position")


def _claims(awards: QuerySet[Award], now: datetime) -> list[ClaimRow]:
    found = list(awards)
    return claims_of(found, now=now) if found else []


def _may_waive(row: ClaimRow, *, is_final: bool) -> bool:
    sheet = sheet_of(row.award.run.rules)
    return sheet.has_claims and not is_final and row.claim.state == ClaimState.WAITING
