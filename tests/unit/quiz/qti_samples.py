"""QTI items of our own, in the shapes that other systems write, as 2.1, 2.2 and 3.0."""

import io
import re
import zipfile

NAMESPACES = {
    "2.1": "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "2.2": "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "3.0": "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
}
CORRECT = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
MAPPED = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"
_HTML = {
    "p",
    "div",
    "img",
    "br",
    "sub",
    "sup",
    "b",
    "math",
    "mrow",
    "msup",
    "mi",
    "mn",
    "mo",
    "mfrac",
    "span",
}
_NAME = re.compile(r"(</?)([A-Za-z]+)|\s([a-z]+[A-Z][A-Za-z]*)(?==)")


def item(
    body: str, declarations: str = "", processing: str = "", *, more: str = "", attributes: str = ""
) -> str:
    """An item with the names of 2.x; `body` and `declarations` stand where they belong."""
    return (
        '<assessmentItem identifier="item-1" title="火警" adaptive="false" timeDependent="false">'
        f"{declarations}"
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
        f"<itemBody>{body}</itemBody>{processing}{more}</assessmentItem>"
    )


def as_version(text: str, version: str) -> bytes:
    """The same item in the words of a version."""
    if version == "3.0":
        text = _NAME.sub(_kebab, text)
        root = "qti-assessment-item"
    else:
        root = "assessmentItem"
    text = text.replace(f"<{root} ", f'<{root} xmlns="{NAMESPACES[version]}" ', 1)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _kebab(match: re.Match[str]) -> str:
    name = match[2] or match[3]
    kebab = re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()
    if match[3]:
        return f" {kebab}"
    return f"{match[1]}{name}" if name in _HTML else f"{match[1]}qti-{kebab}"


def response(
    *correct: str,
    cardinality: str = "single",
    kind: str = "identifier",
    mapped: dict[str, str] | None = None,
    name: str = "RESPONSE",
) -> str:
    values = "".join(f"<value>{one}</value>" for one in correct)
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in (mapped or {}).items()
    )
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{kind}">'
        + (f"<correctResponse>{values}</correctResponse>" if correct else "")
        + (f'<mapping defaultValue="0">{entries}</mapping>' if mapped else "")
        + "</responseDeclaration>"
    )


def choices(
    texts: dict[str, str],
    *,
    prompt: str = "火警电话是",
    most: int = 1,
    more: str = "",
    name: str = "RESPONSE",
) -> str:
    options = "".join(
        f'<simpleChoice identifier="{key}">{text}</simpleChoice>' for key, text in texts.items()
    )
    stem = f"<prompt>{prompt}</prompt>" if prompt else ""
    attributes = f'responseIdentifier="{name}" maxChoices="{most}"{more}'
    return f"<choiceInteraction {attributes}>{stem}{options}</choiceInteraction>"


def template(address: str) -> str:
    return f'<responseProcessing template="{address}"/>'


TWO = {"A": "110", "B": "119"}
FIRE = item(choices(TWO), response("B"), template(CORRECT))


def package(files: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def manifest(*paths: str, kind: str = "imsqti_item_xmlv2p1") -> str:
    resources = "".join(
        f'<resource identifier="r{number}" type="{kind}" href="{path}"><file href="{path}"/></resource>'
        for number, path in enumerate(paths)
    )
    return (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m">'
        f"<organizations/><resources>{resources}</resources></manifest>"
    )
