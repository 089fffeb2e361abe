"""Ranking, organisations, awards and what is published."""

from typing import Literal

from pydantic import Field

from .sheet_types import Flag, Metric, Name, Part, Points, RankKey, Release, WallClock, Whole, later


class Rank(Part):
    """Who stands before whom."""

    keys: tuple[RankKey, ...] = Field(default=("points", "elapsed"), max_length=6)
    """The chain of keys: more points and right answers first, less time, fewer attempts and earlier
    instants first. Who is equal in all of them shares a place: 1, 2, 2, 4."""
    groups_apart: Flag = False
    """Whether each group is ranked for itself."""
    min_points: Points | None = Field(default=None, ge=0)
    """Points that are needed to be listed."""
    min_attempts: Whole | None = Field(default=None, ge=1)
    """Attempts that are needed to be listed."""


class WeightedMetric(Part):
    """One figure of an organisation and its weight."""

    metric: Metric
    """participation (share of the headcount), participants, attempts, average, median, pass_rate,
    excellent_rate, total."""
    weight: Whole = Field(default=100, ge=1, le=100)
    """Per cent; the weights of a board make 100."""
    relative: Literal["best", "absolute"] = "absolute"
    """`best`: the best organisation of the board has the full share, others in proportion."""


class OrganisationBoard(Part):
    """A board of departments.

    People count for the nearest department of the board at or above their own.
    """

    name: Name
    """The name of the board."""
    kinds: tuple[Name, ...] = Field(default=(), max_length=30)
    """Department kinds that are ranked together; empty means all."""
    combine: Literal["weighted", "rank_sum"] = "weighted"
    """The weighted sum of the metrics, or the sum of the places in each of them (fewest first)."""
    metrics: tuple[WeightedMetric, ...] = Field(
        default=(WeightedMetric(metric="participation"),), max_length=8
    )
    """What is compared."""
    min_headcount: Whole = Field(default=1, ge=1)
    """Organisations with fewer people are not ranked."""
    ties: Literal["shared", "participants"] = "shared"
    """Equals share the place, or the one with more participants goes first."""


class Tier(Part):
    """One prize. By place: `quota` seats in ranking order after the tiers above it.
    By threshold: everybody with at least `min_points` whom no tier above took. By lottery: `quota` seats
    drawn among those of them whom no tier above took (docs/lottery.md)."""

    name: Name
    """What it is called."""
    by: Literal["place", "threshold", "lottery"] = "place"
    """How it is won. Lots are drawn after every other prize of people."""
    board: Name | None = None
    """A board of organisations by its name; null means people."""
    group: Name | None = None
    """Only people of this group; needs groups that are ranked apart."""
    quota: Whole | None = Field(default=None, ge=1, le=1_000_000)
    """Seats; needed by place and by lottery."""
    per_department: Flag = later(False)
    """Whether every department has these seats for its own people; for prizes by place."""
    kinds: tuple[Name, ...] = later((), max_length=30)
    """With it: the department kinds that have seats; people count for the nearest one at or above their own.
    Empty: for their own department."""
    min_points: Points | None = Field(default=None, ge=0)
    """Points that are needed; the rule itself of a threshold."""
    tie: Literal["widen", "later_key", "draw"] = "widen"
    """Equals across the last seat: all of them win, the later keys of the chain decide, or lots are drawn
    among them (docs/lottery.md)."""
    cascade: tuple[Points, ...] = Field(default=(), max_length=20)
    """Lower thresholds, one after the other, where fewer people qualify than there are seats; for places
    and for a lottery."""
    reserves: Whole = Field(default=0, ge=0, le=10_000)
    """How many are in reserve for prizes that are given up or not claimed (递补): by place the next in
    rank, of whom those with a lower prize move up and are replaced in turn, equals in the order drawn where
    lots decided their tie, else by the later keys; by lottery drawn after all winners."""
    claim_days: Whole | None = Field(default=None, ge=1, le=365)
    """Whole days after the publication within which a prize must be claimed; for a reserve, after moving
    up. Null: nothing lapses."""


class Board(Part):
    """Who sees the board of people and when."""

    visibility: Literal["visible", "frozen", "hidden"] = "visible"
    """`visible`: live. `frozen`: as it stood at `frozen_from`, until the winners are published or, without
    awards, until the end. `hidden`: only organizers see it before the winners are published. Where scores
    are never shown, only organizers ever see a board."""
    frozen_from: WallClock | None = None
    """From when on the board stands still."""


class Objections(Part):
    """公示: the days in which the list may be objected to."""

    days: Whole = Field(ge=3, le=7)
    """How many days."""


class Publication(Part):
    """What is shown, when and to whom."""

    scores: Release = "after_hand_in"
    """When a person sees the own score: at_once (after each answer), after_hand_in, after_close, never."""
    keys: Release = "after_close"
    """When keys and explanations are shown."""
    board: Board = Board()
    """The board of people."""
    names: Literal["masked", "full"] = "masked"
    """Names on public pages: 张*三 or in full."""
    show_best: Flag = False
    """Whether a person's best attempt is shown beside what counts."""
    objections: Objections | None = None
    """公示 of the list of winners; null: five days."""
