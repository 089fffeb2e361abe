"""Board lines, awards, claims, draws, certificates, notices and the ledger of activities."""

from .activity import Activity, ActivityPhoto, ActivityUpload
from .award import Award, AwardRun, Reserve
from .board import BoardLine, BoardState, Edition, OrganisationLine
from .certificate import Certificate, CertificateDesign, Revocation
from .claim import ClaimStep
from .draw import DrawResult, DrawRoll, DrawTicket
from .free_text import FreeText
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
    "ClaimStep",
    "DrawResult",
    "DrawRoll",
    "DrawTicket",
    "Edition",
    "FinalList",
    "FreeText",
    "Objection",
    "ObjectionDecision",
    "OrganisationLine",
    "Reserve",
    "Revocation",
]
