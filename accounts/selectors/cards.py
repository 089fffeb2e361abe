"""Reads about login cards."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.domain.cards import fault_of, token_digest
from accounts.models import LoginCard, RoleGrant, User


def may_have_card(people: QuerySet[User]) -> QuerySet[User]:
    """Those who only take part: of others, a lost card would open too much."""
    plain = people.filter(is_active=True, is_staff=False, is_superuser=False)
    return plain.filter(~Exists(RoleGrant.objects.filter(user=OuterRef("pk"))))


def valid_cards(now: datetime) -> QuerySet[LoginCard]:
    return LoginCard.objects.filter(ended_at=None, expires_at__gt=now)


def valid_card_of(user: User, now: datetime) -> LoginCard | None:
    return valid_cards(now).filter(user=user.pk).first()


def fault_of_token(token: str, now: datetime) -> str:
    """Why a token of a card opens nothing; card_unknown where there is no such card, "" where it opens."""
    card = LoginCard.objects.filter(digest=token_digest(token)).first()
    if card is None:
        return "card_unknown"
    may_log_in = may_have_card(User.objects.filter(pk=card.user_id)).exists()
    return fault_of(ended_at=card.ended_at, expires_at=card.expires_at, may_log_in=may_log_in, now=now)


def people_with_cards(people: QuerySet[User], who: str, now: datetime) -> QuerySet[User]:
    """Who may have a card, each with `cards`: the valid one, if any.

    `who`: "" all; "senior" 60 and older, or of the group of elders; "without" and "with" a valid card.
    """
    mine = valid_cards(now).filter(user=OuterRef("pk"))
    rows = may_have_card(people)
    if who == "senior":
        rows = rows.filter(Q(age_band=User.AgeBand.SENIOR) | Q(population_group=User.PopulationGroup.ELDER))
    elif who in ("with", "without"):
        rows = rows.filter(Exists(mine) if who == "with" else ~Exists(mine))
    return rows.prefetch_related(Prefetch("login_cards", queryset=valid_cards(now), to_attr="cards"))
