"""A person's place and prize, for pages of lower floors, and the rows of a board that everybody opens."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.messages import sentence
from accounts.models import User
from leaderboard.domain.claims import Claim
from leaderboard.selectors import own_prizes
from leaderboard.selectors.awards import awards_are_confirmed
from leaderboard.selectors.boards import people_board
from leaderboard.selectors.claims import ClaimRow
from leaderboard.selectors.pages import BoardRow
from quiz.models import Contest

register = template.Library()


@register.simple_tag(takes_context=True)
def my_line(context: template.Context, contest: Contest, user: User) -> BoardRow | None:
    """The person's own row of a contest's board, None where the board is hidden or has none."""
    return people_board(contest, user, limit=1, now=context.get("now")).me


@register.simple_tag
def awards_final(contest: Contest) -> bool:
    """Whether the awards are confirmed, so that neither rules nor exclusions change any more."""
    return contest.state == Contest.State.CLOSED and awards_are_confirmed(contest.pk)


@register.simple_tag(takes_context=True)
def prize_to_claim(context: template.Context, user: User) -> ClaimRow | None:
    """The person's prize that waits to be claimed, the most urgent one; None mostly."""
    return own_prizes.prize_to_claim(user, now=context["now"])


@register.inclusion_tag("components/chip.html")
def claim_chip(claim: Claim) -> dict[str, Any]:
    """Where a prize stands; nothing is said of one that waits without a term."""
    kinds = {
        "waiting": "act" if claim.ends_at else "line",
        "claimed": "act",
        "taken": "right",
        "waived": "line",
    }
    return {"text": sentence(claim.code, {}), "kind": kinds.get(claim.state, "warn")}


@register.simple_tag
def board_rows(rows: Iterable[BoardRow]) -> SafeString:
    """The rows as HTML; what a row says is rendered once, however many people look."""
    language = get_language()
    return mark_safe("".join(_row(row, language) for row in rows))  # noqa: S308 - rendered templates


@lru_cache(maxsize=8192)
def _row(row: BoardRow, _language: str | None) -> str:
    return render_to_string("leaderboard/_row.html", {"row": row})
