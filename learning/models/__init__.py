from .learner import Learner
from .memory import Memory, ReviewLog
from .parameters import FittedParameters
from .points import StudyPoint
from .session import ExamSlot, LearningSession, StudiedContest, asks_mixed

__all__ = [
    "ExamSlot",
    "FittedParameters",
    "Learner",
    "LearningSession",
    "Memory",
    "ReviewLog",
    "StudiedContest",
    "StudyPoint",
    "asks_mixed",
]
