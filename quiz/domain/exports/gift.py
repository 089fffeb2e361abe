"""GIFT. Texts are [html]; what GIFT has no place for stands in comments, tags and the general feedback."""

import json
from collections.abc import Iterator, Sequence
from itertools import product

from ..bank_item import BLANK
from ..imports.answers import FULL, levelled_stem
from ..imports.draft import BRACKET, Draft
from ..imports.gift import BLANKS_COMMENT
from ..imports.labels import tags_with_labels, with_source_line
from .html_out import embedded, firm_spaces, html_of
from .item import ExportItem, draft_of

_ESCAPES = str.maketrans({char: f"\\{char}" for char in "\\~=#{}:"} | {"\n": "\\n"})
# Moodle marks several blanks as one answer: every combination, as long as there are not too many.
MOST_COMBINATIONS = 64
BETWEEN_BLANKS = "；"


def write_gift(items: Sequence[ExportItem]) -> bytes:
    return "".join(_lines(items)).encode()


def _lines(items: Sequence[ExportItem]) -> Iterator[str]:
    topic = ""
    for export in items:
        draft = draft_of(export)
        if draft.topic != topic:
            topic = draft.topic
            yield f"$CATEGORY: {category_path(topic, export.topic_name)}\n\n"
        yield _comments(draft)
        yield f"::{_escaped(draft.ext_id)}::[html]{_question(draft)}\n\n"


def category_path(topic: str, name: str = "") -> str:
    """Moodle's path of a topic; its code stands first, so that it is found again."""
    named = " ".join(f"{topic} {name if name != topic else ''}".split()).replace("/", "//")
    return f"$course$/top/{named}" if named else "$course$/top"


def _comments(draft: Draft) -> str:
    tags = "".join(f" [tag:{tag}]" for tag in tags_with_labels(draft, without=["topic"]))
    identifier = draft.ext_id.replace("]", "\\]")
    comments = f"// [id:{identifier}]{tags}\n" if identifier else f"//{tags}\n" if tags else ""
    if draft.type == "blank" and _needs_comment(draft):
        comments += f"{BLANKS_COMMENT}{json.dumps(draft.key)}]\n"
    return comments


def _needs_comment(draft: Draft) -> bool:
    return len(draft.key) != 1 or any("->" in text for variants in draft.key for text in variants)


def _question(draft: Draft) -> str:
    feedback = html_of(with_source_line(draft.explanation, draft.source))
    end = f"####{_text(feedback)}}}" if feedback else "}"
    picture = "".join(f"<p>{embedded(one)}</p>" for one in draft.pictures)
    stem = _text(picture + html_of(draft.stem))
    if draft.type == "judge":
        return f"{stem}{{{draft.key}{end}"
    if draft.type == "blank":
        return _blank(draft, picture, "".join(f"\n\t={text}" for text in _accepted(draft)) + f"\n{end}")
    options = "".join(
        f"\n\t{_mark(draft, option.label)}{_text(html_of(option.text))}" for option in draft.options
    )
    return f"{stem}{{{options}\n\t{end}"


def _blank(draft: Draft, picture: str, answers: str) -> str:
    """The braces stand where the blank is, if that can be told from the stem."""
    gaps = levelled_stem("choice", draft.stem).count(BRACKET)
    if BLANK not in draft.stem or gaps > 1 or len(draft.key) > 1:
        return f"{_text(picture + html_of(draft.stem))}{{{answers}"
    before, after = map(firm_spaces, html_of(draft.stem).split(BLANK))
    return f"{_text(picture + before)}{{{answers}{_escaped(after)}"


def _mark(draft: Draft, label: str) -> str:
    right = label in draft.key
    if draft.type == "single":
        return "=" if right else "~"
    return f"~%{percent(FULL / len(draft.key))}%" if right else "~%-100%"


def percent(value: float) -> str:
    """As Moodle rounds it: 33.33333, 50."""
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _accepted(draft: Draft) -> Iterator[str]:
    for text in accepted_combinations(draft):
        plain = text.replace("*", "\\*")
        yield ("%100%" if plain.startswith("%") else "") + _escaped(plain)


def accepted_combinations(draft: Draft) -> list[str]:
    """What Moodle may accept as one answer; with too many combinations only the likeliest."""
    blanks = [[text for text in variants if text] for variants in draft.key]
    count = 1
    for variants in blanks:
        count *= len(variants)
    if count > MOST_COMBINATIONS:
        blanks = [variants[:1] for variants in blanks]
    return [BETWEEN_BLANKS.join(chosen) for chosen in product(*blanks)] if blanks else []


def _text(html_text: str) -> str:
    """HTML as GIFT: what would be read as a format or a weight at its beginning is a reference."""
    if html_text.startswith(("[", "%")):
        html_text = f"&#{ord(html_text[0])};{html_text[1:]}"
    return _escaped(html_text)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
