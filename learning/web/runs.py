"""挑战答题: one question after the other against the server's clock. In the elders' skin nothing runs against
a clock, so it is not offered there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import sentence
from accounts.models import User
from accounts.web.back import go_back
from accounts.web.request import PageRequest, PersonRequest
from learning.access import own_learner, own_trial
from learning.domain.days import day_of
from learning.domain.runs import GRACE, WAITS
from learning.models import LearningSession
from learning.selectors.exams import open_trial
from learning.selectors.runs import runs_of
from learning.selectors.sets import askable_revision
from learning.services.learners import choose_board, learner_for
from learning.services.runs import answer_run, begin_run, settled_run, skip_lost_question
from learning.web.answers import response_in
from learning.web.device import device_of, remember_device
from learning.web.shown import asked, explained_log, seed_of
from quiz.selectors.learnable import reserved_questions

Mode = LearningSession.Mode


@require_http_methods(["GET", "POST"])
def challenge(request: PageRequest) -> HttpResponse:
    """The rules and the own best; the clock begins by POST."""
    if request.display.is_elder:
        return render(request, "learning/run_calm.html", {"back_url": "/learn"})
    if request.method == "POST":
        return _begin(request)
    learner = own_learner(request.user, device_of(request))
    going = open_trial(learner, Mode.RUN) if learner else None
    if going is not None and settled_run(going, now=request.now).finished_at:
        going = None
    context = {
        "going": going,
        "best": runs_of(learner, request.now) if learner else None,
        "seconds": int(WAITS.total_seconds()),
        "back_url": "/learn",
    }
    return render(request, "learning/runs.html", context)


def _begin(request: PageRequest) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    learner = learner_for(user, device_of(request), now=request.now)
    there = redirect("learn_run", begin_run(learner, now=request.now).pk)
    remember_device(request, there, learner)
    return there


def _own(request: PageRequest, session_id: int) -> LearningSession:
    session = own_trial(request.user, device_of(request), session_id, Mode.RUN)
    return settled_run(session, now=request.now)


@require_GET
def run(request: PageRequest, session_id: int) -> HttpResponse:
    """The open question with its clock, or what came of the run."""
    session = _own(request, session_id)
    if session.finished_at:
        return _over(request, session)
    if request.display.is_elder:
        return render(request, "learning/run_calm.html", {"back_url": "/learn"})
    position = session.position + 1
    revision = askable_revision(session.plan[session.position], request.now)
    context: dict[str, Any] = {
        "session": session,
        "position": position,
        "question": asked(revision.pk, seed_of(session.pk, position)) if revision else None,
        "now": request.now,
        "grace_ms": int(GRACE.total_seconds() * 1000),
        "back_url": "/learn/challenge",
    }
    return render(request, "learning/run_item.html", context)


def _over(request: PageRequest, session: LearningSession) -> HttpResponse:
    last = session.reviews.order_by("-position").first()
    is_told = (
        last is not None
        and last.verdict != "right"
        and last.question_id not in reserved_questions(day_of(request.now))
    )
    best = runs_of(session.learner, request.now)
    context = {
        "session": session,
        "best": best,
        "is_best": bool(session.score) and session.score == best.ever,
        "log": last if is_told else None,
        "question": explained_log(last) if last and is_told else None,
        "back_url": "/learn/challenge",
    }
    return render(request, "learning/run_over.html", context)


@require_POST
def answer(request: PageRequest, session_id: int, position: int) -> HttpResponse:
    """The answer to the open question; whatever came too late or twice leads to where the run is."""
    session = _own(request, session_id)
    if "skip" in request.POST:
        skip_lost_question(session, now=request.now)
        return redirect("learn_run", session.pk)
    response = response_in(request)
    if not response and "unknown" not in request.POST:
        messages.info(request, sentence("learn_nothing_chosen"))
        return redirect("learn_run", session.pk)
    try:
        answer_run(session, position, response, now=request.now)
    except RuleBroken as broken:
        if broken.code != "learn_not_here":
            raise
    return redirect("learn_run", session.pk)


@login_required
@require_POST
def board_choice(request: PersonRequest) -> HttpResponse:
    """Leave the board of runs, or with `stay` come back to it."""
    learner = learner_for(request.user, device_of(request), now=request.now)
    choose_board(learner, stays=request.POST.get("stay") == "1", now=request.now)
    response = go_back(request, reverse("learn_runs"))
    remember_device(request, response, learner)
    return response
