"""Reviewing at the bank's desk: the queue, decisions, comments, what has changed, what is due again."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.problems import RuleBroken
from quiz.access import desk_question, desk_revision
from quiz.bank_words import EXPERTISES
from quiz.domain.bank_checks import check_item
from quiz.domain.bank_item import BankItem
from quiz.domain.expertise import expertise_of
from quiz.domain.revision_diff import changes
from quiz.models import QuestionReview, QuestionRevision
from quiz.selectors.bank import (
    due_for_review,
    item_of,
    open_steps,
    question_history,
    review_queue,
    siblings_of,
    steps_for,
)
from quiz.services import review
from quiz.services.bank_together import approve_revisions
from quiz.web.bank_desk import bank_page, may_decide, shown, tell_held, ticked_revisions

PAGE = 10
DUE_PAGE = 30
# How long before its day a question is put before the people who look sources up.
AHEAD = timedelta(days=30)


def due_by(now: datetime) -> date:
    return timezone.localdate(now) + AHEAD


@bank_page
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this reviewer, or for anybody, each with its findings beside it."""
    desk = request.desk  # type: ignore[attr-defined]
    if not desk.may_review:
        raise Http404
    mine = steps_for(request.user, is_expert=desk.is_expert)  # type: ignore[arg-type]
    shows_all = request.GET.get("all") == "1"
    found = review_queue(None if shows_all else mine).prefetch_related("reviews__by")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    for_me = mine.count()
    siblings = siblings_of(revision.question for revision in page)
    waiting = [
        {**_waiting(request, revision), "siblings": siblings.get(revision.question_id, [])}
        for revision in page
    ]
    context = {
        "reviews_waiting": for_me,
        "waiting": waiting,
        "may_tick": any(one["may_decide"] for one in waiting),
        "page": page,
        "query": "all=1&" if shows_all else "",
        "tabs": [
            {"label": _("等我审"), "href": "?", "current": not shows_all, "count": for_me},
            {"label": _("全部在审"), "href": "?all=1", "current": shows_all, "count": open_steps().count()},
        ],
        "due_count": due_for_review(due_by(request.now)).count(),  # type: ignore[attr-defined]
    }
    return render(request, "quiz/bank/queue.html", context)


def _waiting(request: HttpRequest, revision: QuestionRevision) -> dict[str, Any]:
    item = item_of(revision)
    steps = [one for one in revision.reviews.all() if one.step != QuestionReview.Step.COMMENTED]
    return {
        "revision": revision,
        "is_own": revision.author_id == request.user.pk,
        "may_decide": may_decide(request.desk, request.user.pk or 0, revision, steps),  # type: ignore[attr-defined]
        "expertise": EXPERTISES.get(expertise_of(item), ""),
        "needs_expert": steps[-1].step == QuestionReview.Step.FIRST_PASSED,
        "findings": check_item(item, today=timezone.localdate(request.now)),  # type: ignore[attr-defined]
        "comments": [one for one in revision.reviews.all() if one.comment],
        **shown(revision),
    }


@bank_page
@require_POST
def decide(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision = desk_revision(request.desk, revision_id)  # type: ignore[attr-defined]
    comment = request.POST.get("comment", "")
    person, now = request.user, request.now  # type: ignore[attr-defined]
    code = {"code": revision.question.code}
    if request.POST.get("decision") != "approve":
        review.send_back(person, revision, now=now, comment=comment)  # type: ignore[arg-type]
        messages.success(request, _("%(code)s 已退回出题人。") % code)
    elif review.approve(person, revision, now=now, comment=comment):  # type: ignore[arg-type]
        messages.success(request, _("%(code)s 已通过并发布。") % code)
    else:
        messages.success(request, _("%(code)s 初审通过，还要请专家审。") % code)
    return redirect("bank_queue")


@bank_page
@require_POST
def approve_ticked(request: HttpRequest) -> HttpResponse:
    """Those of the page that the reviewer has ticked as read and right."""
    if not request.desk.may_review:  # type: ignore[attr-defined]
        raise Http404
    person, now = request.user, request.now  # type: ignore[attr-defined]
    ticked = review_queue().filter(pk__in=ticked_revisions(request))
    told = approve_revisions(person, ticked, now=now)  # type: ignore[arg-type]
    done, on = len(told.done), len(told.passed_on)
    if done:
        said = ngettext("已通过并发布 %(n)s 题。", "已通过并发布 %(n)s 题。", done)
        messages.success(request, said % {"n": done})
    if on:
        said = ngettext("%(n)s 题初审通过，还要请专家审。", "%(n)s 题初审通过，还要请专家审。", on)
        messages.success(request, said % {"n": on})
    tell_held(request, told)
    return redirect("bank_queue")


@bank_page
@require_POST
def comment(request: HttpRequest, code: str) -> HttpResponse:
    question, _newest = desk_question(request.desk, code)  # type: ignore[attr-defined]
    said = request.POST.get("comment", "")
    review.comment_on(request.user, question, now=request.now, comment=said)  # type: ignore[attr-defined, arg-type]
    messages.success(request, _("留言已记下。"))
    return redirect("bank_question", code=code)


@bank_page
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """Questions whose source has to be looked up again soon, the most urgent first."""
    now = request.now  # type: ignore[attr-defined]
    page = Paginator(due_for_review(due_by(now)), DUE_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(now)
    context = {"page": page, "today": today, "usual": _a_year_on(today)}
    return render(request, "quiz/bank/due.html", context)


def _a_year_on(day: date) -> date:
    """Whoever looks a law up again does so within twelve months."""
    return day + timedelta(days=365)


@bank_page
@require_POST
def renew(request: HttpRequest, code: str) -> HttpResponse:
    question, _newest = desk_question(request.desk, code)  # type: ignore[attr-defined]
    day = _date(request.POST.get("review_by", ""))
    if day is None:
        raise RuleBroken("bank_review_date", status=400, fields={"review_by": "bank_review_date"})
    review.renew(request.user, question, review_by=day, now=request.now)  # type: ignore[attr-defined, arg-type]
    said = {"code": code, "day": day.isoformat()}
    messages.success(request, _("%(code)s 的复审日期改为 %(day)s，等另一位审题人确认。") % said)
    return redirect("bank_due")


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # 2026-02-31
        return None


@bank_page
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two revisions side by side; without numbers the newest and the one that is or was in use before it."""
    found = question_history(code)
    if found is None:
        raise Http404
    question, revisions = found
    by_number = {str(revision.number): revision for revision in revisions}
    newer = by_number.get(request.GET.get("new", ""), revisions[0])
    older = by_number.get(request.GET.get("old", ""), _before(newer, revisions))
    context = {
        "question": question,
        "revisions": revisions,
        "older": older,
        "newer": newer,
        "changes": changes(_item(question, older), _item(question, newer)),
        "picture_changed": older.image != newer.image or older.image_alt != newer.image_alt,
    }
    return render(request, "quiz/bank/compare.html", context)


def _before(newer: QuestionRevision, revisions: list[QuestionRevision]) -> QuestionRevision:
    """The published revision before this one, else the one before it, else itself."""
    earlier = [one for one in revisions if one.number < newer.number]
    return next((one for one in earlier if one.is_published), earlier[0] if earlier else newer)


def _item(question: Any, revision: QuestionRevision) -> BankItem:
    revision.question = question
    return item_of(revision)
