"""The paper, its time and its points."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from .sheet_types import Flag, Kind, Line, Name, Part, Points, Whole, in_order, later

Level = Annotated[Whole, Field(ge=1, le=5)]


class BlueprintRow(Part):
    """So many questions drawn from the part of a bank that the filters leave; empty filters leave all."""

    count: Whole = Field(ge=1, le=500)
    """How many questions."""
    bank: Name = "main"
    """The bank they come from."""
    topics: tuple[Name, ...] = Field(default=(), max_length=100)
    """Codes of topics ("0101") or whole areas ("01")."""
    types: Annotated[tuple[Kind, ...], in_order("single", "multi", "judge", "blank")] = ()
    """Types: single, multi, judge, blank."""
    difficulty: tuple[Level, Level] = (1, 5)
    """From and to, 1 (easiest) to 5."""
    audience: tuple[Name, ...] = Field(default=(), max_length=20)
    """Audience tags; a question with any of them fits."""
    points: Points | None = Field(default=None, gt=0)
    """Points each; null takes the type's points."""
    groups: tuple[Name, ...] = Field(default=(), max_length=30)
    """Only people of these groups get this row, e.g. a bank that a person chooses; empty means everybody."""


class Paper(Part):
    """Which questions, and how they are put together."""

    mode: Literal["fixed", "blueprint"] = "blueprint"
    """`fixed`: the questions of the list. `blueprint`: drawn by the rows."""
    questions: tuple[Name, ...] = Field(default=(), max_length=500)
    """Codes of the questions of a fixed paper, in order."""
    rows: tuple[BlueprintRow, ...] = Field(default=(), max_length=100)
    """The rows of a blueprint."""
    draw: Literal["per_contest", "per_day", "per_attempt"] = "per_attempt"
    """One paper for all, another one each day, or one of its own for each attempt."""
    difficulty_band: Points | None = later(None, gt=0, le=50)
    """How far the expected result of any drawn paper may lie from the mean paper, in percentage points
    of the full mark, up or down. Null means no bound."""
    order: Literal["as_listed", "by_type", "shuffled"] = "by_type"
    """The order of the questions."""
    shuffle_options: Flag = True
    """Whether options are shuffled (never where an option speaks of the others)."""
    seed: Annotated[Line, Field(max_length=64)] = ""
    """The seed of the draw, at least 16 characters; empty takes one by chance. The same seed draws the
    same papers. Its SHA-256 is published before the opening, the seed itself after the close."""

    @property
    def size(self) -> int:
        """How many questions a paper has; of papers by group, the longest."""
        named = {name for row in self.rows for name in row.groups}
        return max(map(self.size_for, named or {""}))

    def size_for(self, group: str) -> int:
        """How many questions the paper of somebody of this group has."""
        return len(self.questions) if self.mode == "fixed" else sum(row.count for row in self.rows_for(group))

    def rows_for(self, group: str) -> tuple[BlueprintRow, ...]:
        """The rows that somebody of this group gets."""
        return tuple(row for row in self.rows if not row.groups or group in row.groups)


class Time(Part):
    """Limits in seconds; both, one or none."""

    paper_seconds: Whole | None = Field(default=1800, ge=10, le=86_400)
    """The limit of the whole paper; null means none."""
    item_seconds: Whole | None = Field(default=None, ge=3, le=3_600)
    """The limit of each question; then questions open one after the other. Null means none."""
    grace_seconds: Whole = Field(default=3, ge=0, le=60)
    """How late an answer may arrive that was on its way."""
    extra_percent: Annotated[tuple[Literal[150, 200, 0], ...], in_order(150, 200, 0)] = (150, 200)
    """What an organizer may grant a person with a reason: 150 and 200 per cent of the time; 0 = no limit."""


class TypePoints(Part):
    """Points of a question by its type."""

    single: Points = Field(default=Decimal(5), gt=0)
    """单选, one right option."""
    multi: Points = Field(default=Decimal(5), gt=0)
    """多选, several right options."""
    judge: Points = Field(default=Decimal(5), gt=0)
    """判断, true or false."""
    blank: Points = Field(default=Decimal(5), gt=0)
    """填空, text to fill in."""

    def of(self, kind: str) -> Decimal:
        points: Decimal = getattr(self, kind)
        return points


class SpeedBonus(Part):
    """Points added for each full second left, up to `most`, when the whole paper is right."""

    per_second: Points = Field(gt=0)
    """Points for each full second left of the announced limit (`paper_seconds`, or `item_seconds` for every
    question, whichever is shorter). Extra time adds none, and a start late in the window takes none away."""
    most: Points = Field(gt=0)
    """The most that can be added."""


class Scoring(Part):
    """How points are given."""

    per_type: TypePoints = TypePoints()
    """Points of each type."""
    multi: Literal["exact", "half", "proportional", "by_option"] = "exact"
    """多选 — exact: all or nothing; half: half for a clean subset of the key; proportional: the key's
    share for a clean subset; by_option: each option judged on its own."""
    penalty: Points = Field(default=Decimal(0), ge=0)
    """Points off for an answer that is wrong (not for an empty one); a paper never falls below 0."""
    speed_bonus: SpeedBonus | None = None
    """Extra points for speed; null means none."""
    pass_mark: Points | None = Field(default=None, gt=0)
    """Points from which a paper has passed."""
    excellent_mark: Points | None = Field(default=None, gt=0)
    """Points from which a paper is excellent."""
