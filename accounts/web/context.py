"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import RoleGrant
from accounts.selectors import has_role, is_administrator


def display(request: HttpRequest) -> dict[str, Any]:
    return {
        "display": getattr(request, "display", None),
        "now": getattr(request, "now", None),
        "help_phone": settings.HELP_PHONE,
        "may_organize_somewhere": SimpleLazyObject(lambda: _organizes(request)),
    }


def _organizes(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    return is_administrator(user) or has_role(user, RoleGrant.Role.ORGANIZER)
