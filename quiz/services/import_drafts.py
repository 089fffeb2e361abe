"""Many drafts at once: the questions of an import, in few statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from quiz.domain.bank_item import BankItem, content_digest, content_fields
from quiz.models import Question, QuestionRevision, Topic
from quiz.selectors.bank import free_codes

from .bank import Picture, keep_picture


@dataclass(frozen=True, kw_only=True)
class NewDraft:
    """A question to be written, under the topic that its item names."""

    item: BankItem
    picture: Picture


def create_drafts(
    author: User, drafts: Sequence[NewDraft], *, now: datetime, bank: str = "main"
) -> list[Question]:
    """First revisions of new questions, in the order given. Inside the caller's transaction, which an
    IntegrityError ends where somebody took a code in the same moment."""
    topics = {
        topic.code: topic for topic in Topic.objects.filter(code__in={one.item.topic for one in drafts})
    }
    questions = list(_questions(drafts, topics, bank))
    Question.objects.bulk_create(questions)
    QuestionRevision.objects.bulk_create(
        _revision(author, one, question, now) for one, question in zip(drafts, questions, strict=True)
    )
    return questions


def _questions(drafts: Sequence[NewDraft], topics: dict[str, Topic], bank: str) -> Iterator[Question]:
    wanted = [one.item.topic for one in drafts]
    codes = {code: iter(free_codes(topics[code], wanted.count(code))) for code in topics}
    for one in drafts:
        code = one.item.topic
        yield Question(code=next(codes[code]), bank=bank, topic=topics[code], fact=one.item.fact)


def _revision(author: User, one: NewDraft, question: Question, now: datetime) -> QuestionRevision:
    image = keep_picture(one.picture, None)
    return QuestionRevision(
        question=question,
        number=1,
        image=image.name,
        image_alt=image.alt,
        author=author,
        digest=content_digest(one.item, image_digest=image.name, image_alt=image.alt),
        created_at=now,
        **content_fields(one.item),
    )
