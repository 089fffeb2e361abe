"""Roster uploads as organizers handle them: upload, confirm, think better of it.

A small one is served at once. A big one is a row that waits; the doorbell wakes whoever serves it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access import may_organize
from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import check_size
from accounts.doorbell import ring
from accounts.models import Department, RosterUpload, User
from accounts.selectors import is_administrator
from accounts.tasks.rosters import serve_roster_task

from . import audit
from .phones import seal_bytes
from .roster_import import Outcome, kept_outcome
from .roster_store import State, left_out, packed_review, packed_roster, review_for, roster_in
from .roster_work import Clock, serve_upload

# Read within the request; this holds some thousands of rows.
SMALL_FILE = 100 * 1024
# Compared and imported within the request.
SMALL_ROSTER = 500


def upload_roster(
    actor: User, department: Department | None, file_name: str, content: bytes, *, now: datetime
) -> RosterUpload:
    """Take a roster for a department's subtree (None: for all, administrators only); nobody is changed yet.

    A small file is refused whole (400) where it is no table or has no row of headings; a big one is
    refused later, by its state. Faults of single rows are kept with it.
    """
    allowed = is_administrator(actor) if department is None else may_organize(actor, department)
    if not allowed:
        raise RuleBroken("department_not_yours", status=404)
    check_size(len(content))
    upload = RosterUpload.objects.create(
        department=department,
        uploaded_by=actor,
        file_name=file_name[-200:],
        uploaded_at=now,
        **(_read_at_once(content) if len(content) <= SMALL_FILE else {"file_sealed": seal_bytes(content)}),
    )
    _ring_for(upload)
    return upload


def _read_at_once(content: bytes) -> dict[str, Any]:
    roster = roster_in(content)
    count = len(roster.rows)
    state = State.READY if count <= SMALL_ROSTER else State.UPLOADED
    return {"rows_sealed": packed_roster(roster), "row_count": count, "state": state}


def _ring_for(upload: RosterUpload) -> None:
    if upload.state in (State.UPLOADED, State.CONFIRMED):
        ring(serve_roster_task, upload.pk)


@transaction.atomic
def confirm_roster(
    actor: User, upload: RosterUpload, *, seen: str, now: datetime, deactivate_missing: bool = False
) -> bool:
    """Say yes to what was looked at; True where it is so small that it may be carried out at once.

    `seen` is the digest of the plan that the organizer looked at: where people have changed meanwhile
    it is refused with `roster_plan_changed`. People who are not in the file are deactivated only when
    asked, and never while a row has a fault: it might be theirs.
    """
    if upload.state != State.READY:
        raise RuleBroken("roster_gone")
    review = review_for(actor, upload)
    if review.digest != seen:
        raise RuleBroken("roster_plan_changed")
    if deactivate_missing and review.faults:
        raise RuleBroken("roster_faults_keep_missing", faults=review.faults)
    leaving = review.missing if deactivate_missing else 0
    changes = {
        "state": State.CONFIRMED,
        "counts": {"total": review.added + review.changed + leaving},
        "confirmed_at": now,
        "deactivates_missing": deactivate_missing,
        "report_sealed": packed_review(review),
        "fault": {},
    }
    if not RosterUpload.objects.filter(pk=upload.pk, state=State.READY).update(**changes):
        raise RuleBroken("roster_gone")
    upload.refresh_from_db()
    is_small = upload.row_count <= SMALL_ROSTER and leaving <= SMALL_ROSTER
    if not is_small:
        _ring_for(upload)
    return is_small


def import_roster(
    actor: User,
    upload: RosterUpload,
    *,
    seen: str,
    now: datetime,
    deactivate_missing: bool = False,
    clock: Clock = timezone.now,
) -> Outcome:
    """Confirm, and carry a small roster out at once; `upload` says how far it is. See `confirm_roster`."""
    small = confirm_roster(actor, upload, seen=seen, now=now, deactivate_missing=deactivate_missing)
    if small:
        serve_upload(upload.pk, clock=clock)
    upload.refresh_from_db()
    if upload.state == State.READY:
        raise RuleBroken("roster_plan_changed")
    if upload.state == State.REFUSED:
        raise RuleBroken(upload.fault["code"], **upload.fault.get("values", {}))
    return outcome_of(upload)


def outcome_of(upload: RosterUpload) -> Outcome:
    """What an import has done, and once it is done the first rows that it left out."""
    faults = tuple(left_out(upload)) if upload.state == State.DONE else ()
    return replace(kept_outcome({**upload.counts, "faults": ()}), faults=faults)


@transaction.atomic
def discard_roster(actor: User, upload: RosterUpload, *, now: datetime) -> None:
    """The organizer thinks better of it; until it is forgotten it can be taken back."""
    waiting = RosterUpload.objects.filter(pk=upload.pk, state__in=[State.UPLOADED, State.READY])
    if not waiting.update(state=State.DISCARDED, claim="", claimed_until=None):
        raise RuleBroken("roster_gone")
    audit.record(actor, "roster.discard", f"roster:{upload.pk}", now=now)


@transaction.atomic
def take_roster_back(actor: User, upload: RosterUpload, *, now: datetime) -> None:
    """A discarded roster waits again, and is compared afresh."""
    kept = RosterUpload.objects.filter(pk=upload.pk, state=State.DISCARDED)
    held = kept.exclude(file_sealed=b"", rows_sealed=b"")
    if not held.update(state=State.UPLOADED, report_sealed=b"", fault={}, tries=0):
        raise RuleBroken("roster_gone")
    audit.record(actor, "roster.take_back", f"roster:{upload.pk}", now=now)
    upload.refresh_from_db()
    _ring_for(upload)
