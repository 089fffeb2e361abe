"""The request as pages see it, after our middleware. For type checks: Django makes plain HttpRequests."""

from datetime import datetime

from django.http import HttpRequest
from rest_framework.request import Request as RestRequest

from accounts.models import User
from accounts.web.display import Display


class PageRequest(HttpRequest):
    """A request with the server's `now` and the display mode."""

    now: datetime
    display: Display


class PersonRequest(PageRequest):
    """A request of somebody who is logged in."""

    user: User


class ApiRequest(RestRequest):
    """A DRF request of somebody who is logged in; it passes on what the plain request carries."""

    now: datetime
    user: User


# The shorter name that some pages use.
Request = PersonRequest
