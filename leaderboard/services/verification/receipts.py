from collections.abc import Iterable, Iterator
from datetime import datetime

from accounts.models import User
from quiz.models import Contest
from quiz.selectors.receipts import Fault, broken_receipts

from .finding import Broken

_DETAILS = {
    Fault.SIGNATURE: "its receipt was not signed by this site",
    Fault.NO_ATTEMPT: "its receipt is of no paper",
    Fault.TIME: "was handed in at another time than its receipt says",
    Fault.ANSWERS: "the answers are not those that were handed in",
    Fault.RECEIPT: "its receipt is another than the one that was given out",
    Fault.TRAIL: "the audit trail does not have the entry that its receipt names",
    Fault.NO_RECEIPT: "has no receipt",
}


def receipts_hold(contest: Contest, now: datetime) -> Iterator[Broken]:
    """The answers are those that the server signed when they were handed in."""
    yield from _broken(broken_receipts(contest))


def receipts_of_person_hold(contest: Contest, person: User) -> Iterator[Broken]:
    """The same for one person's papers."""
    yield from _broken(broken_receipts(contest, person))


def _broken(found: Iterable[tuple[int, Fault]]) -> Iterator[Broken]:
    for attempt_id, fault in found:
        yield Broken(invariant="receipt", row=f"attempt:{attempt_id}", detail=_DETAILS[fault])
