"""Login cards: the organizer's sheet to print, and ending one that was lost."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_to_see
from accounts.domain.card_sheet import CardFace, draw_cards
from accounts.selectors import PeopleQuery, found_people
from accounts.selectors.cards import people_with_cards
from accounts.services.cards import BATCH, PrintedCard, end_card, print_cards
from accounts.web.files import PDF, as_file
from accounts.web.guards import organizer_page
from accounts.web.people_forms import CardsFilter
from accounts.web.qr import site_address
from accounts.web.request import PersonRequest

PER_PAGE = 30


@organizer_page
@require_http_methods(["GET", "POST"])
def cards(request: PersonRequest) -> HttpResponse:
    """GET lists who may have a card; POST answers with the sheet of the chosen ones, this once."""
    if request.method == "POST":
        return _sheet(request)
    form = CardsFilter(request.GET, user=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    department = wanted.get("department")
    query = PeopleQuery(words=wanted.get("q", ""), department_path=department.path if department else "")
    people = people_with_cards(found_people(request.user, query), wanted.get("who", ""), request.now)
    kept = request.GET.copy()
    kept.pop("page", None)
    context: dict[str, Any] = {
        "form": form,
        "page": Paginator(people, PER_PAGE).get_page(request.GET.get("page")),
        "query": f"{kept.urlencode()}&" if kept else "",
        "batch": BATCH,
        "address": site_address(request),
    }
    return render(request, "accounts/manage/cards.html", context)


def _sheet(request: PersonRequest) -> HttpResponse:
    chosen = [
        int(pk) for pk in request.POST.getlist("person") if pk.isascii() and pk.isdigit() and len(pk) < 19
    ]
    printed = print_cards(request.user, chosen, now=request.now)
    begin = site_address(request)
    pages = draw_cards([_face(card, begin) for card in printed], phone=settings.HELP_PHONE)
    name = _("登录卡") + f"-{timezone.localtime(request.now):%Y%m%d-%H%M}.pdf"
    return as_file(pages, name, PDF)


def _face(card: PrintedCard, begin: str) -> CardFace:
    until: date = timezone.localtime(card.expires_at).date()
    address = f"{begin}{reverse('card', args=[card.token])}"
    return CardFace(name=card.name, department=card.department, until=until, address=address)


@organizer_page
@require_POST
def end(request: PersonRequest, person_id: int) -> HttpResponse:
    found = person_to_see(request.user, person_id)
    end_card(request.user, found, now=request.now)
    messages.success(request, _("%(name)s的登录卡已停用。") % {"name": found.name})
    return redirect("person", found.pk)


@require_POST
@login_required
def end_own(request: PersonRequest) -> HttpResponse:
    """From 设置: whoever lost the card ends it; whoever came by it is logged out with it."""
    came_by_it = bool(request.user.card_digest)
    end_card(request.user, request.user, now=request.now)
    if came_by_it:
        logout(request)
    messages.success(request, _("登录卡已停用。要新的，请找组织者打印。"))
    return redirect("settings")
