"""Pages of a sitting: answering, the answer sheet, the review before handing in, result, explanations."""

import re
import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.request import PersonRequest
from quiz.access import own_attempt
from quiz.models import Attempt, QuestionType
from quiz.selectors.audio import audio_urls
from quiz.selectors.question_reports import reports_of
from quiz.selectors.receipts import receipt_of
from quiz.selectors.results import result_of
from quiz.selectors.rules import sheet_of
from quiz.selectors.sittings import Sitting, is_key_used, sitting_of
from quiz.services import attempts as attempt_services
from quiz.services.answers import record_form
from quiz.services.attempts import settled
from quiz.services.question_reports import report_question
from quiz.web.cards import CLOCK_FROM, card_of
from quiz.web.flags import flags_of, keep_flags
from quiz.web.paper import explained, grouped, questions_of
from quiz.web.views import shows_board

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NUMBER = re.compile(r"[0-9]{1,4}")


@login_required
def attempt(request: PersonRequest, attempt_id: int) -> HttpResponse:
    """To the place where the person left off, or to the result."""
    sitting = _open_sitting(request, attempt_id)
    if sitting is None:
        return redirect("result", attempt_id)
    if not sitting.items:  # the last item ran out; what is on its way is awaited
        return render(request, "quiz/collecting.html", {"contest": sitting.attempt.contest})
    return redirect("question", attempt_id, sitting.resume_at)


@login_required
def question(request: PersonRequest, attempt_id: int, position: int) -> HttpResponse:
    if request.method == "POST":
        return _save_and_go(request, attempt_id, position)
    sitting = _open_sitting(request, attempt_id)
    if sitting is None:
        return redirect("attempt", attempt_id)
    if position not in {item.position for item in sitting.items}:
        if sitting.is_sequential:
            return redirect("attempt", attempt_id)
        raise Http404
    return render(request, "quiz/attempt.html", _paper_context(request, sitting, position))


def _open_sitting(request: PersonRequest, attempt_id: int) -> Sitting | None:
    """The person's paper while it is open, else None."""
    found = settled(own_attempt(request.user, attempt_id), now=request.now)
    return sitting_of(found, now=request.now) if found.state == Attempt.State.OPEN else None


def _paper_context(request: PersonRequest, sitting: Sitting, current: int) -> dict[str, Any]:
    """What answering, answer sheet and review share."""
    attempt = sitting.attempt
    questions = questions_of(sitting, current=current, flagged=flags_of(request, attempt.pk))
    deadline = sitting.open.closes_at if sitting.open else attempt.deadline
    is_calm = request.display.is_elder and attempt.kind == Attempt.Kind.PRACTICE
    return {
        "contest": attempt.contest,
        "attempt": attempt,
        "base": f"/attempts/{attempt.pk}",
        "questions": questions,
        "current": next((one for one in questions if one.is_current), None),
        "groups": grouped(questions),
        "audio": _audio(request, {item.position: item.content.revision_id for item in sitting.items}),
        "size": sitting.size,
        "answered": sum(one.is_answered for one in questions),
        "unanswered": sum(not one.is_answered for one in questions),
        "flagged": sum(one.is_flagged for one in questions),
        "is_sequential": sitting.is_sequential,
        "sequence": sitting.sequence,
        "deadline": deadline,
        "shows_timer": deadline - request.now < CLOCK_FROM and not is_calm,
        "back_url": reverse("contest", args=[attempt.contest_id]),
    }


def _audio(request: PersonRequest, revisions: dict[int, int]) -> dict[int, str]:
    """Recordings of the frozen revisions, by position; asked for where they are played."""
    urls = audio_urls(set(revisions.values())) if request.display.is_elder else {}
    return {position: urls[pk] for position, pk in revisions.items() if pk in urls}


def _save_and_go(request: PersonRequest, attempt_id: int, position: int) -> HttpResponse:
    """A button of the paper without scripts: keep the answer, then do what the button says."""
    try:
        is_sequential = _save(request, attempt_id, position)
    except RuleBroken as error:
        if error.code == "attempt_closed":
            return redirect(f"{reverse('result', args=[attempt_id])}?unsaved={position}")
        if error.code != "item_closed":
            raise
        messages.warning(request, explain(error))
        return redirect("attempt", attempt_id)
    return redirect("attempt", attempt_id) if is_sequential else _go(request, attempt_id, position)


def _save(request: PersonRequest, attempt_id: int, position: int) -> bool:
    """Record the answer where the person touched the form; whether items open in turn."""
    texts = request.POST.getlist("response")
    given = request.POST.get("client_key", "")
    key = given if _KEY.fullmatch(given) else secrets.token_hex(16)
    is_untouched = ",".join(texts) == request.POST.get("before", "") and not is_key_used(attempt_id, key)
    if is_untouched and "sequential" not in request.POST:
        return False
    is_text = request.POST.get("kind") == QuestionType.BLANK
    receipt = record_form(
        request.user,
        attempt_id,
        position,
        response=texts if is_text else [int(text) for text in texts if _NUMBER.fullmatch(text)],
        client_key=key,
        now=request.now,
    )
    return receipt.attempt.item_ms is not None


def _go(request: PersonRequest, attempt_id: int, position: int) -> HttpResponse:
    wanted = request.POST.get("go", "")
    if wanted == "flag":
        return _toggle_flag(request, attempt_id, position)
    if wanted == "exit":
        return redirect("contest", own_attempt(request.user, attempt_id).contest_id)
    if wanted in ("sheet", "review"):
        address = reverse("answer_sheet" if wanted == "sheet" else "review", args=[attempt_id])
        return redirect(f"{address}?from={position}")
    step = {"next": position + 1, "previous": max(1, position - 1)}
    target = int(wanted) if wanted.isdecimal() and len(wanted) < 4 else step.get(wanted, position)
    return redirect("question", attempt_id, target)


def _toggle_flag(request: PersonRequest, attempt_id: int, position: int) -> HttpResponse:
    response = redirect("question", attempt_id, position)
    keep_flags(response, attempt_id, flags_of(request, attempt_id) ^ {position})
    return response


@login_required
def answer_sheet(request: PersonRequest, attempt_id: int) -> HttpResponse:
    sitting = _open_sitting(request, attempt_id)
    if sitting is None or sitting.is_sequential:
        return redirect("attempt", attempt_id)
    current = _came_from(request, sitting)
    context = _paper_context(request, sitting, current)
    only = request.GET.get("only", "")
    if only == "open":
        context["groups"] = grouped([one for one in context["questions"] if not one.is_answered])
    context |= {"only": only, "back_url": reverse("question", args=[attempt_id, current])}
    return render(request, "quiz/answer_sheet.html", context)


def _came_from(request: PersonRequest, sitting: Sitting) -> int:
    text = request.GET.get("from", "")
    position = int(text) if text.isdecimal() and len(text) < 4 else 0
    return position if 1 <= position <= sitting.size else sitting.resume_at


@login_required
def review(request: PersonRequest, attempt_id: int) -> HttpResponse:
    sitting = _open_sitting(request, attempt_id)
    if sitting is None or sitting.is_sequential:
        return redirect("attempt", attempt_id)
    current = _came_from(request, sitting)
    context = _paper_context(request, sitting, current)
    questions = context["questions"]
    context |= {
        "unanswered": [one.position for one in questions if not one.is_answered],
        "flagged": [one.position for one in questions if one.is_flagged],
        "back_url": reverse("question", args=[attempt_id, current]),
    }
    return render(request, "quiz/review.html", context)


@login_required
def hand_in(request: PersonRequest, attempt_id: int) -> HttpResponse:
    if request.method != "POST":  # back from the login page
        return redirect("review", attempt_id)
    attempt_services.hand_in(request.user, attempt_id, now=request.now)
    return redirect("result", attempt_id)


@login_required
def result(request: PersonRequest, attempt_id: int) -> HttpResponse:
    found = settled(own_attempt(request.user, attempt_id), now=request.now)
    if found.state == Attempt.State.OPEN:
        return redirect("attempt", attempt_id)
    contest = found.contest
    outcome = result_of(found)
    made = list(Attempt.objects.filter(contest=contest, user=request.user).order_by("started_at"))
    context = {
        "contest": contest,
        "attempt": found,
        "sheet": sheet_of(contest.rules),
        "result": outcome,
        "receipt": receipt_of(found),
        "size": len(outcome.score.marks) if outcome.score else 0,
        "may_start": card_of(contest, made, user_id=request.user.pk, now=request.now).may_start,
        "shows_board": shows_board(contest),
        "unsaved": _positions(request.GET.get("unsaved", "")),
        "back_url": reverse("contest", args=[contest.pk]),
    }
    return render(request, "quiz/result.html", context)


def _positions(text: str) -> list[int]:
    """What the page of the sitting says of choices that came too late: 3.5 for two of them."""
    return sorted({int(number) for number in text[:2000].split(".") if _NUMBER.fullmatch(number)})


@login_required
def explanations(request: PersonRequest, attempt_id: int) -> HttpResponse:
    found = settled(own_attempt(request.user, attempt_id), now=request.now)
    outcome = result_of(found)
    if not (outcome.items or outcome.withheld):
        return redirect("result", attempt_id)
    items = [explained(item) for item in outcome.items]
    revisions = {item.position: item.content.revision_id for item in outcome.items}
    reported = reports_of(request.user, set(revisions.values()))
    only = request.GET.get("only", "")
    context = {
        "contest": found.contest,
        "attempt": found,
        "items": [item for item in items if item.verdict != "right"] if only == "wrong" else items,
        "only": only,
        "size": len(items),
        "wrong": sum(item.verdict != "right" for item in items),
        "withheld": outcome.withheld,
        "audio": _audio(request, revisions),
        "reports": {place: reported[pk] for place, pk in revisions.items() if pk in reported},
        "back_url": reverse("result", args=[attempt_id]),
    }
    return render(request, "quiz/explanations.html", context)


@login_required
@require_POST
def report(request: PersonRequest, attempt_id: int, position: int) -> HttpResponse:
    """报错 about one question, from the page that explains it."""
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    report_question(request.user, attempt_id, position, kind=kind, text=text, now=request.now)
    messages.success(request, _("第%(n)s题的报错已收到，审题人会核对。谢谢您！") % {"n": position})
    return redirect(f"{reverse('explanations', args=[attempt_id])}#item-{position}")
