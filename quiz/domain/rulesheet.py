"""The rule sheet: everything an organizer announces, as one typed document.

Points are written as people write them (5, 2.5) and computed in hundredths (`centipoints`).
Times are written as wall-clock time in `when.time_zone` and computed in UTC.
"""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, field_validator

Kind = Literal["single", "multi", "judge", "blank"]
Release = Literal["at_once", "after_hand_in", "after_close", "never"]
RankKey = Literal["points", "elapsed", "handed_in", "started", "right", "attempts"]
Metric = Literal[
    "participation", "participants", "attempts", "average", "median", "pass_rate", "excellent_rate", "total"
]


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Points = Annotated[
    Decimal,
    Field(max_digits=8, decimal_places=2),
    PlainSerializer(_plain, return_type=int | float, when_used="json"),
]


def centipoints(points: Decimal) -> int:
    """Points as an integer number of hundredths."""
    return int(points * 100)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Groups(Part):
    """Which groups people are in, and how one is told: by a field of the person or by own choice."""

    by: Literal["none", "age_band", "population_group", "chosen"] = "none"
    names: tuple[str, ...] = ()


class Exclusions(Part):
    """Who may take part but is not ranked, e.g. the organizing office's own staff."""

    departments: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    reason: str = ""


class Who(Part):
    """`departments` are names; empty means the whole subtree of the organizing department."""

    admission: Literal["roster", "open"] = "roster"
    departments: tuple[str, ...] = ()
    include_subtree: bool = True
    fields: tuple[Literal["name", "phone", "department", "group"], ...] = Field(
        default=("name", "phone"), max_length=3
    )
    groups: Groups = Groups()
    exclusions: Exclusions = Exclusions()


class DailyHours(Part):
    start: time
    end: time


class Attempts(Part):
    """How many counted attempts a person has; null means no limit."""

    total: int | None = Field(default=1, ge=1)
    per_day: int | None = Field(default=None, ge=1)


class Practice(Part):
    before: bool = False
    during: bool = False
    after: bool = False


class When(Part):
    opens_at: datetime
    closes_at: datetime
    time_zone: str = "Asia/Shanghai"
    daily_hours: DailyHours | None = None
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = (1, 2, 3, 4, 5, 6, 7)
    attempts: Attempts = Attempts()
    practice: Practice = Practice()
    # A contest whose pass mark must have been reached first.
    gate: int | None = None

    @field_validator("opens_at", "closes_at", mode="after")
    @classmethod
    def wall_clock_only(cls, value: datetime) -> datetime:
        if value.tzinfo is not None:
            raise ValueError("wall_clock_only")
        return value

    @field_validator("time_zone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except Exception as error:
            raise ValueError("unknown_time_zone") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class BlueprintRow(Part):
    """So many questions drawn from the part of a bank that the filters leave; empty filters leave all."""

    count: int = Field(ge=1, le=500)
    bank: str = "main"
    topics: tuple[str, ...] = ()
    types: tuple[Kind, ...] = ()
    difficulty: tuple[int, int] = (1, 5)
    audience: tuple[str, ...] = ()
    # Points each; null takes the type's points.
    points: Points | None = Field(default=None, gt=0)


class Paper(Part):
    mode: Literal["fixed", "blueprint"] = "blueprint"
    # Codes of questions, for a fixed paper.
    questions: tuple[str, ...] = ()
    rows: tuple[BlueprintRow, ...] = ()
    # One paper for all, another one each day, or one of their own for each attempt.
    draw: Literal["per_contest", "per_day", "per_attempt"] = "per_attempt"
    order: Literal["as_listed", "by_type", "shuffled"] = "by_type"
    shuffle_options: bool = True
    seed: str = ""

    @property
    def size(self) -> int:
        """How many questions a paper has."""
        return len(self.questions) if self.mode == "fixed" else sum(row.count for row in self.rows)


class Time(Part):
    """Limits in seconds; both, one or none. `extra_percent` lists what may be granted (0 = no limit)."""

    paper_seconds: int | None = Field(default=1800, ge=10, le=86_400)
    item_seconds: int | None = Field(default=None, ge=3, le=3_600)
    grace_seconds: int = Field(default=3, ge=0, le=60)
    extra_percent: tuple[Literal[150, 200, 0], ...] = (150, 200)


class TypePoints(Part):
    single: Points = Field(default=Decimal(5), gt=0)
    multi: Points = Field(default=Decimal(5), gt=0)
    judge: Points = Field(default=Decimal(5), gt=0)
    blank: Points = Field(default=Decimal(5), gt=0)

    def of(self, kind: str) -> Decimal:
        points: Decimal = getattr(self, kind)
        return points


class SpeedBonus(Part):
    """Points added for each full second left, up to `most`, when the whole paper is right."""

    per_second: Points = Field(gt=0)
    most: Points = Field(gt=0)


class Scoring(Part):
    """`multi` — exact: all or nothing; half: half for a clean subset of the key;
    proportional: the key's share for a clean subset; by_option: each option judged on its own."""

    per_type: TypePoints = TypePoints()
    multi: Literal["exact", "half", "proportional", "by_option"] = "exact"
    # Points off for an answer that is wrong (not for an empty one); a paper never falls below 0.
    penalty: Points = Field(default=Decimal(0), ge=0)
    speed_bonus: SpeedBonus | None = None
    pass_mark: Points | None = Field(default=None, gt=0)
    excellent_mark: Points | None = Field(default=None, gt=0)


class Rank(Part):
    """The chain of keys: more points and right answers first, less time and earlier instants first."""

    keys: tuple[RankKey, ...] = ("points", "elapsed")
    groups_apart: bool = False
    min_points: Points | None = None
    min_attempts: int | None = Field(default=None, ge=1)


class WeightedMetric(Part):
    metric: Metric
    weight: int = Field(default=100, ge=1, le=100)
    relative: Literal["best", "absolute"] = "absolute"


class OrganisationBoard(Part):
    """A board of departments. `kinds` are department kinds ranked together; empty means all.

    People count for the nearest department of the board at or above their own.
    """

    name: str = Field(min_length=1, max_length=40)
    kinds: tuple[str, ...] = ()
    combine: Literal["weighted", "rank_sum"] = "weighted"
    metrics: tuple[WeightedMetric, ...] = (WeightedMetric(metric="participation"),)
    min_headcount: int = Field(default=1, ge=1)
    ties: Literal["shared", "participants"] = "shared"


class Tier(Part):
    """One prize. By place: `quota` seats in ranking order after the tiers above it.
    By threshold: everybody with at least `min_points` whom no tier above took."""

    name: str = Field(min_length=1, max_length=40)
    by: Literal["place", "threshold", "lottery"] = "place"
    # A board of organisations by its name; null means people.
    board: str | None = None
    group: str | None = None
    quota: int | None = Field(default=None, ge=1)
    min_points: Points | None = None
    tie: Literal["widen", "later_key", "draw"] = "widen"
    # Declared now, run by the prize engine to come.
    cascade: tuple[Points, ...] = ()
    reserves: int = Field(default=0, ge=0)
    claim_days: int | None = Field(default=None, ge=1)


class Board(Part):
    visibility: Literal["visible", "frozen", "hidden"] = "visible"
    frozen_from: datetime | None = None


class Objections(Part):
    days: int = Field(ge=3, le=7)


class Publication(Part):
    scores: Release = "after_hand_in"
    keys: Release = "after_close"
    board: Board = Board()
    names: Literal["masked", "full"] = "masked"
    objections: Objections | None = None


class RuleSheet(Part):
    """One contest. `version` is the format's version, not the contest's."""

    version: Literal[1] = 1
    title: str = Field(min_length=1, max_length=120)
    title_en: str = Field(default="", max_length=160)
    host: str = Field(default="", max_length=80)
    introduction: str = Field(default="", max_length=2000)
    who: Who = Who()
    when: When
    paper: Paper
    time: Time = Time()
    points: Scoring = Scoring()
    counts: Literal["best", "first", "last", "sum"] = "best"
    rank: Rank = Rank()
    organisations: tuple[OrganisationBoard, ...] = ()
    awards: tuple[Tier, ...] = ()
    publication: Publication = Publication()

    @classmethod
    def load(cls, document: dict[str, Any]) -> Self:
        """Parse a stored document. Raises pydantic.ValidationError with every fault."""
        return cls.model_validate(document)

    def dump(self) -> dict[str, Any]:
        """The document as JSON types; `load(dump())` gives an equal sheet."""
        return self.model_dump(mode="json")

    @property
    def opens_at(self) -> datetime:
        """The opening as an aware instant."""
        return self.when.opens_at.replace(tzinfo=self.when.zone)

    @property
    def closes_at(self) -> datetime:
        """The end as an aware instant."""
        return self.when.closes_at.replace(tzinfo=self.when.zone)

    @property
    def is_sequential(self) -> bool:
        """Whether items open one after the other, each with its own limit."""
        return self.time.item_seconds is not None

    @property
    def grace(self) -> timedelta:
        return timedelta(seconds=self.time.grace_seconds)
