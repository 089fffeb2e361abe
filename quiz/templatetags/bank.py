"""Filters for what questions say."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from quiz.bank_words import REPORT_KINDS, field_words, finding_sentence
from quiz.domain.bank_item import LETTERS
from quiz.domain.findings import Finding
from quiz.domain.rich_text import clean_html, plain_text

register = template.Library()


@register.filter
def rich(stored: str) -> SafeString:
    """Stored rich text, sanitized once more on its way out."""
    return mark_safe(clean_html(stored or ""))  # noqa: S308 - clean_html leaves seven tags and no attribute


@register.filter
def plain(stored: str) -> str:
    return plain_text(stored or "")


@register.filter
def letter(counter: int) -> str:
    """1 → A."""
    return LETTERS[counter - 1] if 0 < counter <= len(LETTERS) else str(counter)


@register.simple_tag
def report_kinds() -> list[tuple[str, Any]]:
    """What may be wrong with a question: (kind, words)."""
    return list(REPORT_KINDS.items())


@register.filter
def says(finding: Finding) -> str:
    return finding_sentence(finding)


@register.filter
def place(finding: Finding) -> str:
    return str(field_words(finding.field))


@register.filter
def part_words(part: str) -> str:
    """ "options.2" → 选项 B."""
    return str(field_words(part))


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key that is a variable; None where there is none."""
    return mapping.get(key)
