"""The ledger of activities: entering, changing, withdrawing; on record with what stood before."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.access import may_organize
from accounts.domain.problems import RuleBroken
from accounts.models import Department, User
from accounts.services.audit import record
from leaderboard.domain.activities import ActivityRow, check_row, vars_of
from leaderboard.models import Activity

_LONGEST_REASON = 200
# What a contest says of itself; the rest may be written beside it.
FROM_CONTEST = ("kind", "title", "begins_on", "ends_on", "visits")


def subject_of(activity: Activity) -> str:
    """How the audit trail names a row."""
    return f"activity:{activity.pk}"


@transaction.atomic
def enter_activity(actor: User, department: Department, row: ActivityRow, *, now: datetime) -> Activity:
    """A new row. Raises RuleBroken with the field that is wrong."""
    need_department(actor, department)
    check_row(row, timezone.localdate(now))
    _refuse_contest(row)
    activity = Activity.objects.create(
        department=department, created_by=actor, created_at=now, **vars_of(row)
    )
    record(actor, "activity_entered", subject_of(activity), now=now, details={"title": row.title})
    return activity


def need_department(actor: User, department: Department) -> None:
    if not may_organize(actor, department):
        raise RuleBroken("activity_not_yours", status=404)


def _refuse_contest(row: ActivityRow) -> None:
    if row.kind == Activity.Kind.CONTEST:
        raise RuleBroken("activity_is_a_contest", status=400, fields={"kind": "activity_is_a_contest"})


@transaction.atomic
def change_activity(
    actor: User,
    activity: Activity,
    department: Department,
    row: ActivityRow,
    *,
    version: int,
    now: datetime,
) -> bool:
    """Change a row that still has the version which the person saw; False where nothing is different.

    Of a contest's row what comes from the contest stays. Raises `activity_changed_meanwhile`.
    """
    need_department(actor, activity.department)
    if activity.contest_id is None:
        need_department(actor, department)
        check_row(row, timezone.localdate(now))
        _refuse_contest(row)
    else:
        department, row = activity.department, _with_contest(activity, row)
    wanted: dict[str, Any] = {**vars_of(row), "department_id": department.pk}
    changes = {name: [getattr(activity, name), new] for name, new in wanted.items()
               if getattr(activity, name) != new}  # fmt: skip
    if not changes:
        return False
    rows = Activity.objects.filter(pk=activity.pk, version=version, withdrawn_at__isnull=True)
    if not rows.update(version=F("version") + 1, **wanted):
        raise RuleBroken("activity_changed_meanwhile")
    details = {"changes": {name: [_plain(old), _plain(new)] for name, (old, new) in changes.items()}}
    record(actor, "activity_changed", subject_of(activity), now=now, details=details)
    return True


def _with_contest(activity: Activity, row: ActivityRow) -> ActivityRow:
    kept = replace(row, **{name: getattr(activity, name) for name in FROM_CONTEST})
    check_row(kept, max(activity.ends_on, row.ends_on))
    return kept


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def withdraw_activity(actor: User, activity: Activity, reason: str, *, now: datetime) -> None:
    """Take a row out of every total; it stays, with the reason, and can be put back."""
    reason = reason.strip()
    if not reason:
        raise RuleBroken("activity_without_reason", status=400)
    if len(reason) > _LONGEST_REASON:
        raise RuleBroken("activity_text_too_long", status=400, most=_LONGEST_REASON)
    need_department(actor, activity.department)
    rows = Activity.objects.filter(pk=activity.pk, withdrawn_at__isnull=True)
    if rows.update(withdrawn_at=now, withdrawn_reason=reason, version=F("version") + 1):
        record(actor, "activity_withdrawn", subject_of(activity), now=now, details={"reason": reason})


@transaction.atomic
def restore_activity(actor: User, activity: Activity, *, now: datetime) -> None:
    need_department(actor, activity.department)
    rows = Activity.objects.filter(pk=activity.pk, withdrawn_at__isnull=False)
    if rows.update(withdrawn_at=None, withdrawn_reason="", version=F("version") + 1):
        record(actor, "activity_restored", subject_of(activity), now=now)
