"""How often one address may try to register in a day: bounds a script, not a hall full of people."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.domain.problems import RuleBroken
from quiz.domain.dice import derive_seed
from quiz.models import JoinTally

# A hall, a school or an office shares one address.
MOST_TRIES = 1000


@transaction.atomic
def count_try(address: str, *, today: date) -> None:
    """Count one try to register. Raises RuleBroken("join_too_often", 429) beyond the day's bound."""
    digest = derive_seed(settings.SECRET_KEY, "join", today, _network(address))
    tally, is_new = JoinTally.objects.get_or_create(day=today, address_digest=digest, defaults={"tries": 1})
    if is_new:
        JoinTally.objects.filter(day__lt=today).delete()
        return
    if tally.tries >= MOST_TRIES:
        raise RuleBroken("join_too_often", status=429)
    JoinTally.objects.filter(pk=tally.pk).update(tries=F("tries") + 1)


def _network(address: str) -> str:
    """An IPv6 subscriber has a whole /64 of addresses."""
    return ":".join(address.split(":")[:4]) if ":" in address else address
