"""Forms of the bank's desk, filled from what a question says."""

from datetime import date
from typing import Any

from quiz.domain.bank_item import BankItem, fact_of
from quiz.domain.rich_text import to_markup
from quiz.models import QuestionRevision, QuestionType
from quiz.selectors.bank import item_of
from quiz.web.bank_forms import OR


def filled_from(revision: QuestionRevision) -> tuple[dict[str, Any], int]:
    """Initial values of a form for this revision, and how many option rows it needs."""
    item = item_of(revision)
    initial: dict[str, Any] = {
        "topic": item.topic,
        "type": item.type,
        "stem": to_markup(item.stem),
        "truth": str(item.key[0]) if item.type == QuestionType.JUDGE and item.key else "",
        "blanks": blank_lines(item),
        "explanation": to_markup(item.explanation),
        "review_by": iso(item.review_by),
        "difficulty": item.difficulty,
        "audience": list(item.audience),
        "bloom": item.bloom,
        "fact": item.fact,
        "image_alt": revision.image_alt,
        "based_on": revision.number,
    }
    initial |= _source(item)
    for number, option in enumerate(item.options, 1):
        initial[f"option_{number}"] = to_markup(option.text)
        initial[f"right_{number}"] = option.id in item.key
    return initial, len(item.options)


def shared_with(revision: QuestionRevision) -> dict[str, Any]:
    """Initial values of a form for another question of the same fact, whose code is the question's own where
    it has none yet."""
    filled, _rows = filled_from(revision)
    same = ("topic", "type", "review_by", "difficulty", "audience", "bloom")
    fact = filled["fact"] or fact_of(revision.question.code)
    return {name: filled[name] for name in same} | _source(item_of(revision)) | {"fact": fact}


def _source(item: BankItem) -> dict[str, Any]:
    names = ("type", "title", "issuer", "doc_no", "article", "certainty")
    filled = {f"source_{name}": getattr(item.source, name, "") for name in names}
    return {**filled, "source_published_on": iso(item.source.published_on if item.source else None)}


def blank_lines(item: BankItem) -> str:
    if item.type != QuestionType.BLANK:
        return ""
    return "\n".join(OR.join(part) for part in item.key if isinstance(part, tuple))


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""
