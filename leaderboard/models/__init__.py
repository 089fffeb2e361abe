"""Board lines and awards."""

from .award import Award, AwardRun
from .board import BoardLine, OrganisationLine

__all__ = ["Award", "AwardRun", "BoardLine", "OrganisationLine"]
