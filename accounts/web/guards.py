"""Doors of pages: who may see them at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from accounts.access import may_organize_somewhere
from accounts.models import User

Page = Callable[..., HttpResponseBase]


def _for(allowed: Callable[[User], bool]) -> Callable[[Page], Page]:
    def guard(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, User) or not allowed(request.user):
                raise Http404
            return page(request, *args, **kwargs)

        return login_required(guarded)

    return guard


# Somebody not logged in is sent to the login; for everybody else the page does not exist.
organizer_page = _for(may_organize_somewhere)
