"""Where the prizes of a published list stand with those who won them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from leaderboard.domain.claims import Claim, claim_of
from leaderboard.domain.handing_on import Forfeit
from leaderboard.models import Award, AwardRun, ClaimStep, Reserve
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import rules_version, sheet_of

from .tenures import PRIZE, Key, LineName, Prize, Tenure, key_of, of_these_winners, prize_of, tenures_of


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRow:
    """One prize of the list. `steps`: what was noted about it, in order."""

    award: Award
    claim: Claim
    steps: list[ClaimStep]

    @property
    def prize(self) -> Prize:
        return prize_of(self.award)


def published_run(contest: Contest) -> AwardRun | None:
    return AwardRun.objects.filter(contest=contest, state=AwardRun.State.PUBLISHED).first()


def forfeits_of(contest: Contest) -> tuple[Forfeit, ...]:
    """The prizes that were handed on, whichever run gave them; one statement."""
    steps = ClaimStep.objects.filter(contest=contest, kind=ClaimStep.Kind.HANDED_ON)
    return tuple(
        Forfeit(tier=tier, board=board, id=user or department)
        for tier, board, user, department in steps.values_list(*PRIZE)
    )


def forfeit_of(award: Award) -> Forfeit:
    """The prize, once it is handed on."""
    tier, board, winner = prize_of(award)
    return Forfeit(tier=tier, board=board, id=winner)


def claim_rows(run: AwardRun, *, now: datetime) -> list[ClaimRow]:
    """Every prize of a published run in the list's order; four statements."""
    awards = run.awards.select_related("user", "department").order_by("position")
    return claims_of(list(awards), now=now)


def claim_row(award: Award, *, now: datetime) -> ClaimRow:
    return claims_of([award], now=now)[0]


def own_claim(person: User, contest: Contest, *, now: datetime) -> Claim | None:
    """Where the person's prize of the published list stands; None without one."""
    run = published_run(contest)
    award = own_award(run, person) if run else None
    return claim_row(award, now=now).claim if award else None


def own_award(run: AwardRun, person: User) -> Award | None:
    """The person's prize of a run; nobody wins anything in a rehearsal."""
    awards = run.awards.select_related("user").filter(run__contest__is_rehearsal=False)
    return awards.filter(user=person).first()


def claims_of(awards: Sequence[Award], *, now: datetime) -> list[ClaimRow]:
    """Prizes of published runs, with their runs, where they stand; three statements however many."""
    tenures, steps = tenures_of(awards), _steps(awards)
    return [_row(award, tenures[key_of(award)], steps.get(key_of(award), []), now) for award in awards]


def _row(award: Award, tenure: Tenure, steps: list[ClaimStep], now: datetime) -> ClaimRow:
    sheet = sheet_of(award.run.rules)
    claim = claim_of(
        [(step.kind, step.at) for step in steps if step.at >= tenure.held],
        since=tenure.term,
        days=_days(sheet, award),
        zone=sheet.when.zone,
        now=now,
    )
    return ClaimRow(award=award, claim=claim, steps=steps)


def _days(sheet: RuleSheet, award: Award) -> int | None:
    """Groups may have prizes of one name, each with its own term."""
    tiers = [one for one in sheet.awards if (one.name, one.board or "") == (award.tier, award.board)]
    own = [one for one in tiers if one.group == award.group] or tiers
    return own[0].claim_days if own else None


def _steps(awards: Sequence[Award]) -> dict[Key, list[ClaimStep]]:
    rows = ClaimStep.objects.filter(contest__in={award.run.contest_id for award in awards})
    found: dict[Key, list[ClaimStep]] = {}
    for step in of_these_winners(rows, awards).select_related("by", "free_text").order_by("pk"):
        found.setdefault((step.contest_id, prize_of(step)), []).append(step)
    return found


def pending_claims(run: AwardRun, *, now: datetime) -> int:
    """How many prizes wait for their winner or for somebody in line."""
    if not sheet_of(rules_version(run.rules_id)).has_claims:
        return 0
    return sum(row.claim.is_pending for row in claims_of(list(run.awards.all()), now=now))


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Who moves up into a prize: the first of them in order, and how many there are. `name`: whose line it
    is."""

    name: LineName
    first: list[Reserve]
    count: int


def lines_of(run: AwardRun, most: int) -> list[Line]:
    """Every line with its first so many people; two statements, and no more people than are shown."""
    found: dict[LineName, list[int]] = {}
    rows = run.reserves.order_by("position")
    columns = ("pk", "tier", "board", "group", "seats_of__name")
    for pk, tier, board, group, seats_of in rows.values_list(*columns):
        found.setdefault((tier, board, group, seats_of or ""), []).append(pk)
    shown = [pk for pks in found.values() for pk in pks[:most]]
    people = run.reserves.select_related("user", "department").in_bulk(shown)
    return [
        Line(name=name, first=[people[pk] for pk in pks[:most]], count=len(pks))
        for name, pks in found.items()
    ]


def line_of(run: AwardRun) -> list[Reserve]:
    """Who moves up next, in order."""
    return list(run.reserves.select_related("user", "department", "seats_of").order_by("position"))
