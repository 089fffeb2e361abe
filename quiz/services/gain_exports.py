"""The report of a before and an after test as Excel. Each export is on record."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.domain.workbook import Cell, workbook
from accounts.models import User
from accounts.services.audit import record
from quiz.domain.gain import Gain
from quiz.models import GainPair


def export_gain(
    actor: User, pair: GainPair, found: Gain, figures: Sequence[Sequence[str]], *, now: datetime
) -> bytes:
    """A sheet of figures, (label, value, note, definition) each, and one of departments."""
    record(
        actor, "gain_exported", f"contest:{pair.after_id}", now=now, details={"before_test": pair.before_id}
    )
    heads = [_("指标"), _("数值"), _("说明"), _("怎么算")]
    lines: list[list[Cell]] = [
        [one.name or _("未填单位"), one.n if one.n is not None else _("不足 10"), one.before, one.after]
        for one in found.departments
    ]
    departments = [_("单位"), _("两次都考"), _("前测平均"), _("后测平均")]
    return workbook([(_("学习增益"), heads, figures), (_("各单位"), departments, lines)])
