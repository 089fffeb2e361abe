"""Asking for a picture that somebody has looked for in vain."""

from accounts.doorbell import ring
from leaderboard.tasks import draw_missing_task


def ask_for_picture(contest_id: int) -> None:
    """Wake a worker; until it has drawn the board, the rows serve. Asking often costs little."""
    ring(draw_missing_task, contest_id)
