"""What the home page tells a learner."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from learning.access import own_learner
from learning.models import LearningSession
from learning.selectors.contests import contest_news
from learning.selectors.exams import open_trial
from learning.selectors.preparation import Prepared, preparations
from learning.selectors.sets import open_session, todays_session
from learning.web.device import device_of


def news(request: HttpRequest) -> dict[str, Any]:
    """Asked only where a page says it."""
    return {
        "contest_news": SimpleLazyObject(lambda: _news(request)),
        "doing": SimpleLazyObject(lambda: _doing(request)),
        "preparations": SimpleLazyObject(lambda: _preparations(request)),
    }


def _doing(request: HttpRequest) -> dict[str, LearningSession | None]:
    """The set that waits for this learner, else the exam, and today's."""
    learner = own_learner(request.user, device_of(request))
    if learner is None:
        return {"waiting": None, "exam": None, "todays": None}
    waiting = open_session(learner)
    return {
        "waiting": waiting,
        "exam": None if waiting else open_trial(learner, LearningSession.Mode.EXAM),
        "todays": todays_session(learner, request.now),  # type: ignore[attr-defined]
    }


def _news(request: HttpRequest) -> list[LearningSession]:
    user = request.user
    return list(contest_news(user.pk, request.now)) if user.is_authenticated else []  # type: ignore[attr-defined]


def _preparations(request: HttpRequest) -> list[Prepared]:
    """Plans for the nearest contests to come, of whoever is logged in."""
    user = request.user
    if not isinstance(user, User):
        return []
    learner = own_learner(user, device_of(request))
    is_elder = request.display.is_elder  # type: ignore[attr-defined]
    return preparations(user, learner, request.now, is_elder=is_elder)  # type: ignore[attr-defined]
