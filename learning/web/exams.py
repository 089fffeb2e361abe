"""模拟考试: choosing a paper, answering in any order, handing in, what came of it. All of it is the learner's
own; no key is told before the end."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.models import User
from accounts.web.request import PageRequest
from learning.access import own_learner, own_trial
from learning.domain.days import day_of
from learning.domain.exams import FORMS
from learning.models import ExamSlot, LearningSession
from learning.selectors.exams import (
    exam_contests,
    lost_slots,
    open_trial,
    past_exams,
    results_by_topic,
    slots_of,
)
from learning.services.exams import begin_exam, hand_in_exam, save_exam_answer, settled_exam
from learning.services.learners import learner_for
from learning.web.answers import response_in
from learning.web.device import device_of, remember_device
from learning.web.shown import asked, audio_of, explained_logs, seed_of
from quiz.models import Contest, Topic
from quiz.selectors.bank import areas_with_topics
from quiz.selectors.learnable import reserved_questions
from quiz.selectors.topics import topic_names

Mode = LearningSession.Mode


@require_http_methods(["GET", "POST"])
def exams(request: PageRequest) -> HttpResponse:
    """Papers to choose from, the exam that is going on, the last results; begun by POST."""
    if request.method == "POST":
        return _begin(request)
    learner = own_learner(request.user, device_of(request))
    going = open_trial(learner, Mode.EXAM) if learner else None
    if going is not None and settled_exam(going, now=request.now).finished_at:
        going = None
    names = topic_names()
    context = {
        "going": going,
        "going_title": title_of(going, names) if going else "",
        "forms": FORMS,
        "areas": areas_with_topics(),
        "contests": _contests(request),
        "past": [(one, title_of(one, names)) for one in past_exams(learner)] if learner else [],
        "back_url": "/learn",
    }
    return render(request, "learning/exams.html", context)


def _contests(request: PageRequest) -> list[Contest]:
    return exam_contests(request.user, request.now) if isinstance(request.user, User) else []


def _begin(request: PageRequest) -> HttpResponse:
    """One of the forms over a topic, an area or everything; or as in a contest."""
    form, topic, contest = request.POST.get("form", ""), request.POST.get("topic", ""), None
    if wanted := request.POST.get("contest", ""):
        contest = next((one for one in _contests(request) if str(one.pk) == wanted), None)
        if contest is None:
            raise Http404
    elif form not in FORMS or (topic and not _is_topic(topic)):
        raise Http404
    elif FORMS[form].by_area:
        topic = ""
    user = request.user if isinstance(request.user, User) else None
    learner = learner_for(user, device_of(request), now=request.now)
    is_elder = request.display.is_elder
    session = begin_exam(learner, form, now=request.now, topic=topic, contest=contest, is_elder=is_elder)
    there = redirect("learn_exam_open", session.pk)
    remember_device(request, there, learner)
    return there


def _is_topic(code: str) -> bool:
    return code.isdecimal() and Topic.objects.filter(code=code).exists()


def title_of(session: LearningSession, names: dict[str, str]) -> str:
    """What an exam is about; `names` of topics by code."""
    if session.rules is not None:
        return session.rules.contest.title
    return names.get(session.topic, _("各个知识点"))


def _own(request: PageRequest, session_id: int) -> LearningSession:
    session = own_trial(request.user, device_of(request), session_id, Mode.EXAM)
    return settled_exam(session, now=request.now)


@require_GET
def open_exam(request: PageRequest, session_id: int) -> HttpResponse:
    """The first question that has no answer, the sheet where all have, the result once it is over."""
    session = _own(request, session_id)
    if session.finished_at:
        return redirect("learn_exam_result", session.pk)
    free = session.slots.filter(answered_at=None).order_by("position").first()
    return (
        redirect("learn_exam_item", session.pk, free.position)
        if free
        else redirect("learn_exam_review", session.pk)
    )


@require_http_methods(["GET", "POST"])
def exam_item(request: PageRequest, session_id: int, position: int) -> HttpResponse:
    """One question; what is chosen is kept by POST, from scripts with `save` and an answer in JSON."""
    session = _own(request, session_id)
    if request.method == "POST":
        return _save(request, session, position)
    if session.finished_at:
        return redirect("learn_exam_result", session.pk)
    slots = slots_of(session)
    slot = next((one for one in slots if one.position == position), None)
    if slot is None:
        raise Http404
    context = {
        "session": session,
        "position": position,
        "is_lost": bool(lost_slots([slot], request.now)),
        "question": asked(slot.revision_id, seed_of(session.pk, position), slot.response),
        "audio": audio_of(request, slot.revision_id),
        "saved_at": slot.answered_at,
        "answered": sum(bool(one.response) for one in slots),
        "now": request.now,
        "back_url": "/learn/exam",
    }
    return render(request, "learning/exam_item.html", context)


def _save(request: PageRequest, session: LearningSession, position: int) -> HttpResponse:
    """Keep what differs, and go where the button says; a question that is lost has no kind."""
    slot = get_object_or_404(ExamSlot, session=session, position=position)
    by_script, go = "save" in request.POST, request.POST.get("go", "next")
    response = response_in(request) if "kind" in request.POST else slot.response
    try:
        if response != slot.response or by_script or session.finished_at:
            save_exam_answer(session, position, response, now=request.now)
    except RuleBroken as broken:
        if by_script:
            return JsonResponse({"code": broken.code, "message": explain(broken)}, status=broken.status)
        if broken.code != "exam_over":
            raise
        return redirect("learn_exam_result", session.pk)
    if by_script:
        answered = session.slots.exclude(response=[]).count()
        return JsonResponse({"saved_at": request.now.isoformat(), "answered": answered})
    there = position + {"next": 1, "previous": -1}.get(go, session.size)
    if 1 <= there <= session.size:
        return redirect("learn_exam_item", session.pk, there)
    return redirect("learn_exam_review", session.pk)


@require_http_methods(["GET", "POST"])
def exam_review(request: PageRequest, session_id: int) -> HttpResponse:
    """The answer sheet before handing in; hands in by POST."""
    session = _own(request, session_id)
    if request.method == "POST" and not session.finished_at:
        session = hand_in_exam(session, now=request.now)
    if session.finished_at:
        return redirect("learn_exam_result", session.pk)
    slots = slots_of(session)
    context = {
        "session": session,
        "slots": slots,
        "open": [one.position for one in slots if not one.response],
        "answered": sum(bool(one.response) for one in slots),
        "now": request.now,
        "back_url": f"/learn/exam/{session.pk}",
    }
    return render(request, "learning/exam_review.html", context)


@require_GET
def exam_result(request: PageRequest, session_id: int) -> HttpResponse:
    """Points, time, by topic, and the questions with their keys: those missed, or `show=all`."""
    session = _own(request, session_id)
    if session.finished_at is None:
        return redirect("learn_exam_open", session.pk)
    logs = list(session.reviews.select_related("question__topic").order_by("position"))
    secret = reserved_questions(day_of(request.now))
    told = [log for log in logs if log.question_id not in secret]
    missed = [log for log in told if log.verdict != "right"]
    show_all = request.GET.get("show") == "all"
    earned = {slot.position: slot for slot in session.slots.all()}
    context: dict[str, Any] = {
        "session": session,
        "title": title_of(session, topic_names()),
        "most": sum(slot.points for slot in earned.values() if slot.earned is not None),
        "right": sum(log.verdict == "right" for log in logs),
        "asked": len(logs),
        "left_out": session.size - len(logs),
        "millis": int((session.finished_at - session.started_at).total_seconds() * 1000),
        "topics": _bars(logs),
        "show_all": show_all,
        "missed": len(missed),
        "shown": explained_logs(told if show_all else missed),
        "hidden": len(logs) - len(told),
        "back_url": "/learn/exam",
    }
    return render(request, "learning/exam_result.html", context)


def _bars(logs: list[Any]) -> list[dict[str, Any]]:
    """A row of the chart for each topic: the share that was right."""
    return [
        {
            "label": one.topic.local_name,
            "value": 100 * one.right / one.asked,
            "text": f"{one.right}/{one.asked}",
        }
        for one in results_by_topic(logs)
    ]
