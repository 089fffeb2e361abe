"""The part of an announcement that is about the outcome: places, boards, prizes, what is shown."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from quiz.domain.rulesheet import OrganisationBoard, RuleSheet, Tier, WeightedMetric

from .announcement_words import choice, group_name, joined, moment
from .announcement_words import points as written


def ranking(sheet: RuleSheet) -> Iterator[str]:
    limits = sheet.when.attempts
    if limits.total != 1:
        yield _counts(sheet)
    keys = joined(choice("rank.keys", key) for key in sheet.rank.keys)
    yield _("名次依次按：%(keys)s。都相同的名次并列，并列之后的名次顺延（1、2、2、4）。") % {"keys": keys}
    if "elapsed" in sheet.rank.keys:
        yield _("用时由服务器计到毫秒。")
    if sheet.rank.groups_apart:
        yield _("各组分别排名。")
    if sheet.rank.min_points is not None:
        yield _("达到%(points)s方可上榜。") % {"points": written(sheet.rank.min_points)}
    if sheet.rank.min_attempts is not None:
        yield _("至少答%(count)s次方可上榜。") % {"count": sheet.rank.min_attempts}


def _counts(sheet: RuleSheet) -> str:
    return {
        "best": _("答题多次的，取最好的一次。"),
        "first": _("答题多次的，取第一次。"),
        "last": _("答题多次的，取最后一次。"),
        "sum": _("各次得分、答对题数和用时累计。"),
    }[sheet.counts]


def organisations(sheet: RuleSheet) -> Iterator[str]:
    for board in sheet.organisations:
        yield _board(board)


def _board(board: OrganisationBoard) -> str:
    kinds = joined(board.kinds) or _("各单位")
    metrics = joined(map(_metric, board.metrics))
    if board.combine == "weighted":
        text = _("%(name)s（%(kinds)s）：按%(metrics)s加权合计，高者在前")
    else:
        text = _("%(name)s（%(kinds)s）：按%(metrics)s分别排名，名次之和小者在前")
    parts = [text % {"name": board.name, "kinds": kinds, "metrics": metrics}]
    if board.min_headcount > 1:
        parts.append(_("应参加人数不足%(count)s人的单位不参加排名") % {"count": board.min_headcount})
    parts.append(
        _("相同的名次并列") if board.ties == "shared" else _("相同的，参与人数多者在前，仍相同则并列")
    )
    return _("；").join(parts) + _("。")


def _metric(one: WeightedMetric) -> str:
    name = choice("organisations.metrics.metric", one.metric)
    if one.relative == "best":
        return _("%(name)s（与最高单位相比）%(weight)s%%") % {"name": name, "weight": one.weight}
    return _("%(name)s%(weight)s%%") % {"name": name, "weight": one.weight}


def awards(sheet: RuleSheet, draw: str = "") -> Iterator[str]:
    for tier in sheet.awards:
        yield _tier(sheet, tier)
    if sheet.awards:
        yield _("奖项自上而下评定，每人（每个单位在同一榜上）只得一个奖。")
    if sheet.draws_lots:
        yield _(
            "抽奖、抽签在竞赛结束、全部评分之后进行：先公布有资格的名单，再当众输入一个公开的随机数，"
            "由它和事先封存的种子算出结果，谁都可以重新算一遍。"
        )
    if draw:
        yield _("抽奖种子已经封存，它的 SHA-256 摘要是 %(digest)s，抽奖时公布种子本身。") % {"digest": draw}


def _tier(sheet: RuleSheet, tier: Tier) -> str:
    head = {"whose": _whose(sheet, tier), "name": tier.name, "way": _way(tier)}
    parts = [_("%(whose)s%(name)s：%(way)s") % head]
    if tier.by != "threshold":
        if tier.min_points is not None:
            parts.append(_("须达到%(points)s") % {"points": written(tier.min_points)})
        parts += [_tie(tier)] if tier.by == "place" else []
    if tier.cascade:
        steps = joined(written(step) for step in tier.cascade)
        parts.append(_("人数不足时依次放宽到%(steps)s") % {"steps": steps})
    if tier.reserves:
        by_lot = tier.by == "place" and tier.tie == "draw"
        line = _("另设递补%(count)s名，抽过签的并列者按抽签先后") if by_lot else _("另设递补%(count)s名")
        parts.append(line % {"count": tier.reserves})
    if tier.claim_days is not None:
        parts.append(_("公布后%(days)s天内领奖，逾期视为放弃") % {"days": tier.claim_days})
    return _("；").join(parts) + _("。")


def _whose(sheet: RuleSheet, tier: Tier) -> str:
    if tier.board is not None:
        return _("【%(name)s】") % {"name": tier.board}
    if tier.group is not None:
        return _("【%(name)s】") % {"name": group_name(sheet.who.groups.by, tier.group)}
    return _("【各组】") if sheet.rank.groups_apart else ""


def _way(tier: Tier) -> str:
    quota = tier.quota if tier.quota is not None else "—"
    if tier.by == "threshold":
        least = written(tier.min_points) if tier.min_points is not None else "—"
        text = _("达到%(points)s的都得奖") % {"points": least}
        return text if tier.quota is None else text + _("，名额%(quota)s") % {"quota": quota}
    if tier.by == "lottery":
        return _("抽出%(quota)s名") % {"quota": quota}
    if tier.per_department:
        units = joined(tier.kinds) if tier.kinds else _("单位")
        return _("每个%(units)s各按名次取%(quota)s名") % {"units": units, "quota": quota}
    return _("按名次取%(quota)s名") % {"quota": quota}


def _tie(tier: Tier) -> str:
    return {
        "widen": _("末位并列的都得奖"),
        "later_key": _("末位并列的，再比用时、交卷早晚、开始早晚、答对题数和答题次数，仍相同则都得奖"),
        "draw": _("末位并列的，抽签决定"),
    }[tier.tie]


def publication(sheet: RuleSheet) -> Iterator[str]:
    rule = sheet.publication
    yield _("成绩：%(when)s。") % {"when": choice("publication.scores", rule.scores)}
    yield _("答案和解析：%(when)s。") % {"when": choice("publication.keys", rule.keys)}
    board = choice("publication.board.visibility", rule.board.visibility)
    yield _("排行榜：%(way)s。") % {"way": board}
    if rule.board.frozen_from is not None:
        yield _("排行榜自%(moment)s起停止更新。") % {"moment": moment(rule.board.frozen_from)}
    yield (
        _("公开页面上的姓名隐去一部分，如“张*三”。")
        if rule.names == "masked"
        else _("公开页面上的姓名写全名。")
    )
    if rule.show_best:
        yield _("同时显示每人最好的一次成绩。")
    if rule.objections is not None:
        yield _("获奖名单公示%(days)s天，公示期内可以提出异议。") % {"days": rule.objections.days}
