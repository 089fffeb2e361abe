"""What the accounts floor mends or forgets by itself."""

from datetime import datetime

from django.contrib.sessions.models import Session

from .roster_store import forget_old_uploads

# Of sessions that ran out so many at once: a write holds up nobody for long.
_A_ROUND = 1_000


def sweep(*, now: datetime) -> dict[str, int]:
    return {"rosters forgotten": forget_old_uploads(now)}


def forget_sessions(*, now: datetime) -> int:
    """Delete sessions that have run out, a thousand at most; how many. A round without any only reads."""
    over = Session.objects.filter(expire_date__lt=now).order_by("expire_date")
    keys = list(over.values_list("pk", flat=True)[:_A_ROUND])
    return Session.objects.filter(pk__in=keys).delete()[0] if keys else 0
