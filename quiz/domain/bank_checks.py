"""The checks that a program can make of one question: what blocks it (E01–E09), and all together.

`check_item` serves the bank, the review desk and imports alike.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from .bank_item import BLANK, BankItem
from .bank_wording import WORDING_CHECKS
from .findings import Finding

_LABEL = re.compile(r"^\s*[（(]?[A-Ha-h][)）.．、:：]\s*\S|正确答案|参考答案|[√✓✔☑]")
_BROKEN = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]|锟斤拷|烫烫烫")


def check_item(item: BankItem, *, today: date) -> list[Finding]:
    """Everything that is wrong or doubtful about one question, blocking findings first.

    `today` decides whether its source has run out.
    """
    found = [finding for check in _ITEM_CHECKS for finding in check(item)]
    found += _e07_source_expired(item, today)
    found += [finding for wording in WORDING_CHECKS for finding in wording(item)]
    return sorted(found, key=lambda finding: not finding.blocks)


def _finding(code: str, item: BankItem, field: str, **values: object) -> Finding:
    return Finding(code=code, subject=item.code, field=field, values=dict(values))


def _e01_key_missing(item: BankItem) -> Iterator[Finding]:
    ids = {option.id for option in item.options}
    empty = not item.key or any(not part for part in item.key if isinstance(part, tuple))
    neither = item.type == "judge" and item.key not in ((0,), (1,))
    astray = item.type in ("single", "multi") and any(part not in ids for part in item.key)
    if empty or neither or astray:
        yield _finding("E01", item, "key")


def _e02_key_count(item: BankItem) -> Iterator[Finding]:
    count = len(set(item.key))
    if item.type == "single" and count > 1:
        yield _finding("E02", item, "key", count=count)
    if item.type == "multi" and count < 2:
        yield _finding("E02", item, "key", count=count)


def _e03_options(item: BankItem) -> Iterator[Finding]:
    wants_options = item.type in ("single", "multi")
    if wants_options != bool(item.options) or (wants_options and len(item.options) < 2):
        yield _finding("E03", item, "options", count=len(item.options))
    seen: dict[str, int] = {}
    for place, text in enumerate(item.option_texts):
        levelled = _same_option(text)
        if levelled in seen:
            yield _finding("E03", item, f"options.{place + 1}", twin=seen[levelled] + 1)
        seen.setdefault(levelled, place)


def _same_option(text: str) -> str:
    """An option levelled for E03; signs, decimal points and symbols still tell numbers apart."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"(?<!\d)[.](?!\d)", "", folded)
    return "".join(char for char in folded if char in "-.%/" or unicodedata.category(char)[0] not in "PZC")


def _e04_empty(item: BankItem) -> Iterator[Finding]:
    if not item.stem_text.strip():
        yield _finding("E04", item, "stem")
    for place, text in enumerate(item.option_texts, 1):
        if not text.strip():
            yield _finding("E04", item, f"options.{place}")


def _e05_blanks(item: BankItem) -> Iterator[Finding]:
    gaps = item.stem_text.count(BLANK)
    if item.type == "blank" and gaps != len(item.key):
        yield _finding("E05", item, "key", gaps=gaps, answers=len(item.key))
    if item.type != "blank" and gaps:
        yield _finding("E05", item, "stem", gaps=gaps, answers=0)


def _e06_no_source(item: BankItem) -> Iterator[Finding]:
    if item.source is None or not item.source.title.strip():
        yield _finding("E06", item, "source")
    if not item.explanation_text.strip():
        yield _finding("E06", item, "explanation")


def _e07_source_expired(item: BankItem, today: date) -> Iterator[Finding]:
    """The source is no longer in force, or the day has passed by which it had to be looked up again."""
    if item.source and item.source.effective_to and item.source.effective_to < today:
        yield _finding("E07", item, "source", day=item.source.effective_to.isoformat())
    if item.review_by and item.review_by < today:
        yield _finding("E07", item, "review_by", day=item.review_by.isoformat())


def _e08_label_left(item: BankItem) -> Iterator[Finding]:
    for place, text in enumerate(item.option_texts, 1):
        if _LABEL.search(text):
            yield _finding("E08", item, f"options.{place}", text=text)


def _e09_broken_text(item: BankItem) -> Iterator[Finding]:
    for field, text in item_texts(item):
        if _BROKEN.search(text):
            yield _finding("E09", item, field)


def item_texts(item: BankItem) -> Iterator[tuple[str, str]]:
    """Every text that readers see, with the name of its field."""
    yield "stem", item.stem_text
    for place, text in enumerate(item.option_texts, 1):
        yield f"options.{place}", text
    yield "explanation", item.explanation_text


_ITEM_CHECKS: tuple[Callable[[BankItem], Iterator[Finding]], ...] = (
    _e01_key_missing,
    _e02_key_count,
    _e03_options,
    _e04_empty,
    _e05_blanks,
    _e06_no_source,
    _e08_label_left,
    _e09_broken_text,
)
