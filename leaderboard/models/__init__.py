"""Board lines, awards, draws and certificates."""

from .award import Award, AwardRun
from .board import BoardLine, BoardState, Edition, OrganisationLine
from .certificate import Certificate, CertificateDesign, Revocation
from .draw import DrawResult, DrawRoll, DrawTicket

__all__ = [
    "Award",
    "AwardRun",
    "BoardLine",
    "BoardState",
    "Certificate",
    "CertificateDesign",
    "DrawResult",
    "DrawRoll",
    "DrawTicket",
    "Edition",
    "OrganisationLine",
    "Revocation",
]
