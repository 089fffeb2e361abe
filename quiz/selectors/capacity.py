"""Whether the database of this site can carry a contest."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from accounts.domain.problems import Problem
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest, Entry

from .rules import sheet_of
from .scope import people_in_scope

# SQLite has one writer at a time: beyond this, people wait for each other at a common start and end.
MOST_ON_SQLITE = 200


def crowd_warning(contest: Contest, sheet: RuleSheet, people: int | None = None) -> Problem | None:
    """A warning where more people are on the list of a timed contest than SQLite serves well.

    `people`: how many are on the list, where that is known.
    """
    if not settings.EMBEDDED or not _is_timed(sheet):
        return None
    count = _people(contest, sheet) if people is None else people
    if count <= MOST_ON_SQLITE:
        return None
    values = {"people": count, "most": MOST_ON_SQLITE}
    return Problem(code="too_many_for_sqlite", path="who.departments", values=values, is_warning=True)


def crowded_contests(now: datetime) -> Iterator[tuple[Contest, int]]:
    """Published contests that are not over and have too many people for SQLite, with how many."""
    running = Contest.objects.filter(state=Contest.State.PUBLISHED, closes_at__gt=now, is_rehearsal=False)
    for contest in running.select_related("rules").annotate(people=Count("entries")).order_by("pk"):
        if crowd_warning(contest, sheet_of(contest.rules), contest.people):
            yield contest, contest.people


def _is_timed(sheet: RuleSheet) -> bool:
    return bool(sheet.time.paper_seconds or sheet.time.item_seconds)


def _people(contest: Contest, sheet: RuleSheet) -> int:
    """Who is on the list, or will be at publication."""
    if contest.state == Contest.State.DRAFT and sheet.who.admission == "roster":
        return people_in_scope(contest, sheet).count()
    return Entry.objects.filter(contest=contest).count()
