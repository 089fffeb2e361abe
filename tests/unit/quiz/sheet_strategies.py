"""Rule sheets for tests: one plain document, and any well-formed sheet."""

from copy import deepcopy
from datetime import datetime, time
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from quiz.domain import rulesheet as rs
from quiz.domain.sheet_types import Kind, Metric, RankKey, Release

PLAIN: dict[str, Any] = {
    "title": "科普竞赛",
    "when": {"opens_at": "2026-09-01 09:00", "closes_at": "2026-09-05 18:00"},
    "paper": {"rows": [{"count": 20, "types": ["single"]}]},
}


def changed(changes: dict[str, Any], base: dict[str, Any] | None = None) -> dict[str, Any]:
    """The document with values put at dotted paths; lists are indexed by numbers."""
    document = deepcopy(base if base is not None else PLAIN)
    for path, value in changes.items():
        *parents, last = path.split(".")
        at: Any = document
        for step in parents:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        if isinstance(at, list):
            at[int(last)] = value
        else:
            at[last] = value
    return document


def sheet_with(changes: dict[str, Any] | None = None, base: dict[str, Any] | None = None) -> rs.RuleSheet:
    return rs.RuleSheet.load(changed(changes or {}, base))


def points(least: str = "0.01") -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=least, max_value=999, places=2)


words = st.text(st.sampled_from("科普竞赛一二三四榜 abcXYZ09-_&<>\"'"), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)
whole = st.integers(1, 300)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)).map(lambda at: at.replace(microsecond=0))
clocks = st.times().map(lambda at: time(at.hour, at.minute, at.second))


def some(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


rows = st.builds(
    rs.BlueprintRow,
    count=whole,
    bank=words,
    topics=some(words),
    types=some(one_of(Kind)),
    difficulty=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    audience=some(words),
    points=st.none() | points(),
    groups=some(words),
)
metrics = st.builds(
    rs.WeightedMetric,
    metric=one_of(Metric),
    weight=st.integers(1, 100),
    relative=st.sampled_from(["best", "absolute"]),
)
boards = st.builds(
    rs.OrganisationBoard,
    name=words,
    kinds=some(words),
    combine=st.sampled_from(["weighted", "rank_sum"]),
    metrics=some(metrics),
    min_headcount=whole,
    ties=st.sampled_from(["shared", "participants"]),
)
tiers = st.builds(
    rs.Tier,
    name=words,
    by=st.sampled_from(["place", "threshold", "lottery"]),
    board=st.none() | words,
    group=st.none() | words,
    quota=st.none() | whole,
    min_points=st.none() | points("0"),
    tie=st.sampled_from(["widen", "later_key", "draw"]),
    cascade=some(points("0")),
    reserves=st.integers(0, 50),
    claim_days=st.none() | st.integers(1, 30),
)
whos = st.builds(
    rs.Who,
    admission=st.sampled_from(["roster", "open"]),
    departments=some(words),
    include_subtree=st.booleans(),
    fields=some(st.sampled_from(["name", "phone", "department", "group"])),
    groups=st.builds(
        rs.Groups,
        by=st.sampled_from(["none", "age_band", "population_group", "chosen"]),
        names=some(words),
    ),
    exclusions=st.builds(
        rs.Exclusions, organizers=st.booleans(), departments=some(words), people=some(words), reason=words
    ),
    paper_entries=st.booleans(),
)
whens = st.builds(
    rs.When,
    opens_at=moments,
    closes_at=moments,
    time_zone=st.sampled_from(["Asia/Shanghai", "UTC", "Asia/Urumqi"]),
    daily_hours=st.none() | st.builds(rs.DailyHours, start=clocks, end=clocks),
    weekdays=some(st.integers(1, 7), 7),
    attempts=st.builds(rs.Attempts, total=st.none() | whole, per_day=st.none() | whole),
    practice=st.builds(rs.Practice, before=st.booleans(), during=st.booleans(), after=st.booleans()),
    gate=st.none() | whole,
)
papers = st.builds(
    rs.Paper,
    mode=st.sampled_from(["fixed", "blueprint"]),
    questions=some(words, 5),
    rows=some(rows),
    draw=st.sampled_from(["per_contest", "per_day", "per_attempt"]),
    difficulty_band=st.none() | st.decimals(min_value="0.01", max_value=50, places=2),
    order=st.sampled_from(["as_listed", "by_type", "shuffled"]),
    shuffle_options=st.booleans(),
    seed=words,
)
times = st.builds(
    rs.Time,
    paper_seconds=st.none() | st.integers(10, 9999),
    item_seconds=st.none() | st.integers(3, 999),
    grace_seconds=st.integers(0, 60),
    extra_percent=some(st.sampled_from([150, 200, 0])),
)
scorings = st.builds(
    rs.Scoring,
    per_type=st.builds(rs.TypePoints, single=points(), multi=points(), judge=points(), blank=points()),
    multi=st.sampled_from(["exact", "half", "proportional", "by_option"]),
    penalty=points("0"),
    speed_bonus=st.none() | st.builds(rs.SpeedBonus, per_second=points(), most=points()),
    pass_mark=st.none() | points(),
    excellent_mark=st.none() | points(),
)
ranks = st.builds(
    rs.Rank,
    keys=some(one_of(RankKey), 6),
    groups_apart=st.booleans(),
    min_points=st.none() | points("0"),
    min_attempts=st.none() | whole,
)
publications = st.builds(
    rs.Publication,
    scores=one_of(Release),
    keys=one_of(Release),
    board=st.builds(
        rs.Board,
        visibility=st.sampled_from(["visible", "frozen", "hidden"]),
        frozen_from=st.none() | moments,
    ),
    names=st.sampled_from(["masked", "full"]),
    show_best=st.booleans(),
    objections=st.none() | st.builds(rs.Objections, days=st.integers(3, 7)),
)
sheets = st.builds(
    rs.RuleSheet,
    title=words,
    title_en=words,
    host=words,
    introduction=st.lists(words, max_size=3).map("\n".join),
    who=whos,
    when=whens,
    paper=papers,
    time=times,
    points=scorings,
    counts=st.sampled_from(["best", "first", "last", "sum"]),
    rank=ranks,
    organisations=some(boards, 2),
    awards=some(tiers),
    publication=publications,
)
