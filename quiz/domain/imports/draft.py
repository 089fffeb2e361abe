"""What a reader of any format makes of a file: drafts, each with its doubts, and what could not be read.

Texts are written markup as in `quiz.domain.rich_text` (`**bold**`, `<sub>`, `<sup>`, `<u>`, line breaks);
`from_markup` makes stored HTML of them.  In a stem the place of a choice's answer is `BRACKET`,
a blank is `bank_item.BLANK`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..bank_item import Source

BRACKET = "（　　）"
# What a reader gives where nothing speaks against its reading; below, a person confirms it.
SURE = 1.0

Key = str | tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One doubtful reading or fault: where, why (`code`), and, in its sentence, the cure.

    `line` counts from 1 (a sheet's row, a document's paragraph); `column` is a sheet's letter; 0 and ""
    where it concerns the whole.  `part` names what of the draft it is about ("key", "options"). A `blocking`
    issue keeps its draft from being taken over until somebody has mended it.
    """

    code: str
    line: int = 0
    column: str = ""
    part: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    blocking: bool = False


@dataclass(frozen=True, kw_only=True)
class DraftOption:
    """`label` as the file has it, levelled to A, B, C …"""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DraftPicture:
    """A picture that stood in the question; `name` as in the file."""

    name: str
    data: bytes
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One question as it was read.

    `type`: single, multi, judge or blank, "" where it could not be told.  `key`: letters in ascending
    order ("ABD"), "T" or "F", or for blanks the accepted texts of each; "" or () where none was found.
    `number` is the file's own ("12", "1-1"), `section` the heading it stood under. `points` in
    hundredths. `line` and `last_line` delimit its source, whose text is `source_lines`.
    `ext_id` is the file's own identifier, by which the same question is known again.
    `cited`, `review_by`, `bloom` and `fact` are what only the system's own files say; `cited` is
    `source` in full.
    """

    number: str = ""
    type: str = ""
    stem: str = ""
    options: tuple[DraftOption, ...] = ()
    key: Key = ""
    explanation: str = ""
    source: str = ""
    difficulty: int | None = None
    topic: str = ""
    points: int | None = None
    audience: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    pictures: tuple[DraftPicture, ...] = ()
    ext_id: str = ""
    section: str = ""
    line: int = 0
    last_line: int = 0
    source_lines: str = ""
    issues: tuple[Issue, ...] = ()
    cited: Source | None = None
    review_by: date | None = None
    bloom: str = ""
    fact: str = ""

    @property
    def is_blocked(self) -> bool:
        return any(issue.blocking for issue in self.issues)


@dataclass(frozen=True, kw_only=True)
class Unread:
    """Lines of the file that belong to no question: listed, never dropped."""

    line: int
    text: str
    code: str = "import_unread_line"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A whole file as one format. `confidence` 0 to 1; `issues` are the file's own."""

    format: str
    confidence: float = SURE
    drafts: tuple[Draft, ...] = ()
    issues: tuple[Issue, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it came in; `name` with its ending, "" for pasted text. Bounds are checked already."""

    content: bytes
    name: str = ""
