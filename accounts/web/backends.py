"""Login by staff number, or by the phone number that a person gave."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import person_of_login


class StaffNumberOrPhoneBackend(ModelBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        if not username or password is None:
            return None
        user = person_of_login(username)
        if user is None:
            User().set_password(password)  # as slow as a wrong password
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None
