"""What stands in an item's body, as HTML: interactions as gaps, feedback apart, formulas as text."""

import html
from collections.abc import Callable
from dataclasses import dataclass, field

from ..bank_item import BLANK
from .draft import BRACKET
from .xml_tree import Node, inner_html

_FEEDBACK = frozenset({"feedbackblock", "feedbackinline", "templateblock", "templateinline"})
_SILENT = frozenset(
    {"stylesheet", "companionmaterialsinfo", "catalog", "cataloginfo", "endattemptinteraction"}
)
_SINGLE = frozenset({"mi", "mn", "mtext", "mo"})


@dataclass(kw_only=True)
class Body:
    """`stem` and the texts that are shown after the answer, all as HTML."""

    stem: str = ""
    feedback: list[str] = field(default_factory=list)


def body_of(body: Node) -> Body:
    found = Body()

    def instead(node: Node) -> str | None:
        if node.name.endswith("interaction"):
            return _gap(node, instead)
        if node.name in _FEEDBACK or (node.name == "rubricblock" and not _is_for_candidates(node)):
            found.feedback.append(inner_html(node, plain))
            return ""
        return plain(node)

    found.stem = inner_html(body, instead)
    return found


def plain(node: Node) -> str | None:
    """What stands for an element that our texts do not have; None for all that HTML knows."""
    if node.name in _SILENT or node.name in _FEEDBACK:
        return ""
    if node.name == "math":
        # The empty element says that there was a formula.
        return f"<math></math>{_math(node)}"
    if node.name == "object" and node.get("type").startswith("image/"):
        return f'<img src="{html.escape(node.get("data"))}" alt="{html.escape(node.text)}">'
    if node.name == "printedvariable":
        return html.escape(f"[{node.get('identifier')}]")
    return None


def _gap(node: Node, instead: Callable[[Node], str | None]) -> str:
    if node.name == "textentryinteraction":
        return BLANK
    if node.name == "inlinechoiceinteraction":
        return BRACKET
    prompt = node.first("prompt")
    return f"<div>{inner_html(prompt, instead)}</div>" if prompt else ""


def _is_for_candidates(node: Node) -> bool:
    view = node.get("view").lower()
    return not view or "candidate" in view


def _math(node: Node) -> str:
    """A formula in a line: raised and lowered signs stay so, a fraction becomes a/b."""
    parts = [_math(child) for child in node.elements if child.name not in ("annotation", "annotationxml")]
    if not node.elements:
        return html.escape(" ".join(node.text.split()))
    if node.name in ("msup", "mover") and len(parts) == 2:
        return f"{parts[0]}<sup>{parts[1]}</sup>"
    if node.name in ("msub", "munder") and len(parts) == 2:
        return f"{parts[0]}<sub>{parts[1]}</sub>"
    if node.name in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}<sub>{parts[1]}</sub><sup>{parts[2]}</sup>"
    if node.name == "mfrac" and len(parts) == 2:
        return "/".join(map(_grouped, node.elements, parts))
    if node.name == "msqrt":
        return f"√({''.join(parts)})"
    if node.name == "mfenced":
        return f"({','.join(parts)})"
    return "".join(parts)


def _grouped(node: Node, text: str) -> str:
    """A part of a fraction, in brackets where it is more than one sign."""
    while len(node.elements) == 1:
        node = node.elements[0]
    return text if node.name in _SINGLE else f"({text})"
