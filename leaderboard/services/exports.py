"""Boards and awards as an Excel file, with full names, so every export is on record."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.domain.workbook import Cell, Sheet, workbook
from accounts.messages import sentence
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.ranking import places
from leaderboard.models import AwardRun, BoardLine, Edition
from leaderboard.selectors.awards import run_page
from leaderboard.selectors.boards import organisation_pages
from leaderboard.selectors.claims import ClaimRow, claim_rows, line_of
from leaderboard.selectors.contest_record import record_of
from leaderboard.selectors.pages import OrganisationPage
from quiz.models import Contest
from quiz.selectors.rules import rules_version, sheet_of
from quiz.sheet_labels import group_word


def export_boards(actor: User, contest: Contest, *, now: datetime) -> bytes:
    """The live boards of people and departments as .xlsx, with full names; audited."""
    sheets = [*_people_sheets(contest), *map(_organisation_sheet, organisation_pages(contest, Edition.LIVE))]
    people = sum(len(rows) for _name, _head, rows in sheets)
    details = {"rows": people, "full_names": True}
    record(actor, "boards_exported", f"contest:{contest.pk}", now=now, details=details)
    return workbook(sheets)


def export_contest_record(actor: User, contest: Contest, *, now: datetime) -> bytes:
    """The file of docs/contest-record.md as JSON; audited with its SHA-256."""
    content = json.dumps(record_of(contest), ensure_ascii=False, separators=(",", ":")).encode()
    details = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    record(actor, "record_exported", f"contest:{contest.pk}", now=now, details=details)
    return content


def export_awards(actor: User, run: AwardRun, *, now: datetime) -> bytes:
    """A run's winners, those in line and notes as .xlsx, with full names; audited.

    Of a published run with where each prize stands.
    """
    page, by = run_page(run), sheet_of(run.contest.rules).who.groups.by
    states = _claim_words(run, now)
    head = [
        _("奖项"),
        _("榜名"),
        _("名次"),
        _("工号"),
        _("姓名或单位"),
        _("所在单位"),
        _("组别"),
        _("得分"),
        _("用时（秒）"),
        *([_("领奖"), _("登记时间"), _("登记人")] if states else ()),
    ]
    rows: list[list[Cell]] = [
        [
            tier.name,
            tier.board,
            None if tier.is_drawn else one.place,
            one.username,
            one.name,
            one.department,
            group_word(by, one.group),
            one.points,
            _seconds(one.elapsed_ms),
            *states.get(one.position, ()),
        ]
        for tier in page.tiers
        for one in tier.rows
    ]
    notes: list[list[Cell]] = [
        *_column(page.notes),
        [_("状态：%(state)s") % {"state": run.get_state_display()}],
        [_("输入摘要：%(digest)s") % {"digest": run.input_digest}],
    ]
    details = {"run": run.number, "rows": len(rows), "full_names": True}
    record(actor, "awards_exported", f"contest:{run.contest_id}", now=now, details=details)
    winners: Sheet = (_("获奖名单"), head, rows)
    return workbook([winners, *_reserve_sheets(run, by), (_("说明"), [_("说明")], notes)])


def _claim_words(run: AwardRun, now: datetime) -> dict[int, list[Cell]]:
    """By position where each prize of a published run stands, since when and by whom, in the contest's time;
    nothing where none is claimed."""
    if run.state != AwardRun.State.PUBLISHED or not sheet_of(rules_version(run.rules_id)).has_claims:
        return {}
    zone = sheet_of(run.rules).when.zone
    return {
        row.award.position: [sentence(row.claim.code, {}), *_last_step(row, zone)]
        for row in claim_rows(run, now=now)
    }


def _last_step(row: ClaimRow, zone: ZoneInfo) -> list[Cell]:
    if not row.steps:
        return ["", ""]
    step = row.steps[-1]
    return [f"{step.at.astimezone(zone):%Y-%m-%d %H:%M}", step.by.name]


def _reserve_sheets(run: AwardRun, by: str) -> list[Sheet]:
    """Who is in line for each prize, in order; no sheet where there is nobody."""
    found = line_of(run)
    is_apart = any(one.seats_of for one in found)
    head = [_("奖项"), _("组别"), _("次序"), _("工号"), _("姓名或单位"), _("所在单位")]
    head += [_("名额所属单位")] if is_apart else []
    orders: Counter[tuple[str, str, str, int | None]] = Counter()
    rows: list[list[Cell]] = []
    for one in found:
        line = one.tier, one.board, one.group, one.seats_of_id
        orders[line] += 1
        order, office = orders[line], one.department.name if one.department else ""
        name, number = (one.user.name, one.user.username) if one.user else (office, "")
        row: list[Cell] = [one.tier, group_word(by, one.group), order, number, name]
        row += [office if one.user else ""]
        rows.append([*row, one.seats_of.name if one.seats_of else ""] if is_apart else row)
    return [(_("递补"), head, rows)] if rows else []


def _column(texts: Iterable[str]) -> list[list[Cell]]:
    return [[text] for text in texts]


def _people_sheets(contest: Contest) -> list[Sheet]:
    lines = BoardLine.objects.filter(contest=contest, edition=Edition.LIVE, is_listed=True)
    sheet = sheet_of(contest.rules)
    if not sheet.rank.groups_apart:
        return [_people_sheet(_("个人榜"), lines)]
    groups = lines.order_by("group").values_list("group", flat=True).distinct()
    by = sheet.who.groups.by
    return [
        _people_sheet(group_word(by, group) or _("未分组"), lines.filter(group=group)) for group in groups
    ]


def _people_sheet(name: str, lines: QuerySet[BoardLine]) -> Sheet:
    head = [_("名次"), _("工号"), _("姓名"), _("单位"), _("得分"), _("用时（秒）"), _("答卷数")]
    found = list(lines.select_related("user", "department").order_by("sort_key", "user_id"))
    shows_best = any(line.best is not None for line in found)
    rows: list[list[Cell]] = [
        [
            place,
            line.user.username,
            line.user.name,
            line.department.name if line.department else "",
            line.points / 100,
            _seconds(line.elapsed_ms),
            line.attempts,
            *([(line.best or 0) / 100] if shows_best else ()),
        ]
        for line, place in zip(found, places(line.sort_key for line in found), strict=True)
    ]
    return name, [*head, _("最好一次")] if shows_best else head, rows


def _organisation_sheet(page: OrganisationPage) -> Sheet:
    metrics = list(page.rows[0].metrics) if page.rows else []
    head = [_("名次"), _("单位"), _("应参加人数"), _("参加人数"), _("得分"), *metrics]
    rows: list[list[Cell]] = [
        [
            one.place,
            one.name,
            one.headcount,
            one.participants,
            one.score / 1_000_000,
            *(float(one.metrics[name]) for name in metrics),
        ]
        for one in page.rows
    ]
    return page.name, head, rows


def _seconds(elapsed_ms: int | None) -> float | None:
    return None if elapsed_ms is None else elapsed_ms / 1000
