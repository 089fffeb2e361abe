"""Answers on paper, typed in by an organizer: one attempt like any other, on the printed paper."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.domain.problems import RuleBroken
from accounts.doorbell import ring
from accounts.models import Department, User
from accounts.services.audit import record
from accounts.services.registration import person_of_phone, register_person
from quiz.domain.paper import PaperSlot
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.timing import PastAttempt, local_day, require_attempt_left
from quiz.models import Answer, Attempt, Contest, Entry
from quiz.selectors.gates import has_passed
from quiz.selectors.papers import arrange_seed, printed_paper
from quiz.selectors.rules import sheet_in_force, sheet_of
from quiz.selectors.scope import is_in_scope
from quiz.tasks.scoring import score_waiting_task

from .entries import enter
from .statements import insert_slots


@dataclass(frozen=True, kw_only=True)
class PaperEntry:
    """One sheet of paper. Where registration is open `name` and `phone` say who it is, else `number`.

    `received_at`: when it was handed in; `responses`: as they are stored, by position.
    """

    received_at: datetime
    responses: Mapping[int, Sequence[Any]]
    name: str = ""
    phone: str = ""
    number: str = ""
    group: str = ""
    department: Department | None = field(default=None)


def enter_paper(actor: User, contest: Contest, sent: PaperEntry, *, now: datetime) -> Attempt:
    """Type a paper in: the person's next attempt, handed in when it was received. Logged.

    Raises RuleBroken naming the field: the contest takes no papers, or none now; the person is unknown
    or somebody else; the attempts are used up; "try_again_later" where two come at once.
    """
    try:
        with transaction.atomic():
            return _enter_paper(actor, contest, sent, now)
    except IntegrityError as error:  # the same person, twice at once
        raise RuleBroken("try_again_later", status=503) from error


def _enter_paper(actor: User, contest: Contest, sent: PaperEntry, now: datetime) -> Attempt:
    contest = (
        Contest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("rules")
        .get(pk=contest.pk)
    )
    sheet = sheet_in_force(contest)
    _require_papers(contest, sheet, sent, now)
    entry = _entry(contest, sheet, sent, now)
    if sent.group and entry.group != sent.group:  # its letters would be read against another paper
        raise RuleBroken("paper_other_group", status=400, fields={"group": ["paper_other_group"]})
    past = Attempt.objects.filter(contest=contest, user=entry.user, kind=Attempt.Kind.COUNTED)
    taken = [PastAttempt(day=day, number=number) for day, number in past.values_list("day", "number")]
    require_attempt_left(sheet, taken, local_day(sheet, sent.received_at))
    if sheet.when.gate is not None and not has_passed(entry.user_id, sheet.when.gate):
        raise RuleBroken("gate_not_passed")
    attempt, paper = _attempt(contest, entry, len(taken) + 1, sent.received_at)
    _answer(attempt, paper, sent)
    answered = sum(bool(response) for response in sent.responses.values())
    details = {"user": entry.user_id, "attempt": attempt.pk, "answered": answered}
    record(actor, "paper_entered", f"contest:{contest.pk}", now=now, details=details)
    ring(score_waiting_task)
    return attempt


def _require_papers(contest: Contest, sheet: RuleSheet, sent: PaperEntry, now: datetime) -> None:
    if not sheet.who.paper_entries:
        raise RuleBroken("no_paper_entries")
    if contest.state != Contest.State.PUBLISHED:
        raise RuleBroken("paper_contest_not_open")
    if not sheet.opens_at <= sent.received_at <= min(now, contest.ends_at):
        raise RuleBroken(
            "paper_received_outside", status=400, fields={"received_at": ["paper_received_outside"]}
        )


def _entry(contest: Contest, sheet: RuleSheet, sent: PaperEntry, now: datetime) -> Entry:
    person = _member_of_the_public(sent, now) if sheet.who.admission == "open" else _of_the_roster(sent)
    found = Entry.objects.select_related("user").filter(contest=contest, user=person).first()
    if found is not None:
        return found
    if not is_in_scope(person, contest, sheet):
        raise RuleBroken("paper_unknown_number", status=400, fields={"number": ["paper_unknown_number"]})
    return enter(person, contest.pk, now=now, group=sent.group, department=sent.department)


def _member_of_the_public(sent: PaperEntry, now: datetime) -> User:
    """The person of this phone, who must have this name, or a new account that nobody knows a password of."""
    known = person_of_phone(sent.phone)
    if known is None:
        unknown = secrets.token_urlsafe(24)
        return register_person(name=sent.name, phone=sent.phone, form_key=unknown, now=now).user
    if "".join(known.name.split()) != "".join(sent.name.split()):
        raise RuleBroken("paper_phone_of_other", status=400, fields={"phone": ["paper_phone_of_other"]})
    return known


def _of_the_roster(sent: PaperEntry) -> User:
    person = User.objects.filter(username__iexact=sent.number.strip(), is_active=True).first()
    if person is None:
        raise RuleBroken("paper_unknown_number", status=400, fields={"number": ["paper_unknown_number"]})
    return person


def _attempt(
    contest: Contest, entry: Entry, number: int, received_at: datetime
) -> tuple[Attempt, tuple[PaperSlot, ...]]:
    """Handed in from the start: what came on paper is never open."""
    assert contest.rules is not None, "an announced contest has rules"
    attempt = Attempt(
        contest=contest,
        user_id=entry.user_id,
        entry=entry,
        rules=contest.rules,
        number=number,
        day=local_day(sheet_of(contest.rules), received_at),
        state=Attempt.State.HANDED_IN,
        started_at=received_at,
        deadline=received_at,
        handed_in_at=received_at,
        handed_in_by=Attempt.HandedInBy.ORGANIZER,
        on_paper=True,
    )
    attempt.seed = arrange_seed(attempt)
    paper = printed_paper(contest.rules, entry.group)
    if not paper:
        raise RuleBroken("group_needed", status=400, fields={"group": ["group_needed"]})
    attempt.save(force_insert=True)
    insert_slots(attempt.pk, paper)
    return attempt, paper


def _answer(attempt: Attempt, paper: Sequence[PaperSlot], sent: PaperEntry) -> None:
    rows = [
        Answer(
            attempt=attempt,
            position=position,
            response=list(sent.responses[position]),
            client_key=f"paper-{position:04d}",
            saved_at=sent.received_at,
        )
        for position in range(1, len(paper) + 1)
        if sent.responses.get(position)
    ]
    Answer.objects.bulk_create(rows)
