"""Anki's text file: one card a question, in a form that our reader knows again."""

import html
from collections.abc import Iterator, Sequence

from ..imports.anki_own import COLUMNS, TYPE_WORDS
from ..imports.draft import Draft
from ..imports.labels import tags_with_labels, with_source_line
from .html_out import embedded, html_of
from .item import ExportItem, draft_of

_HEAD = (
    "#separator:tab\n#html:true\n"
    f"#columns:{chr(9).join(COLUMNS)}\n#guid column:1\n#tags column:{len(COLUMNS)}\n"
)


def write_anki(items: Sequence[ExportItem]) -> bytes:
    return (_HEAD + "".join(_row(draft_of(export)) for export in items)).encode()


def _row(draft: Draft) -> str:
    fields = (draft.ext_id, _front(draft), _back(draft), " ".join(tags_with_labels(draft)))
    return "\t".join('"' + field.replace('"', '""') + '"' for field in fields) + "\n"


def _front(draft: Draft) -> str:
    options = "".join(f"<li>{html_of(option.text)}</li>" for option in draft.options)
    return "".join(
        [
            f'<div class="kepu-type">{TYPE_WORDS[draft.type]}</div>',
            f'<div class="kepu-stem">{html_of(draft.stem)}</div>',
            *(f"<p>{embedded(picture)}</p>" for picture in draft.pictures),
            f'<ol class="kepu-options" type="A">{options}</ol>' if options else "",
        ]
    )


def _back(draft: Draft) -> str:
    why = html_of(with_source_line(draft.explanation, draft.source))
    return f'<div class="kepu-key">{_key(draft)}</div>' + (
        f'<div class="kepu-explanation">{why}</div>' if why else ""
    )


def _key(draft: Draft) -> str:
    if draft.type == "judge":
        return {"T": "对", "F": "错"}.get(str(draft.key), "")
    if draft.type == "blank":
        return f"<ol>{''.join(_blanks(draft))}</ol>"
    return str(draft.key)


def _blanks(draft: Draft) -> Iterator[str]:
    for variants in draft.key:
        yield "<li>" + " / ".join(f"<span>{_plain(text)}</span>" for text in variants) + "</li>"


def _plain(text: str) -> str:
    return html.escape(text).replace("\n", "<br>").replace("\t", "&#9;")
