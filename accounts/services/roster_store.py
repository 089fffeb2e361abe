"""What a roster upload keeps, sealed: its file, its rows, what importing would do, what was left out."""

import json
import zlib
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts.domain.headed_table import Fault
from accounts.domain.problems import RuleBroken
from accounts.domain.roster import Roster, as_rows, read_roster
from accounts.domain.roster_plan import Plan, plan_import
from accounts.domain.roster_review import Review, as_data, from_data, review_of
from accounts.models import RosterUpload, User
from accounts.selectors.roster import roll_for

from .phones import open_bytes, seal_bytes
from .sheets import read_sheets

KEPT = timedelta(days=1)
State = RosterUpload.State
EMPTIED: dict[str, Any] = {"file_sealed": b"", "rows_sealed": b"", "report_sealed": b""}


def roster_in(content: bytes) -> Roster:
    """The roster of a file; refused (400) where it is no table, has no row of headings or no rows."""
    roster = read_roster(read_sheets(content))
    if not roster.rows and not roster.faults:
        raise RuleBroken("roster_empty", status=400)
    return roster


def packed(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return seal_bytes(zlib.compress(text.encode()))


def unpacked(sealed: bytes | memoryview) -> Any:
    return json.loads(zlib.decompress(open_bytes(bytes(sealed))))


def packed_roster(roster: Roster) -> bytes:
    return packed(asdict(roster))


def roster_of(upload: RosterUpload) -> Roster:
    """The rows as they were read; `roster_gone` once they are imported or too old."""
    if not upload.rows_sealed:
        raise RuleBroken("roster_gone")
    data = unpacked(upload.rows_sealed)
    faults = [Fault(**fault) for fault in data["faults"]]
    return Roster(
        rows=list(as_rows(data["rows"])), faults=faults, unread=data["unread"], examples=data["examples"]
    )


def plan_of(actor: User, upload: RosterUpload) -> Plan:
    """What importing would do as things stand now."""
    return plan_for(actor, upload, roster_of(upload))


def plan_for(actor: User, upload: RosterUpload, roster: Roster) -> Plan:
    return plan_import(roster.rows, roll_for(actor, upload.department), roster.faults)


def review_for(actor: User, upload: RosterUpload) -> Review:
    """What an organizer is shown before an import: as it was kept, else as things stand now."""
    if upload.report_sealed:
        return kept_review(upload)
    roster = roster_of(upload)
    return review_of(plan_for(actor, upload, roster), roster)


def kept_review(upload: RosterUpload) -> Review:
    return from_data(unpacked(upload.report_sealed))


def packed_review(review: Review) -> bytes:
    return packed(as_data(review))


def left_out(upload: RosterUpload) -> list[Fault]:
    """The first rows that an import that is done did not carry out; none once a day has passed."""
    return [Fault(**one) for one in unpacked(upload.report_sealed)] if upload.report_sealed else []


def forget_old_uploads(now: datetime) -> int:
    """Empty uploads of more than a day ago: names and numbers are not kept longer.

    One that is being imported is left until that has ended.
    """
    old = RosterUpload.objects.filter(uploaded_at__lt=now - KEPT).exclude(state=State.CONFIRMED)
    holding = old.filter(~Q(file_sealed=b"") | ~Q(rows_sealed=b"") | ~Q(report_sealed=b""))
    if not holding.exists():  # reading alone takes no write lock
        return 0
    holding.filter(state__in=[State.UPLOADED, State.READY]).update(state=State.DISCARDED)
    return holding.update(**EMPTIED)
