"""What the head of every page says to a reviewer."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.access import may_review
from quiz.selectors.bank import reviews_waiting


def review_desk(request: HttpRequest) -> dict[str, Any]:
    """Both are asked only where a page says them; whoever holds no role costs no statement."""
    return {
        "may_review": SimpleLazyObject(lambda: _reviews(request)),
        "reviews_waiting": SimpleLazyObject(lambda: reviews_waiting() if _reviews(request) else 0),
    }


def _reviews(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and may_review(user)
