"""Doubts that figures raised, before a reviewer; and what figures say about a question of the bank."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quiz.access import desk_doubt
from quiz.domain.item_analysis import LEAST_PEOPLE
from quiz.models import ItemStatistic, Question, QuestionFlag, QuestionRevision
from quiz.selectors.item_statistics import (
    doubts_of,
    history_of,
    open_doubts,
    option_lines,
    pulled_among,
    statistics_of,
)
from quiz.services.question_flags import decide_flag
from quiz.web.bank_desk import bank_page, shown
from quiz.web.desk_items import option_table
from quiz.web.item_words import doubt_words, flag_words

PAGE = 10


@bank_page
@require_GET
def doubts(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, each with the question and the figures behind it."""
    if not request.desk.may_review:  # type: ignore[attr-defined]
        raise Http404
    page = Paginator(open_doubts(), PAGE).get_page(request.GET.get("page"))
    behind = statistics_of(list(page))
    pulled = pulled_among([one.revision_id for one in page])
    waiting = [_waiting(request, one, behind.get(one.pk), pulled) for one in page]
    return render(request, "quiz/bank/doubts.html", {"waiting": waiting, "page": page})


def _waiting(
    request: HttpRequest, doubt: QuestionFlag, row: ItemStatistic | None, pulled: Collection[int]
) -> dict[str, Any]:
    if row is not None and row.n < LEAST_PEOPLE:
        row = None
    if row is not None:
        row.revision = doubt.revision
    return {
        "doubt": doubt,
        "words": doubt_words(doubt),
        "pulls": doubt.revision_id in pulled,
        "is_own": doubt.revision.author_id == request.user.pk,
        "row": row,
        "lines": option_table(row, option_lines(row)) if row else [],
        **shown(doubt.revision),
    }


@bank_page
@require_POST
def decide(request: HttpRequest, doubt_id: int) -> HttpResponse:
    doubt = desk_doubt(request.desk, doubt_id)  # type: ignore[attr-defined]
    upholds = request.POST.get("decision") == "uphold"
    reason = request.POST.get("reason", "")[:200]
    decide_flag(request.user, doubt, upholds=upholds, reason=reason, now=request.now)  # type: ignore[attr-defined, arg-type]
    code = {"code": doubt.question.code}
    if upholds:
        messages.success(request, _("%(code)s 记为有误，改好重审之前不再进新试卷。") % code)
    else:
        messages.success(request, _("%(code)s 记为无误，照常使用。") % code)
    return redirect("bank_doubts")


def statistics_context(
    request: HttpRequest, question: Question, shown_one: QuestionRevision
) -> dict[str, Any]:
    """What a question's page says about one revision of it."""
    whole, past = history_of(request.user, shown_one.pk)  # type: ignore[arg-type]
    if whole is not None:
        whole.revision = shown_one
    said = list(doubts_of(question))
    return {
        "measured": shown_one,
        "whole": whole,
        "missing": max(0, LEAST_PEOPLE - whole.n) if whole else LEAST_PEOPLE,
        "whole_flags": flag_words(whole.flags, shown_one) if whole else [],
        "whole_lines": option_table(whole, option_lines(whole)) if whole else [],
        "past": past,
        "doubts": [{"doubt": one, "words": doubt_words(one)} for one in said],
        "is_pulled": bool(said) and shown_one.pk in pulled_among([shown_one.pk]),
    }
