"""Somebody who administers the site must be left."""

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.selectors import administrators


def require_another_administrator(person: User) -> None:
    """Refuse with `last_administrator` where the person is the only one left who can administer.

    Call it in the transaction of the change. The rows are held in one order until the commit, so that
    of two administrators who close each other's account at once, one stays.
    """
    held = administrators().select_for_update(no_key=True).order_by("pk")
    if [one.pk for one in held] == [person.pk]:
        raise RuleBroken("last_administrator")
