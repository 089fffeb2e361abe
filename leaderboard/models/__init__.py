"""Board lines, awards, draws, certificates, notices and the ledger of activities."""

from .activity import Activity, ActivityPhoto, ActivityUpload
from .award import Award, AwardRun
from .board import BoardLine, BoardState, Edition, OrganisationLine
from .certificate import Certificate, CertificateDesign, Revocation
from .draw import DrawResult, DrawRoll, DrawTicket
from .notice import FinalList, Objection, ObjectionDecision

__all__ = [
    "Activity",
    "ActivityPhoto",
    "ActivityUpload",
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
