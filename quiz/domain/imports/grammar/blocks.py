"""The parts of a paper: questions as lines, shared texts, lists of keys."""

from dataclasses import dataclass, field

from ..draft import Issue, Unread
from .headings import Heading
from .lines import Line
from .vocabulary import BLANK_TYPE, JUDGE, OTHER

# A question of these types may be complete without showing anything but its text.
_SAY_LITTLE = frozenset({BLANK_TYPE, JUDGE, OTHER})


@dataclass(kw_only=True)
class Material:
    """A text that several questions share; `last` 0 where it does not say how far it reaches."""

    lines: list[Line]
    first: int = 0
    last: int = 0
    label: str = ""


@dataclass(kw_only=True)
class Block:
    """The lines of one question, its number cut off; `lead` the key that stood before it."""

    label: str = ""
    value: int = 0
    lead: str = ""
    lines: list[Line] = field(default_factory=list)
    heading: Heading = field(default_factory=Heading)
    section: int = 0
    material: Material | None = None
    issues: list[Issue] = field(default_factory=list)
    has_options: bool = False
    has_key: bool = False
    has_place: bool = False
    inside: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it could end here."""
        return self.has_options or self.has_key or self.has_place or self.heading.type in _SAY_LITTLE


@dataclass(kw_only=True)
class KeyList:
    """Lines that give keys by number; `section` is the last one before them, `line` that of its heading."""

    lines: list[Line]
    section: int
    line: int = 0
    heading: Heading = field(default_factory=Heading)


@dataclass(kw_only=True)
class Outline:
    blocks: list[Block] = field(default_factory=list)
    key_lists: list[KeyList] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=lambda: [Heading()])
    unread: list[Unread] = field(default_factory=list)
