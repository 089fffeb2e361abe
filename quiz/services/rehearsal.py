"""A rehearsal: a copy of a contest that only simulated people sit, and that leaves nothing behind."""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Answer, Attempt, AttemptScore, Contest, Entry, RulesVersion, Slot
from quiz.rehearsal.plan import Person
from quiz.selectors.rules import sheet_of
from quiz.selectors.scope import scope_departments

from .contests import Frozen, create_contest, frozen_pool

OPEN_FOR = timedelta(hours=4)
PREFIX = "rehearsal."
_BATCH = 1000


def rules_of_copy(sheet: RuleSheet, now: datetime) -> RuleSheet:
    """The same rules with a window that opens now, at any hour, for people who have passed no gate."""
    opens = now.astimezone(sheet.when.zone).replace(tzinfo=None, second=0, microsecond=0)
    window = {"opens_at": opens, "closes_at": opens + OPEN_FOR, "daily_hours": None, "gate": None}
    when = sheet.when.model_copy(update={**window, "weekdays": tuple(range(1, 8))})
    board = sheet.publication.board.model_copy(update={"visibility": "visible", "frozen_from": None})
    publication = sheet.publication.model_copy(update={"board": board})
    title = _("【演练】%(title)s") % {"title": sheet.title}
    return sheet.model_copy(update={"when": when, "publication": publication, "title": title[:100]})


@transaction.atomic
def open_rehearsal(contest: Contest, *, now: datetime) -> Contest:
    """A published copy of a contest's rules and questions, with nobody on its list.

    It draws with a seed of its own, so that it tells nothing of the papers to come.
    """
    rules = contest.rules
    assert rules is not None, "a contest is made with its first version"
    sheet = rules_of_copy(sheet_of(rules), now)
    unseeded = sheet.model_copy(update={"paper": sheet.paper.model_copy(update={"seed": ""})})
    copy = create_contest(None, contest.department, unseeded, now=now, is_rehearsal=True)
    frozen = Frozen(pool=rules.pool, facilities=rules.facilities)
    if not rules.pool:
        frozen = frozen_pool(contest, sheet, now)
    RulesVersion.objects.filter(contest=copy).update(pool=frozen.pool, facilities=frozen.facilities)
    copy.state = Contest.State.PUBLISHED
    copy.save(update_fields=["state"])
    return Contest.objects.select_related("rules", "department").get(pk=copy.pk)


def invite(copy: Contest, count: int, *, now: datetime, logged_in: bool = False) -> list[Person]:
    """Simulated people on the copy's list, spread over the departments that it is for.

    They belong to no department themselves, so that no real list ever counts them. They share one
    password that is told to nobody else; with `logged_in` each has a session instead.
    """
    password = secrets.token_urlsafe(24)
    sealed = make_password(None if logged_in else password)
    people = User.objects.bulk_create(
        [
            User(username=f"{PREFIX}{copy.pk}.{number}", name=_("演练%(number)d号") % {"number": number},
                 password=sealed, date_joined=now)
            for number in range(1, count + 1)
        ],
        batch_size=_BATCH,
    )  # fmt: skip
    Entry.objects.bulk_create(_entries(copy, people, now), batch_size=_BATCH)
    if not logged_in:
        return [Person(username=person.username, password=password) for person in people]
    sessions = logged_in_sessions(people, now=now)
    return [Person(one.username, session=key) for one, key in zip(people, sessions, strict=True)]


def _entries(copy: Contest, people: Sequence[User], now: datetime) -> list[Entry]:
    sheet = sheet_of(copy.rules)
    departments = list(scope_departments(copy, sheet.who).filter(is_active=True).values_list("pk", flat=True))
    groups = sheet.who.groups.all_names or ("",)
    dice = random.Random(copy.pk)
    return [
        Entry(
            contest=copy,
            user=person,
            department_id=dice.choice(departments) if departments else None,
            group=dice.choice(groups),
            created_at=now,
        )
        for person in people
    ]


def logged_in_sessions(people: Sequence[User], *, now: datetime) -> list[str]:
    """A session key for each person, as a login would have made it."""
    store, backend = SessionStore(), settings.LOGIN_BACKEND
    sessions = [
        Session(
            session_key=secrets.token_hex(16),
            expire_date=now + timedelta(days=1),
            session_data=store.encode(
                {
                    "_auth_user_id": str(person.pk),
                    "_auth_user_backend": backend,
                    "_auth_user_hash": person.get_session_auth_hash(),
                }
            ),
        )
        for person in people
    ]
    Session.objects.bulk_create(sessions, batch_size=_BATCH)
    return [session.session_key for session in sessions]


def close_rehearsal(copy: Contest, sessions: Sequence[str], *, now: datetime) -> None:
    """Nobody can log in or start any more; the rows stay to be looked at."""
    Session.objects.filter(session_key__in=sessions).delete()
    simulated_people(copy).update(is_active=False, password=make_password(None))
    Contest.objects.filter(pk=copy.pk).update(state=Contest.State.CLOSED, closed_at=now)


def simulated_people(copy: Contest) -> QuerySet[User]:
    """The people of a rehearsal: on its list, and of the name that only simulated people have."""
    return User.objects.filter(entries__contest=copy, username__startswith=f"{PREFIX}{copy.pk}.")


@transaction.atomic
def forget_rehearsal(copy: Contest) -> None:
    """Remove a rehearsal with all that came of it. Raises ValueError for a real contest."""
    if not Contest.objects.filter(pk=copy.pk, is_rehearsal=True).exists():
        raise ValueError(f"contest {copy.pk} is no rehearsal")
    import_string(f"{settings.REHEARSAL_OUTCOME}.forget")(copy.pk)
    attempts = Attempt.objects.filter(contest=copy)
    for rows in (AttemptScore, Answer, Slot):
        rows.objects.filter(attempt__in=attempts).delete()
    attempts.delete()
    people = list(simulated_people(copy).values_list("pk", flat=True))
    Entry.objects.filter(contest=copy).delete()
    User.objects.filter(pk__in=people).delete()
    Contest.objects.filter(pk=copy.pk).update(rules=None)
    RulesVersion.objects.filter(contest=copy).delete()
    Contest.objects.filter(pk=copy.pk).delete()


def forget_old_rehearsals(*, now: datetime) -> int:
    """Remove rehearsals that were cut short, once their window is over. Returns how many."""
    old = list(Contest.objects.filter(is_rehearsal=True, opens_at__lt=now - OPEN_FOR))
    for copy in old:
        forget_rehearsal(copy)
    return len(old)
