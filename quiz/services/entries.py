"""Who is on a contest's list: the roster at publication, newcomers and those who register."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.http import Http404

from accounts.domain.problems import RuleBroken
from accounts.models import Department, User
from accounts.services.audit import record
from quiz.domain.outages import Span, lost
from quiz.domain.rulesheet import Groups, RuleSheet
from quiz.domain.timing import accepts, attempt_deadline, closed_at_change, item_ms
from quiz.models import Attempt, Contest, Entry
from quiz.selectors.exclusions import RuleExclusions, rule_exclusions
from quiz.selectors.outages import spans_of
from quiz.selectors.rules import sheet_of
from quiz.selectors.scope import is_in_scope, people_in_scope
from quiz.selectors.sittings import progress_of, turns_of

from .exclusions import locked_contest

_BATCH = 2000


def enrol_roster(contest: Contest, *, now: datetime) -> int:
    """Put everybody whom a roster contest is for on its list; who is on it already stays as is."""
    sheet = sheet_of(contest.rules)
    if sheet.who.admission != "roster":
        return 0
    out = rule_exclusions(contest, sheet)
    people = people_in_scope(contest, sheet).exclude(entries__contest=contest)
    entries = [
        _entry(contest, sheet, person, person.department_id, "", out, now) for person in people.iterator()
    ]
    Entry.objects.bulk_create(entries, batch_size=_BATCH, ignore_conflicts=True)
    return len(entries)


def enter(
    user: User, contest_id: int, *, now: datetime, group: str = "", department: Department | None = None
) -> Entry:
    """A person's entry, made where the contest is for them; Http404 where it is not.

    `group` and `department` are what somebody who registers says; what the roster says of a person
    comes first. Raises RuleBroken("group_needed", 400) where the rules want a group of the person's choice.
    """
    contest = Contest.objects.select_related("rules", "department").filter(pk=contest_id).first()
    if contest is None or contest.state == Contest.State.DRAFT or contest.is_rehearsal:
        raise Http404
    sheet = sheet_of(contest.rules)
    if not is_in_scope(user, contest, sheet):
        raise Http404
    groups = sheet.who.groups
    if groups.by == "chosen" and group not in groups.names:
        raise RuleBroken("group_needed", status=400, fields={"group": ["group_needed"]})
    home = user.department_id or (department.pk if department else None)
    entry = _entry(contest, sheet, user, home, group, rule_exclusions(contest, sheet), now)
    columns = ("department_id", "group", "excluded_reason", "excluded_by_rules", "created_at")
    defaults = {name: getattr(entry, name) for name in columns}
    entry, _made = Entry.objects.get_or_create(contest=contest, user=user, defaults=defaults)
    entry.contest = contest
    return entry


@transaction.atomic
def grant_extra_time(actor: User, entry: Entry, percent: int, reason: str, *, now: datetime) -> Entry:
    """Give a person more time (150, 200 or 0 for no limit; 100 takes it back), also in an open attempt.

    Raises RuleBroken where the rules do not allow this share or no reason is given.
    """
    entry.contest = contest = locked_contest(entry.contest_id)
    sheet = sheet_of(contest.rules)
    if percent != 100 and percent not in sheet.time.extra_percent:
        raise RuleBroken("extra_time_not_allowed", status=400, fields={"percent": ["extra_time_not_allowed"]})
    if not reason.strip():
        raise RuleBroken("reason_needed", status=400, fields={"reason": ["reason_needed"]})
    before = entry.time_percent
    entry.time_percent, entry.time_reason = percent, reason.strip()
    entry.save(update_fields=["time_percent", "time_reason"])
    _extend_open_attempt(entry, sheet, now)
    record(
        actor,
        "extra_time",
        f"contest:{contest.pk}",
        now=now,
        details={"user": entry.user_id, "from": before, "to": percent, "reason": entry.time_reason},
    )
    return entry


def _extend_open_attempt(entry: Entry, sheet: RuleSheet, now: datetime) -> None:
    """The new share of time for the paper that the person is answering. What is closed stays closed."""
    attempt = (
        Attempt.objects.select_for_update(no_key=True).filter(entry=entry, state=Attempt.State.OPEN).first()
    )
    if attempt is None:
        return
    if attempt.item_ms is not None:
        _change_item_limit(attempt, item_ms(sheet, entry.time_percent) or 0, now)
    attempt.time_percent = entry.time_percent
    # Time that is taken back ends a paper now at the earliest: answers until now were in time.
    due = _due(attempt, sheet, entry, spans_of(entry.contest_id))
    attempt.deadline = max(due, min(now, attempt.deadline))
    attempt.save(update_fields=["time_percent", "item_ms", "closed_items", "closed_items_at", "deadline"])


def prolong_open_attempts(contest: Contest, *, now: datetime) -> None:
    """A contest that ends later: whoever is answering and would have been cut short has the time too."""
    sheet = sheet_of(contest.rules)
    answering = Attempt.objects.filter(contest=contest, state=Attempt.State.OPEN)
    locked = answering.select_for_update(of=("self",), no_key=True).order_by("pk")
    spans = spans_of(contest.pk)
    for attempt in locked.select_related("entry__contest"):
        due = _due(attempt, sheet, attempt.entry, spans)
        if due > attempt.deadline and accepts(attempt.deadline, attempt.grace_ms, now):
            attempt.deadline = due
            attempt.save(update_fields=["deadline"])


def _due(attempt: Attempt, sheet: RuleSheet, entry: Entry, outages: Sequence[Span]) -> datetime:
    """The end by the rules, and what outages took of the time until then."""
    is_practice = attempt.kind == Attempt.Kind.PRACTICE
    due = attempt_deadline(
        sheet,
        attempt.started_at,
        entry.time_percent,
        is_practice=is_practice,
        group=entry.group,
        closing_at=entry.contest.closing_at,
    )
    for since, until in sorted(outages):
        due += lost([(since, until)], attempt.started_at, due)
    return due


def _change_item_limit(attempt: Attempt, new_ms: int, now: datetime) -> None:
    size, last = progress_of(attempt)
    closed = closed_at_change(turns_of(attempt, size), last, item_ms=new_ms, now=now)
    attempt.item_ms, (attempt.closed_items, attempt.closed_items_at) = new_ms, closed


def _entry(
    contest: Contest,
    sheet: RuleSheet,
    user: User,
    department_id: int | None,
    group: str,
    out: RuleExclusions,
    now: datetime,
) -> Entry:
    reason = out.reason_for(user.pk, user.username, department_id)
    return Entry(
        contest=contest,
        user=user,
        department_id=department_id,
        group=group_of(user, sheet.who.groups, group),
        excluded_reason=reason,
        excluded_by_rules=bool(reason),
        created_at=now,
    )


def group_of(user: User, groups: Groups, chosen: str = "") -> str:
    """The group a person is ranked in: the value of their field, or the one they chose."""
    chosen = chosen if chosen in groups.all_names else ""
    if groups.by == "none":
        return ""
    return chosen if groups.by == "chosen" else getattr(user, groups.by) or chosen
