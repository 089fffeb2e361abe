"""The bank's desk under /manage/bank: organizers write, reviewers review, everybody else gets 404."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from quiz.access import BankDesk, desk_question
from quiz.bank_words import EXPERTISES, STEPS
from quiz.domain.bank_checks import check_item
from quiz.domain.bank_whole import fact_findings
from quiz.domain.expertise import expertise_of
from quiz.models import Question, QuestionReview, QuestionRevision
from quiz.selectors.audio import recording_of
from quiz.selectors.bank import (
    BankFilter,
    bank_list,
    bare_item,
    drafts_of,
    due_for_review,
    facts_in_use,
    item_of,
    question_history,
    siblings_of,
    state_counts,
)
from quiz.selectors.item_statistics import open_doubts
from quiz.services import bank
from quiz.web.bank_desk import bank_page, may_decide, shown
from quiz.web.bank_doubts import statistics_context
from quiz.web.bank_filled import filled_from, shared_with
from quiz.web.bank_forms import FilterForm, QuestionForm, rows_sent
from quiz.web.bank_review import due_by

PAGE = 30


@bank_page
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    wanted = form.wanted()
    found = bank_list(BankFilter(search=wanted.pop("q").strip(), **wanted))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    counts = state_counts()
    context = {
        "form": form,
        "page": page,
        "is_empty": not any(counts[state] for state in Question.State.values),
        "query": _query(request, without=("page",)),
        "tabs": _tabs(request, wanted["state"], counts),
        "is_narrowed": any(value for name, value in wanted.items() if name != "state"),
        "due_count": due_for_review(due_by(request.now)).count(),  # type: ignore[attr-defined]
        "doubt_count": open_doubts().count(),
        "draft_count": _draft_count(request),
        "desk": request.desk,  # type: ignore[attr-defined]
    }
    return render(request, "quiz/bank/list.html", context)


def _draft_count(request: HttpRequest) -> int:
    may_write = request.desk.may_write  # type: ignore[attr-defined]
    return drafts_of(request.user).count() if may_write else 0  # type: ignore[arg-type]


def _query(request: HttpRequest, *, without: tuple[str, ...]) -> str:
    """The rest of the query string, with a trailing "&" where there is one."""
    kept = request.GET.copy()
    for name in without:
        kept.pop(name, None)
    return f"{kept.urlencode()}&" if kept else ""


def _tabs(request: HttpRequest, state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    rest = _query(request, without=("page", "state"))
    choices = [("", _("全部")), *Question.State.choices]
    return [
        {
            "label": label,
            "href": f"?{rest}state={value}",
            "current": value == state,
            "count": counts[value] if value else sum(counts[one] for one in Question.State.values),
        }
        for value, label in choices
    ]


@bank_page
@require_GET
def question(request: HttpRequest, code: str) -> HttpResponse:
    found = question_history(code)
    if found is None:
        raise Http404
    one, revisions = found
    newest = revisions[0]
    newest.question = one
    published: QuestionRevision | None = next(
        (revision for revision in revisions if revision.is_published), None
    )
    context = {
        "question": one,
        "newest": newest,
        "revisions": revisions,
        "published": published,
        **statistics_context(request, one, published or newest),
        **_standing(request, one, newest),
        **shown(newest),
        "spoken": published or newest,
        "recording": recording_of(published or newest),
        **_siblings(request, one, newest),
    }
    return render(request, "quiz/bank/question.html", context)


def _siblings(request: HttpRequest, one: Question, newest: QuestionRevision) -> dict[str, Any]:
    """The questions of the same fact, and what is to be said of this one and of them together."""
    siblings, item = siblings_of([one]).get(one.pk, []), item_of(newest)
    return {
        "siblings": siblings,
        "findings": [
            *check_item(item, today=timezone.localdate(request.now)),  # type: ignore[attr-defined]
            *fact_findings(
                [item, *(bare_item(each) for each in siblings if each.state != each.State.RETIRED)]
            ),
        ],
    }


def _standing(request: HttpRequest, one: Question, newest: QuestionRevision) -> dict[str, Any]:
    """Where the newest revision stands and what this person may do with it."""
    desk: BankDesk = request.desk  # type: ignore[attr-defined]
    steps = [one for one in newest.reviews.all() if one.step != QuestionReview.Step.COMMENTED]
    step = steps[-1].step if steps else ""
    retired = one.state == Question.State.RETIRED
    waits = step in QuestionReview.Step.waiting()
    expertise = expertise_of(item_of(newest))
    return {
        "desk": desk,
        "standing": STEPS.get(step, step),
        "waits": waits,
        "may_edit": desk.may_write and not waits,
        "may_submit": desk.may_write and not waits and not newest.is_published and not retired,
        "may_decide": may_decide(desk, request.user.pk or 0, newest, steps),
        "expertise": EXPERTISES.get(expertise, ""),
        "needs_expert": step == QuestionReview.Step.FIRST_PASSED,
        "is_own": newest.author_id == request.user.pk,
        "is_retired": retired,
    }


@bank_page
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if not request.desk.may_write:  # type: ignore[attr-defined]
        raise Http404
    initial: dict[str, Any] = {"type": "single", "topic": request.GET.get("topic", "")}
    sibling = newest = None
    if code := request.GET.get("sibling"):
        sibling, newest = desk_question(request.desk, code)  # type: ignore[attr-defined]
        initial |= shared_with(newest)
    form = rows_sent(QuestionForm, request, initial, 0)

    def create(**said: Any) -> QuestionRevision:
        return bank.create_draft(request.user, sibling=sibling, **said)  # type: ignore[arg-type]

    revision = _saved(request, form, create)
    if revision:
        messages.success(request, _("已存为草稿，题号 %(code)s。") % {"code": revision.question.code})
        return redirect("bank_question", code=revision.question.code)
    context = {"form": form, "sibling": newest, "facts": facts_in_use()}
    return render(request, "quiz/bank/form.html", context)


@bank_page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    one, newest = desk_question(request.desk, code)  # type: ignore[attr-defined]
    if not request.desk.may_write:  # type: ignore[attr-defined]
        raise Http404
    form = rows_sent(QuestionForm, request, *filled_from(newest))
    from_drafts = request.GET.get("from") == "drafts"

    def revise(**said: Any) -> QuestionRevision:
        return bank.revise(request.user, one, based_on=form.cleaned_data["based_on"] or 0, **said)  # type: ignore[arg-type]

    if saved := _saved(request, form, revise):
        if saved.pk == newest.pk:
            messages.success(request, _("姐妹题代号改好了，马上生效；题目没有变，不用重审。"))
        else:
            messages.success(request, _("已存为新版本，审过以后才会用到新的试卷里。"))
        return redirect("bank_drafts") if from_drafts else redirect("bank_question", code=code)
    context = {
        "form": form,
        "question": one,
        "newest": newest,
        "from_drafts": from_drafts,
        "facts": facts_in_use(),
    }
    return render(request, "quiz/bank/form.html", context)


def _saved(
    request: HttpRequest, form: QuestionForm, save: Callable[..., QuestionRevision]
) -> QuestionRevision | None:
    """The revision where the form was sent, is sound and no rule refused it; the faults stay in the form."""
    if request.method != "POST" or "add_row" in request.POST or not form.is_valid():
        return None
    try:
        return save(item=form.item(), picture=form.picture(), now=request.now)  # type: ignore[attr-defined]
    except RuleBroken as broken:
        if broken.status == 404:
            raise
        form.add_error("image" if broken.code.startswith("bank_image") else None, explain(broken))
        return None


@bank_page
@require_POST
def submit(request: HttpRequest, code: str) -> HttpResponse:
    one, _newest = desk_question(request.desk, code)  # type: ignore[attr-defined]
    bank.submit_for_review(request.user, one, now=request.now)  # type: ignore[attr-defined, arg-type]
    messages.success(request, _("已送审。"))
    return redirect("bank_question", code=code)


@bank_page
@require_POST
def retire(request: HttpRequest, code: str) -> HttpResponse:
    one, _newest = desk_question(request.desk, code)  # type: ignore[attr-defined]
    bank.retire(request.user, one, now=request.now, reason=request.POST.get("reason", ""))  # type: ignore[attr-defined, arg-type]
    messages.success(request, _("已停用。点“恢复使用”可以撤回。"))
    return redirect("bank_question", code=code)


@bank_page
@require_POST
def bring_back(request: HttpRequest, code: str) -> HttpResponse:
    one, _newest = desk_question(request.desk, code)  # type: ignore[attr-defined]
    bank.bring_back(request.user, one, now=request.now)  # type: ignore[attr-defined, arg-type]
    messages.success(request, _("已恢复使用。"))
    return redirect("bank_question", code=code)
