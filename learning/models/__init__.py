from .learner import Learner
from .memory import Memory, ReviewLog
from .session import ExamSlot, LearningSession, StudiedContest

__all__ = ["ExamSlot", "Learner", "LearningSession", "Memory", "ReviewLog", "StudiedContest"]
