"""The file of a draw as everybody may have it."""

from typing import Any

from leaderboard.domain.lottery_file import draw_file
from leaderboard.models import DrawRoll

from .drawings import draw_list, ending_of, result_of


def published_file(roll: DrawRoll) -> dict[str, Any]:
    """The JSON document of docs/lottery.md; seed and results only once it is drawn. Three statements."""
    result = result_of(roll)
    about = {
        "title": roll.contest.title,
        "frozen_at": roll.created_at.isoformat(),
        "reason": roll.reason,
        "source": result.source if result else "",
        "drawn_at": result.drawn_at.isoformat() if result else "",
    }
    return draw_file(draw_list(roll), ending_of(roll), about)
