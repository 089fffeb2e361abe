"""Board lines, awards, draws, certificates and notices."""

from .award import Award, AwardRun
from .board import BoardLine, BoardState, Edition, OrganisationLine
from .certificate import Certificate, CertificateDesign, Revocation
from .draw import DrawResult, DrawRoll, DrawTicket
from .notice import FinalList, Objection, ObjectionDecision

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
    "FinalList",
    "Objection",
    "ObjectionDecision",
    "OrganisationLine",
    "Revocation",
]
