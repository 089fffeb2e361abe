"""每日一题: one question a day, the same for everybody, large and by itself."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.messages import explain, sentence
from accounts.models import User
from accounts.web.request import PageRequest
from learning.access import own_learner
from learning.domain.days import ZONE, day_of
from learning.models import ReviewLog
from learning.selectors.day_question import answered_today, others_of, revision_of_day
from learning.services.day_question import answer_day
from learning.services.learners import learner_for
from learning.web.answers import response_in
from learning.web.device import device_of, remember_device, shown_at, shown_mark
from learning.web.reports import report_context
from learning.web.shown import asked, audio_of, explained
from quiz.selectors.learnable import reserved_questions


@require_http_methods(["GET", "POST"])
def day_question(request: PageRequest) -> HttpResponse:
    if request.method == "POST":
        return _answer(request)
    return _page(request, shown_mark(request.now))


def _page(request: PageRequest, mark: str) -> HttpResponse:
    """The question, shown since `mark`, or what came of the answer."""
    learner = own_learner(request.user, device_of(request))
    log = answered_today(learner, request.now) if learner else None
    day = datetime.combine(day_of(request.now), time(12), ZONE)
    context: dict[str, Any] = {"day": day, "log": log, "back_url": "/learn"}
    context |= _told(request, log) if log else _ask(request, mark)
    return render(request, "learning/day.html", context)


def _ask(request: PageRequest, mark: str) -> dict[str, Any]:
    revision = revision_of_day(request.now)
    if revision is None:
        return {}
    question = asked(revision.pk, _seed(request.now))
    audio = audio_of(request, revision.pk)
    return {"question": question, "revision": revision.pk, "audio": audio, "mark": mark}


def _told(request: PageRequest, log: ReviewLog) -> dict[str, Any]:
    if log.question_id in reserved_questions(day_of(request.now)):
        return {"is_reserved": True}
    return {
        "question": explained(log.revision_id, log.response, _seed(request.now)),
        "audio": audio_of(request, log.revision_id),
        "others": others_of(log, log.session.day),
        "memory": log.learner.memories.filter(question=log.question_id).first(),
        "question_id": log.question_id,
        "is_tap": log.rating is None,
        **report_context(request, log.revision_id),
    }


def _answer(request: PageRequest) -> HttpResponse:
    response = response_in(request)
    if not response and "unknown" not in request.POST:
        messages.info(request, sentence("learn_nothing_chosen"))
        return _page(request, request.POST.get("mark", ""))
    user = request.user if isinstance(request.user, User) else None
    learner = learner_for(user, device_of(request), now=request.now)
    revision = request.POST.get("revision", "")
    try:
        answer_day(
            learner,
            int(revision) if revision.isdecimal() else 0,
            response,
            shown_at=shown_at(request.POST.get("mark", ""), request.now),
            now=request.now,
            counts_speed=not request.display.is_elder,
        )
    except RuleBroken as broken:
        if broken.code == "day_question_changed":
            messages.info(request, explain(broken))
    there = redirect("learn_day")
    remember_device(request, there, learner)
    return there


def _seed(now: datetime) -> str:
    """Its options stand in the same order for everybody."""
    return f"day/{day_of(now)}"
