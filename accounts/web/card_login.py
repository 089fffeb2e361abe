"""Logging in by a printed card: opening its address only asks, pressing 是我 logs in."""

from typing import cast

from django.contrib.auth import authenticate, login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain.cards import may_be_token
from accounts.domain.masking import mask_name
from accounts.messages import sentence
from accounts.models import User
from accounts.selectors.cards import fault_of_token
from accounts.services.cards import note_login
from accounts.services.display import choose_display
from accounts.web.display import Display, chosen_on_device, remember
from accounts.web.request import PageRequest

# Failed tokens count for one name per address; no login has a question mark.
_NOBODY = "?card"
_STATUS = {"card_unknown": 404}


@require_http_methods(["GET", "HEAD", "POST"])
def card_login(request: PageRequest, token: str) -> HttpResponse:
    """Programs that look at links before people do (chats, mail, scanners) send GET: it logs nobody in."""
    if not may_be_token(token):
        return _refused(request, "card_unknown")
    fault = fault_of_token(token, request.now)
    if fault not in ("", "card_unknown"):
        return _refused(request, fault)
    # Also an unknown token goes through the backends, so that guessing is counted.
    person = cast(User | None, authenticate(request, username=_NOBODY, card_token=token))
    if person is None:
        return _refused(request, "card_unknown")
    if request.method == "POST":
        return _log_in(request, person)
    if request.user.is_authenticated and request.user.pk == person.pk:
        return redirect("/")
    if person.display_mode == User.DisplayMode.ELDER:  # the page wears the holder's skin
        request.display = Display(mode=person.display_mode, text_size=person.text_size)
    return render(request, "accounts/card.html", {"name": mask_name(person.name), "back_url": "/"})


@require_safe
def not_mine(request: PageRequest) -> HttpResponse:
    context = {"code": "card_not_mine", "message": sentence("card_not_mine"), "back_url": "/"}
    return render(request, "accounts/card_refused.html", context)


def _refused(request: PageRequest, code: str) -> HttpResponse:
    context = {"code": code, "message": sentence(code), "back_url": "/"}
    return render(request, "accounts/card_refused.html", context, status=_STATUS.get(code, 410))


def _log_in(request: PageRequest, person: User) -> HttpResponse:
    login(request, person, backend="accounts.web.backends.CardBackend")
    note_login(person, now=request.now)
    chosen = chosen_on_device(request)
    if chosen is not None and person.display_mode != User.DisplayMode.ELDER:
        choose_display(person, mode=chosen.mode, text_size=chosen.text_size)
    else:
        chosen = Display(mode=person.display_mode, text_size=person.text_size)
    response = redirect("/")
    remember(response, chosen)
    return response
