"""The rule sheet: everything an organizer announces, as one typed document.

Points are written as people write them (5, 2.5) and computed in hundredths (`centipoints`).
Times are written as wall-clock time in `when.time_zone` and computed in UTC.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from .sheet_paper import BlueprintRow, Paper, Scoring, SpeedBonus, Time, TypePoints
from .sheet_people import Attempts, DailyHours, Exclusions, Groups, Practice, When, Who
from .sheet_results import Board, Objections, OrganisationBoard, Publication, Rank, Tier, WeightedMetric
from .sheet_types import Kind, Line, Lines, LongName, Metric, Part, Points, RankKey, Release

__all__ = [
    "Attempts",
    "BlueprintRow",
    "Board",
    "DailyHours",
    "Exclusions",
    "Groups",
    "Kind",
    "Metric",
    "Objections",
    "OrganisationBoard",
    "Paper",
    "Part",
    "Points",
    "Practice",
    "Publication",
    "Rank",
    "RankKey",
    "Release",
    "RuleSheet",
    "Scoring",
    "SpeedBonus",
    "Tier",
    "Time",
    "TypePoints",
    "WeightedMetric",
    "When",
    "Who",
    "centipoints",
]


def centipoints(points: Decimal) -> int:
    """Points as an integer number of hundredths."""
    return int(points * 100)


class RuleSheet(Part):
    """One contest: who, when, which paper, how points and places work, who wins what."""

    version: Literal[1] = 1
    """The version of this format, not of the contest."""
    title: LongName
    """The contest's name."""
    title_en: Line = ""
    """Its English name."""
    host: Annotated[Line, Field(max_length=80)] = ""
    """Who holds it, as printed."""
    introduction: Lines = ""
    """A few sentences before the rules."""
    who: Who = Who()
    """Who may take part."""
    when: When
    """When the contest runs."""
    paper: Paper
    """Which questions."""
    time: Time = Time()
    """Time limits."""
    points: Scoring = Scoring()
    """How points are given."""
    counts: Literal["best", "first", "last", "sum"] = "best"
    """Which of a person's attempts counts."""
    rank: Rank = Rank()
    """Who stands before whom."""
    organisations: tuple[OrganisationBoard, ...] = Field(default=(), max_length=10)
    """Boards of departments."""
    awards: tuple[Tier, ...] = Field(default=(), max_length=60)
    """The prizes, the highest first; nobody wins two."""
    publication: Publication = Publication()
    """What is shown, when and to whom."""

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
    def has_lottery(self) -> bool:
        """Whether any prize is drawn by lot."""
        return any(tier.by == "lottery" for tier in self.awards)

    @property
    def draws_lots(self) -> bool:
        """Whether lots may have to be drawn: for a lottery, or for a tie across a last seat."""
        return self.has_lottery or any(tier.tie == "draw" for tier in self.awards)

    @property
    def needs_departments(self) -> bool:
        """Whether it matters to which department a person belongs."""
        return bool(self.organisations) or any(tier.per_department for tier in self.awards)

    @property
    def has_claims(self) -> bool:
        """Whether winners claim their prizes or make room for others."""
        return any(tier.claim_days is not None or tier.reserves for tier in self.awards)

    @property
    def is_sequential(self) -> bool:
        """Whether items open one after the other, each with its own limit."""
        return self.time.item_seconds is not None

    @property
    def grace(self) -> timedelta:
        return timedelta(seconds=self.time.grace_seconds)
