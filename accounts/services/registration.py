"""Public registration, where a contest allows it: what the contest asks, and a password that is made."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from rest_framework.authtoken.models import Token

from accounts.domain.masking import mask_phone
from accounts.domain.passwords import made_from, temporary_password
from accounts.domain.people import clean_name
from accounts.domain.phones import is_mobile, normal_phone
from accounts.domain.problems import RuleBroken
from accounts.models import User

from .people import free_username
from .phones import phone_digest, set_phone


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A new account with its password, which is known here and nowhere else."""

    user: User
    password: str = field(repr=False)


def register_person(*, name: str = "", phone: str = "", form_key: str, now: datetime) -> Registered:
    """Make an account for a member of the public, who says a name, a phone number or both.

    The password is made, not asked for: eight letters and digits, shown once on a slip to keep. With it
    the phone (without one, the login name on the slip) opens the account on any other device.

    `form_key` is the secret of the form that was filled in: the same form sent again makes the same
    login name and password, so that whoever tapped twice is let in by `authenticate` and not told that
    the number is taken.

    A number that is registered already is refused with `phone_taken` (409) and nothing is changed: a
    number alone never opens an account. Nobody checks by SMS that the number is theirs (the site talks
    to no other host): an organizer who hears of a number taken by somebody else clears it on that
    person's page, and resets a password that was lost.
    """
    if not phone.strip() and not name.strip():
        raise RuleBroken("bad_phone", status=400, fields={"phone": ["bad_phone"]})
    username, password = login_of_form(form_key)
    if User.objects.filter(username=username).exists():
        if not phone.strip():
            raise RuleBroken("registered_already")
        username = free_username()
    user = User(username=username, name=_shown_name(name, phone), date_joined=now)
    if phone.strip():
        set_phone(user, phone)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # the same form sent twice at once
        code = "phone_taken" if phone.strip() else "registered_already"
        raise RuleBroken(code, fields={"phone": [code]} if phone.strip() else {}) from error
    return Registered(user=user, password=password)


def login_of_form(form_key: str) -> tuple[str, str]:
    """The login name and the password of whoever registers with this form."""
    username = made_from(settings.SECRET_KEY, "registration username", form_key)
    return f"g-{username}", made_from(settings.SECRET_KEY, "registration password", form_key)


def person_of_phone(phone: str) -> User | None:
    """Whose number this is, where it is registered."""
    return User.objects.filter(phone_digest=phone_digest(phone)).first() if is_mobile(phone) else None


def renew_password(user: User) -> str:
    """A new made password for somebody on the device where they registered; other devices are logged out."""
    password = temporary_password()
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        Token.objects.filter(user=user).delete()
    return password


def _shown_name(name: str, phone: str) -> str:
    """Where no name is asked, the number as strangers may see it."""
    return clean_name(name) if name.strip() else mask_phone(normal_phone(phone))
