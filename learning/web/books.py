"""What a learner has of questions: the notebook, what is kept, what is never asked again. Printable."""

from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.web.request import PageRequest
from learning.access import own_learner
from learning.domain.days import day_of
from learning.models import Learner, LearningSession, Memory
from learning.selectors.memories import cut, kept, memory_of, notebook
from learning.web.device import device_of
from learning.web.paper import large_paper
from learning.web.shown import explained
from quiz.selectors.content import contents, solutions
from quiz.selectors.learnable import learnable_revisions

Mode = LearningSession.Mode
# So many questions on a page, and so many on a paper: the newest.
MOST, ON_PAPER = 200, 50


def _rows(request: PageRequest, rows_of: Any) -> QuerySet[Memory]:
    learner: Learner | None = own_learner(request.user, device_of(request))
    return rows_of(learner) if learner else Memory.objects.none()


@require_GET
def notebook_page(request: PageRequest) -> HttpResponse:
    """What was missed, by topic, with key and explanation."""
    context = _shown(request, _rows(request, notebook)) | {"title": _("错题本"), "mode": Mode.WRONG}
    return render(request, "learning/notebook.html", context | {"is_notebook": True})


@require_GET
def notebook_paper(request: PageRequest) -> HttpResponse:
    """The newest of it in large type, the answers on a sheet of their own."""
    questions = list(_rows(request, notebook).values_list("question", flat=True)[:ON_PAPER])
    return large_paper(request, questions, f"{_('错题本')} {day_of(request.now):%Y-%m-%d}")


@require_GET
def kept_page(request: PageRequest) -> HttpResponse:
    context = _shown(request, _rows(request, kept)) | {"title": _("收藏的题"), "mode": Mode.KEPT}
    return render(request, "learning/notebook.html", context)


@require_GET
def cut_page(request: PageRequest) -> HttpResponse:
    """斩题: what the learner never wants to be asked again, and the way back."""
    context = _shown(request, _rows(request, cut)) | {"title": _("不再出的题"), "is_cut": True}
    return render(request, "learning/notebook.html", context)


def _shown(request: PageRequest, found: QuerySet[Memory]) -> dict[str, Any]:
    rows = list(found[:MOST])
    total = len(rows) if len(rows) < MOST else found.count()
    rows.sort(key=lambda row: row.question.topic.code)
    questions = [row.question_id for row in rows]
    open_ones = learnable_revisions(day_of(request.now)).filter(question__in=questions)
    revisions = dict(open_ones.values_list("question", "pk"))
    contents(revisions.values()), solutions(revisions.values())  # all at once
    shown = [
        (row, memory_of(row), explained(revisions[row.question_id], (), ""))
        for row in rows
        if row.question_id in revisions
    ]
    topics = groupby(shown, key=lambda one: one[0].question.topic)
    return {
        "topics": [(topic, list(entries)) for topic, entries in topics],
        "count": total - (len(rows) - len(shown)),
        "listed": len(shown),
        "is_long": total > len(rows),
        "hidden": len(rows) - len(shown),
        "back_url": "/learn",
    }
