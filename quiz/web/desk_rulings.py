"""裁决: a question or a person decided anew. Tried first, shown with all that follows, then confirmed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import asked_revision, organized_contest, organized_entry
from quiz.domain.rulings import Kind
from quiz.models import Contest, Ruling
from quiz.selectors.content import contents, solutions
from quiz.selectors.rulings import asked_questions, rulings_of, rulings_under
from quiz.services.rulings import LONGEST, Decision, make_ruling, try_ruling
from quiz.web.forms.ruling import blanks_of, choices_of, question_decision, question_kinds

PER_PAGE = 20
# So many changed prizes are listed; the others are counted.
SHOWN = 200


@organizer_page
@require_GET
def rulings(request: Request, contest_id: int) -> HttpResponse:
    """What was ruled, and the questions to rule about."""
    contest = organized_contest(request.user, contest_id)
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:40]
    page = Paginator(asked_questions(contest, words), PER_PAGE).get_page(request.GET.get("page"))
    ruled = rulings_under([contest.rules] if contest.rules else []).get(contest.pk, {})
    context = {
        "contest": contest,
        "is_closed": contest.state == Contest.State.CLOSED,
        "rulings": rulings_of(contest),
        "page": page,
        "ruled": ruled,
        "words": words,
        "query": f"{urlencode({'q': words})}&" if words else "",
    }
    return render(request, "quiz/desk/rulings.html", context)


@organizer_page
@require_http_methods(["GET", "POST"])
def question(request: Request, contest_id: int, revision_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    revision = asked_revision(contest, revision_id)
    content, solution = contents([revision])[revision], solutions([revision])[revision]
    ruled = rulings_under([contest.rules] if contest.rules else []).get(contest.pk, {})
    sent = request.POST if request.method == "POST" else None
    context: dict[str, Any] = {
        "contest": contest,
        "content": content,
        "kinds": question_kinds(is_ruled=revision in ruled and ruled[revision][0] != Kind.RESTORE),
        "choices": [] if content.type == "blank" else choices_of(content, solution.key, sent),
        "blanks": blanks_of(content, solution.key, sent) if content.type == "blank" else [],
        "is_multi": content.type == "multi",
    }
    return _ruled(request, contest, context, lambda: question_decision(request.POST, content))


@organizer_page
@require_http_methods(["GET", "POST"])
def person(request: Request, contest_id: int, entry_id: int) -> HttpResponse:
    """Out of the ranking or back into it, whichever is not so now."""
    contest = organized_contest(request.user, contest_id)
    entry = organized_entry(contest, entry_id)
    kind = Kind.REINSTATE if entry.excluded_reason else Kind.DISQUALIFY
    context: dict[str, Any] = {"contest": contest, "entry": entry, "kind": kind.value}

    def decision() -> Decision:
        return Decision(
            kind=request.POST.get("kind", "")[:8],
            reason=request.POST.get("reason", "")[:LONGEST],
            note=request.POST.get("note", "")[:LONGEST],
            entry_id=entry.pk,
        )

    return _ruled(request, contest, context, decision)


def _ruled(
    request: Request, contest: Contest, context: dict[str, Any], decision: Callable[[], Decision]
) -> HttpResponse:
    """The form; sent, the trial; confirmed, the ruling. What is wrong is said in the form."""
    context |= {"sent": request.POST, "longest": LONGEST, "errors": {}}
    if request.method == "GET" or "back" in request.POST:
        return render(request, "quiz/desk/ruling.html", context)
    wanted, digest = decision(), request.POST.get("digest", "")[:64]
    try:
        if digest:
            made = make_ruling(request.user, contest, wanted, digest=digest, now=request.now)
            return _done(request, contest, made)
        outlook = try_ruling(request.user, contest, wanted, now=request.now)
    except RuleBroken as error:
        context["errors"] = {
            **{name: explain(error) for name in error.fields or {}},
            **({} if error.fields else {"all": explain(error)}),
        }
        return render(request, "quiz/desk/ruling.html", context, status=error.status)
    found = outlook.consequences
    context |= {
        "outlook": outlook,
        "word": str(dict(Ruling.KINDS)[wanted.kind]),
        "shown": found.changes[:SHOWN],
        "more": max(0, len(found.changes) - SHOWN),
        "repeated": [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"
                     for value in values],
    }  # fmt: skip
    return render(request, "quiz/desk/ruling_trial.html", context)


def _done(request: Request, contest: Contest, made: Ruling) -> HttpResponse:
    messages.success(request, _("第 %(n)s 号裁决已生效，成绩和名单都已更新。") % {"n": made.number})
    return redirect("desk_rulings", contest.pk)
