"""The published list as a file to print: masked for the wall, or with full names, which is on record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from accounts.domain.masking import mask_name
from accounts.domain.problems import RuleBroken
from accounts.domain.wording import date_words
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.final_list import (
    DEPARTMENT,
    FINAL,
    GROUP,
    IN_NOTICE,
    NAME,
    ORDER,
    PLACE,
    UNIT,
    PrintedList,
    PrintedTier,
    as_docx,
    as_pdf,
    until_words,
)
from leaderboard.selectors.awards import TierRows, WinnerRow, run_page
from leaderboard.selectors.notice import Notice, notice_of
from quiz.models import Contest
from quiz.selectors.rules import sheet_of
from quiz.sheet_labels import group_word

WRITERS: dict[str, Callable[[PrintedList], bytes]] = {"pdf": as_pdf, "docx": as_docx}


def print_list(actor: User, contest: Contest, *, kind: str, full_names: bool, now: datetime) -> bytes:
    """`kind`: one of WRITERS. Raises RuleBroken where no list is published. Audited."""
    notice = notice_of(contest, now=now)
    if notice is None:
        raise RuleBroken("notice_not_published")
    with override(settings.LANGUAGE_CODE):  # an announcement is in Chinese, whoever prints it
        printed = _printed(contest, notice, full_names=full_names, now=now)
    content = WRITERS[kind](printed)
    details = {"run": notice.run.number, "kind": kind, "full_names": full_names}
    record(actor, "winners_printed", f"contest:{contest.pk}", now=now, details=details)
    return content


def _printed(contest: Contest, notice: Notice, *, full_names: bool, now: datetime) -> PrintedList:
    sheet = sheet_of(contest.rules)
    by, page = sheet.who.groups.by, run_page(notice.run)
    tiers = page.tiers if full_names else [_masked(tier) for tier in page.tiers]
    day = (notice.final_at or notice.run.published_at or now).astimezone(contest.zone).date()
    return PrintedList(
        title=contest.title,
        heading=FINAL if notice.final_at else IN_NOTICE,
        tiers=[_tier(tier, by) for tier in tiers],
        notes=[*page.notes, *([] if notice.final_at else [until_words(notice.last_day)])],
        host=sheet.host or contest.department.name,
        date=date_words(day),
    )


def _masked(tier: TierRows) -> TierRows:
    if tier.board:
        return tier
    return replace(tier, rows=[replace(row, name=mask_name(row.name)) for row in tier.rows])


def _tier(tier: TierRows, by: str) -> PrintedTier:
    has_groups = not tier.group and any(row.group for row in tier.rows)
    head = [ORDER if tier.is_drawn else PLACE, UNIT if tier.board else NAME]
    widths = [2, 8] if tier.board else [2, 4]
    if not tier.board:
        head, widths = [*head, DEPARTMENT], [*widths, 7]
        if has_groups:
            head, widths = [*head, GROUP], [*widths, 3]
    rows = [_row(tier, at, row, by)[: len(head)] for at, row in enumerate(tier.rows, start=1)]
    return PrintedTier(name=tier_words(tier, by), head=head, widths=widths, rows=rows)


def tier_words(tier: TierRows, by: str) -> str:
    """A prize's name with its board's, or with its group's where several groups have one of this name."""
    return " · ".join(word for word in (tier.name, tier.board, group_word(by, tier.group)) if word)


def _row(tier: TierRows, at: int, row: WinnerRow, by: str) -> list[str]:
    place = at if tier.is_drawn else row.place
    return [str(place), row.name, row.department, str(group_word(by, row.group))]
