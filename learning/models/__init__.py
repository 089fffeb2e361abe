from .learner import Learner
from .memory import Memory, ReviewLog
from .session import LearningSession, StudiedContest

__all__ = ["Learner", "LearningSession", "Memory", "ReviewLog", "StudiedContest"]
