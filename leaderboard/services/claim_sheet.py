"""The sheet that winners sign, of who holds a prize now: with full names, so every one is on record."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import override

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.claim_sheet import (
    PEOPLE,
    UNITS,
    ClaimSheet,
    SheetRow,
    SheetTier,
    as_pdf,
    printed_words,
    source_words,
    taken_words,
)
from leaderboard.domain.claims import ClaimState
from leaderboard.models import AwardRun
from leaderboard.selectors.awards import TierRows, WinnerRow, run_page
from leaderboard.selectors.claims import ClaimRow, claim_rows, published_run
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from .final_list import tier_words


def print_claim_sheet(actor: User, contest: Contest, *, now: datetime) -> bytes:
    """A4 pages as PDF. Raises RuleBroken where no list is published. Audited."""
    run = published_run(contest)
    if run is None:
        raise RuleBroken("notice_not_published")
    with override(settings.LANGUAGE_CODE):  # it is in Chinese, whoever prints it
        sheet = claim_sheet(contest, run, now=now)
    rows = sum(len(tier.rows) for tier in sheet.tiers)
    details = {"run": run.number, "rows": rows, "full_names": True}
    record(actor, "claim_sheet_printed", f"contest:{contest.pk}", now=now, details=details)
    return as_pdf(sheet)


def claim_sheet(contest: Contest, run: AwardRun, *, now: datetime) -> ClaimSheet:
    """Every prize that somebody holds, in the order and with the numbers of the winners' page."""
    sheet = sheet_of(contest.rules)
    zone, claims = contest.zone, claim_rows(run, now=now)
    held = {row.award.position: _taken(row, zone) for row in claims if not row.claim.is_given_up}
    tiers = [_tier(tier, held, sheet.who.groups.by) for tier in run_page(run).tiers]
    published = (run.published_at or now).astimezone(zone)
    return ClaimSheet(
        title=contest.title,
        host=sheet.host or contest.department.name,
        source=source_words(run.number, published, run.input_digest),
        printed=printed_words(now.astimezone(zone)),
        left_out=len(claims) - len(held),
        tiers=[tier for tier in tiers if tier.rows],
    )


def _tier(tier: TierRows, held: dict[int, str], by: str) -> SheetTier:
    places = [at if tier.is_drawn else row.place for at, row in enumerate(tier.rows, start=1)]
    numbered = zip(places, tier.rows, strict=True)
    return SheetTier(
        name=tier_words(tier, by),
        unit=UNITS if tier.board else PEOPLE,
        is_drawn=tier.is_drawn,
        of_people=not tier.board,
        rows=[_row(place, row, held[row.position]) for place, row in numbered if row.position in held],
    )


def _row(place: int, row: WinnerRow, taken: str) -> SheetRow:
    return SheetRow(place=place, name=row.name, number=row.username, department=row.department, taken=taken)


def _taken(row: ClaimRow, zone: ZoneInfo) -> str:
    """The counter sees who has been here."""
    if row.claim.state != ClaimState.TAKEN:
        return ""
    return taken_words(row.steps[-1].at.astimezone(zone))
