"""What the head of every page says to a reviewer."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.access import may_review, may_review_as_expert
from quiz.selectors.bank import steps_for


def review_desk(request: HttpRequest) -> dict[str, Any]:
    """Both are asked only where a page says them; whoever holds no role costs no statement."""
    return {
        "may_review": SimpleLazyObject(lambda: _reviews(request)),
        "reviews_waiting": SimpleLazyObject(lambda: _waiting(request)),
    }


def _reviews(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and may_review(user)


def _waiting(request: HttpRequest) -> int:
    """How many revisions wait for this person's word."""
    user = request.user
    if not _reviews(request):
        return 0
    return steps_for(user, is_expert=may_review_as_expert(user)).count()  # type: ignore[arg-type]
