"""What of a paper came into no question, no heading and no list of keys: told line by line."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from ..draft import Unread
from .blocks import Outline
from .headings import Heading, chapter_level
from .lines import Line
from .questions import Question
from .vocabulary import FALSE_MARKS, TRUE_MARKS

_WORDS = re.compile(rf"[^\W_]|[{TRUE_MARKS}{FALSE_MARKS}]")


def leftovers(
    lines: Sequence[Line], paper: Outline, questions: Sequence[Question], unread: Iterable[Unread]
) -> list[Unread]:
    """The lines that stand nowhere else; lists of keys tell their own."""
    read = {one.line for one in unread}
    read |= {line.number for question in questions for line in _lines_of(question)}
    read |= {line for keys in paper.key_lists for line in (keys.line, *(one.number for one in keys.lines))}
    read |= {heading.line for heading in _used(paper.headings, {one.block.section for one in questions})}
    return told(line for line in lines if line.number not in read)


def told(lines: Iterable[Line]) -> list[Unread]:
    """Lines with any word or tick in them, each once."""
    seen: dict[int, Unread] = {}
    for line in lines:
        text = (line.raw or line.plain).strip()
        if line.number not in seen and _WORDS.search(text):
            seen[line.number] = Unread(line=line.number, text=text[:500])
    return list(seen.values())


def _lines_of(question: Question) -> list[Line]:
    material = question.block.material
    return [*question.block.lines, *(material.lines if material else ())]


def _used(headings: Sequence[Heading], sections: Collection[int]) -> Iterable[Heading]:
    """Headings with questions, chapters that part into such, and marks that close what they opened."""
    used = {place for place in sections if place < len(headings)}
    for place, (upper, lower) in reversed(list(enumerate(pairwise(headings)))):
        if place + 1 in used and chapter_level(upper.title) < chapter_level(lower.title):
            used.add(place)
    for place, (upper, lower) in enumerate(pairwise(headings)):
        if place in used and upper.title == lower.title:
            used.add(place + 1)
    return (headings[place] for place in used)
