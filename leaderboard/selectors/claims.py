"""Where the prizes of a published list stand with those who won them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from leaderboard.domain.claims import Claim, claim_of
from leaderboard.domain.handing_on import Forfeit
from leaderboard.models import Award, AwardRun, ClaimStep, Reserve
from quiz.models import Contest
from quiz.selectors.rules import rules_version, sheet_of

Prize = tuple[str, str, int]
_PRIZE = ("tier", "board", "user_id", "department_id")


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRow:
    """One prize of the list. `steps`: what was noted about it, in order."""

    award: Award
    claim: Claim
    steps: list[ClaimStep]

    @property
    def prize(self) -> Prize:
        return prize_of(self.award)


def prize_of(one: Award | ClaimStep | Reserve) -> Prize:
    """(tier, board, winner's id): the same through every run."""
    winner = one.user_id or one.department_id
    assert winner is not None
    return one.tier, one.board, winner


def published_run(contest: Contest) -> AwardRun | None:
    return AwardRun.objects.filter(contest=contest, state=AwardRun.State.PUBLISHED).first()


def forfeits_of(contest: Contest) -> tuple[Forfeit, ...]:
    """The prizes that were handed on, whichever run gave them; one statement."""
    steps = ClaimStep.objects.filter(contest=contest, kind=ClaimStep.Kind.HANDED_ON)
    return tuple(
        Forfeit(tier=tier, board=board, id=user or department)
        for tier, board, user, department in steps.values_list(*_PRIZE)
    )


def claim_rows(run: AwardRun, *, now: datetime) -> list[ClaimRow]:
    """Every prize of a published run in the list's order; four statements."""
    awards = run.awards.select_related("run", "user", "department").order_by("position")
    return _rows(run, list(awards), now)


def claim_row(run: AwardRun, award: Award, *, now: datetime) -> ClaimRow:
    return _rows(run, [award], now)[0]


def own_claim(person: User, contest: Contest, *, now: datetime) -> Claim | None:
    """Where the person's prize of the published list stands; None without one."""
    run = published_run(contest)
    award = own_award(run, person) if run else None
    return claim_row(run, award, now=now).claim if run and award else None


def own_award(run: AwardRun, person: User) -> Award | None:
    return run.awards.select_related("run", "user").filter(user=person).first()


def _rows(run: AwardRun, awards: list[Award], now: datetime) -> list[ClaimRow]:
    sheet = sheet_of(rules_version(run.rules_id))
    days = {(tier.name, tier.board or ""): tier.claim_days for tier in sheet.awards}
    since, steps = _held_since(run, awards), _steps(run, awards)
    return [
        ClaimRow(
            award=award,
            claim=claim_of(
                [(step.kind, step.at) for step in steps.get(prize_of(award), ())],
                since=since[prize_of(award)],
                days=days.get((award.tier, award.board)),
                zone=sheet.when.zone,
                now=now,
            ),
            steps=steps.get(prize_of(award), []),
        )
        for award in awards
    ]


def _held_since(run: AwardRun, awards: Iterable[Award]) -> dict[Prize, datetime]:
    """From when on each has had the prize without a break: the publication of the first such run."""
    assert run.published_at is not None
    since = dict.fromkeys(map(prize_of, awards), run.published_at)
    earlier = AwardRun.objects.filter(
        contest=run.contest_id, published_at__isnull=False, number__lt=run.number
    )
    held: dict[int, set[Prize]] = {}
    rows = Award.objects.filter(run__in=earlier).values_list("run_id", *_PRIZE)
    for pk, tier, board, user, department in rows:
        held.setdefault(pk, set()).add((tier, board, user or department))
    kept = set(since)
    for before in earlier.order_by("-number"):
        kept &= held.get(before.pk, set())
        since.update((prize, before.published_at or since[prize]) for prize in kept)
    return since


def _steps(run: AwardRun, awards: list[Award]) -> dict[Prize, list[ClaimStep]]:
    rows = ClaimStep.objects.filter(contest=run.contest_id).select_related("by").order_by("pk")
    if len(awards) == 1:
        rows = rows.filter(user=awards[0].user_id, department=_unit_of(awards[0]))
    found: dict[Prize, list[ClaimStep]] = {}
    for step in rows:
        found.setdefault(prize_of(step), []).append(step)
    return found


def _unit_of(award: Award) -> int | None:
    """The department that won; of a person's prize None."""
    return None if award.user_id else award.department_id


def pending_claims(run: AwardRun, *, now: datetime) -> int:
    """How many prizes wait for their winner or for somebody in line."""
    sheet = sheet_of(rules_version(run.rules_id))
    return sum(row.claim.is_pending for row in claim_rows(run, now=now)) if sheet.has_claims else 0


def line_of(run: AwardRun) -> list[Reserve]:
    """Who moves up next, in order."""
    return list(run.reserves.select_related("user", "department").order_by("position"))
