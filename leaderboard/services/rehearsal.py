"""What this floor adds to a rehearsal: who would win, who is on the board, and how to forget it."""

from typing import Any

from leaderboard.domain.outcome import outcome
from leaderboard.models import AwardRun, BoardLine, BoardState, Edition, OrganisationLine
from leaderboard.selectors.facts import inputs_of
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from .picture import forget_picture


def winners(contest_id: int) -> list[dict[str, Any]]:
    """The awards as they would be drafted: tier, board ("" for people), place, points in hundredths
    (for a department its score in millionths), and the id of the person or department."""
    contest = Contest.objects.select_related("rules").get(pk=contest_id)
    found = outcome(sheet_of(contest.rules), inputs_of(contest))
    return [
        {"tier": one.tier, "board": one.board, "place": one.place, "points": one.points, "id": one.id}
        for one in found.winners
    ]


def on_the_board(contest_id: int) -> int:
    """How many people have a line on the live board."""
    return BoardLine.objects.filter(contest=contest_id, edition=Edition.LIVE).count()


def sequence(contest_id: int) -> int:
    """Grows whenever the board is recomputed."""
    return BoardState.objects.filter(pk=contest_id).values_list("sequence", flat=True).first() or 0


def forget(contest_id: int) -> None:
    """Remove a contest's boards and drafts; their picture too where Redis answers, else it expires."""
    for rows in (AwardRun, BoardLine, OrganisationLine, BoardState):
        rows.objects.filter(contest=contest_id).delete()
    forget_picture(contest_id)
