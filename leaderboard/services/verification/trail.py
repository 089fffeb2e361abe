from collections.abc import Iterator
from datetime import datetime

from accounts.services.audit import first_broken_link
from quiz.models import Contest

from .finding import Broken


def trail_is_whole(contest: Contest, now: datetime) -> Iterator[Broken]:
    """The audit chain verifies from its first entry on."""
    number = first_broken_link()
    if number is not None:
        yield Broken(
            invariant="audit", row=f"audit:{number}", detail="does not follow from the entry before it"
        )
