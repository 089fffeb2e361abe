"""What the nightly look found, for administrators."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.selectors import is_administrator
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.selectors.inspections import last_night

INVARIANTS = {
    "key_once": _("每次保存只记一条"),
    "paper": _("试卷按种子抽出"),
    "newest_answer": _("以最后一次作答计分"),
    "points": _("得分等于重新计算"),
    "elapsed": _("用时等于起止之差"),
    "states": _("状态只能向前"),
    "in_time": _("截止后不再收答案"),
    "tries": _("次数不超限"),
    "board": _("榜单等于成绩"),
    "picture": _("显示的榜单等于数据库"),
    "awards": _("获奖名单等于重新计算"),
    "texts": _("原文没有被改动"),
    "waiting": _("没有久等的工作"),
    "audit": _("操作记录没有被改动"),
}


@organizer_page
@require_GET
def inspections(request: Request) -> HttpResponse:
    """404 for organizers who are no administrators: it speaks of every department's contests."""
    if not is_administrator(request.user):
        raise Http404
    night = last_night(request.now)
    rows = [{"inspection": one, "broken": _told(one.broken)} for one in night.inspections]
    return render(request, "quiz/desk/inspections.html", {"night": night, "rows": rows})


def _told(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The invariants in the reader's words."""
    return [{**one, "invariant": INVARIANTS.get(one["invariant"], one["invariant"])} for one in found]
