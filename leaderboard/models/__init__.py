"""Board lines, awards and certificates."""

from .award import Award, AwardRun
from .board import BoardLine, BoardState, Edition, OrganisationLine
from .certificate import Certificate, CertificateDesign, Revocation

__all__ = [
    "Award",
    "AwardRun",
    "BoardLine",
    "BoardState",
    "Certificate",
    "CertificateDesign",
    "Edition",
    "OrganisationLine",
    "Revocation",
]
