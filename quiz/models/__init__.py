"""Bank, rule sheets, contests, attempts, scores."""

from .attempt import Answer, Attempt, AttemptScore, Slot
from .bank import Question, QuestionReview, QuestionRevision, QuestionType, Topic
from .contest import Contest, Entry, JoinTally, RulesVersion
from .statistics import ContestStatistic, ItemStatistic, QuestionFlag
from .imports import ImportBatch, ImportItem

__all__ = [
    "Answer",
    "Attempt",
    "AttemptScore",
    "Contest",
    "ContestStatistic",
    "Entry",
    "ItemStatistic",
    "ImportBatch",
    "ImportItem",
    "JoinTally",
    "Question",
    "QuestionFlag",
    "QuestionReview",
    "QuestionRevision",
    "QuestionType",
    "RulesVersion",
    "Slot",
    "Topic",
]
