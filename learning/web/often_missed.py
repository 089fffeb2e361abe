"""For whoever writes or reviews questions: those that learners miss again and again."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.web.request import PageRequest
from learning.selectors.often_missed import LEAST_LEARNERS, often_missed, with_questions
from quiz.access import bank_desk

PAGE = 20


@login_required
@require_GET
def often_missed_page(request: PageRequest) -> HttpResponse:
    """How many learners, never who."""
    bank_desk(request.user)  # type: ignore[arg-type]
    page = Paginator(often_missed(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "questions": with_questions(list(page)), "least": LEAST_LEARNERS}
    return render(request, "learning/often_missed.html", context)
