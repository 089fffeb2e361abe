"""What each field of a rule sheet, and each choice in it, is called on the page."""

import re
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# By path without positions: "awards.quota".
LABELS = {
    "version": _("格式版本"),
    "title": _("竞赛名称"),
    "title_en": _("英文名称"),
    "host": _("主办单位"),
    "introduction": _("活动说明"),
    "who": _("参赛对象"),
    "who.admission": _("参加方式"),
    "who.departments": _("参赛单位"),
    "who.include_subtree": _("包括下级单位"),
    "who.fields": _("报名时登记"),
    "who.groups": _("分组"),
    "who.groups.by": _("分组方式"),
    "who.groups.names": _("组别"),
    "who.exclusions": _("不计名次"),
    "who.exclusions.organizers": _("组织和审题人员不计名次"),
    "who.exclusions.departments": _("不计名次的单位"),
    "who.exclusions.people": _("不计名次的人员（工号）"),
    "who.exclusions.reason": _("不计名次的原因"),
    "who.paper_entries": _("接受纸质答卷"),
    "when": _("时间与次数"),
    "when.opens_at": _("开始时间"),
    "when.closes_at": _("结束时间"),
    "when.time_zone": _("时区"),
    "when.daily_hours": _("每天开放时段"),
    "when.daily_hours.start": _("每天从"),
    "when.daily_hours.end": _("每天到"),
    "when.weekdays": _("开放的星期"),
    "when.attempts": _("作答次数"),
    "when.attempts.total": _("总次数"),
    "when.attempts.per_day": _("每天次数"),
    "when.practice": _("练习"),
    "when.practice.before": _("开始前可以练习"),
    "when.practice.during": _("比赛期间可以练习"),
    "when.practice.after": _("结束后可以练习"),
    "when.gate": _("须先通过的预赛（编号）"),
    "paper": _("试卷"),
    "paper.mode": _("组卷方式"),
    "paper.questions": _("题号"),
    "paper.rows": _("抽题范围"),
    "paper.rows.count": _("题数"),
    "paper.rows.bank": _("题库"),
    "paper.rows.topics": _("知识点"),
    "paper.rows.types": _("题型"),
    "paper.rows.difficulty": _("难度"),
    "paper.rows.difficulty.0": _("难度从"),
    "paper.rows.difficulty.1": _("难度到"),
    "paper.rows.audience": _("适合人群"),
    "paper.rows.points": _("每题分值"),
    "paper.rows.groups": _("只给这些组"),
    "paper.draw": _("抽题时机"),
    "paper.difficulty_band": _("各卷难度相差不超过（±百分点）"),
    "paper.order": _("题目次序"),
    "paper.shuffle_options": _("打乱选项"),
    "paper.seed": _("抽题种子"),
    "time": _("限时"),
    "time.paper_seconds": _("整卷限时（秒）"),
    "time.item_seconds": _("每题限时（秒）"),
    "time.grace_seconds": _("网络宽限（秒）"),
    "time.extra_percent": _("可以批准的延时"),
    "points": _("计分"),
    "points.per_type": _("各题型分值"),
    "points.per_type.single": _("单选题每题"),
    "points.per_type.multi": _("多选题每题"),
    "points.per_type.judge": _("判断题每题"),
    "points.per_type.blank": _("填空题每题"),
    "points.multi": _("多选题计分"),
    "points.penalty": _("答错扣分"),
    "points.speed_bonus": _("速度加分"),
    "points.speed_bonus.per_second": _("每剩一秒加"),
    "points.speed_bonus.most": _("最多加"),
    "points.pass_mark": _("合格线"),
    "points.excellent_mark": _("优秀线"),
    "counts": _("取哪次成绩"),
    "rank": _("排名"),
    "rank.keys": _("排名依据"),
    "rank.groups_apart": _("分组排名"),
    "rank.min_points": _("上榜最低分"),
    "rank.min_attempts": _("上榜最少次数"),
    "organisations": _("单位榜"),
    "organisations.name": _("榜名"),
    "organisations.kinds": _("单位类别"),
    "organisations.combine": _("合成方式"),
    "organisations.metrics": _("指标"),
    "organisations.metrics.metric": _("指标"),
    "organisations.metrics.weight": _("权重（%）"),
    "organisations.metrics.relative": _("折算"),
    "organisations.min_headcount": _("最少应参加人数"),
    "organisations.ties": _("并列时"),
    "awards": _("奖项"),
    "awards.name": _("奖项名称"),
    "awards.by": _("评奖方式"),
    "awards.board": _("哪个单位榜（个人奖留空）"),
    "awards.group": _("限哪个组"),
    "awards.per_department": _("各单位分别取"),
    "awards.kinds": _("哪些单位类别"),
    "awards.quota": _("名额"),
    "awards.min_points": _("最低分"),
    "awards.tie": _("末位并列时"),
    "awards.cascade": _("人数不足时放宽到"),
    "awards.reserves": _("递补人数"),
    "awards.claim_days": _("领奖期限（天）"),
    "publication": _("公布"),
    "publication.scores": _("成绩何时可见"),
    "publication.keys": _("答案和解析何时可见"),
    "publication.board": _("排行榜"),
    "publication.board.visibility": _("排行榜"),
    "publication.board.frozen_from": _("从何时起封榜"),
    "publication.names": _("公开页面上的姓名"),
    "publication.show_best": _("同时显示最好一次"),
    "publication.objections": _("公示"),
    "publication.objections.days": _("公示天数"),
}

_RELEASE = {
    "at_once": _("答完一题就公布"),
    "after_hand_in": _("交卷后"),
    "after_close": _("竞赛结束后"),
    "never": _("不公布"),
}
KIND_NAMES = {"single": _("单选题"), "multi": _("多选题"), "judge": _("判断题"), "blank": _("填空题")}
FIELD_NAMES = {"name": _("姓名"), "phone": _("手机号"), "department": _("单位"), "group": _("组别")}
WEEKDAYS = {1: _("周一"), 2: _("周二"), 3: _("周三"), 4: _("周四"), 5: _("周五"), 6: _("周六"), 7: _("周日")}
KEY_NAMES = {
    "points": _("得分高者在前"),
    "elapsed": _("用时短者在前"),
    "handed_in": _("交卷早者在前"),
    "started": _("开始早者在前"),
    "right": _("答对题数多者在前"),
    "attempts": _("作答次数少者在前"),
}
METRIC_NAMES = {
    "participation": _("参与率"),
    "participants": _("参与人数"),
    "attempts": _("答卷份数"),
    "average": _("平均分"),
    "median": _("中位分"),
    "pass_rate": _("合格率"),
    "excellent_rate": _("优秀率"),
    "total": _("总分"),
}
CHOICES: dict[str, dict[Any, Any]] = {
    "who.admission": {"roster": _("名单内人员"), "open": _("凭链接或二维码报名")},
    "who.fields": FIELD_NAMES,
    "who.groups.by": {
        "none": _("不分组"),
        "age_band": _("按年龄段"),
        "population_group": _("按人群"),
        "chosen": _("参赛者自选"),
    },
    "when.weekdays": WEEKDAYS,
    "paper.mode": {"fixed": _("固定题目"), "blueprint": _("按范围抽题")},
    "paper.rows.types": KIND_NAMES,
    "paper.draw": {
        "per_contest": _("全场一份题"),
        "per_day": _("每天一份题"),
        "per_attempt": _("每人每次各抽一份"),
    },
    "paper.order": {"as_listed": _("按列出的次序"), "by_type": _("按题型"), "shuffled": _("打乱")},
    "time.extra_percent": {150: _("1.5倍"), 200: _("2倍"), 0: _("不限时")},
    "points.multi": {
        "exact": _("全对得分，多选、少选、错选均不得分"),
        "half": _("全对得满分，少选且无错选得一半"),
        "proportional": _("全对得满分，少选且无错选按比例得分"),
        "by_option": _("每个选项单独判分"),
    },
    "counts": {
        "best": _("最好的一次"),
        "first": _("第一次"),
        "last": _("最后一次"),
        "sum": _("各次相加"),
    },
    "rank.keys": KEY_NAMES,
    "organisations.combine": {"weighted": _("加权合计"), "rank_sum": _("名次之和，小者在前")},
    "organisations.metrics.metric": METRIC_NAMES,
    "organisations.metrics.relative": {"best": _("与最高者相比"), "absolute": _("按原值")},
    "organisations.ties": {"shared": _("名次并列"), "participants": _("参与人数多者在前")},
    "awards.by": {"place": _("按名次"), "threshold": _("按分数线"), "lottery": _("抽奖")},
    "awards.tie": {
        "widen": _("并列者都获奖"),
        "later_key": _("再比后面的依据"),
        "draw": _("抽签"),
    },
    "publication.scores": _RELEASE,
    "publication.keys": _RELEASE,
    "publication.board.visibility": {
        "visible": _("实时公开"),
        "frozen": _("到时封榜，结束后揭晓"),
        "hidden": _("不公开"),
    },
    "publication.names": {"masked": _("隐去部分（张*三）"), "full": _("全名")},
}
GROUP_NAMES = {
    "age_band": {"youth": _("青少年（18岁以下）"), "adult": _("18—59岁"), "senior": _("60岁及以上")},
    "population_group": {
        "teen": _("青少年"),
        "farmer": _("农民"),
        "worker": _("产业工人"),
        "elder": _("老年人"),
        "cadre": _("领导干部和公务员"),
        "public": _("其他公众"),
    },
}
HINTS = {
    "who.departments": _("每行一个单位全称；留空为主办单位。"),
    "who.groups.names": _("每行一个组。"),
    "who.exclusions.organizers": _("他们看得到题目和答案：可以答题，不计名次，不评奖。"),
    "who.exclusions.departments": _("每行一个单位全称，如组织竞赛的科室。"),
    "who.exclusions.people": _("每行一个工号。"),
    "when.attempts.total": _("留空为不限。"),
    "when.attempts.per_day": _("留空为不限。"),
    "paper.questions": _("每行一个题号，如 0101-001，按出题次序。"),
    "paper.rows.topics": _("每行一个编号，如 0101，或整个领域 01；留空为全部。"),
    "paper.rows.types": _("都不选为全部题型。"),
    "paper.rows.audience": _("每行一个人群标签，如 elder；留空为全部。"),
    "paper.rows.points": _("留空按题型的分值。"),
    "paper.difficulty_band": _(
        "按每题预计答对率算出的整卷预计得分率，各卷与平均相差不超过这么多；留空为不限。"
    ),
    "paper.seed": _("留空由系统随机产生。自定的至少16个字符；开赛前公布它的指纹，结束后公布种子。"),
    "time.paper_seconds": _("20分钟写1200。留空为不限。"),
    "time.item_seconds": _("留空为不限；填了之后逐题出现，不能返回。"),
    "rank.keys": _("依次比较；都相同则名次并列。"),
    "organisations.kinds": _("每行一类，如“机关”；留空为全部单位。"),
    "awards.group": _("留空为不限；分组排名时留空表示每组各评。"),
    "awards.per_department": _("选上以后，每个单位都有这么多名额，只和本单位的人比。"),
    "awards.kinds": _("例如“乡镇”：每人算在自己或上级中最近的这类单位。留空为各人自己的单位。"),
    "awards.cascade": _("每行一个分数，从高到低。"),
}


# Two fields that are one pair in the document.
_NUMBERED = ("paper.rows.difficulty.0", "paper.rows.difficulty.1")


def group_word(by: str, name: str) -> str:
    """What the system calls a group that it knows by a code; one that people chose is its own name."""
    return str(GROUP_NAMES.get(by, {}).get(name, name))


def generic(path: str) -> str:
    """A path without the positions in lists: awards.0.quota → awards.quota."""
    bare = re.sub(r"\.\d+(?=\.|$)", "", path)
    ends = re.search(r"\.difficulty(\.[01])$", path)
    return bare + ends[1] if ends else bare


def path_label(path: str) -> str:
    """A path as an organizer reads it: awards.0.quota → 奖项（第1项）· 名额."""
    words: list[str] = []
    at = ""
    for step in path.split(".") if path else ():
        at = f"{at}.{step}" if at else step
        if step.isdigit() and generic(at) not in _NUMBERED:
            words[-1] += gettext("（第%(number)s项）") % {"number": int(step) + 1}
        else:
            words.append(str(LABELS.get(generic(at), step)))
    return " · ".join(words)
