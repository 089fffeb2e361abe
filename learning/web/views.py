"""Pages of self-study: the set of the day, one question, what was right and why."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import sentence
from accounts.models import User
from accounts.web.back import go_back
from accounts.web.request import PageRequest
from learning.access import TRIALS, own_learner, own_practice_session
from learning.domain.days import day_of, streak
from learning.models import Learner, LearningSession, ReviewLog
from learning.selectors.day_question import answered_today
from learning.selectors.exams import open_trial
from learning.selectors.memories import counts, days_learned
from learning.selectors.sets import (
    BEGUN_BY_MODE,
    askable_revision,
    open_session,
    place_in_order,
    todays_session,
    topic_page,
)
from learning.services.contests import put_news_away
from learning.services.learners import learner_for
from learning.services.practice import answer_item, begin, set_mark, skip_lost
from learning.web.answers import response_in
from learning.web.device import device_of, remember_device, shown_at, shown_mark
from learning.web.reports import report_context
from learning.web.shown import asked, audio_of, explained, explained_log, explained_logs, seed_of
from quiz.models import Question, Topic
from quiz.selectors.bank import areas_with_topics
from quiz.selectors.content import contents, solutions
from quiz.selectors.learnable import reserved_questions

_NUMBER = re.compile(r"[0-9]{1,4}")
MARKS = {"kept": "is_kept", "cut": "is_cut", "away": "is_put_away"}
Mode = LearningSession.Mode
# Another set after these is of the same kind, after the others at random.
_GO_ON = (Mode.TOPIC, Mode.ORDER, Mode.UNSEEN, Mode.WRONG, Mode.KEPT)
# Where it is told what came of an exam or a run.
_TOLD: dict[str, str] = {Mode.EXAM: "learn_exam_result", Mode.RUN: "learn_run"}


def _learner(request: PageRequest) -> Learner | None:
    return own_learner(request.user, device_of(request))


@require_GET
def home(request: PageRequest) -> HttpResponse:
    learner, today = _learner(request), day_of(request.now)
    context: dict[str, Any] = {"areas": areas_with_topics(), "back_url": "/"}
    if learner is not None:
        context |= {
            "counts": counts(learner),
            "streak": streak(days_learned(learner), today),
            "waiting": open_session(learner),
            "todays": todays_session(learner, request.now),
            "day_log": answered_today(learner, request.now),
            "exam": open_trial(learner, Mode.EXAM),
        }
    return render(request, "learning/home.html", context)


@require_http_methods(["GET", "POST"])
def begin_set(request: PageRequest) -> HttpResponse:
    """A set of the mode that was asked for, or the one that waits. Whoever changes the skin where there was
    nothing to ask comes by GET."""
    if request.method == "GET":
        return redirect("learn")
    mode, topic = request.POST.get("mode", Mode.DAILY), request.POST.get("topic", "")
    if mode == "read" and _NUMBER.fullmatch(topic):
        return redirect("learn_read", topic)
    if mode not in BEGUN_BY_MODE or not (topic == "" or _NUMBER.fullmatch(topic)):
        raise Http404
    user = request.user if isinstance(request.user, User) else None
    learner = learner_for(user, device_of(request), now=request.now)
    found = begin(learner, mode, now=request.now, topic=topic, is_elder=request.display.is_elder)
    if found is None:
        response = render(request, "learning/nothing.html", {"mode": mode, "back_url": "/learn"})
    else:
        response = redirect("learn_set", found.pk)
    remember_device(request, response, learner)
    return response


@require_GET
def current_item(request: PageRequest, session_id: int) -> HttpResponse:
    """The question at which the learner is, or what came of the set."""
    session = own_practice_session(request.user, device_of(request), session_id)
    if session.mode in TRIALS:
        return redirect(_TOLD[session.mode], session.pk)
    if session.position >= len(session.plan):
        return _done(request, session)
    return _ask(request, session, shown_mark(request.now))


def _ask(request: PageRequest, session: LearningSession, mark: str) -> HttpResponse:
    """The open question; `mark`: since when it is shown."""
    position = session.position + 1
    revision = askable_revision(session.plan[session.position], request.now)
    if revision is None:
        return render(request, "learning/lost.html", {"session": session, "back_url": "/learn"})
    context = {
        "session": session,
        "position": position,
        "question": asked(revision.pk, seed_of(session.pk, position)),
        "audio": audio_of(request, revision.pk),
        "is_repeat": position > session.size,
        "mark": mark,
        "back_url": "/learn",
    }
    return render(request, "learning/item.html", context)


def _done(request: PageRequest, session: LearningSession) -> HttpResponse:
    logs = list(session.reviews.filter(position__lte=session.size).order_by("position"))
    right = sum(log.verdict == "right" for log in logs)
    secret = reserved_questions(day_of(request.now))
    missed = [log for log in logs if log.verdict != "right" and log.question_id not in secret]
    counted = [log.rating is not None for log in missed]
    context = {
        "session": session,
        "order": place_in_order(session, request.now) if session.mode == Mode.ORDER else None,
        "right": right,
        "answered": len(logs),
        "missed": explained_logs(missed),
        "in_notebook": "all" if all(counted) else "some" if any(counted) else "none",
        "again": _again(session, any(counted)),
        "back_url": "/learn",
    }
    return render(request, "learning/done.html", context)


def _again(session: LearningSession, has_mistakes: bool) -> str:
    """The mode of another set: after a contest what was missed there, else of the same kind or at random."""
    if session.mode == Mode.CONTEST and has_mistakes:
        return Mode.WRONG
    return session.mode if session.mode in _GO_ON else Mode.RANDOM


@require_http_methods(["GET", "POST"])
def item(request: PageRequest, session_id: int, position: int) -> HttpResponse:
    session = own_practice_session(request.user, device_of(request), session_id)
    if request.method == "POST":
        return _answer(request, session, position)
    log = ReviewLog.objects.filter(session=session, position=position).first()
    if log is None:
        return redirect("learn_set", session.pk)
    if log.question_id in reserved_questions(day_of(request.now)):
        return render(request, "learning/reserved.html", {"session": session, "back_url": "/learn"})
    memory = session.learner.memories.filter(question=log.question_id).first()
    context = {
        "session": session,
        "position": position,
        "log": log,
        "question": explained_log(log),
        "audio": audio_of(request, log.revision_id),
        "memory": memory,
        "question_id": log.question_id,
        "is_tap": session.mode != Mode.EXAM and log.rating is None and position <= session.size,
        "is_last": position >= len(session.plan) or session.mode in TRIALS,
        **report_context(request, log.revision_id),
        "back_url": "/learn",
    }
    return render(request, "learning/feedback.html", context)


def _answer(request: PageRequest, session: LearningSession, position: int) -> HttpResponse:
    if "skip" in request.POST:
        skip_lost(session, now=request.now)
        return redirect("learn_set", session.pk)
    response = response_in(request)
    if not response and "unknown" not in request.POST:
        return _ask_again(request, session, position)
    try:
        answer_item(
            session,
            position,
            response,
            shown_at=shown_at(request.POST.get("mark", ""), request.now),
            now=request.now,
            counts_speed=not request.display.is_elder,
        )
    except RuleBroken as broken:
        if broken.code != "learn_not_here":
            raise
    return redirect("learn_item", session.pk, position)


def _ask_again(request: PageRequest, session: LearningSession, position: int) -> HttpResponse:
    """Nothing was chosen: the same question with a word about it, shown since it was first seen."""
    if position != session.position + 1 or position > len(session.plan):
        return redirect("learn_item", session.pk, position)
    messages.info(request, sentence("learn_nothing_chosen"))
    return _ask(request, session, request.POST.get("mark", ""))


@require_GET
def read_topic(request: PageRequest, topic: str) -> HttpResponse:
    """背题: the questions of a topic with their answers, one page after the other; nothing is counted."""
    found = Topic.objects.filter(code=topic).first() if _NUMBER.fullmatch(topic) else None
    if found is None:
        raise Http404
    page = topic_page(topic, request.GET.get("page"), request.now)
    ids = [revision for _question, revision in page]
    contents(ids), solutions(ids)  # all at once
    context = {
        "topic": found,
        "page": page,
        "questions": [explained(revision, (), "") for revision in ids],
        "back_url": "/learn",
    }
    return render(request, "learning/read.html", context)


@require_POST
def told(request: PageRequest, session_id: int) -> HttpResponse:
    """The news of a contest's missed questions is put away."""
    session = own_practice_session(request.user, device_of(request), session_id)
    put_news_away(session, now=request.now)
    return redirect("home")


@require_POST
def mark_question(request: PageRequest, question_id: int) -> HttpResponse:
    """收藏, 斩题, 移出错题本, and back."""
    learner, name = _learner(request), MARKS.get(request.POST.get("name", ""))
    if learner is None or name is None:
        raise Http404
    question = get_object_or_404(Question, pk=question_id, state=Question.State.PUBLISHED)
    if not learner.reviews.filter(question=question).exists():
        raise Http404
    set_mark(learner, question, name, request.POST.get("value") == "1")
    return go_back(request, "/learn")
