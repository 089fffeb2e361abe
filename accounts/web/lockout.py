"""Login guessing: whom a failed login counts against, and what a locked-out person is told."""

import hashlib
import unicodedata
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts.messages import sentence
from accounts.selectors import person_of_login
from accounts.web.errors import body


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """One name per account, however the login is spelled.

    A staff number in other letters, with spaces around it, or the phone number of the same person
    would otherwise each have attempts of their own. A login of nobody is kept as a digest: it may be
    a mistyped phone number.
    """
    login = str((credentials or {}).get("username") or (request.POST.get("username", "") if request else ""))
    kept: dict[str, str] = request.__dict__.setdefault("_counted_names", {}) if request is not None else {}
    if login not in kept:
        person = person_of_login(login) if login else None
        kept[login] = person.username if person else _digest(login)
    return kept[login]


def _digest(login: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", login).lower().split())
    return (
        f"?{hashlib.sha256((settings.SECRET_KEY + text).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
    )


def client_address(request: HttpRequest) -> str:
    """The address that the request came from; behind a trusted proxy, the one that the proxy saw."""
    seen = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - a socket file
    if settings.TRUSTED_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or seen
    return seen


def locked_out(request: HttpRequest, *_: Any) -> HttpResponse:
    """429 with the cure: wait, or ask the organizer for a reset."""
    seconds = int(settings.AXES_COOLOFF_TIME * 3600)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse(body("locked_out", sentence("locked_out")), status=429)
    elif request.resolver_match and request.resolver_match.url_name == "card":
        context = {"code": "card_wait", "message": sentence("card_wait"), "back_url": "/"}
        response = render(request, "accounts/card_refused.html", context, status=429)
    else:
        response = render(request, "accounts/locked_out.html", status=429)
    response["Retry-After"] = str(seconds)
    return response
