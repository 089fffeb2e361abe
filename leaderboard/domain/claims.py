"""Claims: where a published prize stands between its winner and those in line for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from accounts.domain.problems import RuleBroken

from .notice import window_end

MOST_REASON = 200


class ClaimState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    TAKEN = "taken"
    WAIVED = "waived"
    LAPSED = "lapsed"


GIVEN_UP = frozenset({ClaimState.WAIVED, ClaimState.LAPSED})
_REFUSALS = {
    ClaimState.CLAIMED: "claim_is_made",
    ClaimState.TAKEN: "claim_is_taken",
    ClaimState.WAIVED: "claim_given_up",
    ClaimState.LAPSED: "claim_over",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """`ends_at`: the midnight after the last day to claim; None where the prize needs no claiming."""

    state: ClaimState
    ends_at: datetime | None

    @property
    def last_day(self) -> date | None:
        """The last day on which it may be claimed, as the contest's calendar has it."""
        return None if self.ends_at is None else self.ends_at.date() - timedelta(days=1)

    @property
    def code(self) -> str:
        """By which the state is said; of a prize that waits without a term that nothing is to be claimed."""
        is_free = self.state == ClaimState.WAITING and self.ends_at is None
        return f"claim_state_{'nothing' if is_free else self.state.value}"

    @property
    def is_given_up(self) -> bool:
        return self.state in GIVEN_UP

    @property
    def may_be_taken(self) -> bool:
        """Whether an organizer may hand it over: also late, as long as nobody has moved up."""
        return self.state in (ClaimState.WAITING, ClaimState.LAPSED, ClaimState.CLAIMED)

    @property
    def is_pending(self) -> bool:
        """Whether the last word about the prize is still to come."""
        return self.is_given_up or (self.state == ClaimState.WAITING and self.ends_at is not None)


def claim_of(
    steps: Iterable[tuple[str, datetime]],
    *,
    since: datetime,
    days: int | None,
    zone: ZoneInfo,
    now: datetime,
) -> Claim:
    """From a prize's steps (kind, instant) in order, won at `since`, to be claimed within so many `days`."""
    state = ClaimState.WAITING
    for kind, at in steps:
        if kind in ("claimed", "taken", "waived"):
            state = ClaimState(kind)
        elif kind == "reopened":
            state, since = ClaimState.WAITING, at
    ends_at = None if days is None else window_end(since, days, zone)
    if state == ClaimState.WAITING and ends_at is not None and now >= ends_at:
        state = ClaimState.LAPSED
    return Claim(state=state, ends_at=ends_at)


def require_waiting(claim: Claim) -> None:
    """May its winner claim the prize, or give it up? RuleBroken says why not."""
    if claim.state != ClaimState.WAITING:
        raise RuleBroken(_REFUSALS[claim.state])


def require_allowed(claim: Claim, kind: str) -> None:
    """May an organizer note this step? Late claims may be noted as long as nobody has moved up."""
    if kind == "reopened":
        if claim.state == ClaimState.WAITING:
            raise RuleBroken("claim_is_open")
    elif not claim.may_be_taken or (kind == "waived" and claim.state == ClaimState.CLAIMED):
        raise RuleBroken(_REFUSALS[claim.state])


def reason_words(given: str, *, is_needed: bool) -> str:
    """Raises RuleBroken("claim_without_reason" | "claim_reason_too_long")."""
    text = " ".join(given.split())
    if is_needed and not text:
        raise RuleBroken("claim_without_reason")
    if len(text) > MOST_REASON:
        raise RuleBroken("claim_reason_too_long", most=MOST_REASON)
    return text
