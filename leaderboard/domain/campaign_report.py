"""The annual summary of an office (科普示范县创建): every figure with the ledger's rows behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.domain.wording import date_words

from .report import (
    Block,
    LedgerLine,
    Note,
    Report,
    Sentence,
    Table,
    numbered,
    paragraph,
)

KIND_WORDS = {
    "lecture": "讲座",
    "training": "培训",
    "school": "进校园",
    "volunteer": "志愿服务",
    "contest": "竞赛",
    "material": "资料发放",
    "meeting": "会议",
}
# What the criteria ask about, and who counts for it besides those for whom a row is meant.
KEY_GROUPS = (
    ("领导干部和公务员", "cadre", ""),
    ("老年人", "elder", ""),
    ("失业人员", "jobless", ""),
    ("青少年", "teen", "school"),
    ("科普志愿者", "volunteer", "volunteer"),
    ("农民", "farmer", ""),
    ("产业工人", "worker", ""),
)
# These are named even where the ledger has nothing for them: the criteria ask.
_ASKED = {"cadre", "elder", "jobless", "teen", "volunteer"}
_MOST_TITLES = 5


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A row of the ledger in force. None where nobody counted."""

    id: int
    kind: str
    title: str
    begins_on: date
    ends_on: date
    department: str
    place: str = ""
    audience: str = "public"
    visits: int | None = None
    copies: int | None = None
    photos: int = 0


@dataclass(frozen=True, kw_only=True)
class CampaignFacts:
    """`facts` of the office and what is below it, by time; `units` below it, `people` on its roster."""

    office: str
    year: int
    today: date
    units: int
    people: int
    facts: tuple[Fact, ...]


Test = Callable[[Fact], bool]


def campaign_report(found: CampaignFacts) -> Report:
    """Only what the ledger and the roster say; what was not counted is said so and added to nothing."""
    rows = found.facts
    chapters = [
        ("组织领导", _organisation(found)),
        ("活动开展", _activities(found) if rows else []),
        ("重点人群", _groups(rows) if rows else []),
        ("科普宣传", _publicity(rows) if rows else []),
        ("各单位开展情况", _departments(rows)),
    ]
    return Report(
        title=f"{found.office}{found.year}年科普示范创建工作总结",
        issuer=found.office,
        day=found.today,
        blocks=numbered(chapters),
        ledger=tuple(_line(at, one) for at, one in enumerate(rows, start=1)),
    )


def _line(number: int, one: Fact) -> LedgerLine:
    last = one.ends_on
    until = "" if last == one.begins_on else f"—{last.month}.{last.day}"
    return LedgerLine(
        id=one.id,
        number=number,
        day=f"{one.begins_on.month}.{one.begins_on.day}{until}",
        kind=KIND_WORDS[one.kind],
        title=one.title,
        place=one.place or "—",
        visits=_known(one.visits),
        copies=_known(one.copies),
    )


def _known(number: int | None) -> str:
    return "—" if number is None else str(number)


def _organisation(found: CampaignFacts) -> list[Block]:
    until = "" if found.today.year > found.year else f"截至{date_words(found.today)}，"
    units = f"本单位下设科普工作单位{found.units}个，" if found.units else ""
    return [
        paragraph(
            f"{until}{units}名册在册{found.people}人。",
            "" if found.facts else f"{found.year}年的台账上还没有活动，以下从略。",
            _sentence(found.facts, _of_kind("meeting"), "召开科普工作会议{n}次", "参会{visits}人次"),
            _sentence(found.facts, _of_kind("training"), "举办科普业务培训{n}期", "培训{visits}人次"),
        )
    ]


def _of_kind(kind: str) -> Test:
    return lambda one: one.kind == kind


def _sentence(
    rows: Sequence[Fact], test: Test, counted: str, added: str, *, names: bool = False
) -> Sentence | None:
    """`counted` with the number of rows, `added` with their person-sessions where somebody counted them."""
    chosen = [one for one in rows if test(one)]
    if not chosen:
        return None
    parts = [counted.format(n=len(chosen))]
    if names:
        parts[0] += _titles(chosen)
    visits = [one.visits for one in chosen if one.visits is not None]
    if visits:
        silent = len(chosen) - len(visits)
        rest = f"（另有{silent}场没有统计人次，未计入）" if silent else ""
        parts.append(added.format(visits=sum(visits)) + rest)
    else:
        parts.append("人次没有统计")
    return Sentence(text="，".join(parts) + "。", sources=tuple(one.id for one in chosen))


def _titles(rows: Sequence[Fact]) -> str:
    names = "、".join(f"“{one.title}”" for one in rows[:_MOST_TITLES])
    return f"（{names}{'等' if len(rows) > _MOST_TITLES else ''}）"


def _activities(found: CampaignFacts) -> list[Block]:
    rows = found.facts
    return [
        paragraph(
            _sentence(rows, lambda one: True, f"{found.year}年，共开展各类活动{{n}}场次", "覆盖{visits}人次"),
            _sentence(rows, _of_kind("lecture"), "举办科普讲座{n}场", "听众{visits}人次"),
            _sentence(rows, _of_kind("school"), "科普进校园{n}次", "覆盖{visits}人次"),
            _sentence(rows, _of_kind("volunteer"), "开展科普志愿服务{n}次", "服务{visits}人次"),
            _sentence(rows, _of_kind("contest"), "组织科普知识竞赛{n}场", "参与{visits}人次", names=True),
        ),
        Table(
            caption="按类型汇总",
            head=("类型", "场次", "人次", "资料份数"),
            rows=_by_kind(rows),
            widths=(40, 20, 20, 20),
            numbers=frozenset({1, 2, 3}),
        ),
        Note(
            text="一行台账计一场次，跨天的活动也计一场次。人次按签到表，竞赛按正式答卷份数，一人多次分别计，"
            "不等于人数。“—”表示没有统计，不是0。"
        ),
    ]


def _by_kind(rows: Sequence[Fact]) -> tuple[tuple[str, ...], ...]:
    lines = [
        _total_line(word, [one for one in rows if one.kind == kind])
        for kind, word in KIND_WORDS.items()
        if any(one.kind == kind for one in rows)
    ]
    return (*lines, _total_line("合计", rows))


def _total_line(word: str, rows: Sequence[Fact]) -> tuple[str, ...]:
    return (
        word,
        str(len(rows)),
        _known(_sum([one.visits for one in rows])),
        _known(_sum([one.copies for one in rows])),
    )


def _sum(numbers: Sequence[int | None]) -> int | None:
    """What is known added up; None where nothing is."""
    known = [one for one in numbers if one is not None]
    return sum(known) if known else None


def _groups(rows: Sequence[Fact]) -> list[Block]:
    said: list[str | Sentence | None] = []
    for word, audience, kind in KEY_GROUPS:
        found = _sentence(rows, _for(audience, kind), f"面向{word}开展活动{{n}}场次", "覆盖{visits}人次")
        missing = f"面向{word}的活动，台账上没有登记。" if audience in _ASKED else None
        said.append(found or missing)
    return [
        paragraph(*said),
        Note(
            text="按台账的“主要对象”；进校园计入青少年，志愿服务计入科普志愿者。一场活动可计入两类，不能相加。"
        ),
    ]


def _for(audience: str, kind: str) -> Test:
    return lambda one: one.audience == audience or (bool(kind) and one.kind == kind)


def _publicity(rows: Sequence[Fact]) -> list[Block]:
    given = [one for one in rows if one.copies]
    seen = [one for one in rows if one.photos]
    copies = sum(one.copies or 0 for one in given)
    return [
        paragraph(
            Sentence(
                text=f"全年在{len(given)}场活动中发放科普资料{copies}份。",
                sources=tuple(one.id for one in given),
            )
            if given
            else "科普资料的发放份数，台账上没有登记。",
            Sentence(
                text=f"{len(seen)}场活动留有照片，共{sum(one.photos for one in seen)}张。",
                sources=tuple(one.id for one in seen),
            )
            if seen
            else "活动照片，台账上没有。",
        )
    ]


def _departments(rows: Sequence[Fact]) -> list[Block]:
    names = list(dict.fromkeys(one.department for one in rows))
    if len(names) < 2:
        return []
    lines = [_total_line(name, [one for one in rows if one.department == name]) for name in names]
    return [
        Table(
            caption="各单位开展情况",
            head=("主办单位", "场次", "人次", "资料份数"),
            rows=tuple(sorted(lines, key=lambda line: (-int(line[1]), line[0]))),
            widths=(46, 18, 18, 18),
            numbers=frozenset({1, 2, 3}),
        )
    ]
