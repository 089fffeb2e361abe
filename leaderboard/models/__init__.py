"""Board lines, awards and draws."""

from .award import Award, AwardRun
from .board import BoardLine, BoardState, Edition, OrganisationLine
from .draw import DrawResult, DrawRoll, DrawTicket

__all__ = [
    "Award",
    "AwardRun",
    "BoardLine",
    "BoardState",
    "DrawResult",
    "DrawRoll",
    "DrawTicket",
    "Edition",
    "OrganisationLine",
]
