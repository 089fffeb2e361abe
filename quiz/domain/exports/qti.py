"""QTI 3.0: a zip package with a file per item, their pictures, and in its manifest what no item can say."""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Sequence

from ..bank_item import BLANK
from ..imports.draft import Draft
from ..imports.labels import points_text, tags_with_labels, with_source_line
from .html_out import FORBIDDEN_IN_XML, html_of, picture_tag
from .item import ExportItem, draft_of
from .moodle_xml import file_name

_NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
_BEGIN_OF_TIME = (1980, 1, 1, 0, 0, 0)
_VOID = re.compile(r"<(br|img[^>]*)>")
_STATEMENT = (("true", "对"), ("false", "错"))


def write_qti(items: Sequence[ExportItem]) -> bytes:
    drafts = [(f"Q{number:04d}", draft_of(export)) for number, export in enumerate(items, 1)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(drafts):
            archive.writestr(zipfile.ZipInfo(name, _BEGIN_OF_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _files(drafts: Sequence[tuple[str, Draft]]) -> Iterator[tuple[str, bytes]]:
    yield "imsmanifest.xml", _xml(_manifest(drafts))
    pictures: dict[str, bytes] = {}
    for name, draft in drafts:
        yield f"items/{name}.xml", _xml(_item(name, draft))
        pictures |= {f"images/{file_name(one)}": one.data for one in draft.pictures}
    yield from pictures.items()


def _xml(text: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + FORBIDDEN_IN_XML.sub("", text)).encode()


# ── The manifest ──────────────────────────────────────────────────────────────


def _manifest(drafts: Sequence[tuple[str, Draft]]) -> str:
    resources = "\n".join(_resource(name, draft) for name, draft in drafts)
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"'
        ' xmlns:lom="http://ltsc.ieee.org/xsd/LOM" identifier="MANIFEST">\n'
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{resources}\n</resources>\n</manifest>\n"
    )


def _resource(name: str, draft: Draft) -> str:
    path = f"items/{name}.xml"
    keywords = "".join(
        f'<lom:keyword><lom:string language="zh">{_text(tag)}</lom:string></lom:keyword>'
        for tag in tags_with_labels(draft, without=["points"])
    )
    entry = (
        f"<lom:identifier><lom:catalog>kepu-arena</lom:catalog><lom:entry>{_text(draft.ext_id)}</lom:entry>"
        "</lom:identifier>"
    )
    files = "".join(f'<file href="{one}"/>' for one in (path, *_picture_paths(draft)))
    return (
        f'<resource identifier="{name}" type="imsqti_item_xmlv3p0" href="{path}"><metadata><lom:lom>'
        f"<lom:general>{entry}{keywords}</lom:general></lom:lom></metadata>{files}</resource>"
    )


def _picture_paths(draft: Draft) -> list[str]:
    return [f"images/{file_name(one)}" for one in draft.pictures]


# ── An item ───────────────────────────────────────────────────────────────────


def _item(name: str, draft: Draft) -> str:
    parts = {"judge": _statement, "blank": _blanks}.get(draft.type, _choice)(draft)
    declarations, body, processing = parts
    return (
        f'<qti-assessment-item xmlns="{_NAMESPACE}" identifier="{name}" title="{_attribute(draft.ext_id)}"'
        ' adaptive="false" time-dependent="false" xml:lang="zh-CN">\n'
        f"{declarations}\n{_outcomes(draft)}"
        f"<qti-item-body>{body}</qti-item-body>\n{processing}\n{_feedback(draft)}</qti-assessment-item>\n"
    )


def _outcomes(draft: Draft) -> str:
    outcomes = _outcome("SCORE", "float", "0")
    if draft.points is not None:
        outcomes += _outcome("MAXSCORE", "float", points_text(draft.points))
    return outcomes + (_outcome("FEEDBACK", "identifier", "EXPLANATION") if _explained(draft) else "")


def _outcome(name: str, kind: str, value: str) -> str:
    default = f"<qti-default-value><qti-value>{value}</qti-value></qti-default-value>"
    declared = f'<qti-outcome-declaration identifier="{name}" cardinality="single" base-type="{kind}">'
    return f"{declared}{default}</qti-outcome-declaration>\n"


def _choice(draft: Draft) -> tuple[str, str, str]:
    several = draft.type == "multi"
    choices = [(option.label, _html(option.text)) for option in draft.options]
    declared = _declared(
        "RESPONSE", "multiple" if several else "single", "identifier", [*map(str, draft.key)]
    )
    return (
        declared,
        _interaction(draft, choices, most=0 if several else 1, shuffle=True),
        _template("match_correct"),
    )


def _statement(draft: Draft) -> tuple[str, str, str]:
    right = {"T": ["true"], "F": ["false"]}.get(str(draft.key), [])
    declared = _declared("RESPONSE", "single", "identifier", right)
    return declared, _interaction(draft, _STATEMENT, most=1, shuffle=False), _template("match_correct")


def _interaction(draft: Draft, choices: Sequence[tuple[str, str]], *, most: int, shuffle: bool) -> str:
    written = "".join(
        f'<qti-simple-choice identifier="{name}">{text}</qti-simple-choice>' for name, text in choices
    )
    return (
        f'<qti-choice-interaction response-identifier="RESPONSE" shuffle="{str(shuffle).lower()}"'
        f' max-choices="{most}"><qti-prompt>{_html(draft.stem)}{_pictures(draft)}</qti-prompt>{written}'
        "</qti-choice-interaction>"
    )


def _blanks(draft: Draft) -> tuple[str, str, str]:
    """A text entry for each blank; those that have no blank in the stem stand at its end."""
    keys = [variants for variants in draft.key if isinstance(variants, tuple)]
    names = ["RESPONSE"] if len(keys) == 1 else [f"RESPONSE{number}" for number in range(1, len(keys) + 1)]
    entries = [f'<qti-text-entry-interaction response-identifier="{name}"/>' for name in names]
    pieces = _html(draft.stem).split(BLANK)
    while len(pieces) <= len(entries):
        pieces.append("")
    entries += [BLANK] * (len(pieces) - 1 - len(entries))
    body = pieces[0] + "".join(entry + piece for entry, piece in zip(entries, pieces[1:], strict=True))
    declared = "\n".join(_mapped(name, variants) for name, variants in zip(names, keys, strict=True))
    processing = _template("map_response") if len(names) == 1 else _sum(names)
    return declared, f"<div>{body}{_pictures(draft)}</div>", processing


def _declared(name: str, cardinality: str, kind: str, values: Sequence[str], more: str = "") -> str:
    written = "".join(f"<qti-value>{_text(value)}</qti-value>" for value in values)
    correct = f"<qti-correct-response>{written}</qti-correct-response>" if values else ""
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" base-type="{kind}">'
        f"{correct}{more}</qti-response-declaration>"
    )


def _mapped(name: str, variants: Sequence[str]) -> str:
    """The first text is the declared one; all earn the mark."""
    entries = "".join(
        f'<qti-map-entry map-key="{_attribute(text)}" mapped-value="1" case-sensitive="false"/>'
        for text in variants
    )
    return _declared(
        name, "single", "string", variants[:1], f'<qti-mapping default-value="0">{entries}</qti-mapping>'
    )


def _template(name: str) -> str:
    return f'<qti-response-processing template="{_TEMPLATES}/{name}"/>'


def _sum(names: Sequence[str]) -> str:
    mapped = "".join(f'<qti-map-response identifier="{name}"/>' for name in names)
    return (
        '<qti-response-processing><qti-set-outcome-value identifier="SCORE">'
        f"<qti-sum>{mapped}</qti-sum></qti-set-outcome-value></qti-response-processing>"
    )


def _explained(draft: Draft) -> str:
    return with_source_line(draft.explanation, draft.source)


def _feedback(draft: Draft) -> str:
    if not _explained(draft):
        return ""
    return (
        '<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="EXPLANATION" show-hide="show">'
        f"<qti-content-body><p>{_html(_explained(draft))}</p></qti-content-body></qti-modal-feedback>\n"
    )


def _pictures(draft: Draft) -> str:
    return "".join(
        _VOID.sub(r"<\1/>", f"<br>{picture_tag(one, f'../images/{file_name(one)}')}")
        for one in draft.pictures
    )


def _html(markup: str) -> str:
    """XHTML of a markup; all its spaces count."""
    return _VOID.sub(r"<\1/>", html_of(markup))


def _text(text: str) -> str:
    return html.escape(text, quote=False)


def _attribute(text: str) -> str:
    """A text in quotes, line ends and tabs kept."""
    return html.escape(text).replace("\n", "&#10;").replace("\t", "&#9;")
