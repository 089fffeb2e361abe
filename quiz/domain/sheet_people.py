"""Who may take part, and when."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from .sheet_types import (
    Flag,
    Line,
    LongName,
    Name,
    Part,
    WallClock,
    WallTime,
    Whole,
    Zone,
    in_order,
    later,
)

AGE_BANDS = ("youth", "adult", "senior")
HOME_ZONE = "Asia/Shanghai"
POPULATION_GROUPS = ("teen", "farmer", "worker", "elder", "cadre", "public")


class Groups(Part):
    """Which groups people are in, and how one is told: by a field of the person or by own choice."""

    by: Literal["none", "age_band", "population_group", "chosen"] = "none"
    """What puts a person in a group: nothing, the person's age band (youth, adult, senior), the
    person's population group (teen, farmer, worker, elder, cadre, public), or the person's own choice."""
    names: tuple[Name, ...] = Field(default=(), max_length=30)
    """The groups. For `chosen`: any names, at least two. For the others: the codes that take part;
    empty means all of them."""

    @property
    def all_names(self) -> tuple[str, ...]:
        """The groups that exist, where none are named too."""
        if self.by == "none" or self.names:
            return self.names
        return {"age_band": AGE_BANDS, "population_group": POPULATION_GROUPS}.get(self.by, ())


class Exclusions(Part):
    """Who may take part but is not ranked, e.g. the organizing office's own staff."""

    organizers: Flag = later(False)
    """Whether those who organize or review are not ranked: organizers of the department and of those
    above it, reviewers, administrators. Whoever was one when they entered or at the end stays out."""
    departments: tuple[LongName, ...] = Field(default=(), max_length=500)
    """Names of departments whose people are not ranked, with the departments below them."""
    people: tuple[LongName, ...] = Field(default=(), max_length=2000)
    """Staff numbers of people who are not ranked."""
    reason: Line = ""
    """Why, as it is printed in the rules. Needed as soon as somebody is excluded."""


class Who(Part):
    """Who may take part."""

    admission: Literal["roster", "open"] = "roster"
    """`roster`: the people of the departments, as imported. `open`: whoever has the link or QR code."""
    departments: tuple[LongName, ...] = Field(default=(), max_length=500)
    """Names of the departments that take part; empty means the organizing department."""
    include_subtree: Flag = True
    """Whether the departments below them take part too."""
    fields: Annotated[
        tuple[Literal["name", "phone", "department", "group"], ...],
        in_order("name", "phone", "department", "group"),
    ] = Field(default=("name", "phone"), max_length=3)
    """What open registration asks, three fields at most."""
    groups: Groups = Groups()
    """Groups that may be ranked apart."""
    exclusions: Exclusions = Exclusions()
    """Who takes part without being ranked."""
    paper_entries: Flag = False
    """Whether answers on paper are entered by the organizer as well: on one printed paper for all (of a
    group), handed in when it was received, in the same ranking. The contest is then closed by hand."""


class DailyHours(Part):
    """The hours of each day in which an attempt may be begun and sat."""

    start: WallTime
    """From this time of day on, e.g. "09:00"."""
    end: WallTime
    """Until this time of the same day, e.g. "18:00"."""


class Attempts(Part):
    """How many counted attempts a person has; null means no limit."""

    total: Whole | None = Field(default=1, ge=1, le=10_000)
    """Attempts in the whole contest."""
    per_day: Whole | None = Field(default=None, ge=1, le=1_000)
    """Attempts on one day of the contest's time zone."""


class Practice(Part):
    """When a person may sit practice papers, which count for nothing.

    They are drawn from the contest's own questions: whatever `publication.keys` says, keys and
    explanations of a practice paper wait until the contest is closed.
    """

    before: Flag = False
    """Before the opening."""
    during: Flag = False
    """While the contest is open."""
    after: Flag = False
    """After the close."""


class When(Part):
    """When the contest runs. All times are wall-clock time in `time_zone`."""

    opens_at: WallClock
    """The opening, e.g. "2026-09-01 09:00"."""
    closes_at: WallClock
    """The end; papers still open then are handed in by the server."""
    time_zone: Zone = HOME_ZONE
    """The IANA name of the time zone."""
    daily_hours: DailyHours | None = None
    """Hours of the day; null means round the clock."""
    weekdays: Annotated[tuple[Annotated[Whole, Field(ge=1, le=7)], ...], in_order(*range(1, 8))] = (
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    )
    """The days of the week, 1 = Monday to 7 = Sunday."""
    attempts: Attempts = Attempts()
    """How often."""
    practice: Practice = Practice()
    """Practice papers."""
    gate: Whole | None = Field(default=None, ge=1)
    """The number of a contest whose pass mark must have been reached first."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
