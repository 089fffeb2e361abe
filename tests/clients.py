"""Browsers of the test client: whose they are, and what they read."""

from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def past_login(user: User, **options: Any) -> Client:
    """With the session that the login page makes, which is read the short way."""
    client = Client(**options)
    client.force_login(user, settings.LOGIN_BACKEND)
    return client


def page(client: Client, address: str = "/", **sent: Any) -> str:
    """The text of a page that must be there."""
    answer = client.get(address, sent)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def named_page(client: Client, name: str, *args: Any, **sent: Any) -> str:
    return page(client, reverse(name, args=args), **sent)
