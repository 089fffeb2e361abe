"""听科普: a few short facts, large and each by itself, to be read or to be listened to."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.http import require_GET

from accounts.web.request import PageRequest
from learning.access import own_learner
from learning.domain.spoken import stated
from learning.selectors.listening import met_revisions, topic_revisions, topics_to_hear
from learning.web.device import device_of
from quiz.domain.bank_item import source_of, source_text
from quiz.models import QuestionType
from quiz.option_words import options_shown
from quiz.selectors.content import Content, Solution, contents, solutions

MOST = 6


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Texts are stored HTML; `answer` is empty where the sentence holds it."""

    sentence: str
    answer: str
    explanation: str
    source: str


@require_GET
def listen(request: PageRequest) -> HttpResponse:
    """`topic`: whose facts; without it those that the learner met last, else the day's topic."""
    topics, code = topics_to_hear(request.now), request.GET.get("topic", "")
    topic = next((one for one in topics if one.code == code), None)
    if code and topic is None:
        raise Http404
    learner = own_learner(request.user, device_of(request))
    revisions = met_revisions(learner, request.now, MOST) if learner and topic is None else []
    if not revisions and topics:
        topic = topic or topics[0]
        revisions = topic_revisions(topic, request.now, MOST)
    at = topics.index(topic) if topic else -1
    context = {
        "facts": facts(revisions),
        "topic": topic,
        "next_topic": topics[(at + 1) % len(topics)] if topics else None,
        "back_url": "/",
    }
    return render(request, "learning/listen.html", context)


def facts(revision_ids: list[int]) -> list[Fact]:
    """At most two statements."""
    known, solved = contents(revision_ids), solutions(revision_ids)
    return [_fact(known[pk], solved[pk]) for pk in revision_ids]


def _fact(content: Content, solution: Solution) -> Fact:
    sentence, answer = stated(content.type, content.stem, _answers(content, solution))
    source = source_text(source_of(solution.source))
    return Fact(sentence=sentence, answer=answer, explanation=solution.explanation, source=source)


def _answers(content: Content, solution: Solution) -> list[str]:
    if content.type == QuestionType.BLANK:
        return [str(escape(texts[0])) for texts in solution.key]
    shown = options_shown(content.type, content.options, (), solution.key)
    return [str(option.text) for option in shown if option.is_key]
