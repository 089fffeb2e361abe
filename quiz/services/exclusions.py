"""Taking a person out of the ranking with a reason, and back in."""

from datetime import datetime

from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.events import attempt_scored
from quiz.models import Attempt, Entry
from quiz.selectors.rules import sheet_in_force

from .entries import exclusion_by_rules


@transaction.atomic
def exclude_entry(actor: User, entry: Entry, reason: str, *, now: datetime) -> Entry:
    """Rank a person no more; papers and scores stay as they are. A second reason replaces the first.

    Raises RuleBroken("reason_needed", 400), or "excluded_by_rules" where the rules exclude the person anyway.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise RuleBroken("reason_needed", status=400, fields={"reason": ["reason_needed"]})
    return _set_reason(actor, entry, reason, "entry_excluded", now)


@transaction.atomic
def include_entry(actor: User, entry: Entry, *, now: datetime) -> Entry:
    """Undo an exclusion. Raises RuleBroken("excluded_by_rules") where the rules exclude the person."""
    return _set_reason(actor, entry, "", "entry_included", now)


def _set_reason(actor: User, entry: Entry, reason: str, action: str, now: datetime) -> Entry:
    found = Entry.objects.select_for_update(of=("self",), no_key=True)
    entry = found.select_related("contest__rules", "contest__department", "user").get(pk=entry.pk)
    sheet = sheet_in_force(entry.contest)
    if exclusion_by_rules(entry.contest, sheet, entry.user, entry.department_id):
        raise RuleBroken("excluded_by_rules")
    before = entry.excluded_reason
    if before == reason:
        return entry
    entry.excluded_reason = reason
    entry.save(update_fields=["excluded_reason"])
    details = {"user": entry.user_id, "reason": reason or before}
    record(actor, action, f"contest:{entry.contest_id}", now=now, details=details)
    _wake_the_board(entry)
    return entry


def _wake_the_board(entry: Entry) -> None:
    """The person's line is recomputed from the same scores."""
    scored = Attempt.objects.filter(entry=entry, scored_at__isnull=False)
    ids = list(scored.values_list("pk", flat=True))
    if ids:
        transaction.on_commit(lambda: attempt_scored.send(None, contest_id=entry.contest_id, attempt_ids=ids))
