"""Drafts at the bank's desk: what each still lacks, and all that are ready sent to review at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from quiz.domain.bank_checks import check_item
from quiz.models import QuestionRevision
from quiz.selectors.bank import drafts_of, item_of
from quiz.services.bank_together import submit_drafts
from quiz.web.bank_desk import bank_page, tell_held, ticked_revisions

PAGE = 50


@bank_page
@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    page = Paginator(drafts_of(_author(request)), PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(request.now)  # type: ignore[attr-defined]
    rows = [_row(revision, check_item(item_of(revision), today=today)) for revision in page]
    context = {"page": page, "rows": rows, "ready": sum(row["is_ready"] for row in rows)}
    return render(request, "quiz/bank/drafts.html", context)


def _row(revision: QuestionRevision, findings: list) -> dict:
    blocking = [finding for finding in findings if finding.blocks]
    return {
        "revision": revision,
        "is_ready": not blocking,
        "blocking": blocking,
        "remarks": len(findings) - len(blocking),
    }


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


def _author(request: HttpRequest) -> User:
    if not request.desk.may_write:  # type: ignore[attr-defined]
        raise Http404
    return request.user  # type: ignore[return-value]
