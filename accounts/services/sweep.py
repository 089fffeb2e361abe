"""What the accounts floor mends or forgets by itself."""

from datetime import datetime

from .roster import forget_old_uploads


def sweep(*, now: datetime) -> dict[str, int]:
    return {"rosters forgotten": forget_old_uploads(now)}
