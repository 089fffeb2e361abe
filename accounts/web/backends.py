"""Login by staff number, or by the phone number that a person gave."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.services.phones import phone_digest


class StaffNumberOrPhoneBackend(ModelBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        if not username or password is None:
            return None
        user = _find(username.strip())
        if user is None:
            User().set_password(password)  # as slow as a wrong password
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def _find(login: str) -> User | None:
    return (
        User.objects.filter(username=login).first()
        or User.objects.filter(phone_digest=phone_digest(login)).first()
    )
