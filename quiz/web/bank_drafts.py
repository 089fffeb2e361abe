"""Drafts at the bank's desk: what they lack, written for all on one page; then sent to review at once."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from quiz.domain.bank_checks import check_item
from quiz.domain.bank_item import BankItem
from quiz.models import QuestionRevision
from quiz.selectors.bank import drafts_of, item_of
from quiz.services.bank_fill import fill_drafts, lacks_explanation, lacks_source
from quiz.services.bank_together import submit_drafts
from quiz.web.bank_desk import bank_page, tell_held, tell_refused, ticked_revisions
from quiz.web.bank_forms import LONGEST_EXPLANATION, LONGEST_SOURCE

PAGE = 50


@bank_page
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    page = Paginator(drafts_of(_author(request)), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(request.now)  # type: ignore[attr-defined]
    rows = [_row(revision, item_of(revision), today) for revision in page]
    context = {
        "page": page,
        "rows": rows,
        "ready": sum(row["is_ready"] for row in rows),
        "unsourced": sum(row["lacks_source"] for row in rows),
        "unexplained": sum(row["lacks_explanation"] for row in rows),
        "longest": {"source": LONGEST_SOURCE, "explanation": LONGEST_EXPLANATION},
    }
    return render(request, "quiz/bank/drafts.html", context)


def _row(revision: QuestionRevision, item: BankItem, today: date) -> dict:
    findings = check_item(item, today=today)
    blocking = [finding for finding in findings if finding.blocks]
    return {
        "revision": revision,
        "is_ready": not blocking,
        "blocking": blocking,
        "remarks": len(findings) - len(blocking),
        "lacks_source": lacks_source(item),
        "lacks_explanation": lacks_explanation(item),
        "right": _right(item),
    }


def _right(item: BankItem) -> str:
    if item.type == "judge":
        return _("正确") if item.key == (1,) else _("错误")
    return _("、").join(item.key_texts)


@bank_page
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    author = _author(request)
    ticked = drafts_of(author).filter(pk__in=ticked_revisions(request))
    told = submit_drafts(author, ticked, now=request.now)  # type: ignore[attr-defined]
    done = len(told.done)
    if done:
        messages.success(request, ngettext("已送审 %(n)s 题。", "已送审 %(n)s 题。", done) % {"n": done})
    tell_held(request, told)
    return redirect("bank_drafts")


@bank_page
@require_POST
def fill(request: HttpRequest) -> HttpResponse:
    author = _author(request)
    shown = drafts_of(author).filter(pk__in=ticked_revisions(request, "shown"))
    told = fill_drafts(
        author,
        shown,
        explanations={
            draft.pk: request.POST.get(f"explanation-{draft.pk}", "")[:LONGEST_EXPLANATION] for draft in shown
        },
        source=request.POST.get("source", "")[:LONGEST_SOURCE],
        now=request.now,  # type: ignore[attr-defined]
    )
    done = len(told.done)
    if done:
        messages.success(request, ngettext("已补好 %(n)s 题。", "已补好 %(n)s 题。", done) % {"n": done})
    elif not told.held:
        messages.warning(request, _("还没有写什么。请先写来源或解析。"))
    tell_refused(request, told)
    return redirect("bank_drafts")


def _author(request: HttpRequest) -> User:
    if not request.desk.may_write:  # type: ignore[attr-defined]
        raise Http404
    return request.user  # type: ignore[return-value]
