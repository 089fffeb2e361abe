"""Reads of imports: what the bank knows, what stands where in a batch."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, When

from accounts.models import User
from accounts.selectors import is_administrator
from quiz.domain.imports.conversion import KnownTopic
from quiz.domain.imports.draft import Draft, Issue, Reading, Unread
from quiz.domain.imports.duplicates import LIKELY, SAME, Known, known
from quiz.domain.imports.stored import draft_of
from quiz.models import ImportBatch, ImportItem, Question, QuestionRevision, Topic

from .bank import item_of

# What nobody decided about is left out where it resembles another question so much.
LEFT_OUT = (SAME, LIKELY)


@dataclass(frozen=True, kw_only=True)
class ImportCounts:
    """Items of a batch: `ready` would be imported now, `doubtful` too once somebody has looked at them;
    `blocked` have to be mended, `duplicates` wait for a decision, `skipped` are left out by decision,
    `taken` are in the bank; `topicless` of the ready and doubtful name no topic. `problems` and `alike`
    are what the filters of the same names show."""

    total: int
    ready: int
    doubtful: int
    blocked: int
    duplicates: int
    skipped: int
    taken: int
    topicless: int
    edited: int
    problems: int
    alike: int


def visible_batches(user: User) -> QuerySet[ImportBatch]:
    """The person's own imports; an administrator sees everybody's."""
    rows = (
        ImportBatch.objects.select_related("uploaded_by", "topic")
        .defer("content", "answers")
        .annotate(is_forgotten=Case(When(content=b"", then=True), default=False, output_field=BooleanField()))
    )
    return rows if is_administrator(user) else rows.filter(uploaded_by=user)


def with_counts(batches: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
    """Newest first, each with `taken`, how many of its questions are in the bank."""
    taken = Count("items", filter=Q(items__question__isnull=False))
    return (
        batches.defer("content", "answers", "unread", "issues")
        .annotate(taken=taken)
        .order_by("-uploaded_at", "-pk")
    )


def import_counts(batch: ImportBatch) -> ImportCounts:
    """One statement."""
    open_ = _open(batch)
    fit = open_ & to_take(with_doubtful=True)
    sums = {
        "total": Q(),
        "ready": open_ & to_take(with_doubtful=False),
        "doubtful": fit & ~to_take(with_doubtful=False),
        "blocked": open_ & Q(is_blocked=True) & ~_skipped(),
        "duplicates": open_ & Q(is_blocked=False, decision="", duplicate__in=LEFT_OUT),
        "skipped": open_ & _skipped(),
        "taken": ~open_,
        "topicless": fit & Q(topic__isnull=True),
        "edited": Q(edited__isnull=False),
        "problems": shown_by("problems", open_),
        "alike": shown_by("duplicates", open_),
    }
    counts = {name: Count("pk", filter=where) if where else Count("pk") for name, where in sums.items()}
    return ImportCounts(**batch.items.aggregate(**counts))


def codes_taken(batch: ImportBatch) -> list[str]:
    """The questions of an import that are in the bank, in the file's order; none once it was taken back."""
    if batch.state != ImportBatch.State.COMMITTED:
        return []
    taken = batch.items.filter(question__isnull=False).order_by("position")
    return list(taken.values_list("question__code", flat=True))


def to_take(*, with_doubtful: bool) -> Q:
    """Which items an import takes: sound, decided for or nobody's duplicate."""
    decided = Q(decision=ImportItem.Decision.TAKE)
    alone = Q(decision="") & ~Q(duplicate__in=LEFT_OUT)
    sure = alone if with_doubtful else alone & Q(is_doubtful=False)
    return Q(is_blocked=False) & (decided | sure)


def _skipped() -> Q:
    return Q(decision=ImportItem.Decision.SKIP)


def items_shown(batch: ImportBatch, which: str) -> QuerySet[ImportItem]:
    """The items of a filter of the review page, in their order."""
    rows = batch.items.select_related("topic", "question").order_by("position")
    return rows.filter(shown_by(which, _open(batch)))


def _open(batch: ImportBatch) -> Q:
    """Which items are not in the bank; of an import that was taken back, none is."""
    return Q(pk__isnull=False) if batch.state == ImportBatch.State.UNDONE else Q(question__isnull=True)


def shown_by(which: str, open_: Q) -> Q:
    """What a filter lets pass; everything where there is none of this name."""
    return {
        "problems": open_ & (Q(is_blocked=True) | Q(is_doubtful=True)),
        "ready": open_ & to_take(with_doubtful=True),
        "duplicates": ~Q(duplicate=""),
        "taken": ~open_,
    }.get(which, Q())


def draft_of_item_row(item: ImportItem) -> Draft:
    """The question as somebody mended it, else as it was read."""
    return draft_of(item.edited if item.edited is not None else item.draft)


def reading_of_batch(batch: ImportBatch) -> Reading:
    """What was read of a file, as its reader gave it."""
    return Reading(
        format=batch.format,
        confidence=batch.confidence,
        drafts=tuple(draft_of(item.draft) for item in batch.items.order_by("position")),
        issues=tuple(Issue(**issue) for issue in batch.issues),
        unread=tuple(Unread(**one) for one in batch.unread),
    )


def bank_known() -> list[Known]:
    """The newest revision of every question that is not retired, prepared for comparing; one statement."""
    return [known(item_of(revision)) for revision in _newest()]


def _newest() -> Iterator[QuestionRevision]:
    newer = QuestionRevision.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    rows = (
        QuestionRevision.objects.select_related("question__topic")
        .filter(~Exists(newer))
        .exclude(question__state=Question.State.RETIRED)
        .order_by("question__code")
    )
    return rows.iterator(chunk_size=2_000)


def known_topics() -> list[KnownTopic]:
    """Topics with their areas; one statement."""
    rows = Topic.objects.filter(parent__isnull=False).select_related("parent").order_by("code")
    return [
        KnownTopic(
            code=topic.code,
            name=topic.name,
            name_en=topic.name_en,
            area=topic.parent.name if topic.parent else "",
            area_en=topic.parent.name_en if topic.parent else "",
        )
        for topic in rows
    ]


def questions_beside(items: list[ImportItem]) -> dict[str, QuestionRevision]:
    """The newest revisions of the bank's questions that these items resemble, by code; one statement."""
    codes = {pair["other"] for item in items for pair in item.duplicates if not pair["in_file"]}
    newer = QuestionRevision.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    rows = QuestionRevision.objects.select_related("question__topic").filter(
        ~Exists(newer), question__code__in=codes
    )
    return {row.question.code: row for row in rows}


def items_beside(batch: ImportBatch, items: list[ImportItem]) -> dict[str, ImportItem]:
    """The earlier items of the file that these resemble, by position as text; one statement."""
    positions = {pair["other"] for item in items for pair in item.duplicates if pair["in_file"]}
    return {str(row.position): row for row in batch.items.filter(position__in=positions)}


def used_codes(batch: ImportBatch) -> list[str]:
    """Codes of the batch's questions that somebody has worked with since: no longer mere first drafts."""
    later = QuestionRevision.objects.filter(question=OuterRef("question"), number__gt=1)
    rows = batch.items.filter(question__isnull=False).filter(
        ~Q(question__state=Question.State.DRAFT) | Exists(later)
    )
    return list(rows.order_by("question__code").values_list("question__code", flat=True))


def standing_imports() -> QuerySet[ImportBatch]:
    """Rows that wait for a worker, the longest waiting first."""
    waits: Any = (ImportBatch.State.WAITING, ImportBatch.State.PARSING, ImportBatch.State.COMMITTING)
    return ImportBatch.objects.filter(state__in=waits).order_by("uploaded_at", "pk")
