"""GIFT: a block taken apart at its braces, and its stem put together again. Escapes are signs already."""

import re
from dataclasses import dataclass

from ..bank_item import BLANK
from .answers import choice_stem
from .draft import BRACKET
from .gift_blocks import ANSWERS_BEGIN, shown
from .texts import plain_line

FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)
_TITLE = re.compile(r"\A::(.*?)::", re.S)
_GROUP = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A block taken apart: escapes are still signs. `groups` are the braces' contents, `pieces` the
    texts around them, one more."""

    title: str
    format: str
    pieces: tuple[str, ...]
    groups: tuple[str, ...]

    def answers(self, place: int) -> str:
        """What stands in braces, without the feedback on the whole."""
        return (
            self.groups[place].rpartition("####")[0].strip()
            if "####" in self.groups[place]
            else self.groups[place]
        )

    @property
    def general_feedback(self) -> str:
        return "\n".join(group.rpartition("####")[2] for group in self.groups if "####" in group)


def parts_of(text: str) -> Parts:
    title = _TITLE.match(text)
    body = text[title.end() :] if title else text
    marked = FORMAT.match(body)
    body = body[marked.end() :] if marked else body
    pieces, groups, at = [], [], 0
    found = list(_GROUP.finditer(body))
    answers = [match for match in found if ANSWERS_BEGIN.match(match[0])] or found[-1:]
    for match in answers:
        pieces.append(body[at : match.start()])
        groups.append(match[1].strip())
        at = match.end()
    return Parts(
        title=plain_line(shown(title[1])) if title else "",
        format=marked[1].lower() if marked else "moodle",
        pieces=(*pieces, body[at:]),
        groups=tuple(groups),
    )


def is_matching(answers: str) -> bool:
    """=119 -> 火警 =120 -> 急救"""
    pairs = answers.split("=")[1:]
    return "~" not in answers and len(pairs) > 1 and all("->" in pair for pair in pairs)


def joined_stem(before: str, after: str, kind: str) -> str:
    """The stem around the braces, with the gap where they stood if the text goes on behind them."""
    if kind == "judge" or (kind != "blank" and not after.strip()) or _has_its_gap(before, after):
        return before + after
    if kind == "blank":
        return f"{before}{BLANK}{after}"
    if before.endswith(("（", "(")) and after.startswith(("）", ")")):
        return f"{before[:-1]}{BRACKET}{after[1:]}"
    return f"{before}{BRACKET}{after}"


def _has_its_gap(before: str, after: str) -> bool:
    """Whether the author drew the gap: underscores, or brackets with the braces behind it all."""
    if "__" in before + after or "＿＿" in before + after:
        return True
    return after.strip() in ("", "。", ".") and BRACKET in choice_stem(before)
