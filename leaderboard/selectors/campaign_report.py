"""What an office's annual summary is written from."""

from datetime import date

from django.db.models import Count, Q

from accounts.models import Department
from accounts.selectors import people_in, subtree
from leaderboard.domain.campaign_report import CampaignFacts, Fact
from leaderboard.models import Activity


def campaign_facts(office: Department, *, year: int, today: date) -> CampaignFacts:
    """The rows in force of an office and everything below it; three statements."""
    below = subtree([office]).filter(is_active=True)
    return CampaignFacts(
        office=office.name,
        year=year,
        today=today,
        units=below.exclude(pk=office.pk).count(),
        people=people_in(below).count(),
        facts=tuple(_fact(row) for row in _rows(office, year)),
    )


def _rows(office: Department, year: int) -> list[Activity]:
    rows = Activity.objects.filter(
        department__path__startswith=office.path, begins_on__year=year, withdrawn_at__isnull=True
    )
    photos = Count("photos", filter=Q(photos__withdrawn_at__isnull=True))
    return list(rows.select_related("department").annotate(photo_count=photos).order_by("begins_on", "pk"))


def _fact(row: Activity) -> Fact:
    return Fact(
        id=row.pk,
        kind=row.kind,
        title=row.title,
        begins_on=row.begins_on,
        ends_on=row.ends_on,
        department=row.department.name,
        place=row.place,
        audience=row.audience,
        visits=row.visits,
        copies=row.copies,
        photos=row.photo_count,  # type: ignore[attr-defined]
    )
