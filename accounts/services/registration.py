"""Public registration, where a contest allows it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.domain.people import clean_name
from accounts.domain.phones import is_mobile, normal_phone
from accounts.domain.problems import RuleBroken
from accounts.models import Department, User

from .password_rules import password_faults
from .people import free_username
from .phones import phone_digest, set_phone


def register_person(
    *,
    name: str,
    phone: str,
    password: str,
    now: datetime,
    department: Department | None = None,
    age_band: str = "",
    population_group: str = "",
) -> User:
    """Make an account for a member of the public: three fields, name, phone and a password of their own.

    The phone is the login name. A number that is registered already is refused with `phone_taken`
    (409) and nothing is changed: whoever comes back logs in with the password, so a number alone
    never opens an account. Nobody checks by SMS that the number is theirs (the site talks to no other
    host): an organizer who hears of a number taken by somebody else clears it on that person's page.
    Whoever forgot the password asks the organizer for a reset.
    What the contest wants to know besides (department or group) is chosen from a list on its page.
    """
    if not phone.strip():
        raise RuleBroken("bad_phone", status=400, fields={"phone": ["bad_phone"]})
    user = User(
        username=free_username(),
        name=clean_name(name),
        department=department,
        age_band=age_band,
        population_group=population_group,
        date_joined=now,
    )
    set_phone(user, phone)
    _check_password(user, password, phone)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # the same form sent twice at once
        raise RuleBroken("phone_taken", fields={"phone": ["phone_taken"]}) from error
    return user


def person_of_phone(phone: str) -> User | None:
    """Whose number this is, where it is registered."""
    return User.objects.filter(phone_digest=phone_digest(phone)).first() if is_mobile(phone) else None


def _check_password(user: User, password: str, phone: str) -> None:
    faults = password_faults(password, user)
    if normal_phone(phone) in password:
        faults.append("password_too_similar")
    if faults:
        raise RuleBroken("weak_password", status=400, fields={"password": faults})
