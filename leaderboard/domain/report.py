"""A report as data: headings, paragraphs whose sentences name their sources, tables. One source, three forms.

The page, the Word file and the PDF are drawn from the same blocks. Reports are in Chinese, in the form that
offices use (GB/T 9704), whoever makes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from accounts.domain.wording import date_words

# What must stand beside every pass rate: it is no figure of a survey.
PASS_RATE_IS = "此为本平台测评合格率（自愿参与，不代表全县居民），不是公民具备科学素质的比例"  # noqa: S105 - a rate
# A group with fewer people is not shown by itself.
LEAST_GROUP = 10
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """`sources`: ids of the ledger's rows that its figures were added up from."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Heading:
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """`widths`: parts of the whole; `numbers`: columns whose cells stand to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Note:
    """Small print: how something is counted, what is left out and why."""

    text: str


Block = Heading | Paragraph | Table | Note


@dataclass(frozen=True, kw_only=True)
class Report:
    """`day`: as of when; `ledger`: the appendix, (id, cells) in order, each under its number in the year."""

    title: str
    issuer: str
    day: date
    blocks: tuple[Block, ...]
    ledger: "tuple[LedgerLine, ...]" = ()

    @property
    def cited(self) -> tuple[Sentence, ...]:
        """The sentences with sources in their order: the first has number 1."""
        paragraphs = (one for one in self.blocks if isinstance(one, Paragraph))
        return tuple(one for paragraph in paragraphs for one in paragraph.sentences if one.sources)

    @property
    def text(self) -> str:
        """Everything that is written in it, without tables."""
        lines = [self.title]
        for block in self.blocks:
            if isinstance(block, Paragraph):
                lines.append("".join(one.text for one in block.sentences))
            elif not isinstance(block, Table):
                lines.append(block.text)
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """A row of the ledger as the appendix prints it; `id` is the row's own, `number` its place there."""

    id: int
    number: int
    day: str
    kind: str
    title: str
    place: str
    visits: str
    copies: str


def paragraph(*sentences: str | Sentence | None) -> Paragraph:
    """Of texts and sentences; what is None is left out."""
    made = [Sentence(text=one) if isinstance(one, str) else one for one in sentences if one]
    return Paragraph(sentences=tuple(made))


def numbered(titles_and_blocks: Iterable[tuple[str, Sequence[Block]]]) -> tuple[Block, ...]:
    """Chapters under 一、 二、 …, tables as 表1, 表2, …; a chapter without blocks takes no number."""
    blocks: list[Block] = []
    chapters = ((title, inside) for title, inside in titles_and_blocks if inside)
    tables = count(1)
    for number, (title, inside) in enumerate(chapters, start=1):
        blocks.append(Heading(text=f"{numeral(number)}、{title}"))
        blocks += [_counted(one, tables) if isinstance(one, Table) else one for one in inside]
    return tuple(blocks)


def _counted(table: Table, tables: Iterator[int]) -> Table:
    return replace(table, caption=f"表{next(tables)}　{table.caption}")


def numeral(number: int) -> str:
    """1 to 99 as Chinese counts chapters: 十二."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _NUMERALS[number]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers that follow each other, each run by its first and last: 1, 2, 3, 7 → (1, 3), (7, 7)."""
    found: list[tuple[int, int]] = []
    for one in sorted(numbers):
        if found and one == found[-1][1] + 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def share(part: int, whole: int) -> str:
    """93.3%, rounded half up by integers; a dash where there is nobody to share among."""
    if not whole:
        return "—"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def of(part: int, whole: int) -> str:
    """93.3%（28÷30）: a share with what it was divided by."""
    return f"{share(part, whole)}（{part}÷{whole}）"


def one_decimal(value: float) -> str:
    """82.0; half of the last place away from zero, whatever the float's last bits say."""
    tenths = int(abs(value) * 10 + 0.5 + 1e-9)
    return f"{'-' if value < 0 and tenths else ''}{tenths // 10}.{tenths % 10}"


def span_words(first: date, last: date) -> str:
    """2026年3月22日, 2026年3月22日至28日, …至4月2日, …至2027年1月3日."""
    if first == last:
        return date_words(first)
    if first.year != last.year:
        return f"{date_words(first)}至{date_words(last)}"
    end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{date_words(first)}至{end}"
