"""Which lines are which question: a paper parted into sections, questions, key lists and the rest."""

import re
from dataclasses import replace

from ..draft import Issue, Unread
from .blocks import Block, KeyList, Material, Outline
from .brackets import blank_places
from .facts import Facts, facts_of, running_heads
from .headings import Heading, chapter_level, is_about_the_paper
from .key_lines import begins_with_section, gives_keys, is_key_line, is_table_head, key_rows
from .lines import Line
from .marked import Marked, join
from .numbering import Counting
from .numbers import Number
from .vocabulary import BLANK_TYPE, type_in


def outline(lines: tuple[Line, ...]) -> Outline:
    return _Outliner(lines).run()


class _Outliner:
    """Goes through the lines once, from top to bottom, looking ahead where a line alone does not tell."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.facts = facts_of(lines)
        self.running = running_heads(self.facts)
        self.out = Outline()
        self.block: Block | None = None
        self.keys: KeyList | None = None
        self.material: Material | None = None
        self.counting = Counting(self.facts)

    def run(self) -> Outline:
        at = 0
        while at < len(self.facts):
            at = self._step(at)
        numbered = any(block.label for block in self.out.blocks)
        for block in self.out.blocks:
            if numbered and not block.label:
                block.issues.append(Issue(code="import_number_missing", line=block.lines[0].number))
        return self.out

    def _step(self, at: int) -> int:
        """Reads one line, or a few that belong together; the place of the next."""
        fact = self.facts[at]
        if fact.is_too_long:
            self._unread(fact, "import_line_too_long")
        elif fact.is_furniture or fact.text.strip() in self.running:
            self._unread(fact, "import_page_furniture")
        elif self.keys is not None and not self._leaves_keys(at):
            self.keys.lines.append(fact.line)
        elif self._is_heading(at):
            self._open_section(fact)
        elif rows := self._opens_keys(at):
            self._open_keys(at, rows)
            return at + rows
        else:
            self._content(at)
        return at + 1

    def _content(self, at: int) -> None:
        """A line of a question, of a shared text, or of nothing known."""
        fact, number = self.facts[at], self.facts[at].number
        if number and self._is_child(at, number):
            self._open_child(fact, number)
        elif fact.material and not (number and self.counting.expects(number)) and self._may_end():
            self._open_material(fact)
        elif number and self.counting.accepts(at, number, self.block):
            self._open_block(fact, number, self.counting.issues(number))
        elif self._begins_without_number(at):
            self._open_block(fact, None, [])
        elif self.block is not None:
            self._append(fact)
        elif self.material is not None:
            self.material.lines.append(fact.line)
        elif self.out.blocks or len(self.out.headings) > 1:
            self._note(fact)
        else:
            self._unread(fact, "import_paper_line" if is_about_the_paper(fact.text) else "import_preamble")

    # Sections

    def _is_heading(self, at: int) -> bool:
        fact = self.facts[at]
        if fact.heading:
            return True
        if not fact.is_topic or not self._may_end() or at + 1 >= len(self.facts):
            return False
        after = self.facts[at + 1]
        if after.heading:
            return True
        return bool(
            after.number and after.number.value in (1, self.counting.next) and self.counting.is_strong(at + 1)
        )

    def _may_end(self) -> bool:
        return self.block is None or self.block.is_complete

    def _open_section(self, fact: Facts) -> None:
        heading = fact.heading or self._below(fact)
        self.out.headings.append(heading)
        self.block = self.keys = self.material = None
        self.counting.begin_section()

    def _below(self, fact: Facts) -> Heading:
        """A chapter's heading; below one that names a type it keeps that type."""
        level = chapter_level(fact.text)
        above = (heading for heading in reversed(self.out.headings) if chapter_level(heading.title) < level)
        kept = next(above, Heading())
        return Heading(
            title=fact.text.strip(),
            line=fact.line.number,
            type=kept.type,
            points=kept.points,
            is_per_blank=kept.is_per_blank,
            letters_mean_verdicts=kept.letters_mean_verdicts,
        )

    def _note(self, fact: Facts) -> None:
        """Instructions below a heading."""
        self.out.headings[-1] = self.out.headings[-1].with_note(fact.text)
        self._unread(fact, "import_instructions")

    # Keys

    def _opens_keys(self, at: int) -> int:
        """How many lines from here open a list of keys; 0 where none begins."""
        if not self.out.blocks:
            return 0
        fact = self.facts[at]
        rows = key_rows([one.text for one in self.facts[at : at + 4]])
        if rows:
            return rows
        head = fact.key_heading
        if head:
            return self._is_key_heading(at, head)
        return 1 if is_key_line(fact.text) and self._may_end() else 0

    def _is_key_heading(self, at: int, head: re.Match[str]) -> int:
        rest = head.string[head.end() :].strip()
        if rest:
            return 1 if is_key_line(rest) or begins_with_section(rest) else 0
        if head["words"] == "答案" and not head["title"] and self._answers_one(at):
            return 0
        return 1

    def _answers_one(self, at: int) -> bool:
        """Whether "答案：" alone on its line is followed by the key of the question above it."""
        if self.block is None or self.block.has_key or at + 1 >= len(self.facts):
            return False
        after = self.facts[at + 1]
        begins_anew = after.number is not None and not after.number.is_shy and after.number.value == 1
        if begins_anew and self._numbers_its_blanks(at + 1, self.block):
            return True
        lists = is_key_line(after.text) or gives_keys(after.text)
        rows = key_rows([one.text for one in self.facts[at + 1 : at + 4]])
        return not (after.heading or lists or rows or begins_anew)

    def _numbers_its_blanks(self, at: int, block: Block) -> bool:
        """Whether "1. 甲", "2. 乙" answer the blanks of one question rather than several questions."""
        above = [one for one in self.out.blocks if one.section == block.section and one is not block]
        blanks = sum(blank_places(line.text)[1] for line in block.lines)
        if block.heading.type not in ("", BLANK_TYPE) or blanks < 2 or any(not one.has_key for one in above):
            return False
        numbers = [fact.number.value if fact.number else 0 for fact in self.facts[at : at + blanks + 1]]
        return numbers[:blanks] == list(range(1, blanks + 1)) and numbers[blanks:] != [blanks + 1]

    def _open_keys(self, at: int, rows: int) -> None:
        fact = self.facts[at]
        head = None if is_table_head(fact.text) else fact.key_heading
        title = (head["title"] if head else "").strip()
        self.keys = KeyList(lines=[], section=len(self.out.headings) - 1, line=fact.line.number)
        if type_in(title):
            self.keys.lines.append(
                Line(number=fact.line.number, text=fact.line.text[: len(title)], raw=fact.line.raw)
            )
        lines = [one.line for one in self.facts[at : at + rows]]
        if head and rows == 1:
            rest = head.string[head.end() :]
            cut = len(fact.text.rstrip()) - len(rest.rstrip())
            lines = [fact.line.cut(cut)] if rest.strip() else []
        self.keys.lines += lines
        self.out.key_lists.append(self.keys)
        self.block = self.material = None

    def _leaves_keys(self, at: int) -> bool:
        """Whether questions go on after a list of keys."""
        fact = self.facts[at]
        if fact.heading or fact.is_topic:
            after = next(
                (one for one in range(at + 1, min(at + 8, len(self.facts))) if self.facts[one].number), None
            )
            asks = after is not None and self._asks(after)
        else:
            asks = fact.number is not None and self._asks(at)
        if asks:
            self.keys = None
            self.counting.begin_section()
        return asks

    def _asks(self, at: int) -> bool:
        """Whether a numbered line is a question and not a key."""
        fact = self.facts[at]
        asks = fact.has_plain_place or self.counting.asks_fully(at)
        return asks and not is_key_line(fact.text, prefix=True)

    # Questions

    def _open_block(self, fact: Facts, number: Number | None, issues: list[Issue]) -> None:
        value = number.value if number else 0
        if value == 1 and self._counts_anew():
            self.out.headings.append(self.out.headings[-1])
        if self.material is not None and (self.material.label or 0 < self.material.last < value):
            self.material = None
        self.block = Block(
            label=number.label if number else "",
            value=value,
            lead=number.lead if number else "",
            heading=self.out.headings[-1],
            section=len(self.out.headings) - 1,
            material=self.material,
            issues=issues,
        )
        if number:
            self.counting.take(number)
        self.out.blocks.append(self.block)
        self._append(fact, cut=number.end if number else 0)
        if number and number.type:
            first = self.block.lines[0]
            self.block.lines[0] = replace(first, text=join([Marked(f"[{number.type}]"), first.text]))

    def _counts_anew(self) -> bool:
        """Whether the section has its first question already: a new part of the paper without a heading."""
        section = len(self.out.headings) - 1
        return any(block.section == section and block.value == 1 for block in self.out.blocks)

    def _append(self, fact: Facts, cut: int = 0) -> None:
        block = self.block
        if block is None:
            return
        block.lines.append(fact.line.cut(cut) if cut else fact.line)
        block.has_options = block.has_options or fact.opens_options or fact.has_options_inside
        block.has_key = block.has_key or fact.has_key_inside
        block.has_place = block.has_place or fact.has_place
        name = fact.any_field if len(block.lines) > 1 else ""
        if name:
            block.inside = name
        elif fact.is_option and block.inside != "explanation":
            block.inside = ""

    def _begins_without_number(self, at: int) -> bool:
        return self.counting.begins_without_number(at, self.block, self.out.headings[-1].type)

    # Shared texts

    def _open_material(self, fact: Facts) -> None:
        first, last = fact.material or (0, 0)
        self.material = Material(lines=[fact.line], first=first, last=last)
        self.block = None

    def _is_child(self, at: int, number: Number) -> bool:
        """Whether "（1）" is a question of its own below a numbered text without options."""
        if self.counting.kin == number.kin or number.kin not in ("paren", "half") or not self.counting.kin:
            return False
        if self.material is not None and self.material.label:
            return number.value == self.counting.child + 1 and self.counting.asks_fully(at)
        parent = self.block
        opens = parent is not None and parent.label and not (parent.has_options or parent.has_key)
        return bool(opens and number.value == 1 and self.counting.asks_fully(at))

    def _open_child(self, fact: Facts, number: Number) -> None:
        if self.material is None or not self.material.label:
            parent = self.out.blocks.pop()
            self.material = Material(lines=parent.lines, label=parent.label)
        material = self.material
        label = f"{material.label}-{number.value}"
        self.block = Block(
            label=label,
            value=number.value,
            lead=number.lead,
            heading=self.out.headings[-1],
            section=len(self.out.headings) - 1,
            material=material,
        )
        self.counting.child = number.value
        self.out.blocks.append(self.block)
        self._append(fact, cut=number.end)

    def _unread(self, fact: Facts, code: str) -> None:
        self.out.unread.append(Unread(line=fact.line.number, text=fact.text.strip()[:500], code=code))
