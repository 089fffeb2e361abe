"""Where a prize stands, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from leaderboard.domain.claims import Claim, ClaimState

# state: (word, kind of chip)
CLAIM_STATES: dict[str, tuple[Any, str]] = {
    "waiting": (_("待领取"), "act"),
    "claimed": (_("已领取"), "right"),
    "waived": (_("已放弃"), "line"),
    "lapsed": (_("逾期未领"), "warn"),
}
NOTHING_TO_CLAIM = (_("不用领取"), "line")


def claim_look(claim: Claim) -> tuple[Any, str]:
    """The word and the kind of chip; of a prize that waits without a term that it need not be claimed."""
    if claim.state == ClaimState.WAITING and claim.ends_at is None:
        return NOTHING_TO_CLAIM
    return CLAIM_STATES[claim.state]


def claim_word(claim: Claim) -> Any:
    return claim_look(claim)[0]
