"""Figures of a before and an after test, each with its definition and its denominator."""

from django.utils.translation import gettext as _

from quiz.domain.gain import LEAST_SHOWN, RESAMPLES, SEED, Figures, Interval, Rate, listed_counts
from quiz.web.item_words import Measure, number


def gain_measures(one: Figures) -> list[Measure]:
    """Everything of matched people, in the order in which it is read."""
    return [*_means(one), *_gains(one), *_passes(one)]


def _means(one: Figures) -> list[Measure]:
    n = one.before_pass.n
    how = _("%(n)s 人得分率（得分 ÷ 满分 × 100）相加 ÷ %(n)s；标准差 %(sd)s（除以 n−1）")
    return [
        Measure(
            label=_("前测平均"),
            value=number(one.before, 1),
            how=how % {"n": n, "sd": number(one.before_sd, 1)},
        ),
        Measure(
            label=_("后测平均"), value=number(one.after, 1), how=how % {"n": n, "sd": number(one.after_sd, 1)}
        ),
        Measure(
            label=_("平均提高"),
            value=number(one.raw, 1),
            verdict=_between(one.raw_interval, 1),
            how=_("每人后测减前测，%(n)s 人平均；区间为配对 t 的 95%% 区间，自由度 %(df)s")
            % {"n": n, "df": n - 1},
        ),
    ]


def _gains(one: Figures) -> list[Measure]:
    n = one.before_pass.n
    return [
        Measure(
            label=_("效应量 d_z"),
            value=number(one.d_z),
            how=_("平均提高 ÷ 每人提高的标准差，%(n)s 人") % {"n": n},
        ),
        Measure(
            label=_("效应量 d_av"),
            value=number(one.d_av),
            how=_("平均提高 ÷ 两次标准差的平均，%(n)s 人") % {"n": n},
        ),
        Measure(
            label=_("班级归一化增益 ⟨g⟩"),
            value=number(one.hake),
            verdict=" ".join(filter(None, [_hake_word(one.hake), _between(one.hake_interval, 2)])),
            how=_(
                "（后测平均 − 前测平均）÷（100 − 前测平均），%(n)s 人；前测平均 100 时没有值。"
                "区间：按人有放回地重抽 %(times)s 次，取第 2.5 和 97.5 百分位，种子 %(seed)s"
            )
            % {"n": n, "times": RESAMPLES, "seed": SEED},
        ),
        Measure(
            label=_("个人归一化变化 c"),
            value=number(one.change),
            how=_(
                "提高的除以离满分的差，降低的除以前测，%(n)s 人平均；两次都是 0 或都是满分的 %(out)s 人不算"
            )
            % {"n": one.change_n, "out": n - one.change_n},
        ),
    ]


def _passes(one: Figures) -> list[Measure]:
    shared = _("除以两次都考的人；区间为 Wilson 95% 区间。本平台测评合格率，不是公民具备科学素质比例")
    return [
        Measure(
            label=_("前测合格率"), value=_share(one.before_pass), verdict=_of(one.before_pass), how=shared
        ),
        Measure(label=_("后测合格率"), value=_share(one.after_pass), verdict=_of(one.after_pass), how=shared),
        Measure(
            label="McNemar p",
            value="< 0.001" if one.mcnemar < 0.001 else number(one.mcnemar, 3),
            how=_changed(one),
        ),
    ]


def _changed(one: Figures) -> str:
    """Both numbers or neither: their difference follows from the rates."""
    if min(one.gained, one.lost) < LEAST_SHOWN:
        return _("只看合格与否变了的人（有一边不足 10 人，都不列）；双侧精确二项检验")
    return _("只看合格与否变了的人：由不合格到合格 %(up)s 人，反过来 %(down)s 人；双侧精确二项检验") % {
        "up": one.gained,
        "down": one.lost,
    }


def count_word(count: int) -> str:
    """A number of people by itself; what is under 10 is withheld."""
    return _("不足 10") if count < LEAST_SHOWN else str(count)


def count_words(*counts: int | None) -> list[str]:
    """Numbers of people that make up a known total. What is under 10 is withheld, and where it alone would
    follow from the others, one of these."""
    known = [count or 0 for count in counts]
    listed = listed_counts(known)
    return [
        count_word(count) if one is not None or count < LEAST_SHOWN else _("不列")
        for count, one in zip(known, listed, strict=True)
    ]


def _between(interval: Interval | None, places: int) -> str:
    if interval is None:
        return ""
    return _("95%% 区间 %(low)s 至 %(high)s") % {
        "low": number(interval[0], places),
        "high": number(interval[1], places),
    }


def _hake_word(hake: float | None) -> str:
    if hake is None:
        return ""
    return _("低") if hake < 0.3 else _("中") if hake < 0.7 else _("高")


def _share(rate: Rate) -> str:
    return f"{100 * rate.share:.1f}%"


def _of(rate: Rate) -> str:
    low, high = rate.interval
    words = {"hits": rate.hits, "n": rate.n, "low": f"{100 * low:.1f}", "high": f"{100 * high:.1f}"}
    return _("%(hits)s/%(n)s，95%% 区间 %(low)s%%—%(high)s%%") % words
