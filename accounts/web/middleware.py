"""What every request carries: the server's now, the display mode, and the page for a broken rule."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.web import errors
from accounts.web.display import display_of
from accounts.web.sessions import person_of

View = Callable[[HttpRequest], HttpResponse]
_GREATEST_ID = 2**63 - 1


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
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (13, 16):
        return now
    seen = datetime.fromtimestamp(int(digits) / 10 ** (len(digits) - 10), tz=UTC)
    # A proxy's stamp may only make a request earlier, and by no more than its queue can explain.
    return seen if 0 <= (now - seen).total_seconds() <= 60 else now


class Person(AuthenticationMiddleware):
    """Django's, with the common case in one statement."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        django_user = request.user
        request.user = SimpleLazyObject(lambda: person_of(request) or django_user)  # type: ignore[assignment]


def display_mode(get_response: View) -> View:
    """The one place that decides the display mode of a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.display = display_of(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def content_policy(get_response: View) -> View:
    """django-csp's header. The policy is one for all pages, so its text is made once."""
    policy = build_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own pages for developers
            response[HEADER] = policy
        return response

    return middleware


def bounded_upload(get_response: View) -> View:
    """A request that is too big is refused before its body is read; uploads would fill the disk."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
            return errors.refusal(request, RuleBroken("request_too_big", status=413, most=most))
        return get_response(request)

    return middleware


def personal_pages(get_response: View) -> View:
    """What belongs to one person stays out of every cache, also of the browser of a shared computer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # The display cookie changes a page even where nobody is logged in.
        patch_vary_headers(response, ["Cookie"])
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store" if _is_personal(request) else "private, no-cache"
        return response

    return middleware


def _is_personal(request: HttpRequest) -> bool:
    has_session = bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return has_session or request.method == "POST" or "Authorization" in request.headers


def password_first(get_response: View) -> View:
    """Whoever was given a password replaces it before any other page; programs are left alone, and whoever
    came by a card, which sets no password."""
    free = ("/api/", "/static/", "/media/")

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(free) or not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            return get_response(request)
        user = request.user
        if not user.is_authenticated or not user.must_change_password or user.card_digest:
            return get_response(request)
        if request.path in {reverse(name) for name in ("password", "logout", "display", "set_language")}:
            return get_response(request)
        wanted = {"next": request.get_full_path()} if request.method == "GET" and request.path != "/" else {}
        return redirect(f"{reverse('password')}{'?' if wanted else ''}{urlencode(wanted)}")

    return middleware


def elders_stay(get_response: View) -> View:
    """Whoever uses 长辈版 and comes back after a month is still logged in, at the same question.

    There a login holds for some months after the last day on which something was sent; one statement more
    that day.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and not request.path.startswith("/api/"):
            _stay(request)
        return response

    return middleware


def _stay(request: HttpRequest) -> None:
    user, today = request.user, str(timezone.localdate(request.now))  # type: ignore[attr-defined]
    if not isinstance(user, User) or user.display_mode != User.DisplayMode.ELDER:
        return
    if request.session.get("stayed_on") != today:
        request.session["stayed_on"] = today
        request.session.set_expiry(settings.ELDER_SESSION_AGE)


class rule_broken_page:  # noqa: N801 - named like the other middleware
    """A rule that a page's service refused becomes a page with a sentence and a way back."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, page: View, args: object, named: dict[str, object]) -> None:
        """A number in an address that no row can have: some databases refuse to look for it."""
        if any(isinstance(value, int) and value > _GREATEST_ID for value in named.values()):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.refusal(request, error) if isinstance(error, RuleBroken) else None
