"""The figures of a contest's items as Excel or CSV. Each export is on record."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.domain.workbook import Cell, csv_text, workbook
from accounts.models import User
from accounts.services.audit import record
from quiz.models import Contest
from quiz.selectors.item_statistics import ItemRow, item_rows

_MARK = "\ufeff"  # without it Excel reads the Chinese of a CSV wrongly


def export_items(actor: User, contest: Contest, kind: str, *, now: datetime) -> bytes:
    """A row for each item; those below 30 first attempts with their number alone. `kind`: xlsx or csv."""
    rows = [_cells(row) for row in item_rows(contest)]
    details = {"questions": len(rows), "kind": kind}
    record(actor, "items_exported", f"contest:{contest.pk}", now=now, details=details)
    if kind == "xlsx":
        return workbook([(_("题目分析"), _head(), rows)])
    return _csv([_head(), *rows])


def _head() -> list[str]:
    return [
        _("题次"), _("题号"), _("版本"), _("题型"), _("题干"), _("份数"), _("难度 P"), _("标准差"),
        _("题余相关"), _("区分度 D"), _("区分指数 %"), _("区分效率 %"), _("应有权重 %"), _("有效权重 %"),
        _("删题后 α"), "a", "b", _("用时中位数（秒）"), pgettext("item", "标记"),
    ]  # fmt: skip


def _cells(row: ItemRow) -> list[Cell]:
    revision, seen = row.revision, row.statistic
    about: list[Cell] = [
        row.number,
        revision.question.code,
        revision.number,
        revision.get_type_display(),
        " ".join(strip_tags(revision.stem).split()),
        seen.n,
    ]
    if not row.has_figures:
        return about
    one, curve = seen.figures, seen.figures["curve"] or {}
    return [
        *about,
        _short(seen.facility),
        _short(None if one["sd"] is None else one["sd"] / 100),
        _short(seen.item_rest_r),
        _short(seen.d27),
        _short(None if seen.item_rest_r is None else 100 * seen.item_rest_r),
        _short(one["discriminative_efficiency"]),
        _short(one["intended_weight"]),
        _short(one["effective_weight"]),
        _short(one["alpha_if_deleted"]),
        _short(curve.get("a")),
        _short(curve.get("b")),
        None if seen.median_ms is None else seen.median_ms / 1000,
        " ".join(flag["code"] for flag in seen.flags),
    ]


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([csv_text(cell) if isinstance(cell, str) else cell for cell in row])
    return (_MARK + buffer.getvalue()).encode()
