"""报错: somebody who has seen the key says that a question is wrong; it joins the reviewers' doubts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.access import own_attempt
from quiz.models import Question, QuestionFlag, QuestionRevision, Slot
from quiz.selectors.learnable import learnable_revisions
from quiz.selectors.question_reports import reports_by
from quiz.selectors.results import result_of

# What may be wrong; also the doubt's code is of learners alone.
KINDS = ("key", "stem", "source", "typo", "other")
REPORT = "REPORT"
LONGEST = 300
# A learner who doubts more than this within a day is asked to wait: somebody has to read it all.
MOST_A_DAY = 20
# Where nobody is logged in: of a device, and of all together, since a device is new again without its cookie.
MOST_OF_A_DEVICE = 5
MOST_OF_ALL_DEVICES = 100


@transaction.atomic
def report_question(
    learner: User, attempt_id: int, position: int, *, kind: str, text: str, now: datetime
) -> QuestionFlag:
    """Keep a learner's doubt about a question of their own paper; saying it again replaces what was said.

    Raises Http404 for a stranger's attempt or before the keys are out,
    RuleBroken("report_kind", 400 | "report_text", 400 | "report_too_many", 429).
    """
    said = _checked(kind, text)
    slot = _released_slot(learner, attempt_id, position)
    return _kept(learner, slot.revision, said, now, contest_id=slot.attempt.contest_id)


@transaction.atomic
def report_practised(
    reporter: User | str, revision_id: int, *, kind: str, text: str, now: datetime, has_seen: bool = False
) -> QuestionFlag:
    """The same of a question that anybody may practise now, or that the reporter `has_seen` with its key:
    a person, or a device by its name. What devices say is read, and keeps no question out of papers.

    Raises Http404 for any other.
    """
    said = _checked(kind, text)
    rows = QuestionRevision.objects.all() if has_seen else learnable_revisions(timezone.localtime(now).date())
    revision = rows.filter(pk=revision_id).first()
    if revision is None:
        raise Http404
    return _kept(reporter, revision, said, now)


def _kept(
    reporter: User | str,
    revision: QuestionRevision,
    said: dict[str, str],
    now: datetime,
    *,
    contest_id: int | None = None,
) -> QuestionFlag:
    question = Question.objects.select_for_update(of=("self",)).get(pk=revision.question_id)
    person = reporter if isinstance(reporter, User) else None
    said = said if person else {**said, "device": str(reporter)}
    waiting = reports_by(reporter).filter(revision=revision, state=QuestionFlag.State.OPEN).first()
    if waiting is not None:
        waiting.details, waiting.raised_at = said, now
        waiting.save(update_fields=["details", "raised_at"])
        return waiting
    _in_measure(reporter, now)
    flag = QuestionFlag.objects.create(
        question=question,
        revision=revision,
        code=REPORT,
        source=QuestionFlag.Source.LEARNER,
        contest_id=contest_id,
        details=said,
        raised_by=person,
        raised_at=now,
    )
    details = {"flag": REPORT, "kind": said["kind"], "revision": revision.number}
    record(person, "question.reported", f"question:{question.code}", now=now, details=details)
    return flag


def _in_measure(reporter: User | str, now: datetime) -> None:
    """Raise RuleBroken("report_too_many" | "report_all_devices", 429) beyond a day's measure."""
    most = MOST_A_DAY if isinstance(reporter, User) else MOST_OF_A_DEVICE
    since = now - timedelta(days=1)
    if reports_by(reporter).filter(raised_at__gt=since).count() >= most:
        raise RuleBroken("report_too_many", status=429, most=most)
    if isinstance(reporter, User):
        return
    devices = QuestionFlag.objects.filter(source=QuestionFlag.Source.LEARNER, raised_by=None)
    if devices.filter(raised_at__gt=since).count() >= MOST_OF_ALL_DEVICES:
        raise RuleBroken("report_all_devices", status=429)


def _checked(kind: str, text: str) -> dict[str, str]:
    clean = " ".join(text.replace("\0", "").split())[:LONGEST]
    if kind not in KINDS:
        raise RuleBroken("report_kind", status=400, fields={"kind": ["report_kind"]})
    if kind == "other" and not clean:
        raise RuleBroken("report_text", status=400, fields={"text": ["report_text"]})
    return {"kind": kind, "text": clean}


def _released_slot(learner: User, attempt_id: int, position: int) -> Slot:
    """The place of the learner's own paper, once its key is out."""
    attempt = own_attempt(learner, attempt_id)
    if not result_of(attempt).keys_released:
        raise Http404
    slot = Slot.objects.select_related("revision").filter(attempt=attempt, position=position).first()
    if slot is None:
        raise Http404
    slot.attempt = attempt
    return slot
