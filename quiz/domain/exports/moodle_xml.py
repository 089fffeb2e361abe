"""Moodle XML. Several blanks are written as Moodle's embedded answers (cloze)."""

import base64
import hashlib
import html
import re
from collections.abc import Iterator, Sequence

from ..bank_item import BLANK
from ..imports.answers import FULL
from ..imports.draft import Draft, DraftPicture
from ..imports.labels import points_text, tags_with_labels, with_source_line
from ..pictures import picture_kind
from .gift import category_path, percent
from .html_out import FORBIDDEN_IN_XML, html_of, picture_tag
from .item import ExportItem, draft_of

_TYPES = {"single": "multichoice", "multi": "multichoice", "judge": "truefalse", "blank": "shortanswer"}
_CLOZE_ESCAPES = {"\\": "&#92;", "{": "&#123;", "}": "\\}", "~": "\\~", "#": "\\#", "*": "\\*", "/": "\\/"}
_CLOZE_SPECIAL = re.compile(r"[\\{}~#*/]")


def write_moodle_xml(items: Sequence[ExportItem]) -> bytes:
    return FORBIDDEN_IN_XML.sub("", "".join(_lines(items))).encode()


def _lines(items: Sequence[ExportItem]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    topic = ""
    for export in items:
        draft = draft_of(export)
        if draft.topic != topic:
            topic = draft.topic
            yield _category(category_path(topic, export.topic_name))
        yield _question(draft)
    yield "</quiz>\n"


def _category(path: str) -> str:
    text = f"<category><text>{html.escape(path, quote=False)}</text></category>"
    return f'<question type="category">{text}</question>\n'


def _question(draft: Draft) -> str:
    kind = "cloze" if draft.type == "blank" and len(draft.key) != 1 else _TYPES[draft.type]
    feedback = html_of(with_source_line(draft.explanation, draft.source))
    points = f"<defaultgrade>{points_text(draft.points)}</defaultgrade>\n" if draft.points is not None else ""
    body = {"cloze": _nothing, "multichoice": _choice, "truefalse": _statement, "shortanswer": _short_answer}
    return (
        f'<question type="{kind}">\n'
        f"<name><text>{html.escape(draft.ext_id, quote=False)}</text></name>\n"
        f"{_stem(draft, kind)}"
        f'<generalfeedback format="html">{_html(feedback)}</generalfeedback>\n'
        f"{points}<penalty>0</penalty><hidden>0</hidden>\n"
        f"<idnumber>{html.escape(draft.ext_id, quote=False)}</idnumber>\n"
        f"{body[kind](draft)}{_tags(draft)}</question>\n"
    )


def _stem(draft: Draft, kind: str) -> str:
    text = html_of(draft.stem)
    if kind == "cloze":
        text = _with_gaps(text, draft)
    text += "".join(
        f"<p>{picture_tag(one, f'@@PLUGINFILE@@/{file_name(one)}')}</p>" for one in draft.pictures
    )
    files = "".join(_file(one) for one in draft.pictures)
    return f'<questiontext format="html">{_html(text)}{files}</questiontext>\n'


def file_name(picture: DraftPicture) -> str:
    """A name by content: plain, and the same picture once."""
    return f"{hashlib.sha256(picture.data).hexdigest()[:16]}.{picture_kind(picture.data)}"


def _file(picture: DraftPicture) -> str:
    data = base64.b64encode(picture.data).decode()
    return f'<file name="{file_name(picture)}" path="/" encoding="base64">{data}</file>'


def _choice(draft: Draft) -> str:
    lines = [
        f"<single>{'true' if draft.type == 'single' else 'false'}</single>",
        "<shuffleanswers>true</shuffleanswers><answernumbering>ABCD</answernumbering>",
    ]
    for option in draft.options:
        lines.append(_answer(_html(html_of(option.text)), _fraction(draft, option.label), "html"))
    return "\n".join(lines) + "\n"


def _fraction(draft: Draft, label: str) -> str:
    if label in draft.key:
        return percent(FULL / len(draft.key))
    return "0" if draft.type == "single" else "-100"


def _statement(draft: Draft) -> str:
    pairs = (("true", "T"), ("false", "F"))
    return "".join(
        _answer(f"<text>{word}</text>", "100" if key == draft.key else "0", "moodle_auto_format") + "\n"
        for word, key in pairs
    )


def _short_answer(draft: Draft) -> str:
    texts = [text.replace("*", "\\*") for variants in draft.key for text in variants]
    answers = [
        _answer(f"<text>{html.escape(text, quote=False)}</text>", "100", "moodle_auto_format")
        for text in texts
    ]
    return "\n".join(["<usecase>0</usecase>", *answers]) + "\n"


def _nothing(draft: Draft) -> str:
    return ""


def _answer(text: str, fraction: str, format_name: str) -> str:
    feedback = '<feedback format="html"><text></text></feedback>'
    return f'<answer fraction="{fraction}" format="{format_name}">{text}{feedback}</answer>'


def _with_gaps(text: str, draft: Draft) -> str:
    """The text with an embedded answer for each blank; those that have no blank stand at the end."""
    pieces = text.split(BLANK)
    gaps = [_gap(variants) for variants in draft.key if isinstance(variants, tuple)]
    while len(pieces) <= len(gaps):
        pieces.append("")
    gaps += [BLANK] * (len(pieces) - 1 - len(gaps))
    return pieces[0] + "".join(gap + piece for gap, piece in zip(gaps, pieces[1:], strict=True))


def _gap(variants: tuple[str, ...]) -> str:
    return f"{{1:SHORTANSWER:{'~'.join(f'={_cloze(text)}' for text in variants)}}}"


def _cloze(text: str) -> str:
    """A text inside an embedded answer: escapes of its own, and HTML's around them."""
    return "".join(
        _CLOZE_ESCAPES[piece] if _CLOZE_SPECIAL.fullmatch(piece) else html.escape(piece, quote=False)
        for piece in re.split(rf"({_CLOZE_SPECIAL.pattern})", text)
        if piece
    )


def _tags(draft: Draft) -> str:
    tags = "".join(
        f"<tag><text>{html.escape(tag, quote=False)}</text></tag>"
        for tag in tags_with_labels(draft, without=["topic", "points"])
    )
    return f"<tags>{tags}</tags>\n" if tags else ""


def _html(text: str) -> str:
    return f"<text><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></text>"
