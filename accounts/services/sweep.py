"""What the accounts floor mends or forgets by itself."""

from datetime import datetime

from .roster_store import forget_old_uploads


def sweep(*, now: datetime) -> dict[str, int]:
    return {"rosters forgotten": forget_old_uploads(now)}
