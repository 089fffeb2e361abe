"""The device as a learner: a signed cookie that says which one, until somebody logs in."""

from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse

from learning.models import Learner

COOKIE = "learner"
_YEAR = 60 * 60 * 24 * 365
_SALT = "learning.shown"


def device_of(request: HttpRequest) -> int | None:
    """The learner's id that this device carries; None without one or with a forged one."""
    try:
        value = request.get_signed_cookie(COOKIE, default="", max_age=_YEAR) or ""
    except signing.BadSignature:
        return None
    return int(value) if value.isdigit() else None


def remember_device(request: HttpRequest, response: HttpResponse, learner: Learner) -> None:
    """Keep a learner without an account on this device; forget it once it has one."""
    if learner.user_id is None:
        secure = request.is_secure()
        response.set_signed_cookie(
            COOKIE, str(learner.pk), max_age=_YEAR, httponly=True, samesite="Lax", secure=secure
        )
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")


def shown_mark(now: datetime) -> str:
    """When a question was shown, for its form to bring back."""
    return signing.dumps(now.isoformat(), salt=_SALT)


def shown_at(mark: str, now: datetime) -> datetime:
    """The moment of `shown_mark`; now where it was tampered with, so that the answer counts for nothing."""
    try:
        return min(now, datetime.fromisoformat(signing.loads(mark, salt=_SALT)))
    except signing.BadSignature:
        return now
