"""What was done to a row of the ledger, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Department
from leaderboard.models import Activity


@dataclass(frozen=True, kw_only=True)
class Told:
    """`lines`: (field, before, after); before and after as printed."""

    entry: AuditEntry
    word: str
    reason: str
    lines: list[tuple[str, str, str]]


def told(entry: AuditEntry) -> Told:
    words = {
        "activity_entered": _("登记"),
        "activity_changed": _("修改"),
        "activity_withdrawn": _("撤下"),
        "activity_restored": _("恢复"),
        "activity_photo_added": _("传照片"),
        "activity_photo_withdrawn": _("撤下照片"),
        "activity_photo_restored": _("恢复照片"),
    }
    changes = entry.details.get("changes", {})
    return Told(
        entry=entry,
        word=words.get(entry.action, entry.action),
        reason=entry.details.get("reason", ""),
        lines=[(_field(name), _value(name, old), _value(name, new)) for name, (old, new) in changes.items()],
    )


def _field(name: str) -> str:
    field = Activity._meta.get_field(name.removesuffix("_id"))
    return str(getattr(field, "verbose_name", name))


def _value(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if name == "kind":
        return str(Activity.Kind(value).label)
    if name == "audience":
        return str(Activity.Audience(value).label)
    if name == "department_id":
        return Department.objects.filter(pk=value).values_list("name", flat=True).first() or "–"
    return str(value)
