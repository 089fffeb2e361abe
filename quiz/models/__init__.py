"""Bank, rule sheets, contests, attempts, scores."""

from .attempt import Answer, Attempt, AttemptScore, Slot
from .audio import QuestionAudio
from .bank import Question, QuestionReview, QuestionRevision, QuestionType, Topic
from .contest import Contest, Entry, JoinTally, RulesVersion
from .draw_seed import DrawSeed
from .gain import GainPair
from .imports import ImportBatch, ImportItem
from .inspection import Inspection
from .outage import Outage
from .receipt import Receipt, SigningKey
from .ruling import Ruling
from .statistics import ContestStatistic, ItemStatistic, QuestionFlag

__all__ = [
    "Answer",
    "Attempt",
    "AttemptScore",
    "Contest",
    "ContestStatistic",
    "DrawSeed",
    "Entry",
    "GainPair",
    "ImportBatch",
    "ImportItem",
    "Inspection",
    "ItemStatistic",
    "JoinTally",
    "Outage",
    "Question",
    "QuestionAudio",
    "QuestionFlag",
    "QuestionReview",
    "QuestionRevision",
    "QuestionType",
    "Receipt",
    "RulesVersion",
    "Ruling",
    "SigningKey",
    "Slot",
    "Topic",
]
