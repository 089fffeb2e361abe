"""Roster uploads: read once, kept sealed until somebody confirms, compared afresh each time."""

import json
import zlib
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from accounts.access import may_organize
from accounts.domain.problems import RuleBroken
from accounts.domain.roster import Fault, Roster, as_rows, read_roster
from accounts.domain.roster_plan import Plan, plan_import
from accounts.models import Department, RosterUpload, User
from accounts.selectors import is_administrator
from accounts.selectors.roster import roll_for

from . import audit
from .phones import open_bytes, seal_bytes
from .sheets import read_sheets

KEPT = timedelta(days=1)


def upload_roster(
    actor: User, department: Department | None, file_name: str, content: bytes, *, now: datetime
) -> RosterUpload:
    """Read a roster for a department's subtree (None: for all, administrators only); nothing is changed yet.

    Refused whole (400) where the file is no table or has no row of headings; faults of single rows
    are kept with it.
    """
    allowed = is_administrator(actor) if department is None else may_organize(actor, department)
    if not allowed:
        raise RuleBroken("department_not_yours", status=404)
    roster = read_roster(read_sheets(content))
    if not roster.rows and not roster.faults:
        raise RuleBroken("roster_empty", status=400)
    return RosterUpload.objects.create(
        department=department,
        uploaded_by=actor,
        file_name=file_name[-200:],
        rows_sealed=_packed(roster),
        uploaded_at=now,
    )


def roster_of(upload: RosterUpload) -> Roster:
    """The rows as they were read; `roster_gone` once they are imported or too old."""
    if not upload.rows_sealed:
        raise RuleBroken("roster_gone")
    data = json.loads(zlib.decompress(open_bytes(bytes(upload.rows_sealed))))
    faults = [Fault(**fault) for fault in data["faults"]]
    return Roster(
        rows=list(as_rows(data["rows"])), faults=faults, unread=data["unread"], examples=data["examples"]
    )


def plan_of(actor: User, upload: RosterUpload) -> Plan:
    """What importing would do as things stand now."""
    roster = roster_of(upload)
    return plan_import(roster.rows, roll_for(actor, upload.department), roster.faults)


def forget_old_uploads(now: datetime) -> int:
    """Empty uploads that nobody confirmed for a day: names and numbers are not kept longer."""
    old = RosterUpload.objects.filter(uploaded_at__lt=now - KEPT).exclude(rows_sealed=b"")
    return old.update(rows_sealed=b"") if old.exists() else 0  # reading alone takes no write lock


@transaction.atomic
def discard_roster(actor: User, upload: RosterUpload, *, now: datetime) -> None:
    """The organizer thinks better of it."""
    RosterUpload.objects.filter(pk=upload.pk, imported_at__isnull=True).update(rows_sealed=b"")
    audit.record(actor, "roster.discard", f"roster:{upload.pk}", now=now)


def _packed(roster: Roster) -> bytes:
    text = json.dumps(asdict(roster), ensure_ascii=False, separators=(",", ":"))
    return seal_bytes(zlib.compress(text.encode()))
