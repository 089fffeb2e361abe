"""Which of the numbers at line beginnings are questions: counting, and looking at what follows."""

import re

from ..draft import Issue
from .blocks import Block
from .facts import Facts
from .numbers import Number, circled_number
from .vocabulary import JUDGE

_FARTHEST = 40
_FIFTH_OPTION = re.compile(r"[（(\[【]\s*E\s*[)）\]】]")
_TEXTS = ("explanation", "source", "note")


class Counting:
    """The numbers accepted so far in a paper, and what may come next.

    `kin` is the way its questions are numbered; a list inside a text is followed by `_list_next`.
    """

    def __init__(self, facts: list[Facts]) -> None:
        self.facts = facts
        self.kin = ""
        self.last = 0
        self.child = 0
        self.is_fresh = True
        self.is_below_heading = False
        self._list_next = 0
        self._list_kin = ""
        self._strength: dict[int, bool] = {}
        self._typed_later = _typed_headings_from_the_end(facts)

    @property
    def next(self) -> int:
        return self.last + 1

    def begin_section(self) -> None:
        self.is_fresh, self.is_below_heading, self._list_next = True, True, 0

    def take(self, number: Number) -> None:
        if self.is_fresh or not self.kin or not number.is_shy:
            self.kin = number.kin
        self.last, self.is_fresh, self.child, self._list_next = number.value, False, 0, 0

    def expects(self, number: Number) -> bool:
        return not number.is_shy and self.kin in ("", number.kin) and number.value in (self.next, 1)

    def issues(self, number: Number) -> list[Issue]:
        """What is odd about a number that is taken next."""
        if self.is_fresh or number.value in (1, self.next):
            return []
        code = "import_number_gap" if number.value > self.next else "import_number_order"
        return [Issue(code=code, values={"expected": self.next, "found": number.value})]

    def accepts(self, at: int, number: Number, block: Block | None) -> bool:
        """Whether a numbered line is the next question."""
        if number.style == "han" and not (self.kin in ("", "han") and self.asks_fully(at)):
            return False
        if not self.kin and number.style == "bare" and self._counts_on(at, number):
            return True
        if number.is_shy and not (number.value in self._wanted() and self._may_be_shy(at, number)):
            return False
        if number.is_shy and block is not None and _is_sixth_option(number, block):
            return False
        if not self.kin:
            return self._is_first(at, number)
        if block is not None and self._is_in_list(at, number, block):
            return False
        if self.is_fresh:
            return number.value in self._wanted() or self.is_strong(at)
        return self._goes_on(at, number, block)

    def _goes_on(self, at: int, number: Number, block: Block | None) -> bool:
        may_end = block is None or block.is_complete
        if number.value == self.next:
            if number.kin != self.kin:
                return may_end and self.asks(at)
            return self.is_strong(at) or not self._comes_again(at, number)
        if number.kin != self.kin or not may_end:
            return False
        if number.style == "sub":
            return True
        return self.is_strong(at) and number.value > 0

    def _wanted(self) -> tuple[int, ...]:
        return (1, self.next) if self.is_fresh else (self.next,)

    def _may_be_shy(self, at: int, number: Number) -> bool:
        return number.style in ("tight", "touching") or self.is_strong(at)

    def _is_first(self, at: int, number: Number) -> bool:
        """The first question of a paper; numbered notes above the first heading are none."""
        if self.is_strong(at):
            return True
        return number.value == 1 and (self.is_below_heading or not self._typed_later[at])

    def _counts_on(self, at: int, number: Number) -> bool:
        """Whether a bare number that begins a line is followed by a question with the next one."""
        for place in self._span(at):
            other = self.facts[place].number
            if other and other.style == "bare" and other.value == number.value + 1 and self.asks_fully(place):
                return self.asks_fully(at)
        return False

    def _is_in_list(self, at: int, number: Number, block: Block) -> bool:
        """Whether a number belongs to a list inside the question: "1. 首先… 2. 其次…"."""
        if number.value == 1 and not self.is_fresh and self.last >= 1:
            is_open = not (block.has_options or block.has_key) and block.heading.type != JUDGE
            if not self.is_strong(at) or (is_open and self.next == 2 and not self.asks_fully(at)):
                self._list_next, self._list_kin = 2, number.kin
                return True
        if not self._list_next or number.kin != self._list_kin or number.value != self._list_next:
            return False
        is_question = number.value == self.next and number.kin == self.kin
        if is_question and block.is_complete and self.is_strong(at):
            return False
        self._list_next += 1
        return True

    def _comes_again(self, at: int, number: Number) -> bool:
        """Whether the same number stands again below, before the next one, and is a question there."""
        for place in range(at + 1, min(at + _FARTHEST, len(self.facts))):
            fact = self.facts[place]
            if fact.heading:
                return False
            other = fact.number
            if other is None or other.kin != number.kin:
                continue
            if other.value == number.value and self.is_strong(place):
                return True
            if other.value == number.value + 1 and self.is_strong(place):
                return False
        return False

    # What follows a line

    def is_strong(self, at: int) -> bool:
        """Whether a numbered line and what follows it look like a question."""
        if at not in self._strength:
            self._strength[at] = self.asks(at) or any(
                self.facts[place].has_key_inside for place in self._span(at)
            )
        return self._strength[at]

    def asks(self, at: int) -> bool:
        """The same without regard to a key: options, or a place for the answer."""
        return self.facts[at].has_place or self.asks_fully(at)

    def asks_fully(self, at: int) -> bool:
        """Whether options follow before the next number."""
        span = self._span(at)
        return any(
            self.facts[place].opens_options or self.facts[place].has_options_inside
            for place in span
            if self.facts[place].any_field not in _TEXTS
        )

    def _span(self, at: int) -> range:
        """From a numbered line to the next of its kind."""
        number = self.facts[at].number
        for place in range(at + 1, min(at + _FARTHEST, len(self.facts))):
            fact = self.facts[place]
            if fact.heading or (fact.key_heading and not fact.field):
                return range(at, place)
            if fact.number and not fact.number.is_shy and number and fact.number.kin == number.kin:
                return range(at, place)
        return range(at, min(at + _FARTHEST, len(self.facts)))

    # Questions without a number

    def begins_without_number(self, at: int, block: Block | None, heading_type: str) -> bool:
        fact = self.facts[at]
        if fact.is_option or (fact.number and not fact.number.is_shy):
            return False
        if fact.has_stem_label:
            return block is None or self._has_stem(block)
        if fact.field:
            return self._labels_the_next(at, block)
        if block is None:
            return self._first_without_number(at, heading_type)
        if (
            heading_type == JUDGE
            and not block.label
            and fact.has_verdict
            and (block.has_place or block.has_key)
        ):
            return True
        return self._follows(at, block)

    def _has_stem(self, block: Block) -> bool:
        return any(not Facts(line, gap_before=False).field for line in block.lines)

    def _labels_the_next(self, at: int, block: Block | None) -> bool:
        """ "题型：单选题" above "题干：……" belongs to the question below it."""
        if self.facts[at].field not in ("type", "ext_id", "difficulty", "topic", "points"):
            return False
        if block is not None and not (block.has_key or block.has_options):
            return False
        for place in range(at + 1, min(at + 8, len(self.facts))):
            if self.facts[place].has_stem_label:
                return at == self._first_label(at, place)
            if not self.facts[place].field:
                return False
        return False

    def _first_label(self, at: int, stem: int) -> int:
        """Where, among fields above a stem, those of the next question begin: at a gap, or with its type."""
        gaps = [place for place in range(at, stem + 1) if self.facts[place].gap_before]
        if gaps:
            return gaps[-1]
        own = (place for place in range(at, stem) if self.facts[place].field in ("type", "ext_id"))
        return next(own, stem)

    def _first_without_number(self, at: int, heading_type: str) -> bool:
        fact = self.facts[at]
        if heading_type == JUDGE and fact.has_verdict:
            return True
        below = self._below(at)
        if below is None:
            return False
        after = self.facts[below]
        if after.opens_options:
            between = self.facts[at + 1 : below]
            return self.facts[at].has_place or all(circled_number(one.text) for one in between)
        return after.field == "key" and below == at + 1

    def _follows(self, at: int, block: Block) -> bool:
        """Whether a new question without a number begins here although one is open."""
        below = self._below(at)
        if below is None:
            return False
        after = self.facts[below]
        is_new = block.has_options if after.opens_options else after.field == "key" and block.has_key
        if not is_new:
            return False
        if block.inside in _TEXTS and self.kin and after.opens_options and not self._key_follows(below):
            return False
        return at == self._beginning(at, below, in_text=block.inside in _TEXTS)

    def _beginning(self, at: int, below: int, *, in_text: bool) -> int:
        """Where, among plain lines, the new question's stem begins."""
        gaps = [place for place in range(at, below) if self.facts[place].gap_before]
        if gaps:
            return gaps[-1] if in_text else gaps[0]
        return below - 1 if in_text else at

    def _below(self, at: int) -> int | None:
        """The first line below that is no plain text."""
        for place in range(at + 1, min(at + 9, len(self.facts))):
            fact = self.facts[place]
            if fact.heading or (fact.number and not fact.number.is_shy):
                return None
            if fact.is_option or fact.field:
                return place if fact.opens_options or fact.field == "key" else None
        return None

    def _key_follows(self, at: int) -> bool:
        for place in range(at, min(at + 12, len(self.facts))):
            if self.facts[place].field == "key":
                return True
            if self.facts[place].number and place > at:
                return False
        return False


def _typed_headings_from_the_end(facts: list[Facts]) -> list[bool]:
    """For each line whether a heading follows it somewhere."""
    later, seen = [False] * len(facts), False
    for place in range(len(facts) - 1, -1, -1):
        later[place] = seen
        seen = seen or facts[place].heading is not None
    return later


def _is_sixth_option(number: Number, block: Block) -> bool:
    """Whether "(F) 3.15" goes on behind "(E)"; elsewhere an F in front of a number is a verdict."""
    return number.lead == "F" and any(_FIFTH_OPTION.search(line.plain) for line in block.lines)
