"""Words for figures of items: what each is, how it is counted, how to read it, what a flag says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.messages import sentence
from accounts.templatetags.ui import duration, percent, points
from quiz.bank_words import REPORT_KINDS
from quiz.domain.bank_item import LETTERS
from quiz.models import ContestStatistic, ItemStatistic, QuestionFlag, QuestionRevision

# code: (word, kind of chip)
FLAGS = {
    "KEY_SUSPECT": (gettext_lazy("答案可疑"), "warn"),
    "LOW_DISC": (gettext_lazy("区分度低"), "prize"),
    "TOO_HARD": (gettext_lazy("太难"), "prize"),
    "TOO_EASY": (gettext_lazy("太易"), "line"),
    "DEAD_DISTRACTOR": (gettext_lazy("选项没人选"), "line"),
    "AMBIGUOUS": (gettext_lazy("可能有歧义"), "warn"),
    "SLOW": (gettext_lazy("耗时"), "line"),
    "DIF": (gettext_lazy("对人群不公"), "warn"),
    "DRIFT": (gettext_lazy("前后不一"), "warn"),
}
GROUPS = {"senior": gettext_lazy("60岁及以上的人"), "farmer": gettext_lazy("农民")}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure with how it is counted, and how to read it."""

    label: str
    value: str
    how: str
    verdict: str = ""


@dataclass(frozen=True, kw_only=True)
class FlagWords:
    code: str
    label: str
    kind: str
    text: str


def number(value: float | None, places: int = 2) -> str:
    """With a minus sign that is as wide as a plus; an en dash where there is no value."""
    return "–" if value is None else f"{value:.{places}f}".replace("-", "−")


def facility_word(facility: float) -> str:
    """Moodle's bands, in five words."""
    bands = ((0.2, _("很难")), (0.35, _("偏难")), (0.65, _("适中")), (0.9, _("偏易")))
    return next((word for below, word in bands if facility < below), _("很易"))


def d27_word(d27: float | None) -> str:
    """The bands that examination offices print."""
    if d27 is None:
        return ""
    bands = ((0.2, _("待改")), (0.3, _("尚可")), (0.4, _("良好")))
    return next((word for below, word in bands if d27 < below), _("很好"))


def paper_measures(statistic: ContestStatistic) -> list[Measure]:
    """What a contest's paper measured; points as people write them."""
    one = statistic.figures
    most = {"n": statistic.n, "most": points(one["most"])}
    return [
        Measure(
            label=_("平均分"),
            value=points(one["mean"]),
            how=_("%(n)s 份得分相加 ÷ %(n)s；满分 %(most)s") % most,
            verdict=percent(one["mean"], one["most"]),
        ),
        Measure(label=_("中位数"), value=points(one["median"]), how=_("从低到高排在正中的得分")),
        Measure(
            label=_("标准差"),
            value=points(one["sd"]),
            how=_("得分离平均分有多远，分母 n − 1；占满分 12%—18% 为宜"),
            verdict=percent(one["sd"], one["most"]) if one["sd"] is not None else "",
        ),
        Measure(
            label=_("α（内部一致性）"),
            value=number(one["alpha"]),
            how=_("各题量的是不是同一件事，最高 1；%(items)s 题得分的方差与总分的方差相比") % one,
            verdict=_alpha_word(one["alpha"]),
        ),
        Measure(
            label=_("标准误"),
            value=points(one["standard_error"]),
            how=_("标准差 × √(1 − α)：同一个人再考一次，得分大约差这么多"),
        ),
        Measure(
            label=_("偏度"),
            value=number(one["skewness"]),
            how=_("负数：高分的人多；接近 −1 为宜"),
        ),
        Measure(
            label=_("峰度"),
            value=number(one["kurtosis"]),
            how=_("正数：得分挤在中间；0—1 为宜"),
        ),
    ]


def _alpha_word(alpha: float | None) -> str:
    if alpha is None:
        return ""
    return _("好") if alpha >= 0.8 else _("可用") if alpha >= 0.7 else _("偏低")


def item_measures(row: ItemStatistic, *, is_drawn: bool) -> list[Measure]:
    """What an item measured in one contest."""
    one, n = row.figures, {"n": row.n}
    rest = _("各人的总分（含这题，数值略偏高）") if is_drawn else _("其余各题的总分")
    found = [
        Measure(
            label=_("难度 P"),
            value=number(row.facility),
            how=_("%(n)s 人得分的平均 ÷ 满分；越小越难") % n,
            verdict=facility_word(row.facility),
        ),
        Measure(
            label=_("区分度 D"),
            value=number(row.d27),
            how=_("总分最高的 27% 与最低的 27%，难度之差；并列的人按比例分"),
            verdict=d27_word(row.d27),
        ),
        Measure(
            label=_("题余相关"),
            value=number(row.item_rest_r),
            how=_("这题的得分与%(rest)s的相关系数；0.2 以上为宜，负数要查答案") % {"rest": rest},
        ),
        Measure(
            label=_("区分效率"),
            value=_percentage(one["discriminative_efficiency"]),
            how=_("在这样的难度下，实际做到了能做到的百分之几；低于 15% 存疑"),
        ),
        Measure(
            label=_("有效权重"),
            value=_percentage(one["effective_weight"]),
            how=_("这题实际决定了总分差异的百分之几；按分值应为 %(share)s")
            % {"share": _percentage(one["intended_weight"])},
        ),
        Measure(
            label=_("删题后 α"),
            value=number(one["alpha_if_deleted"]),
            how=_("去掉这题，全卷的 α；变大说明这题拖了后腿"),
        ),
        Measure(label=_("乱猜得分率"), value=percent(one["guess"]), how=_("闭着眼睛选，平均得分 ÷ 满分")),
    ]
    return [*found, *_curve_measures(one["curve"]), *_time_measures(row)]


def _percentage(value: float | None) -> str:
    return "–" if value is None else f"{number(value, 1)}%"


def _curve_measures(curve: dict[str, Any] | None) -> list[Measure]:
    if curve is None:
        return []
    how = _("题目反应模型 %(model)s：能力比平均高 b 个标准差的人，有一半答对；a 越大分得越清") % curve
    value = f"a = {number(curve['a'])}, b = {number(curve['b'])}"
    return [Measure(label=_("反应曲线"), value=value, how=how)]


def _time_measures(row: ItemStatistic) -> list[Measure]:
    if row.median_ms is None:
        return []
    how = _("从题目打开到答完，一半人不超过这么久")
    return [Measure(label=_("用时中位数"), value=duration(row.median_ms), how=how)]


def notices(codes: Sequence[str]) -> list[str]:
    return [sentence(code) for code in codes]


def flag_words(flags: Sequence[dict[str, Any]], revision: QuestionRevision) -> list[FlagWords]:
    """Each flag with its word, its chip and its sentence; options by the letters of the author's order."""
    return [flag_word(one["code"], one["values"], revision) for one in flags]


def doubt_words(doubt: QuestionFlag) -> FlagWords:
    """What figures doubt, or what a learner reported."""
    if doubt.source == QuestionFlag.Source.STATISTICS:
        return flag_word(doubt.code, doubt.details["values"], doubt.revision)
    kind = str(REPORT_KINDS.get(doubt.details["kind"], doubt.details["kind"]))
    text = _("：").join(filter(None, (kind, doubt.details["text"])))
    label = _("学习者报错") if doubt.raised_by_id else _("学习者报错（没有登录）")
    return FlagWords(code=doubt.code, label=label, kind="act", text=text)


def flag_word(code: str, values: dict[str, Any], revision: QuestionRevision) -> FlagWords:
    label, kind = FLAGS.get(code, (code, "line"))
    text = sentence(_sentence_code(code, values), _sentence_values(values, revision))
    return FlagWords(code=code, label=str(label), kind=kind, text=text)


def _sentence_code(code: str, values: dict[str, Any]) -> str:
    if code == "KEY_SUSPECT":
        return f"flag_KEY_SUSPECT_{values['why']}"
    if code == "DIF":
        return "flag_DIF_harder" if values["delta"] < 0 else "flag_DIF_easier"
    return f"flag_{code}"


def _sentence_values(values: dict[str, Any], revision: QuestionRevision) -> dict[str, Any]:
    said = dict(values)
    for name in ("facility", "guess", "before", "after"):
        if name in values:
            said[name] = percent(values[name])
    for name in ("r", "delta"):
        if name in values:
            said[name] = number(values[name])
    if "option" in values:
        said["option"] = option_letter(values["option"], revision)
    if "options" in values:
        said["options"] = _("、").join(option_letter(one, revision) for one in values["options"])
    if "median_ms" in values:
        said |= {"median": duration(values["median_ms"]), "usual": duration(values["form_median_ms"])}
    if "group" in values:
        said["group"] = GROUPS.get(values["group"], values["group"])
    return said


def option_letter(option: int | None, revision: QuestionRevision) -> str:
    """An option's letter in the author's order; 对 and 错 of a statement; 未答."""
    if option is None:
        return pgettext("option", "未答")
    if revision.type == "judge":
        return _("对") if option == 1 else _("错")
    places = [one["id"] for one in revision.options]
    return LETTERS[places.index(option)] if option in places else str(option)
