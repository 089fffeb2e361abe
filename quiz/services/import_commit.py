"""From a looked-through import to drafts of the bank, and back while nobody has used them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import may_organize_somewhere
from accounts.domain.problems import RuleBroken
from accounts.models import User
from accounts.services.audit import record
from quiz.domain.imports.conversion import item_of_draft
from quiz.domain.imports.draft import Draft
from quiz.domain.imports.duplicates import SAME
from quiz.domain.imports.standing import picture_of
from quiz.models import ImportBatch, ImportItem, Question, QuestionReview, Topic
from quiz.selectors.imports import draft_of_item_row, import_counts, to_take, used_codes

from .bank import Picture
from .import_drafts import NewDraft, create_drafts
from .import_files import subject_of

State = ImportBatch.State
OPEN = (State.READY, State.COMMITTED, State.UNDONE)
# So short a transaction that a contest on the same SQLite database saves its answers in between.
CHUNK = 200
ABANDONED = timedelta(minutes=2)
_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Committed:
    """How many questions were added, and how many were found to be in the bank already."""

    added: int
    known: int


def commit_batch(
    actor: User,
    batch: ImportBatch,
    *,
    topic: Topic | None,
    with_doubtful: bool,
    now: datetime,
    source: str = "",
) -> Committed:
    """Take the sound questions of an import into the bank, as drafts of this person.

    `topic` and `source` are for those that name none. Doing it again adds what has been mended since and
    nothing twice. What it began and did not end, `carry_on` ends.
    """
    if not may_organize_somewhere(actor):
        raise RuleBroken("bank_not_an_author", status=404)
    _begin(actor, batch, topic, source.replace("\0", "").strip(), with_doubtful, now)
    return _carry_out(ImportBatch.objects.select_related("committed_by").get(pk=batch.pk), now)


def carry_on(*, now: datetime) -> int:
    """End the imports whose request broke off on the way; how many there were."""
    broken = ImportBatch.objects.filter(state=State.COMMITTING, claimed_at__lt=now - ABANDONED)
    done = 0
    for batch in broken.select_related("committed_by"):
        if ImportBatch.objects.filter(pk=batch.pk, claimed_at=batch.claimed_at).update(claimed_at=now):
            _carry_out(ImportBatch.objects.select_related("committed_by").get(pk=batch.pk), now)
            done += 1
    return done


@transaction.atomic
def _begin(
    actor: User, batch: ImportBatch, topic: Topic | None, source: str, with_doubtful: bool, now: datetime
) -> None:
    locked = ImportBatch.objects.select_for_update().only("pk", "state").get(pk=batch.pk)
    if locked.state not in OPEN:
        raise RuleBroken("import_not_open")
    if locked.state == State.UNDONE:
        batch.items.update(question=None)
    counts = import_counts(batch)
    if not counts.ready + (counts.doubtful if with_doubtful else 0):
        raise RuleBroken("import_nothing_to_take")
    if topic is None and _chosen(batch, with_doubtful).filter(topic__isnull=True).exists():
        raise RuleBroken("import_topic_missing", fields={"topic": ["import_topic_missing"]}, status=400)
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=State.COMMITTING,
        topic=topic,
        source=source,
        with_doubtful=with_doubtful,
        committed_by=actor,
        claimed_at=now,
        undone_at=None,
    )


def _chosen(batch: ImportBatch, with_doubtful: bool) -> QuerySet[ImportItem]:
    return batch.items.filter(to_take(with_doubtful=with_doubtful), question__isnull=True)


def _carry_out(batch: ImportBatch, now: datetime) -> Committed:
    added = known = 0
    while chunk := list(
        _chosen(batch, batch.with_doubtful).select_related("topic").order_by("position")[:CHUNK]
    ):
        done = _take(batch, chunk, now)
        added, known = added + done, known + len(chunk) - done
    with transaction.atomic():
        ended = ImportBatch.objects.filter(pk=batch.pk, state=State.COMMITTING)
        if ended.update(state=State.COMMITTED, committed_at=now):
            details = {"added": added, "known": known, "file": batch.file_name}
            record(batch.committed_by, "import.committed", subject_of(batch), now=now, details=details)
    return Committed(added=added, known=known)


def _take(batch: ImportBatch, chunk: list[ImportItem], now: datetime) -> int:
    """One chunk in one transaction; how many of it are new."""
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                _wait_for_turn()
                return _take_new(batch, _without_known(chunk), now)
        except IntegrityError:
            # Somebody took a code in the same moment.
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _wait_for_turn() -> None:
    """Imports enter the bank one after the other, so that each sees what the one before it brought.

    The first topic's row is the turnstile; on SQLite the transaction is one already. Whoever writes a
    question by hand does not wait: a reference to the row takes a weaker lock.
    """
    list(Topic.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)[:1])


def _without_known(chunk: list[ImportItem]) -> list[ImportItem]:
    """Those that no import has brought meanwhile; the others become duplicates that wait for a decision."""
    asked = [item for item in chunk if item.decision != ImportItem.Decision.TAKE]
    there = _imported({item.digest for item in asked})
    twins = [item for item in asked if item.digest in there]
    for item in twins:
        item.duplicate = SAME
        item.duplicates = [_pair(item, there[item.digest]), *item.duplicates][:3]
    ImportItem.objects.bulk_update(twins, ["duplicate", "duplicates"])
    known = {item.pk for item in twins}
    return [item for item in chunk if item.pk not in known]


def _imported(digests: set[str]) -> dict[str, str]:
    """Codes of questions in use that came by an import, by their digests."""
    rows = ImportItem.objects.filter(digest__in=digests, question__isnull=False)
    in_use = rows.exclude(question__state=Question.State.RETIRED)
    return dict(in_use.values_list("digest", "question__code"))


def _pair(item: ImportItem, code: str) -> dict[str, object]:
    place = item.position - 1
    return {"place": place, "other": code, "in_file": False, "kind": SAME, "ratio": 100, "same_key": True}


def _take_new(batch: ImportBatch, items: list[ImportItem], now: datetime) -> int:
    if not items or batch.committed_by is None:
        return 0
    drafts = [_new_draft(batch, item) for item in items]
    for item, question in zip(items, create_drafts(batch.committed_by, drafts, now=now), strict=True):
        item.question = question
    ImportItem.objects.bulk_update(items, ["question"])
    return len(items)


def _new_draft(batch: ImportBatch, item: ImportItem) -> NewDraft:
    draft = draft_of_item_row(item)
    topic = item.topic or batch.topic
    if not draft.source and not draft.cited:
        draft = replace(draft, source=batch.source)
    return NewDraft(item=item_of_draft(draft, topic.code if topic else ""), picture=_picture(draft))


def _picture(draft: Draft) -> Picture:
    chosen = picture_of(draft)
    return Picture(data=chosen.data, alt=chosen.alt) if chosen else Picture()


# ── Back ──────────────────────────────────────────────────────────────────────


@transaction.atomic
def undo_batch(actor: User, batch: ImportBatch, *, now: datetime) -> int:
    """Take all of an import's questions out of use again, as long as nobody has worked with any of them.

    Revisions are never deleted, so the questions are retired; how many.
    """
    locked = ImportBatch.objects.select_for_update().only("pk", "state").get(pk=batch.pk)
    if locked.state != State.COMMITTED:
        raise RuleBroken("import_not_open")
    pks = list(batch.items.filter(question__isnull=False).values_list("question_id", flat=True))
    list(Question.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
    used = used_codes(batch)
    if used:
        raise RuleBroken("import_in_use", count=len(used), codes="、".join(used[:5]))
    _retire(actor, pks, now)
    ImportBatch.objects.filter(pk=batch.pk).update(state=State.UNDONE, undone_at=now)
    record(actor, "import.undone", subject_of(batch), now=now, details={"questions": len(pks)})
    return len(pks)


def _retire(actor: User, pks: list[int], now: datetime) -> None:
    Question.objects.filter(pk__in=pks).update(state=Question.State.RETIRED)
    newest = Question.objects.filter(pk__in=pks, revisions__number=1).values_list("revisions__pk", flat=True)
    QuestionReview.objects.bulk_create(
        QuestionReview(
            revision_id=pk, step=QuestionReview.Step.RETIRED, by=actor, at=now, comment=_("撤销导入")
        )
        for pk in newest
    )
