from .learner import Learner
from .memory import Memory, ReviewLog
from .points import StudyPoint
from .session import ExamSlot, LearningSession, StudiedContest

__all__ = ["ExamSlot", "Learner", "LearningSession", "Memory", "ReviewLog", "StudiedContest", "StudyPoint"]
