"""Setting passwords. Whoever has a new one is logged out everywhere else."""

from datetime import datetime

from axes.utils import reset as forget_failures
from django.db import transaction
from rest_framework.authtoken.models import Token

from accounts.access import may_manage
from accounts.domain.passwords import temporary_password
from accounts.domain.problems import RuleBroken
from accounts.models import User

from . import audit


@transaction.atomic
def choose_password(user: User, password: str) -> None:
    """The person's own new password; sessions of other devices and API tokens end."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    Token.objects.filter(user=user).delete()


def reset_password(actor: User, person: User, *, now: datetime) -> str:
    """Give a temporary password, shown this once; the person must replace it at the next login.

    Failed logins are forgotten, sessions and API tokens end.
    """
    if not may_manage(actor, person) or actor.pk == person.pk:
        raise RuleBroken("person_not_yours", status=403)
    if not person.is_active:
        raise RuleBroken("person_inactive")
    password = temporary_password()
    person.set_password(password)
    person.must_change_password = True
    with transaction.atomic():
        person.save(update_fields=["password", "must_change_password"])
        Token.objects.filter(user=person).delete()
        forget_failures(username=person.username)
        audit.record(actor, "person.reset_password", f"user:{person.pk}", now=now)
    return password
