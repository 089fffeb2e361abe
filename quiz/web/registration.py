"""From a QR code into a contest: whoever is new registers, whoever is known takes part with one tap."""

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.registration import register_person
from accounts.web.lockout import client_address
from accounts.web.request import Request
from quiz.models import Contest, Entry
from quiz.selectors.rules import sheet_in_force
from quiz.services.entries import enter
from quiz.services.joining import count_try
from quiz.web.registration_forms import JoiningForm, RegistrationForm, must_say_more


@sensitive_post_parameters("password", "phone")
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
    contest = found.exclude(state=Contest.State.DRAFT).first()
    if contest is None:
        raise Http404
    return contest


def _take_part(request: Request, contest: Contest) -> HttpResponse:
    """One tap for somebody known; with a choice of department or group where the rules ask for one."""
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


def _register(request: Request, contest: Contest) -> HttpResponse:
    form = RegistrationForm(request.POST or None)
    if request.method == "POST":
        count_try(client_address(request), today=timezone.localdate(request.now))
        if form.is_valid():
            person = _person(request, form)
            if person is not None:
                return _let_in(request, contest, person)
    context = {"contest": contest, "sheet": sheet_in_force(contest), "form": form}
    return render(request, "accounts/register.html", context, status=400 if form.errors else 200)


def _person(request: Request, form: RegistrationForm) -> User | None:
    """A new account, or the one of this phone and this password: so a second tap does no harm.

    The password is tried through the login's own door, which counts and stops guessing.
    """
    sent = form.cleaned_data
    try:
        return register_person(**sent, now=request.now)
    except RuleBroken as error:
        if error.code == "phone_taken":
            known = authenticate(request, username=sent["phone"], password=sent["password"])
            if isinstance(known, User):
                return known
        form.blame(error)
    return None


def _let_in(request: Request, contest: Contest, person: User) -> HttpResponse:
    """Log in; straight to the contest where nothing is left to ask."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    if must_say_more(contest, sheet_in_force(contest), person):
        return redirect("join", contest.join_code)
    enter(person, contest.pk, now=request.now)
    return redirect("contest", contest.pk)
