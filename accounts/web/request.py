"""What our middleware puts on every request, for type checkers."""

from datetime import datetime

from django.http import HttpRequest

from accounts.models import User
from accounts.web.display import Display


class Request(HttpRequest):
    """A request of somebody logged in."""

    user: User
    now: datetime
    display: Display
