"""Board lines and awards."""

from .award import Award, AwardRun
from .board import BoardLine, BoardState, Edition, OrganisationLine

__all__ = ["Award", "AwardRun", "BoardLine", "BoardState", "Edition", "OrganisationLine"]
