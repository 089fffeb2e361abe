"""Login by staff number or phone number with a password, or by a printed card."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from accounts.domain.cards import token_digest
from accounts.models import LoginCard, User
from accounts.selectors import person_of_login, without_roles
from accounts.selectors.cards import may_have_card, valid_cards


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


class CardBackend(ModelBackend):
    """Asked again at every request: a card that ended, or a person who was given a role, ends the session.

    The session's hash holds the card's digest, so that another card of the same person does not keep it.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **by: Any,
    ) -> User | None:
        card_token: str | None = by.get("card_token")
        if card_token is None:
            return None
        return _holder(valid_cards(timezone.now()).filter(digest=token_digest(card_token)).first())

    def get_user(self, user_id: int) -> User | None:
        return _holder(valid_cards(timezone.now()).filter(user=user_id).first())


def _holder(card: LoginCard | None) -> User | None:
    if card is None:
        return None
    user = may_have_card(User.objects.filter(pk=card.user_id)).first()
    if user is not None:
        user.card_digest = card.digest
        without_roles(user)
    return user
