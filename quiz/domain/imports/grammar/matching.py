"""Which key of a list belongs to which question."""

import re
from collections.abc import Iterable, Sequence

from ..draft import Issue, Unread
from .blocks import Outline
from .key_lines import split_signs
from .key_lists import KeyGroup, KeyItem, is_layout, read_key_list, runs_of
from .leftovers import told
from .lines import Line
from .marked import Marked
from .numbers import han_number
from .parts import part
from .questions import Question
from .vocabulary import CHOICE, CHOICES, INDEFINITE, type_in

_ORDINAL = re.compile(r"\s*(?:第\s*)?[（(]?\s*([一二三四五六七八九十]{1,3})\s*(?:[、.．:：)）]|部分|大题)")

# "A、B、C、D、E"; what is longer says something else as well.
_LONGEST_KEY = 12


class Matching:
    """Gives the keys of lists to questions; what finds no question is told."""

    def __init__(self, paper: Outline, questions: Sequence[Question]) -> None:
        self.paper = paper
        self.sections: dict[int, list[Question]] = {}
        for question in questions:
            self.sections.setdefault(question.block.section, []).append(question)
        self.taken: set[int] = set()
        self.issues: list[Issue] = []
        self.unread: list[Unread] = []
        self._read: set[int] = set()
        self._lost: set[int] = set()

    def match(self) -> None:
        for keys in self.paper.key_lists:
            self._read, self._lost = set(), set()
            groups = read_key_list(keys)
            self._tell_misfits(groups)
            named = any(group.type or group.ordinal for group in groups)
            for group in groups:
                if group.signs:
                    self._match_signs(group, group.signs)
                if group.items:
                    self._match_group(group, is_named=named)
                    self._read |= {group.line, *group.number_rows}
            self.unread += told(line for line in keys.lines if not self._is_read(line))

    def _is_read(self, line: Line) -> bool:
        return (line.number in self._read - self._lost) or is_layout(line)

    def _match_group(self, group: KeyGroup, *, is_named: bool) -> None:
        if is_named and (group.type or group.ordinal):
            section = self._section_of(group)
            if section is not None:
                self.taken.add(section)
                self._give(group.items, self.sections[section])
                return
        for run in self._runs(group):
            self._give(run.items, self._candidates(run))

    def _match_signs(self, group: KeyGroup, line: Line) -> None:
        """Keys without numbers go to a section's questions in their order, to be confirmed."""
        section = self._section_of(group) if group.type or group.ordinal else None
        if section is None and len(self.sections) == 1:
            section = next(iter(self.sections))
        questions = self.sections.get(section, []) if section is not None else []
        given = line.plain.strip()
        signs = split_signs(given.rstrip("。."), len(questions)) if questions else ()
        if section is None or not signs or any(one.keyed for one in questions):
            return
        self.taken.add(section)
        self._read.add(group.line)
        for question, sign in zip(questions, signs, strict=True):
            text = Line(number=line.number, text=Marked(sign), raw=line.raw)
            self._attach(question, KeyItem(number=0, label=question.block.label, lines=[text]))
            question.doubt("import_key_shared", "key", given=given[:60], read_as=sign)

    def _runs(self, group: KeyGroup) -> Iterable[KeyGroup]:
        """Numbers that begin anew are keys of another section."""
        return runs_of(group) if len(self.sections) > 1 else [group]

    def _candidates(self, run: KeyGroup) -> list[Question]:
        """The questions that a list without headings speaks of."""
        numbers = {item.number for item in run.items}
        later = [section for section in self.sections if section > run.section]
        if later and run.section in self.sections and numbers <= self._numbers(run.section):
            self.taken.add(run.section)
            return self.sections[run.section]
        everything = [question for questions in self.sections.values() for question in questions]
        if len({question.block.label for question in everything}) == len(everything):
            return everything
        for section in sorted(self.sections):
            if section not in self.taken and numbers <= self._numbers(section):
                self.taken.add(section)
                return self.sections[section]
        return []

    def _numbers(self, section: int) -> set[int]:
        return {question.block.value for question in self.sections[section]}

    def _section_of(self, group: KeyGroup) -> int | None:
        """The section that a heading of a list names: by its ordinal and type, then by its type alone."""
        free = [section for section in sorted(self.sections) if section not in self.taken]
        numbers = {item.number for item in group.items}
        by_ordinal = [
            section for section in free if group.ordinal and self._ordinal(section) == group.ordinal
        ]
        for section in by_ordinal:
            if self._is_kin(section, group.type):
                return section
        by_type = [section for section in free if group.type and self._is_kin(section, group.type)]
        fitting = [section for section in by_type if numbers <= self._numbers(section)]
        return next(iter(fitting or by_type or by_ordinal), None)

    def _ordinal(self, section: int) -> int:
        match = _ORDINAL.match(self.paper.headings[section].title)
        return han_number(match[1]) if match else 0

    def _is_kin(self, section: int, kind: str) -> bool:
        said = self.paper.headings[section].type or type_in(self.paper.headings[section].title)
        if not said:
            said = next((question.kind for question in self.sections[section] if question.kind), "")
        loose = {CHOICE, INDEFINITE}
        return not kind or said == kind or ({said, kind} <= CHOICES and bool({said, kind} & loose))

    def _give(self, items: Sequence[KeyItem], questions: Sequence[Question]) -> None:
        by_label = {question.block.label: question for question in reversed(questions)}
        for item in items:
            question = by_label.get(item.label) or by_label.get(str(item.number))
            if question is None:
                line = item.lines[0].number
                self._lost |= {one.number for one in item.lines if len(item.lines) > 1 or _says_more(one)}
                self.issues.append(
                    Issue(code="import_key_without_question", line=line, values={"number": item.label})
                )
                continue
            self._attach(question, item)

    def _attach(self, question: Question, item: KeyItem) -> None:
        if question.keyed is not None:
            one, other = (each.lines[0].plain.strip() for each in (question.keyed, item))
            if one != other:
                line = item.lines[0].number
                question.doubt("import_key_conflict", "key", blocking=True, line=line, one=one, other=other)
            else:
                self._read.add(item.lines[0].number)
            return
        self._read |= {line.number for line in item.lines}
        question.keyed = item
        question.keyed_parts = part(item.lines, question.kind, has_options=False)
        notes = question.keyed_parts.fields.get("note", [])
        for code, pieces in (
            ("import_unread_in_question", question.keyed_parts.stray),
            ("import_note", notes),
        ):
            self.unread += [
                Unread(line=piece.line, text=piece.text.text.strip()[:500], code=code) for piece in pieces
            ]

    def _tell_misfits(self, groups: Sequence[KeyGroup]) -> None:
        for group in groups:
            for misfit in group.misfits:
                values = {
                    "first": misfit.first,
                    "last": misfit.last,
                    "wanted": misfit.last - misfit.first + 1,
                    "found": misfit.found,
                }
                self.issues.append(Issue(code="import_key_range_count", line=misfit.line, values=values))


def _says_more(line: Line) -> bool:
    """Whether it is more than a key."""
    return len(line.plain.strip()) > _LONGEST_KEY
