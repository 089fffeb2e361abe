"""The part of an announcement that is about taking part: who, when, the paper, its points."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.domain.wording import inner
from quiz.domain.rulesheet import BlueprintRow, RuleSheet
from quiz.domain.sheet_extent import KINDS, full_mark
from quiz.domain.sheet_people import HOME_ZONE
from quiz.domain.sheet_types import plain
from quiz.selectors.seeds import SeedNotice
from quiz.sheet_labels import FIELD_NAMES, KIND_NAMES, WEEKDAYS

from .announcement_words import choice, group_name, joined, length, moment
from .announcement_words import points as written


def who(sheet: RuleSheet) -> Iterator[str]:
    rule = sheet.who
    if rule.admission == "open":
        fields = joined(inner(FIELD_NAMES[field]) for field in rule.fields)
        yield _("公开报名：凭竞赛链接或二维码参加，报名时登记%(fields)s。") % {"fields": fields or _("无")}
    else:
        yield _roster(sheet)
    groups = rule.groups
    if groups.by == "chosen":
        yield _("参赛者报名时自选一个组别：%(names)s。") % {"names": joined(groups.all_names)}
    elif groups.by != "none":
        names = joined(group_name(groups.by, name) for name in groups.all_names)
        yield _("%(way)s分组：%(names)s。") % {"way": choice("who.groups.by", groups.by), "names": names}
    yield from _exclusions(sheet)
    if rule.paper_entries:
        yield _("也可以交纸质答卷，由组织者录入，与网上答卷一起排名；题目各人相同，以收到的时间为交卷时间。")


def _roster(sheet: RuleSheet) -> str:
    rule = sheet.who
    if rule.departments and rule.include_subtree:
        text = _("%(departments)s及其下级单位的在册人员。")
    elif rule.departments:
        text = _("%(departments)s的在册人员，不含下级单位。")
    elif rule.include_subtree:
        text = _("主办单位及其下级单位的在册人员。")
    else:
        text = _("主办单位的在册人员，不含下级单位。")
    return text % {"departments": joined(rule.departments)}


def _exclusions(sheet: RuleSheet) -> Iterator[str]:
    rule = sheet.who.exclusions
    staff = [_("本次竞赛的组织和审题人员")] if rule.organizers else []
    people = [_("名单所列%(count)s人") % {"count": len(rule.people)}] if rule.people else []
    who = [*staff, *rule.departments, *people]
    if who:
        text = _("%(who)s可以答题，不计名次、不评奖。原因：%(reason)s。")
        yield text % {"who": joined(who), "reason": rule.reason or _("未写明")}


def when(sheet: RuleSheet) -> Iterator[str]:
    rule = sheet.when
    window = {"opens": moment(rule.opens_at), "closes": moment(rule.closes_at)}
    yield _("%(opens)s开始，%(closes)s结束。") % window
    if rule.time_zone != HOME_ZONE:
        yield _("以上为%(zone)s时区的时间。") % {"zone": rule.time_zone}
    if len(rule.weekdays) < 7:
        yield _("每周开放：%(days)s。") % {"days": joined(WEEKDAYS[day] for day in rule.weekdays)}
    if rule.daily_hours:
        hours = {"start": f"{rule.daily_hours.start:%H:%M}", "end": f"{rule.daily_hours.end:%H:%M}"}
        yield _("每天%(start)s至%(end)s开放，到点未交的答卷自动交卷。") % hours
    yield _attempts(sheet)
    if rule.gate is not None:
        yield _("须先通过预赛（第%(number)s号竞赛）的合格线。") % {"number": rule.gate}
    yield from _practice(sheet)


def _attempts(sheet: RuleSheet) -> str:
    total, per_day = sheet.when.attempts.total, sheet.when.attempts.per_day
    if total is None and per_day is None:
        return _("答题次数不限。")
    if total is None:
        return _("每人每天可以答%(per_day)s次，总次数不限。") % {"per_day": per_day}
    if per_day is None:
        return _("每人可以答%(total)s次。") % {"total": total}
    return _("每人每天可以答%(per_day)s次，一共%(total)s次。") % {"per_day": per_day, "total": total}


def _practice(sheet: RuleSheet) -> Iterator[str]:
    names = {"before": _("开始前"), "during": _("比赛期间"), "after": _("结束后")}
    times = [name for key, name in names.items() if getattr(sheet.when.practice, key)]
    if times:
        yield _("%(times)s可以练习，练习不计成绩。") % {"times": joined(times)}
    early = sheet.when.practice.before or sheet.when.practice.during
    if early and sheet.publication.keys in ("at_once", "after_hand_in"):
        yield _("练习卷的答案和解析在竞赛结束后公布。")


def paper(sheet: RuleSheet, topic_names: Mapping[str, str], seed: SeedNotice | None = None) -> Iterator[str]:
    rule = sheet.paper
    if rule.mode == "fixed":
        yield _("每份答卷%(size)s道题，题目固定，各人相同。") % {"size": rule.size}
    else:
        yield _drawn(sheet)
        for row in rule.rows:
            yield _row(sheet, row, topic_names)
        if rule.difficulty_band is not None:
            text = _("按每题预计的答对率，各份答卷的预计得分率与平均相差不超过%(band)s个百分点。")
            yield text % {"band": plain(rule.difficulty_band)}
    yield _("题目次序：%(order)s。") % {"order": choice("paper.order", rule.order)}
    yield _("选项次序打乱。") if rule.shuffle_options else _("选项次序不变。")
    yield from _seed(sheet, seed)
    yield from _limits(sheet)


def _drawn(sheet: RuleSheet) -> str:
    rule = sheet.paper
    draw = choice("paper.draw", rule.draw)
    sizes = {rule.size_for(group) for group in sheet.who.groups.all_names or ("",)}
    if len(sizes) > 1:
        return _("每份答卷的题目从题库中抽取：%(draw)s。各组题数不同：") % {"draw": draw}
    return _("每份答卷%(size)s道题，从题库中抽取：%(draw)s。") % {"size": rule.size, "draw": draw}


def _seed(sheet: RuleSheet, seed: SeedNotice | None) -> Iterator[str]:
    if seed is None or (sheet.paper.mode == "fixed" and not sheet.paper.shuffle_options):
        return
    if seed.seed:
        text = _("抽题种子：%(seed)s。它的SHA-256指纹是%(digest)s，与开赛前公布的一致。")
        yield text % {"seed": seed.seed, "digest": seed.digest}
    else:
        text = _("抽题种子的SHA-256指纹：%(digest)s。竞赛结束后公布种子，任何一份答卷都可以重新抽出来核对。")
        yield text % {"digest": seed.digest}


def _row(sheet: RuleSheet, row: BlueprintRow, topic_names: Mapping[str, str]) -> str:
    kinds = joined(inner(KIND_NAMES[kind]) for kind in row.types) or _("各题型")
    parts = [_("%(kinds)s%(count)s题") % {"kinds": kinds, "count": row.count}]
    if row.points is not None:
        parts.append(_("每题%(points)s") % {"points": written(row.points)})
    if row.topics:
        topics = joined(topic_names.get(code, code) for code in row.topics)
        parts.append(_("范围：%(topics)s") % {"topics": topics})
    if row.difficulty != (1, 5):
        parts.append(_("难度%(low)s至%(high)s级") % {"low": row.difficulty[0], "high": row.difficulty[1]})
    if row.audience:
        parts.append(_("适合人群：%(tags)s") % {"tags": joined(map(_audience, row.audience))})
    if row.bank != "main":
        parts.append(_("题库：%(bank)s") % {"bank": row.bank})
    if row.groups:
        names = joined(group_name(sheet.who.groups.by, name) for name in row.groups)
        parts.append(_("只限%(groups)s") % {"groups": names})
    return _("，").join(parts) + _("。")


def _audience(tag: str) -> str:
    return group_name("population_group", tag)


def _limits(sheet: RuleSheet) -> Iterator[str]:
    rule = sheet.time
    if rule.paper_seconds is not None:
        yield _("全卷限时%(length)s，从开始答题时算起。") % {"length": length(rule.paper_seconds)}
    if rule.item_seconds is not None:
        text = _("每题限时%(length)s，逐题出现，答过或超时即进入下一题，不能返回。")
        yield text % {"length": length(rule.item_seconds)}
    if rule.paper_seconds is None and rule.item_seconds is None:
        yield _("不限答题时长，结束前交卷即可。")
    if rule.extra_percent:
        shares = joined(choice("time.extra_percent", percent) for percent in rule.extra_percent)
        yield _("确有需要的，可向组织者申请延长答题时间（%(shares)s），批准情况记录在案。") % {
            "shares": shares
        }


def points(sheet: RuleSheet) -> Iterator[str]:
    rule, kinds = sheet.points, _kinds_by_type_points(sheet)
    worths = [_worth(kind, rule.per_type.of(kind)) for kind in kinds]
    if worths:
        yield _("每题分值：%(worths)s。") % {"worths": joined(worths)}
    least, most = full_mark(sheet)
    if least == most and most:
        yield _("满分%(full)s。") % {"full": written(most)}
    if "multi" in _kinds(sheet):
        yield _("多选题：%(way)s。") % {"way": choice("points.multi", rule.multi)}
    if rule.penalty:
        yield _("答错一题扣%(points)s，不答不扣；全卷最低0分。") % {"points": written(rule.penalty)}
    if rule.speed_bonus:
        bonus = {"each": written(rule.speed_bonus.per_second), "most": written(rule.speed_bonus.most)}
        yield _("全部答对时，公布的时限每剩一整秒加%(each)s，最多加%(most)s；延时不另加分。") % bonus
    if rule.pass_mark is not None:
        yield _("%(points)s及以上为合格。") % {"points": written(rule.pass_mark)}
    if rule.excellent_mark is not None:
        yield _("%(points)s及以上为优秀。") % {"points": written(rule.excellent_mark)}


def _worth(kind: str, points: Decimal) -> str:
    return _("%(kind)s%(points)s") % {"kind": inner(KIND_NAMES[kind]), "points": written(points)}


def _kinds(sheet: RuleSheet) -> list[str]:
    """The types that the paper may hold."""
    if sheet.paper.mode == "fixed":
        return list(KINDS)
    return [kind for kind in KINDS if any(kind in (row.types or KINDS) for row in sheet.paper.rows)]


def _kinds_by_type_points(sheet: RuleSheet) -> list[str]:
    """The types whose points are those of the type, not of a row."""
    if sheet.paper.mode == "fixed":
        return list(KINDS)
    rows = [row for row in sheet.paper.rows if row.points is None]
    return [kind for kind in KINDS if any(kind in (row.types or KINDS) for row in rows)]


def mishaps(sheet: RuleSheet) -> Iterator[str]:
    yield _("每答一题随即保存。时间到了，系统按已保存的答案自动交卷。")
    yield _("断网或换设备，重新登录即可接着答；计时以服务器为准，不因断网而停。")
    if sheet.time.grace_seconds:
        yield _("到时已在途中的答案，宽限%(seconds)s秒送达有效。") % {"seconds": sheet.time.grace_seconds}
    else:
        yield _("到时后送达的答案无效。")
