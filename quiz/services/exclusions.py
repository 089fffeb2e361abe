"""Taking people out of the ranking, and back in: one by hand with a reason, or whom the rules name."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.events import attempt_scored, places_change
from quiz.models import Attempt, Contest, Entry
from quiz.selectors.exclusions import rule_exclusions
from quiz.selectors.rules import sheet_in_force

_BATCH = 2000


@transaction.atomic
def exclude_entry(actor: User, entry: Entry, reason: str, *, now: datetime) -> Entry:
    """Rank a person no more; papers and scores stay as they are. A second reason replaces the first.

    Raises RuleBroken("reason_needed", 400), or "excluded_by_rules" where the rules exclude the person
    anyway; refused too once the awards are confirmed.
    """
    reason = " ".join(reason.replace("\0", "").split())
    if not reason:
        raise RuleBroken("reason_needed", status=400, fields={"reason": ["reason_needed"]})
    return _set_reason(actor, entry, reason, "entry_excluded", now)


@transaction.atomic
def include_entry(actor: User, entry: Entry, *, now: datetime) -> Entry:
    """Undo an exclusion. Raises RuleBroken("excluded_by_rules") where the rules exclude the person;
    refused too once the awards are confirmed."""
    return _set_reason(actor, entry, "", "entry_included", now)


def _set_reason(actor: User, entry: Entry, reason: str, action: str, now: datetime) -> Entry:
    contest = locked_contest(entry.contest_id)
    places_change.send(None, contest_id=contest.pk)
    entry = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=entry.pk)
    out = rule_exclusions(contest, sheet_in_force(contest))
    if out.reason_for(entry.user_id, entry.user.username, entry.department_id):
        raise RuleBroken("excluded_by_rules")
    before = entry.excluded_reason
    if before == reason and not entry.excluded_by_rules:
        return entry
    entry.excluded_reason, entry.excluded_by_rules = reason, False
    entry.save(update_fields=["excluded_reason", "excluded_by_rules"])
    details = {"user": entry.user_id, "reason": reason or before}
    record(actor, action, f"contest:{contest.pk}", now=now, details=details)
    _wake_the_board(contest, [entry.pk])
    return entry


def locked_contest(contest_id: int) -> Contest:
    """The contest with the rules in force, its row locked: rules and list change one at a time.

    Locked first and read then: PostgreSQL, having waited for a row, does not join it anew.
    """
    Contest.objects.select_for_update(no_key=True).get(pk=contest_id)
    return Contest.objects.select_related("rules", "department").get(pk=contest_id)


def apply_exclusions(contest: Contest, *, lift: bool) -> tuple[int, int]:
    """Bring the list in line with the rules in force; returns how many left the ranking and came back.

    Without `lift` nobody comes back. What an organizer has decided about a person stays. The caller
    holds the contest's lock.
    """
    out = rule_exclusions(contest, sheet_in_force(contest))
    gone: list[Entry] = []
    back: list[Entry] = []
    entries = Entry.objects.filter(contest=contest).exclude(excluded_by_rules=False, excluded_reason__gt="")
    for entry in entries.select_related("user").order_by("pk").iterator(chunk_size=_BATCH):
        reason = out.reason_for(entry.user_id, entry.user.username, entry.department_id)
        if reason == entry.excluded_reason or not (reason or lift):
            continue
        (gone if reason else back).append(entry)
        entry.excluded_reason, entry.excluded_by_rules = reason, bool(reason)
    Entry.objects.bulk_update([*gone, *back], ["excluded_reason", "excluded_by_rules"], batch_size=_BATCH)
    _wake_the_board(contest, [entry.pk for entry in (*gone, *back)])
    return len(gone), len(back)


def _wake_the_board(contest: Contest, entries: Iterable[int]) -> None:
    """The lines of these people are recomputed from the same scores."""
    scored = Attempt.objects.filter(contest=contest, entry__in=list(entries), scored_at__isnull=False)
    ids = list(scored.values_list("pk", flat=True))
    if ids:
        transaction.on_commit(lambda: attempt_scored.send(None, contest_id=contest.pk, attempt_ids=ids))
