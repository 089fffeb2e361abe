"""The report about a contest: figures with what they are divided by, and the sentences of an office."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median, pstdev

from quiz.domain.gain import LEAST_FIGURES

from .contest_facts import ELSEWHERE, HOME, ContestFacts, Group, Missed, Score
from .contest_prizes import prize_chapter
from .report import (
    LEAST_GROUP,
    PASS_RATE_IS,
    Block,
    Note,
    Report,
    Table,
    numbered,
    of,
    one_decimal,
    paragraph,
    share,
    span_words,
)

EXCELLENT = 85
MOST_MISSED = 10
_BANDS = ((90, 101), (80, 90), (70, 80), (60, 70), (0, 60))
_BAND_WORDS = ("90分及以上", "80—89分", "70—79分", "60—69分", "60分以下")
_HIDDEN = "不列"


def pass_words(mark: float | Decimal | None, usual: int) -> str:
    """What a paper needs to pass, as printed: 12分, or 满分的60% where the rules name no mark."""
    return f"满分的{usual}%" if mark is None else f"{float(mark):g}分"


def contest_report(facts: ContestFacts) -> Report:
    """The whole report; what is not known is said or left out, never printed as 0."""
    chapters = [
        ("活动概况", _overview(facts)),
        ("主要指标", _figures(facts)),
        ("各单位参与情况", _groups(facts)),
        ("成绩分布", _bands(facts)),
        ("失分较多的题目", _missed(facts)),
        ("获奖情况", prize_chapter(facts)),
        ("学习成效", _gain(facts)),
    ]
    return Report(
        title=f"关于“{facts.title}”的总结报告",
        issuer=facts.issuer,
        day=facts.today,
        blocks=numbered(chapters),
    )


def _overview(facts: ContestFacts) -> list[Block]:
    when = span_words(facts.first, facts.last)
    listed = "名单应参与" if facts.is_roster else "报名"
    took = (
        f"{listed}{facts.entered}人，实际参与（至少交卷一次）{facts.took_part}人，"
        f"参与率{of(facts.took_part, facts.entered)}；共交卷{facts.papers}份。"
    )
    none = "名单上没有人。" if not facts.entered else None
    return [
        paragraph(
            f"{when}，{facts.issuer}组织开展了“{facts.title}”。",
            none or took,
            _score_sentence(facts.scores),
        )
    ]


def _score_sentence(scores: Sequence[Score]) -> str | None:
    if not scores:
        return "没有已评分的答卷，成绩指标从略。"
    if len(scores) < LEAST_GROUP:
        return f"已评分的不到{LEAST_GROUP}人，为保护个人，成绩指标和分布不列。"
    passed = sum(one.passed for one in scores)
    return (
        f"按每人最好一份答卷计（折合百分制），平均{_average(scores)}分，"
        f"合格率{of(passed, len(scores))}。{PASS_RATE_IS}。"
    )


def _average(scores: Sequence[Score]) -> str:
    return one_decimal(sum(one.percent for one in scores) / len(scores))


def _figures(facts: ContestFacts) -> list[Block]:
    rows = [
        ("应参与人数" if facts.is_roster else "报名人数", f"{facts.entered}人", _listed_means(facts)),
        ("覆盖人数", f"{facts.took_part}人", "至少交卷一次的人，每人只计一次"),
        ("覆盖人次", f"{facts.papers}人次", "正式答卷的份数，一人多次分别计"),
        (
            "参与率",
            share(facts.took_part, facts.entered),
            f"覆盖人数÷{'应参与人数' if facts.is_roster else '报名人数'}＝{facts.took_part}÷{facts.entered}",
        ),
        *_score_rows(facts),
    ]
    return [
        Table(
            caption="主要指标",
            head=("指标", "数值", "口径"),
            rows=tuple(rows),
            widths=(22, 18, 60),
            numbers=frozenset({1}),
        ),
        Note(text="不计名次的人不算在内。成绩按每人最好一份答卷，折合百分制。"),
    ]


def _listed_means(facts: ContestFacts) -> str:
    return "竞赛名单上的人" if facts.is_roster else "自愿报名的人"


def _score_rows(facts: ContestFacts) -> list[tuple[str, str, str]]:
    if len(facts.scores) < LEAST_GROUP:
        return []
    marks, n = [one.percent for one in facts.scores], len(facts.scores)
    passed = sum(one.passed for one in facts.scores)
    excellent = sum(one.percent >= EXCELLENT for one in facts.scores)
    return [
        ("平均分", _average(facts.scores), f"已评分的{n}人"),
        ("中位数", one_decimal(median(marks)), "一半的人不低于它"),
        ("标准差", one_decimal(pstdev(marks)), "分数的离散程度（总体）"),
        ("最高分、最低分", f"{one_decimal(max(marks))}、{one_decimal(min(marks))}", "折合百分制"),
        (
            "合格率（占参与）",
            share(passed, n),
            f"达到{facts.pass_mark}的人÷参与并已评分的人＝{passed}÷{n}。{PASS_RATE_IS}",
        ),
        (
            f"合格率（占{'应参与' if facts.is_roster else '报名'}）",
            share(passed, facts.entered),
            f"{passed}÷{facts.entered}，没参与的算没有合格。{PASS_RATE_IS}",
        ),
        ("优秀率", share(excellent, n), f"{EXCELLENT}分及以上的人÷参与并已评分的人＝{excellent}÷{n}"),
    ]


def _groups(facts: ContestFacts) -> list[Block]:
    if len(facts.groups) < 2:
        return []
    hidden = withheld(facts.groups)
    named = [one for one in facts.groups if one.name not in (HOME, ELSEWHERE)]
    most = max(named, key=lambda one: one.took_part, default=None)
    best = [one for one in named if one.entered >= LEAST_GROUP]
    first = max(best, key=lambda one: one.took_part / one.entered) if best else None
    said = [
        f"参与人数最多的是{most.name}（{most.took_part}人）。" if most and most.took_part else None,
        f"名单{LEAST_GROUP}人及以上的单位中，参与率最高的是{first.name}，"
        f"{of(first.took_part, first.entered)}。"
        if first and first.took_part
        else None,
    ]
    table = Table(
        caption="各单位参与情况",
        head=("单位", "名单", "参与", "参与率", "平均分", "合格率"),
        rows=tuple(_group_row(one, at in hidden) for at, one in enumerate(facts.groups)),
        widths=(40, 11, 11, 13, 12, 13),
        numbers=frozenset(range(1, 6)),
    )
    note = (
        f"已评分不到{LEAST_GROUP}人的单位不列成绩；只剩一个不列时，人最少的另一个也不列，免得倒推。"
        f"单位含其下级。合格率{PASS_RATE_IS.removeprefix('此')}。"
    )
    return [*([paragraph(*said)] if any(said) else []), table, Note(text=note)]


def withheld(groups: Sequence[Group]) -> frozenset[int]:
    """Which groups' results are not shown: the small ones; and with a single one, the smallest other."""
    scored = {at: len(one.scores) for at, one in enumerate(groups)}
    small = {at for at, n in scored.items() if 0 < n < LEAST_GROUP}
    others = [at for at, n in scored.items() if n >= LEAST_GROUP]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda at: (scored[at], at)))
    return frozenset(small)


def _group_row(group: Group, is_hidden: bool) -> tuple[str, ...]:
    counts = (
        group.name,
        str(group.entered),
        str(group.took_part),
        share(group.took_part, group.entered),
    )
    if not group.scores:
        return (*counts, "—", "—")
    if is_hidden:
        return (*counts, _HIDDEN, _HIDDEN)
    passed = sum(one.passed for one in group.scores)
    return (*counts, _average(group.scores), share(passed, len(group.scores)))


def _bands(facts: ContestFacts) -> list[Block]:
    n = len(facts.scores)
    if n < LEAST_GROUP:
        return []
    counts = [sum(low <= one.percent < high for one in facts.scores) for low, high in _BANDS]
    rows = tuple((word, f"{count}", share(count, n)) for word, count in zip(_BAND_WORDS, counts, strict=True))
    most = max(range(len(counts)), key=lambda at: counts[at])
    return [
        paragraph(f"{_BAND_WORDS[most]}的人最多，{counts[most]}人，占{of(counts[most], n)}。"),
        Table(
            caption="成绩分布",
            head=("分数段", "人数", "占比"),
            rows=rows,
            widths=(40, 30, 30),
            numbers=frozenset({1, 2}),
        ),
        Note(text=f"占比的分母是参与并已评分的{n}人。"),
    ]


def _missed(facts: ContestFacts) -> list[Block]:
    if facts.missed is None:
        return [paragraph("题目分析还没有算出，失分较多的题目从略。")]
    doubts = f"另有{facts.doubted}道题的答案存疑、正在复核，不列入。" if facts.doubted else ""
    if not facts.missed:
        return [paragraph(f"作答人数不够，各题得分率从略。{doubts}")]
    shown = facts.missed[:MOST_MISSED]
    rows = tuple(
        (str(at), one.stem, f"{one_decimal(100 * one.facility)}%", _answer(one, facts.keys_are_out))
        for at, one in enumerate(shown, start=1)
    )
    return [
        paragraph(f"得分率最低的{len(shown)}道题见下表，宜作为今后宣传的重点。", doubts or None),
        Table(
            caption="失分较多的题目",
            head=("序号", "题目", "得分率", "答案和解析" if facts.keys_are_out else "答卷"),
            rows=rows,
            widths=(9, 38, 13, 40),
            numbers=frozenset({0, 2}),
        ),
        Note(
            text="得分率＝各人得分之和÷满分之和，只算每人第一份正式答卷。"
            + ("" if facts.keys_are_out else "按活动规则，答案和解析不公布。")
        ),
    ]


def _answer(one: Missed, keys_are_out: bool) -> str:
    if not keys_are_out:
        return f"{one.n}份"
    source = f"（出处：{one.source}）" if one.source else ""
    return f"答案：{one.key}。{one.explanation}{source}（{one.n}份答卷）"


def _gain(facts: ContestFacts) -> list[Block]:
    """In plain words: a report for an office names no effect size."""
    if facts.gain is None or not facts.gain.gain.matched:
        return []
    found, before = facts.gain.gain, facts.gain.before_title
    who = (
        f"前测为“{before}”（{found.n_before}人），后测为本次（{found.n_after}人），"
        f"两次都考的{found.matched}人。"
    )
    if found.figures is None:
        return [paragraph(f"{who}两次都考的不到{LEAST_FIGURES}人，不作比较。")]
    one = found.figures
    low, high = one.raw_interval or (one.raw, one.raw)
    compared = (
        f"两次都考的人平均得分率由{one_decimal(one.before)}%变为{one_decimal(one.after)}%，"
        f"变化{one_decimal(one.raw)}个百分点（95%置信区间{one_decimal(low)}至{one_decimal(high)}）；"
        f"上升{found.rose}人，持平{found.same}人，下降{found.fell}人。"
    )
    passed = (
        f"合格率由{of(one.before_pass.hits, one.before_pass.n)}"
        f"变为{of(one.after_pass.hits, one.after_pass.n)}。"
        f"{PASS_RATE_IS}。"
    )
    warned = "留下来比较的人前测成绩与全体明显不同，变化可能含回归均值的成分。" if found.is_selected else None
    return [paragraph(who, compared, passed, warned)]
