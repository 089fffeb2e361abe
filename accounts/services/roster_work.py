"""Working on rosters that wait: reading them, comparing them, carrying them out, turn by turn.

A turn holds its upload by a claim that runs out: who is killed in the middle is followed by the next,
who goes on where the last transaction ended.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.access import may_organize
from accounts.domain.problems import RuleBroken
from accounts.domain.roster_review import MOST_FAULTS, Review, review_of
from accounts.models import RosterUpload
from accounts.selectors import is_administrator

from . import audit
from .phones import open_bytes
from .roster_import import Import, Job, Outcome, TimeIsUp
from .roster_store import (
    EMPTIED,
    State,
    kept_review,
    packed,
    packed_review,
    packed_roster,
    plan_for,
    roster_in,
    roster_of,
)

logger = logging.getLogger("quiz.rosters")
Clock = Callable[[], datetime]
WAITING = (State.UPLOADED, State.CONFIRMED)
# Longer than anything takes between two signs of life: a file is read in a process of at most a minute.
LEASE = timedelta(seconds=150)
# Below Celery's own limits; what is left is another turn's.
TURN = timedelta(seconds=60)
MOST_TRIES = 5


class TakenOver(Exception):
    """Another turn holds the upload now."""


def serve_rosters(*, now: datetime) -> int:
    """One turn for each upload that waits and that nobody holds; how many were served."""
    waiting = _free(RosterUpload.objects.filter(state__in=WAITING), now).order_by("pk")
    return sum(serve_upload(pk) for pk in list(waiting.values_list("pk", flat=True)))


def serve_upload(upload_id: int, *, clock: Clock = timezone.now) -> bool:
    """One turn for one upload; False where there is nothing to do or somebody else does it."""
    upload = _claimed(upload_id, clock())
    if upload is None:
        return False
    try:
        _turn(upload, clock)
    except RuleBroken as error:
        _release(upload, state=State.REFUSED, fault={"code": error.code, "values": error.values}, **EMPTIED)
    except TimeIsUp:
        _release(upload)
    except TakenOver:
        logger.warning("roster %s was taken over by another turn", upload.pk)
    except BaseException:
        _release(upload, tries=upload.tries)
        raise
    return True


def _free(uploads: QuerySet[RosterUpload], now: datetime) -> QuerySet[RosterUpload]:
    return uploads.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lt=now))


def _claimed(upload_id: int, now: datetime) -> RosterUpload | None:
    """The upload, held by this turn; one that has failed too often is refused."""
    waiting = _free(RosterUpload.objects.filter(pk=upload_id, state__in=WAITING), now)
    if waiting.filter(tries__gte=MOST_TRIES).update(state=State.REFUSED, fault={"code": "roster_stuck"}):
        return None
    claim = secrets.token_hex(16)
    if not waiting.update(claim=claim, claimed_until=now + LEASE, tries=F("tries") + 1):
        return None
    held = RosterUpload.objects.select_related("uploaded_by", "department")
    return held.filter(pk=upload_id, claim=claim).first()


def _hold(upload: RosterUpload, **changes: Any) -> None:
    """Write to the upload, if it is still this turn's."""
    if not RosterUpload.objects.filter(pk=upload.pk, claim=upload.claim).update(**changes):
        raise TakenOver


def _release(upload: RosterUpload, **changes: Any) -> None:
    mine = RosterUpload.objects.filter(pk=upload.pk, claim=upload.claim)
    mine.update(**{"claim": "", "claimed_until": None, "tries": 0, **changes})


def _turn(upload: RosterUpload, clock: Clock) -> None:
    if not _may_still(upload):
        raise RuleBroken("department_not_yours")
    if upload.state == State.UPLOADED:
        _prepare(upload)
    else:
        _carry_out(upload, clock)


def _may_still(upload: RosterUpload) -> bool:
    actor, department = upload.uploaded_by, upload.department
    allowed = is_administrator(actor) if department is None else may_organize(actor, department)
    return actor.is_active and allowed


def _prepare(upload: RosterUpload) -> None:
    """Read the file where that is still to do, and compare it with who is there."""
    if upload.file_sealed:
        roster = roster_in(open_bytes(bytes(upload.file_sealed)))
        sealed = packed_roster(roster)
    else:
        roster, sealed = roster_of(upload), bytes(upload.rows_sealed)
    review = review_of(plan_for(upload.uploaded_by, upload, roster), roster)
    _release(
        upload,
        state=State.READY,
        row_count=len(roster.rows),
        file_sealed=b"",
        rows_sealed=sealed,
        report_sealed=packed_review(review),
    )


def _carry_out(upload: RosterUpload, clock: Clock) -> None:
    roster, seen = roster_of(upload), kept_review(upload)
    plan = plan_for(upload.uploaded_by, upload, roster)
    if not upload.has_begun and plan.digest != seen.digest:
        again = packed_review(review_of(plan, roster))
        fault = {"code": "roster_plan_changed"}
        _release(upload, state=State.READY, report_sealed=again, fault=fault, confirmed_at=None)
        return
    end = clock() + TURN
    job = Job(
        upload=upload,
        plan=plan,
        seen=seen,
        keep=lambda outcome: _keep(upload, outcome, clock()),
        is_time_up=lambda: clock() > end,
        now=clock(),
    )
    _finish(upload, seen, Import(job).run(), clock())


def _keep(upload: RosterUpload, outcome: Outcome, now: datetime) -> None:
    """A sign of life, with what is done so far: a turn that gets on has not failed."""
    counts = {**outcome.kept(), "total": upload.counts.get("total", 0)}
    _hold(upload, counts=counts, claimed_until=now + LEASE, tries=1)


@transaction.atomic
def _finish(upload: RosterUpload, seen: Review, outcome: Outcome, now: datetime) -> None:
    faults = sorted([*seen.first_faults, *outcome.faults], key=lambda fault: fault.row)
    counts = {**outcome.counts(), "same": seen.same, "faults": seen.faults + len(outcome.faults)}
    report = packed([asdict(fault) for fault in faults[:MOST_FAULTS]])
    kept = {**EMPTIED, "report_sealed": report, "counts": counts}
    done = {"state": State.DONE, "imported_at": now, "claim": "", "claimed_until": None, "tries": 0}
    _hold(upload, **kept, **done)
    audit.record(upload.uploaded_by, "roster.import", f"roster:{upload.pk}", now=now, details=counts)
