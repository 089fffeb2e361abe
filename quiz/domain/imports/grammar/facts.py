"""What can be said of a line without knowing the lines around it."""

import re
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise

from .brackets import has_blanks, has_place, has_plain_place, verdict_at_end
from .fields import begins_field, has_key_inside
from .headings import Heading, heading_of, is_furniture, key_heading, topic_heading
from .lines import LONGEST_LINE, Line
from .numbers import CIRCLES, Number, circled_number, dotted_number, glued_number, number_of
from .options import begins_an_option, begins_options
from .vocabulary import STEM_NAMES

_STEM_LABEL = re.compile(
    rf"\s*(?:[【\[]\s*(?:{STEM_NAMES})\s*[】\]]|(?:{STEM_NAMES})\s*[:：])", re.IGNORECASE
)
_LABEL_SIGN = r"[)）.．、:：]"
_INLINE_OPTIONS = re.compile(
    rf"(?:^|[\s\u3000）)。？?：:])[（(]?A{_LABEL_SIGN}[^\n]*?(?:[\s\u3000]|[^A-Za-z.])[（(]?B{_LABEL_SIGN}"
)
_RUNNING_WORDS = re.compile("题库|试卷|竞赛|考试|试题|大赛|知识|测试|答题|培训")
_LOOSE = re.compile(r"[ \t]*[A-H](?:[ \u3000]+\S|(?=[\u3400-\u9fff《“]))")
_RANGE = r"第?\s*(\d{1,4})\s*(?:[-–—~～至到]|和|、)\s*第?\s*(\d{1,4})\s*(?:小?题)"
_WHICH = r"[一二三四五六七八九十\d]?"
_MATERIAL = re.compile(
    r"(?:根据|阅读|结合|依据|分析|请看|观察|参考).{0,30}"
    r"(?:材料|资料|短文|文字|案例|图表?|信息|情境|情况|表格|文章|内容).{0,30}(?:回答|完成|解答|作答|判断)"
    rf"|{_RANGE}.{{0,6}}(?:共用|共享|共)(?:题干|材料)"
    rf"|^\s*(?:[（(][一二三四五六七八九十]{{1,3}}[)）]\s*)?[【（(]?(?:共用题干|材料题|案例题?)[】）)]?\s*[:：]?\s*(?:{_RANGE})?"
    rf"|^\s*[【（(]\s*材料{_WHICH}\s*[】）)]|^\s*材料{_WHICH}\s*[:：]"
)
_MATERIAL_RANGE = re.compile(_RANGE)


class Facts:
    """A line with what its own words show; everything is worked out when it is first asked for."""

    def __init__(self, line: Line, *, gap_before: bool) -> None:
        self.line = line
        self.text = line.plain
        self.gap_before = gap_before
        # "A 甲", where the lines around it go on with B, C; set by who sees them.
        self.loose_letter = ""
        self.is_too_long = len(self.text) > LONGEST_LINE

    @cached_property
    def heading(self) -> Heading | None:
        return heading_of(self.text, self.line.number)

    @cached_property
    def number(self) -> Number | None:
        return number_of(self.line.text)

    @cached_property
    def body(self) -> str:
        """The text behind the number."""
        return self.text[self.number.end :] if self.number else self.text

    @cached_property
    def field(self) -> str:
        return begins_field(self.text)

    @cached_property
    def any_field(self) -> str:
        """The same with names that are ordinary words as well."""
        return begins_field(self.text, weak=True)

    @cached_property
    def is_furniture(self) -> bool:
        return is_furniture(self.text) and not begins_an_option(self.text)

    @cached_property
    def key_heading(self) -> re.Match[str] | None:
        return key_heading(self.text) if len(self.text) <= 400 else None

    @cached_property
    def is_topic(self) -> bool:
        return topic_heading(self.text)

    @cached_property
    def opens_options(self) -> bool:
        return begins_options(self.text) or self.loose_letter == "A"

    @cached_property
    def is_option(self) -> bool:
        return begins_an_option(self.text) or bool(self.loose_letter)

    @cached_property
    def has_options_inside(self) -> bool:
        return self.opens_options or _INLINE_OPTIONS.search(self.body[:2000]) is not None

    @cached_property
    def has_key_inside(self) -> bool:
        return self.field == "key" or has_key_inside(self.text)

    @cached_property
    def has_place(self) -> bool:
        return has_place(self.body) or has_blanks(self.body) or bool(self.number and self.number.lead)

    @cached_property
    def has_plain_place(self) -> bool:
        return has_plain_place(self.body) or has_blanks(self.body) or bool(self.number and self.number.lead)

    @cached_property
    def has_verdict(self) -> bool:
        return verdict_at_end(self.body)

    @cached_property
    def has_stem_label(self) -> bool:
        return _STEM_LABEL.match(self.body) is not None

    @cached_property
    def material(self) -> tuple[int, int] | None:
        """The questions that share what follows; (0, 0) where the line does not say which."""
        if len(self.text) > 300 or not _MATERIAL.search(self.text):
            return None
        found = _MATERIAL_RANGE.search(self.text)
        return (int(found[1]), int(found[2])) if found else (0, 0)


def facts_of(lines: tuple[Line, ...]) -> list[Facts]:
    facts, gap = [], True
    for line in lines:
        if line.is_empty:
            gap = True
        else:
            facts.append(Facts(line, gap_before=gap))
            gap = False
    _mark_loose_options(facts)
    _mark_numbers(facts, circled_number)
    if not any(fact.number for fact in facts):
        _mark_numbers(facts, glued_number)
    if all(fact.number is None or dotted_number(fact.text) for fact in facts):
        _mark_numbers(facts, dotted_number)
    return facts


def running_heads(facts: list[Facts]) -> frozenset[str]:
    """Titles that stand on every page: the same words three times or more."""
    counts: dict[str, int] = {}
    for fact in facts:
        text = fact.text.strip()
        if (
            6 <= len(text) <= 60
            and _RUNNING_WORDS.search(text)
            and not re.search(r"[。？?！!：:；;_（(]", text)
        ):
            counts[text] = counts.get(text, 0) + 1
    usual = {text for text, count in counts.items() if count >= 3}
    return frozenset(
        fact.text.strip()
        for fact in facts
        if fact.text.strip() in usual
        and not (fact.is_option or fact.number or fact.any_field or fact.heading)
    )


def _mark_loose_options(facts: list[Facts]) -> None:
    """Lines that begin "A 甲", "B 乙", "C 丙" one below the other are options too."""
    wanted = ""
    for place, fact in enumerate(facts):
        letter = fact.text.lstrip()[:1]
        if letter == "A" and _LOOSE.match(fact.text) and _goes_on(facts[place + 1 : place + 3]):
            wanted = "A"
        if not wanted or letter != wanted or not _LOOSE.match(fact.text):
            wanted = ""
            continue
        fact.loose_letter = letter
        wanted = chr(ord(letter) + 1)


def _goes_on(below: list[Facts]) -> bool:
    begins = [fact.text.lstrip()[:1] for fact in below if _LOOSE.match(fact.text)]
    return begins == ["B", "C"]


def _mark_numbers(facts: list[Facts], number_in: Callable[[str], Number | None]) -> None:
    """In papers that number their questions ①, ② or 1火警, 2急救 these are numbers; elsewhere, text."""
    end = next((place for place, fact in enumerate(facts) if fact.key_heading and not fact.field), len(facts))
    numbers = [number_in(fact.text) for fact in facts[:end]]
    places = [place for place, number in enumerate(numbers) if number]
    values = [number.value for number in numbers if number]
    counts = all(value in (1, last + 1) for last, value in pairwise([0, *values]))
    ends = [*places[1:], end]
    if len(places) < 2 or not counts or not all(_asks(facts[a:b]) for a, b in zip(places, ends, strict=True)):
        return
    for place in places:
        facts[place].number = numbers[place]


def _asks(facts: list[Facts]) -> bool:
    """Whether a line and those below it are a question with lettered options, none of which counts ①, ②."""
    has_options = any(fact.opens_options or fact.has_options_inside for fact in facts)
    return has_options and len(CIRCLES.findall("".join(fact.text for fact in facts))) <= 1
