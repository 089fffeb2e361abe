"""The slip of somebody who registered: their way back on another device."""

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.domain.masking import mask_phone
from accounts.services.phones import open_phone
from accounts.services.registration import Registered, renew_password
from accounts.services.slips import Slip
from accounts.web.qr import drawn, site_address
from accounts.web.request import PersonRequest

_MARK = "registered_here"


def remember_registration(request: HttpRequest) -> None:
    """In this session somebody registered: here they may be given another password without the old one."""
    request.session[_MARK] = True


def forget_registration(request: HttpRequest) -> None:
    """They have a password of their own now."""
    request.session.pop(_MARK, None)


def registered_here(request: HttpRequest) -> bool:
    return bool(request.session.get(_MARK))


def own_slip(request: HttpRequest, registered: Registered) -> dict[str, Any]:
    """What the slip's page shows: the slip with its QR code, and how they log in."""
    user = registered.user
    slip = Slip(name=user.name, username=user.username, department="", password=registered.password)
    return {
        "slips": drawn(request, [slip]),
        "phone": mask_phone(open_phone(user.phone_sealed)),
        "address": site_address(request),
    }


@require_POST
def renew(request: PersonRequest) -> HttpResponse:
    """Another password, shown this once; 404 except where somebody registered on this device."""
    if not request.user.is_authenticated or not registered_here(request):
        raise Http404
    password = renew_password(request.user)
    update_session_auth_hash(request, request.user)
    context = own_slip(request, Registered(user=request.user, password=password))
    return render(request, "accounts/own_slip.html", {**context, "back_url": "/settings"})
