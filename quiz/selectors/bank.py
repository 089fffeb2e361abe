"""Reads of the bank: items as plain values, lists for the desk, the review queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from quiz.domain.bank_item import BankItem, Option, source_of
from quiz.models import Question, QuestionReview, QuestionRevision, Topic

Step = QuestionReview.Step


@dataclass(frozen=True, kw_only=True)
class BankFilter:
    """What a list is narrowed to; "" lets everything pass. `topic` is a code or an area's code."""

    search: str = ""
    topic: str = ""
    type: str = ""
    state: str = ""
    audience: str = ""
    difficulty: str = ""


def item_of(revision: QuestionRevision) -> BankItem:
    """A revision as plain values; its question and topic should come with it."""
    key = tuple(tuple(part) if isinstance(part, list) else part for part in revision.key)
    return BankItem(
        code=revision.question.code,
        topic=revision.question.topic.code,
        type=revision.type,
        stem=revision.stem,
        options=tuple(Option(id=option["id"], text=option["text"]) for option in revision.options),
        key=key,
        explanation=revision.explanation,
        source=source_of(revision.source),
        review_by=revision.review_by,
        difficulty=revision.difficulty,
        audience=tuple(revision.audience),
        bloom=revision.bloom,
        fact=revision.question.fact,
    )


def published_items(bank: str = "main") -> list[BankItem]:
    """Every published question of a bank, by code; one statement."""
    revisions = QuestionRevision.objects.filter(
        is_published=True, question__state=Question.State.PUBLISHED, question__bank=bank
    )
    wide = revisions.select_related("question__topic").order_by("question__code")
    return [item_of(revision) for revision in wide]


def latest_revisions() -> QuerySet[QuestionRevision]:
    """The newest revision of each question, with its question, topic and last review step."""
    newest = (
        QuestionRevision.objects.filter(question=OuterRef("question")).order_by("-number").values("number")
    )
    return (
        QuestionRevision.objects.annotate(last_step=Subquery(_steps().values("step")[:1]))
        .filter(number=Subquery(newest[:1]))
        .select_related("question__topic", "author")
    )


def _steps() -> QuerySet[QuestionReview]:
    """A revision's steps, newest first; comments are none."""
    steps = QuestionReview.objects.filter(revision=OuterRef("pk")).exclude(step=Step.COMMENTED)
    return steps.order_by("-at", "-pk")


def bank_list(wanted: BankFilter) -> QuerySet[QuestionRevision]:
    """Newest revisions that pass the filter, by code."""
    rows = latest_revisions().order_by("question__code")
    narrow: dict[str, Any] = {
        "question__topic__code__startswith": wanted.topic,
        "type": wanted.type,
        "question__state": wanted.state,
        "difficulty": int(wanted.difficulty) if wanted.difficulty.isdigit() else "",
    }
    rows = rows.filter(**{field: value for field, value in narrow.items() if value != ""})
    if wanted.audience:
        # Both databases keep the list as JSON text, where a tag is a quoted word.
        rows = rows.filter(audience__icontains=f'"{wanted.audience}"')
    if wanted.search:
        rows = rows.filter(
            Q(question__code__icontains=wanted.search)
            | Q(stem__icontains=wanted.search)
            | Q(source__title__icontains=wanted.search)
        )
    return rows


def state_counts() -> dict[str, int]:
    """How many questions stand where, and how many wait for a review ("queue")."""
    counts = dict(Question.objects.values_list("state").annotate(Count("pk")).order_by())
    return {
        **{state: counts.get(state, 0) for state in Question.State.values},
        "queue": review_queue().count(),
    }


def open_steps() -> QuerySet[QuestionReview]:
    """The steps of newest revisions after which somebody has to decide.

    It begins at the few that were ever submitted, so that a count is cheap enough for every page.
    """
    later = QuestionReview.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")), revision=OuterRef("revision")
    ).exclude(step=Step.COMMENTED)
    newer = QuestionRevision.objects.filter(
        question=OuterRef("revision__question"), number__gt=OuterRef("revision__number")
    )
    return QuestionReview.objects.filter(~Exists(later), ~Exists(newer), step__in=Step.waiting())


def steps_for(reviewer: User, *, is_expert: bool) -> QuerySet[QuestionReview]:
    """Of the open steps, those about which this person may decide: nobody judges their own, or twice."""
    mine = open_steps().exclude(revision__author=reviewer.pk)
    if not is_expert:
        return mine.exclude(step=Step.FIRST_PASSED)
    return mine.exclude(step=Step.FIRST_PASSED, by=reviewer.pk)


def review_queue(steps: QuerySet[QuestionReview] | None = None) -> QuerySet[QuestionRevision]:
    """Newest revisions that wait at these steps (any open one), the longest waiting first."""
    wanted = open_steps() if steps is None else steps
    return (
        latest_revisions()
        .filter(pk__in=wanted.values("revision"))
        .annotate(submitted_at=Subquery(_steps().values("at")[:1]))
        .order_by("submitted_at", "pk")
    )


def drafts_of(author: User) -> QuerySet[QuestionRevision]:
    """Newest revisions by this person that are neither in force nor in review, by code."""
    own = latest_revisions().filter(author=author, is_published=False)
    idle = own.filter(Q(last_step=None) | ~Q(last_step__in=Step.waiting()))
    return idle.exclude(question__state=Question.State.RETIRED).order_by("question__code")


def due_for_review(by: date) -> QuerySet[QuestionRevision]:
    """Published revisions whose review date comes by this day, unless a newer one is on its way."""
    newer = QuestionRevision.objects.filter(question=OuterRef("question"), number__gt=OuterRef("number"))
    return (
        QuestionRevision.objects.filter(~Exists(newer), is_published=True, review_by__lte=by)
        .filter(question__state=Question.State.PUBLISHED)
        .select_related("question__topic", "author")
        .order_by("review_by", "question__code")
    )


def last_step(revision: QuestionRevision) -> str:
    """The revision's newest review step, "" where it has none."""
    newest = revision.reviews.exclude(step=Step.COMMENTED).order_by("-at", "-pk").first()
    return newest.step if newest else ""


def question_history(code: str) -> tuple[Question, list[QuestionRevision]] | None:
    """A question with its revisions, newest first, each with its reviews; three statements."""
    question = Question.objects.select_related("topic__parent").filter(code=code).first()
    if question is None:
        return None
    revisions = (
        question.revisions.select_related("author", "reviewer")
        .prefetch_related("reviews__by")
        .order_by("-number")
    )
    return question, list(revisions)


def siblings_of(questions: Iterable[Question]) -> dict[int, list[Question]]:
    """Of each by its id the other questions that ask the same fact, whatever became of them, each with the
    `stem` of its newest revision; one statement, or none."""
    facts = {one.pk: one.fact for one in questions if one.fact}
    rows = Question.objects.annotate(stem=_newest_stem()).filter(fact__in=set(facts.values()))
    found = list(rows.select_related("topic").order_by("code")) if facts else []
    return {pk: [one for one in found if one.fact == fact and one.pk != pk] for pk, fact in facts.items()}


def facts_in_use() -> list[tuple[str, str]]:
    """(fact, the stem of its first question) of all that is not retired, by fact; one statement."""
    rows = Question.objects.annotate(stem=_newest_stem())
    rows = rows.exclude(fact="").exclude(state=Question.State.RETIRED)
    found: dict[str, str] = {}
    for fact, stem in rows.order_by("fact", "code").values_list("fact", "stem"):
        found.setdefault(fact, stem)
    return list(found.items())


def _newest_stem() -> Subquery:
    revisions = QuestionRevision.objects.filter(question=OuterRef("pk")).order_by("-number")
    return Subquery(revisions.values("stem")[:1])


def bare_item(question: Question) -> BankItem:
    """A question without what its revisions say."""
    return BankItem(code=question.code, topic=question.topic.code, type="", stem="", fact=question.fact)


def areas_with_topics() -> list[tuple[Topic, list[Topic]]]:
    """Areas with their topics, for choices; one statement."""
    rows = list(Topic.objects.order_by("code"))
    areas = [topic for topic in rows if topic.parent_id is None]
    return [(area, [topic for topic in rows if topic.parent_id == area.pk]) for area in areas]


def next_code(topic: Topic) -> str:
    """A free code for a question written here: "0101-x007" (shipped ones have digits only)."""
    return free_codes(topic, 1)[0]


def free_codes(topic: Topic, count: int) -> list[str]:
    """So many free codes in a row; one statement."""
    taken = Question.objects.filter(code__startswith=f"{topic.code}-x").values_list("code", flat=True)
    first = max(_numbers(taken), default=0) + 1
    return [f"{topic.code}-x{number:03}" for number in range(first, first + count)]


def _numbers(codes: Iterable[str]) -> list[int]:
    ends = (code.rpartition("-x")[2] for code in codes)
    return [int(end) for end in ends if end.isdigit()]


def people_touched(codes: Iterable[str]) -> set[str]:
    """Those of the codes that a person has revised or retired: the shipped files leave them alone."""
    questions = Question.objects.filter(code__in=list(codes))
    revised = questions.filter(revisions__author__isnull=False)
    retired = questions.filter(
        revisions__reviews__step=QuestionReview.Step.RETIRED, revisions__reviews__by__isnull=False
    )
    return set(revised.values_list("code", flat=True)) | set(retired.values_list("code", flat=True))


def shipped_newest(bank: str) -> dict[str, QuestionRevision]:
    """The newest revision of each shipped question (written by nobody here), by code."""
    rows = latest_revisions().filter(question__bank=bank, question__code__regex=r"^[0-9]{4}-[0-9]{3}$")
    return {row.question.code: row for row in rows}
