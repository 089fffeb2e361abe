"""The report about a contest: to look at, as a Word file, as PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.domain.contest_report import contest_report
from leaderboard.domain.report import Report
from leaderboard.selectors.contest_report import contest_facts
from leaderboard.web.report_files import pdf_file, word_file
from leaderboard.web.report_shown import shown
from quiz.access import organized_contest
from quiz.models import Contest
from quiz.selectors.gain import is_waiting


@organizer_page
@require_GET
def report(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    if contest.state == Contest.State.DRAFT:
        raise Http404
    context = {"contest": contest, "report": None}
    if not is_waiting(contest):
        context |= shown(_report_of(request, contest))
    return render(request, "leaderboard/desk/report.html", context)


@organizer_page
@require_GET
def word(request: Request, contest_id: int) -> HttpResponse:
    return word_file(_finished(request, contest_id))


@organizer_page
@require_GET
def pdf(request: Request, contest_id: int) -> HttpResponse:
    return pdf_file(_finished(request, contest_id))


def _finished(request: Request, contest_id: int) -> Report:
    """The report of a contest that is over and scored; 404 before."""
    contest = organized_contest(request.user, contest_id)
    if is_waiting(contest):
        raise Http404
    return _report_of(request, contest)


def _report_of(request: Request, contest: Contest) -> Report:
    return contest_report(contest_facts(contest, now=request.now))
