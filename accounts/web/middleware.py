"""What every request carries: the server's now, the display mode, and the page for a broken rule."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.web import errors
from accounts.web.display import display_of

View = Callable[[HttpRequest], HttpResponse]


def request_clock(get_response: View) -> View:
    """One `now` per request: its arrival, as a trusted proxy saw it or as we did."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = _arrival(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _arrival(request: HttpRequest) -> datetime:
    now = timezone.now()
    stamp = request.headers.get("X-Request-Start", "") if settings.TRUSTED_PROXY else ""
    digits = stamp.removeprefix("t=").replace(".", "")
    if not digits.isdigit() or len(digits) not in (13, 16):
        return now
    seen = datetime.fromtimestamp(int(digits) / 10 ** (len(digits) - 10), tz=UTC)
    # A proxy's stamp may only make a request earlier, and by no more than its queue can explain.
    return seen if 0 <= (now - seen).total_seconds() <= 60 else now


def display_mode(get_response: View) -> View:
    """The one place that decides the display mode of a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.display = display_of(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class rule_broken_page:  # noqa: N801 - named like the other middleware
    """A rule that a page's service refused becomes a page with a sentence and a way back."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.refusal(request, error) if isinstance(error, RuleBroken) else None
