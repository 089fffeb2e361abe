"""From a QR code into a contest: whoever is new registers, whoever is known takes part with one tap."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.registration import Registered, login_of_form, register_person
from accounts.web.lockout import client_address
from accounts.web.own_slip import own_slip, remember_registration
from accounts.web.request import Request
from quiz.models import Contest, Entry
from quiz.selectors.rules import sheet_in_force
from quiz.services.entries import enter
from quiz.services.joining import count_try
from quiz.web.cards import card_of
from quiz.web.registration_forms import JoiningForm, RegistrationForm

# So long the same form may be sent again by a second tap or a reload.
SENT_AGAIN = timedelta(minutes=10)
_keys = TimestampSigner(salt="registration")


@sensitive_post_parameters("phone", "key")
@require_http_methods(["GET", "POST"])
def join(request: Request, code: str) -> HttpResponse:
    """404 for a code of no announced contest. A contest for a roster asks to log in."""
    contest = _contest(code)
    sheet = sheet_in_force(contest)
    is_known, is_over = request.user.is_authenticated, contest.state == Contest.State.CLOSED
    if sheet.who.admission != "open" or (is_known and is_over):
        return redirect("contest", contest.pk)
    if is_over:
        return render(request, "quiz/desk/join_over.html", {"contest": contest, "sheet": sheet})
    return _take_part(request, contest) if is_known else _register(request, contest)


def _contest(code: str) -> Contest:
    found = Contest.objects.select_related("rules", "department").filter(join_code=code, is_rehearsal=False)
    contest = None if "\0" in code else found.exclude(state=Contest.State.DRAFT).first()
    if contest is None:
        raise Http404
    return contest


def _take_part(request: Request, contest: Contest) -> HttpResponse:
    """One tap for somebody known; with a choice of department or group where the rules ask for one."""
    key = _sent_again(request)
    if key and request.user.check_password(login_of_form(key)[1]):
        return _registered(request, contest, Registered(user=request.user, password=login_of_form(key)[1]))
    if Entry.objects.filter(contest=contest, user=request.user).exists():
        return redirect("contest", contest.pk)
    sheet = sheet_in_force(contest)
    form = JoiningForm(
        request.POST if "join" in request.POST else None, contest=contest, sheet=sheet, user=request.user
    )
    if form.is_bound and form.is_valid():
        enter(request.user, contest.pk, now=request.now, group=form.group, department=form.department)
        return redirect("contest", contest.pk)
    return render(request, "quiz/desk/join.html", {"contest": contest, "sheet": sheet, "form": form})


# ── Somebody new ──────────────────────────────────────────────────────────────


def _register(request: Request, contest: Contest) -> HttpResponse:
    sheet = sheet_in_force(contest)
    form = RegistrationForm(request.POST or None, contest=contest, sheet=sheet)
    if request.method == "POST":
        count_try(client_address(request), today=timezone.localdate(request.now))
        registered = _person(request, form) if form.is_valid() else None
        if registered is not None:
            return _let_in(request, contest, form, registered)
    context = {"contest": contest, "sheet": sheet, "form": form, "key": _key_to_send(request)}
    response = render(request, "accounts/register.html", context, status=400 if form.errors else 200)
    # Whoever goes back to it on a shared computer finds an empty form with a key of its own.
    response["Cache-Control"] = "private, no-store"
    return response


def _key_to_send(request: Request) -> str:
    """A refused form keeps its key: corrected, it is still the same form."""
    return request.POST["key"] if _sent_again(request) else _keys.sign(secrets.token_urlsafe(16))


def _sent_again(request: Request) -> str:
    """The form's own secret where we made it a few minutes ago, else nothing."""
    try:
        return _keys.unsign(request.POST.get("key", ""), max_age=SENT_AGAIN)
    except BadSignature:
        return ""


def _person(request: Request, form: RegistrationForm) -> Registered | None:
    """A new account, or the one that the same form has made: so a second tap does no harm.

    That is tried through the login's own door, which counts and stops guessing.
    """
    key = _sent_again(request)
    try:
        return register_person(**form.person, form_key=key or secrets.token_urlsafe(16), now=request.now)
    except RuleBroken as error:
        if key and error.code in ("phone_taken", "registered_already"):
            username, password = login_of_form(key)
            known = authenticate(request, username=form.person["phone"] or username, password=password)
            if isinstance(known, User):
                return Registered(user=known, password=password)
        form.blame(error)
    return None


def _let_in(
    request: Request, contest: Contest, form: RegistrationForm, registered: Registered
) -> HttpResponse:
    person = registered.user
    login(request, person, backend=settings.LOGIN_BACKEND)
    remember_registration(request)
    enter(person, contest.pk, now=request.now, group=form.group, department=form.department)
    return _registered(request, contest, registered)


def _registered(request: Request, contest: Contest, registered: Registered) -> HttpResponse:
    """The slip to keep, this once, and the way to the first question."""
    context: dict[str, Any] = {
        "card": card_of(contest, [], user_id=registered.user.pk, now=request.now),
        "contest": contest,
        **own_slip(request, registered),
    }
    return render(request, "accounts/registered.html", context)
