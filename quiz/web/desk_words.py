"""Words and places of the desk: phases, what was done, where a fault is mended."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.problems import Problem
from accounts.messages import explain
from quiz.sheet_labels import CHOICES, generic, path_label
from quiz.web.forms.sheet_shape import Leaf, Shape, sheet_shape

# phase: (word, kind of chip)
PHASES = {
    "draft": (gettext_lazy("筹备中"), "line"),
    "upcoming": (gettext_lazy("未开始"), "act"),
    "open": (gettext_lazy("进行中"), "right"),
    "ended": (gettext_lazy("等待收卷"), "prize"),
    "closed": (gettext_lazy("已结束"), ""),
}
PERSON_STATES = {
    "waiting": (gettext_lazy("还没答"), "line"),
    "answering": (gettext_lazy("正在答"), "act"),
    "done": (gettext_lazy("已交卷"), "right"),
}
ACTIONS = {
    "contest_created": gettext_lazy("建立竞赛"),
    "rules_amended": gettext_lazy("修改规则"),
    "contest_published": gettext_lazy("发布竞赛"),
    "end_announced": gettext_lazy("宣布结束"),
    "end_taken_back": gettext_lazy("撤回结束"),
    "contest_closed": gettext_lazy("关闭竞赛"),
    "contest_discarded": gettext_lazy("删除草稿"),
    "contest_restored": gettext_lazy("恢复草稿"),
    "extra_time": gettext_lazy("批准延时"),
    "paper_entered": gettext_lazy("录入纸质答卷"),
    "entry_excluded": gettext_lazy("不计名次"),
    "entry_included": gettext_lazy("恢复名次"),
    "draw_roll_frozen": gettext_lazy("定下抽奖名单"),
    "draw_done": gettext_lazy("抽奖"),
    "awards_drafted": gettext_lazy("计算奖项"),
    "awards_draft_discarded": gettext_lazy("丢弃评奖草稿"),
    "awards_confirmed": gettext_lazy("确认奖项"),
    "awards_published": gettext_lazy("公布获奖名单"),
    "clock_stopped": gettext_lazy("停表补时"),
    "ruling_made": gettext_lazy("裁决"),
    "record_exported": gettext_lazy("导出核对文件"),
    "objection_raised": gettext_lazy("提出异议"),
    "objection_answered": gettext_lazy("答复异议"),
    "awards_finalized": gettext_lazy("定最终名单"),
    "prize_claimed": gettext_lazy("确认领奖"),
    "prize_taken": gettext_lazy("登记领走"),
    "prize_waived": gettext_lazy("放弃奖项"),
    "prize_reopened": gettext_lazy("恢复待领"),
    "prizes_handed_on": gettext_lazy("递补"),
    "winners_printed": gettext_lazy("打印获奖名单"),
    "claim_sheet_printed": gettext_lazy("打印领奖签收表"),
    "texts_forgotten": gettext_lazy("到期删除原文"),
    "awards_exported": gettext_lazy("导出获奖名单"),
    "certificate_design_saved": gettext_lazy("修改证书样式"),
    "certificates_issued": gettext_lazy("出具证书"),
    "certificate_issued_again": gettext_lazy("补发证书"),
    "certificate_revoked": gettext_lazy("作废证书"),
    "certificates_exported": gettext_lazy("下载证书"),
    "items_exported": gettext_lazy("导出题目分析"),
    "gain_paired": gettext_lazy("配成前测和后测"),
    "gain_unpaired": gettext_lazy("解除前后测配对"),
    "gain_exported": gettext_lazy("导出学习增益"),
    "boards_exported": gettext_lazy("导出成绩"),
    "paper_exported": gettext_lazy("下载试卷"),
    "participation_exported": gettext_lazy("导出参与情况"),
    "answers_exported": gettext_lazy("导出作答明细"),
}


def action_word(action: str) -> str:
    return str(ACTIONS.get(action, action))


def share_word(percent: int) -> str:
    """150 → 1.5 倍, 0 → 不限时, 100 → 标准用时."""
    words = CHOICES["time.extra_percent"]
    return str(words[percent]) if percent in words else _("标准用时")


def detail_lines(details: dict[str, Any], names: dict[int, str]) -> list[str]:
    """What an audit entry says besides its action; `names`: people by id."""
    return list(_detail_lines(details, names))


def _detail_lines(details: dict[str, Any], names: dict[int, str]) -> Iterator[str]:
    if "user" in details:
        yield names.get(details["user"], "")
    if "to" in details and "from" in details:
        yield f"{share_word(details['from'])} → {share_word(details['to'])}"
    if "prize" in details:
        yield _("%(prize)s，名单第 %(award)s 行") % details
        if "text_sha256" in details:
            yield _("写了原因，在这个奖的登记页上")
    if "texts" in details:
        yield _("%(count)s 段文字") % {"count": details["texts"]}
    if "moved_up" in details:
        yield _("空出 %(given_up)s 个奖，%(moved_up)s 人递补或升等") % details
    if details.get("reason"):
        yield _("原因：%(reason)s") % {"reason": details["reason"]}
    if "sha256" in details:
        yield _("文件摘要 %(digest)s") % {"digest": details["sha256"]}
    if "prolonged" in details:
        yield _("%(count)s 份答卷推迟截止") % {"count": details["prolonged"]}
    if "ruling" in details:
        yield _("第 %(number)s 号：%(note)s") % {"number": details["ruling"], "note": details["note"]}
        yield _("加分 %(more)s 份，减分 %(fewer)s 份；进入获奖 %(entering)s，退出 %(leaving)s") % details
    if "version" in details:
        yield _("第 %(number)s 版") % {"number": details["version"]}
    if "unranked" in details:
        yield _("%(count)s 人按规则不再计名次") % {"count": details["unranked"]}
    if "ranked" in details:
        yield _("%(count)s 人恢复计名次") % {"count": details["ranked"]}
    if "entered" in details:
        yield _("%(count)s 人列入名单") % {"count": details["entered"]}
    if details.get("collected"):
        yield _("收卷 %(count)s 份") % {"count": details["collected"]}
    if "public" in details:
        yield _("公开的随机数：%(public)s（%(source)s）") % details
    if "winners" in details:
        yield _("抽出 %(count)s 人") % {"count": details["winners"]}
    if "list" in details:
        yield _("名单核对码 %(digest)s") % {"digest": details["list"][:12]}
    if "draw_seed_sha256" in details:
        yield _("抽奖种子的摘要 %(digest)s") % {"digest": details["draw_seed_sha256"][:12]}
    if "certificate" in details:
        yield _("编号 %(number)s") % {"number": details["certificate"]}
    if "certificates" in details:
        yield _("%(count)s 张证书") % {"count": details["certificates"]}
    if "awards" in details:
        yield _("%(count)s 个奖") % {"count": details["awards"]}
    if "digest" in details or "rules" in details:
        yield _("核对码 %(digest)s") % {"digest": str(details.get("digest") or details["rules"])[:12]}


def listed(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Each problem with its field and the place where it is mended."""
    return [
        {"label": path_label(one.path), "path": one.path, "text": explain(one), "anchor": anchor(one.path)}
        for one in problems
    ]


def anchor(path: str) -> str:
    """The id of the place in the rule sheet form where a fault at this path is mended."""
    if not path:
        return "sheet"
    head, _dot, last = path.rpartition(".")
    return f"at-{head if last.isdigit() and generic(path) in _lines() else path}"


@cache
def _lines() -> frozenset[str]:
    """Fields that hold several values in one input: their items have no place of their own."""
    return frozenset(_leaves(sheet_shape(), ""))


def _leaves(parts: Sequence[Shape], prefix: str) -> Iterator[str]:
    for part in parts:
        path = f"{prefix}{part.name}"
        if not isinstance(part, Leaf):
            yield from _leaves(part.parts, f"{path}.")
        elif part.kind in ("lines", "choices"):
            yield path
