"""Login cards: printed for people who only take part, replaced by a new print, ended when lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.access import may_manage
from accounts.domain.cards import VALID_FOR, new_token, token_digest
from accounts.domain.problems import RuleBroken
from accounts.models import LoginCard, User
from accounts.selectors import people_managed_by
from accounts.selectors.cards import may_have_card

from . import audit

# Ten sheets of six.
BATCH = 60


@dataclass(frozen=True, kw_only=True)
class PrintedCard:
    """What one card shows. The token is known here and on paper, nowhere else."""

    name: str
    department: str
    expires_at: datetime
    token: str = field(repr=False)


@transaction.atomic
def print_cards(actor: User, person_ids: Sequence[int], *, now: datetime) -> list[PrintedCard]:
    """A new card for each of at most 60 people, valid for a year; their older ones open nothing any more."""
    wanted = set(person_ids)
    if not wanted:
        raise RuleBroken("cards_nobody", status=400)
    if len(wanted) > BATCH:
        raise RuleBroken("cards_too_many", status=400, most=BATCH)
    people = _people(actor, wanted)
    cards = [_card(person, now) for person in people]
    LoginCard.objects.filter(user__in=people, ended_at=None).update(ended_at=now)
    LoginCard.objects.bulk_create(
        LoginCard(
            user=person,
            digest=token_digest(card.token),
            printed_at=now,
            printed_by=actor,
            expires_at=card.expires_at,
        )
        for person, card in zip(people, cards, strict=True)
    )
    details = {"people": [person.pk for person in people]}
    audit.record(actor, "card.print", f"cards:{len(people)}", now=now, details=details)
    return cards


def _people(actor: User, wanted: set[int]) -> list[User]:
    """All of them, locked, so that two prints at once leave one valid card; one who may not refuses all."""
    managed = people_managed_by(actor).filter(pk__in=wanted)
    if managed.count() != len(wanted):
        raise RuleBroken("person_not_yours", status=403)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    people = list(may_have_card(managed).order_by("department__path", "username"))
    if len(people) != len(wanted):
        raise RuleBroken("card_not_for_them", status=409)
    return people


def _card(person: User, now: datetime) -> PrintedCard:
    return PrintedCard(
        name=person.name,
        department=person.department.name if person.department else "",
        expires_at=now + VALID_FOR,
        token=new_token(),
    )


@transaction.atomic
def end_card(actor: User, person: User, *, now: datetime) -> bool:
    """The person's card opens nothing any more, and who logged in by it is logged out; whether there was one.

    By the person, or by whoever manages them.
    """
    if actor.pk != person.pk and not may_manage(actor, person):
        raise RuleBroken("person_not_yours", status=403)
    ended = LoginCard.objects.filter(user=person, ended_at=None).update(ended_at=now)
    if ended:
        audit.record(actor, "card.end", f"user:{person.pk}", now=now)
    return bool(ended)


def note_login(person: User, *, now: datetime) -> None:
    """On record: this person logged in by their card."""
    audit.record(person, "card.login", f"user:{person.pk}", now=now)
