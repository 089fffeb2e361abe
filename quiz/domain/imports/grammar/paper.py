"""A whole paper: lines in, drafts out, with everything that was doubtful or not read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.domain.problems import RuleBroken

from ...bank_item import level
from ..draft import Draft, Issue, Unread
from .answer_copy import keys_of_copy
from .blank_finding import dialect_of
from .blanks import commonest
from .blocks import KeyList, Outline
from .drafts import draft_of
from .grid import take_grids
from .headings import Heading
from .leftovers import leftovers
from .lines import Line
from .marked import Marked, join
from .matching import Matching
from .outline import outline
from .questions import Question, question_of
from .shared_keys import share_keys
from .types import content_type
from .unglue import unglued
from .vocabulary import BLANK_TYPE

# Some ten thousand questions; what is longer is no paper, and would be read for minutes.
MOST_LINES = 100_000
# "[x] A. 甲", "( ) B. 乙": boxes to tick, drawn with brackets.
_BOX = re.compile(r"\s*[\[(（]\s*([xX√✓vV]?)\s*[\])）]\s*(?=[A-N][.．、)）:：])")
_BULLET = re.compile(r"\s*[-+•·▪◦]\s+(?=[（(]?[A-N][)）.．、:：])")


@dataclass(frozen=True, kw_only=True)
class Paper:
    drafts: tuple[Draft, ...]
    issues: tuple[Issue, ...]
    unread: tuple[Unread, ...]


def read_paper(lines: Sequence[Line], answers: Sequence[Line] = ()) -> Paper:
    """The questions of a paper; `answers` are the lines of a file of their own: keys, or a copy with them."""
    if len(lines) > MOST_LINES or len(answers) > MOST_LINES:
        raise RuleBroken("import_too_many_lines", status=400, most=MOST_LINES)
    if answers:
        paper = _read(lines, ())
        found = keys_of_copy(paper.drafts, _read(answers, ()).drafts)
        if found:
            drafts, issues, unread = found
            return Paper(
                drafts=tuple(drafts), issues=(*paper.issues, *issues), unread=(*paper.unread, *unread)
            )
    return _read(lines, answers)


def _read(lines: Sequence[Line], answers: Sequence[Line]) -> Paper:
    rest, from_grids = take_grids([_without_bullet(line) for line in lines])
    found = outline(unglued(tuple(rest)))
    if answers:
        found.key_lists.append(KeyList(lines=list(answers), section=len(found.headings) - 1))
    questions = [question_of(block) for block in [*found.blocks, *from_grids] if block.lines]
    questions.sort(key=lambda question: question.line)
    matching = Matching(found, questions)
    matching.match()
    share_keys(questions)
    habit = commonest([_dialect(question) for question in questions])
    drafts = _told_twice([draft_of(question, habit=habit) for question in questions])
    unread = [*found.unread, *matching.unread, *(one for question in questions for one in question.unread)]
    unread += leftovers(rest, found, questions, unread)
    return Paper(
        drafts=tuple(drafts),
        issues=(*matching.issues, *_counts(found, questions)),
        unread=tuple(sorted(unread, key=lambda one: one.line)),
    )


def _without_bullet(line: Line) -> Line:
    """An option in a bulleted list, or behind a box of brackets, is an option."""
    bullet = _BULLET.match(line.plain[:20])
    if bullet:
        return replace(line, text=line.text[bullet.end() :])
    box = _BOX.match(line.plain[:20])
    sign = Marked("☑" if box[1] else "□") if box else None
    return replace(line, text=join([sign, line.text[box.end() :]])) if box and sign else line


def _dialect(question: Question) -> str:
    return dialect_of(question) if content_type(question) == BLANK_TYPE else ""


def _told_twice(drafts: list[Draft]) -> list[Draft]:
    """The same question a second time gets a note that names the first."""
    seen: dict[tuple[str, ...], Draft] = {}
    told = []
    for draft in drafts:
        mark = (level(draft.stem), *sorted(level(option.text) for option in draft.options))
        first = seen.setdefault(mark, draft)
        if first is not draft and mark[0]:
            values = {"number": first.number, "line": first.line}
            note = Issue(code="import_question_twice", line=draft.line, part="stem", values=values)
            draft = replace(draft, issues=(*draft.issues, note))
        told.append(draft)
    return told


def _counts(found: Outline, questions: Sequence[Question]) -> list[Issue]:
    """Headings that say of how many questions or points they are, where that is not what was read."""
    issues = []
    for heading in dict.fromkeys(found.headings):
        count = sum(question.block.heading is heading for question in questions)
        if heading.count and count and heading.count != count:
            issues.append(_differs("import_section_count", heading, heading.count, count))
        elif count and heading.total and heading.points and not heading.is_per_blank:
            total = heading.points * count
            if total != heading.total:
                issues.append(_differs("import_section_total", heading, heading.total / 100, total / 100))
    return issues


def _differs(code: str, heading: Heading, said: float, read: float) -> Issue:
    values = {"said": f"{said:g}", "read": f"{read:g}", "heading": heading.title[:40]}
    return Issue(code=code, line=heading.line, values=values)
