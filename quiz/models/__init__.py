"""Bank, rule sheets, contests, attempts, scores."""

from .attempt import Answer, Attempt, AttemptScore, Slot
from .bank import Question, QuestionReview, QuestionRevision, QuestionType, Topic
from .contest import Contest, Entry, JoinTally, RulesVersion

__all__ = [
    "Answer",
    "Attempt",
    "AttemptScore",
    "Contest",
    "Entry",
    "JoinTally",
    "Question",
    "QuestionReview",
    "QuestionRevision",
    "QuestionType",
    "RulesVersion",
    "Slot",
    "Topic",
]
