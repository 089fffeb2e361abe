"""What the nightly look through everything found."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from quiz.models import Inspection

# After so long without a look, nobody is looking.
STALE = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Night:
    """The newest look at each contest and at the audit trail. `at` None: there never was one."""

    at: datetime | None
    inspections: list[Inspection]
    is_stale: bool

    @property
    def broken(self) -> list[Inspection]:
        return [one for one in self.inspections if one.broken_count]

    @property
    def contests(self) -> int:
        return sum(one.contest_id is not None for one in self.inspections)


def last_night(now: datetime) -> Night:
    """One statement. Older contests are looked at more rarely: the last month tells of all."""
    since = timezone.localdate(now) - timedelta(days=62)
    rows = Inspection.objects.select_related("contest").filter(day__gte=since).order_by("-day", "-at")
    newest: dict[int | None, Inspection] = {}
    for row in rows:
        newest.setdefault(row.contest_id, row)
    found = sorted(newest.values(), key=lambda row: (not row.broken_count, row.contest_id or 0))
    at = max((row.at for row in found), default=None)
    return Night(at=at, inspections=found, is_stale=at is not None and now - at > STALE)
