"""Between the publication of winners and the final list: objections, their answers, the last word."""

import secrets
from datetime import datetime

from django.db import transaction

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from leaderboard.domain.notice import require_finalizable, require_in_window
from leaderboard.models import FinalList, Objection, ObjectionDecision
from leaderboard.selectors.claims import pending_claims
from leaderboard.selectors.notice import Notice, notice_of, open_objections
from quiz.models import Contest

from .awards import locked_contest
from .free_texts import keep_text

MOST_TEXT = 1000
MOST_OPEN = 3
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_RECEIPT = 10


@transaction.atomic
def raise_objection(person: User, contest: Contest, *, about: str, text: str, now: datetime) -> Objection:
    """Object to the published list. Raises RuleBroken outside the window, without a reason, or where the
    person waits for MOST_OPEN answers."""
    text = _required(text)
    contest = locked_contest(contest)
    notice = _published(contest, now)
    require_in_window(notice.ends_at, is_final=notice.final_at is not None, now=now)
    if open_objections(contest.pk).filter(person=person).count() >= MOST_OPEN:
        raise RuleBroken("objections_too_many", most=MOST_OPEN)
    receipt = "".join(secrets.choice(_LETTERS) for _place in range(_RECEIPT))
    found = Objection.objects.create(
        run=notice.run, person=person, receipt=receipt, about=Objection.About(about), at=now
    )
    kept = keep_text(text, contest.pk, found, now=now)
    details = {"run": notice.run.number, "receipt": receipt, "about": about, **kept}
    record(person, "objection_raised", f"contest:{contest.pk}", now=now, details=details)
    return found


@transaction.atomic
def answer_objection(
    actor: User, objection: Objection, *, decision: str, text: str, now: datetime
) -> ObjectionDecision:
    """Answer once, with a reason. Raises RuleBroken where somebody has answered already."""
    text = _required(text)
    contest = locked_contest(objection.run.contest)
    if ObjectionDecision.objects.filter(objection=objection).exists():
        raise RuleBroken("objection_answered")
    found = ObjectionDecision.objects.create(
        objection=objection, decision=ObjectionDecision.Decision(decision), by=actor, at=now
    )
    kept = keep_text(text, contest.pk, found, now=now)
    details = {"receipt": objection.receipt, "decision": decision, **kept}
    record(actor, "objection_answered", f"contest:{contest.pk}", now=now, details=details)
    return found


@transaction.atomic
def finalize_awards(actor: User, contest: Contest, *, now: datetime) -> FinalList:
    """Make the published list the final one. Raises RuleBroken naming what stands before it."""
    contest = locked_contest(contest)
    notice = _published(contest, now)
    if notice.final_at is not None:
        raise RuleBroken("notice_final_already")
    waiting = list(open_objections(contest.pk).values_list("receipt", flat=True))
    require_finalizable(notice.ends_at, waiting, pending_claims(notice.run, now=now), now=now)
    final = FinalList.objects.create(run=notice.run, by=actor, at=now)
    details = {"run": notice.run.number, "digest": notice.run.input_digest}
    record(actor, "awards_finalized", f"contest:{contest.pk}", now=now, details=details)
    return final


def _published(contest: Contest, now: datetime) -> Notice:
    notice = notice_of(contest, now=now)
    if notice is None:
        raise RuleBroken("notice_not_published")
    return notice


def _required(text: str) -> str:
    text = text.strip()
    if not text:
        raise RuleBroken("objection_empty")
    if len(text) > MOST_TEXT:
        raise RuleBroken("objection_too_long", most=MOST_TEXT)
    return text
