"""What the home page tells a learner."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from learning.models import LearningSession
from learning.selectors.contests import contest_news


def news(request: HttpRequest) -> dict[str, Any]:
    """Asked only where a page says it."""
    return {"contest_news": SimpleLazyObject(lambda: _news(request))}


def _news(request: HttpRequest) -> list[LearningSession]:
    user = request.user
    return list(contest_news(user.pk, request.now)) if user.is_authenticated else []  # type: ignore[attr-defined]
