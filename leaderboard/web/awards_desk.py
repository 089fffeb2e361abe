"""The organizer's award desk: compute, look, confirm, publish, take away as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.files import XLSX, as_file
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.access import organized_run
from leaderboard.domain.lottery_pools import hopefuls
from leaderboard.models import AwardRun, FinalList
from leaderboard.selectors.awards import WinnersPage, has_moved_since, latest_run, run_page
from leaderboard.selectors.contest_record import may_be_told
from leaderboard.selectors.drawings import latest_roll, result_of
from leaderboard.selectors.facts import inputs_of
from leaderboard.services.awards import confirm_awards, discard_draft, draft_awards, publish_awards
from leaderboard.services.exports import export_awards, export_boards, export_contest_record
from quiz.access import organized_contest
from quiz.models import Contest, Entry
from quiz.selectors.desk import figures_of
from quiz.selectors.rules import sheet_in_force


@organizer_page
@require_GET
def awards(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    run = latest_run(contest)
    page = run_page(run) if run else None
    context = {
        "contest": contest,
        "sheet": sheet_in_force(contest),
        "is_closed": contest.state == Contest.State.CLOSED,
        "figures": figures_of(contest),
        "run": run,
        "page": page,
        "tied": _tied(page),
        "unranked": Entry.objects.filter(contest=contest).exclude(excluded_reason="").count(),
        "is_undrawn": run is None and _is_undrawn(contest),
        "has_moved": run is not None and has_moved_since(run),
        "has_record": may_be_told(contest),
        "is_final": run is not None and FinalList.objects.filter(run=run).exists(),
    }
    return render(request, "leaderboard/desk/awards.html", context)


def _is_undrawn(contest: Contest) -> bool:
    """Whether lots come first: for a lottery always, among equals where there are any."""
    sheet, roll = sheet_in_force(contest), latest_roll(contest.pk)
    if not sheet.draws_lots or (roll is not None and result_of(roll) is not None):
        return False
    is_closed = contest.state == Contest.State.CLOSED
    return sheet.has_lottery or (is_closed and bool(hopefuls(sheet, inputs_of(contest)).draws))


def _tied(page: WinnersPage | None) -> int:
    """How many winners share their place with somebody."""
    tiers = page.tiers if page else []
    return sum(row.is_tied for tier in tiers for row in tier.rows if not tier.is_drawn)


@organizer_page
@require_POST
def draft(request: Request, contest_id: int) -> HttpResponse:
    """Compute the awards; what is missing is said on the page."""
    contest = organized_contest(request.user, contest_id)
    before = latest_run(contest)
    try:
        run = draft_awards(request.user, contest, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        same = before is not None and before.pk == run.pk
        messages.success(request, _("结果没有变化。") if same else _("奖项已算好，请核对后确认。"))
    return redirect("desk_awards", contest.pk)


@organizer_page
@require_http_methods(["GET", "POST"])
def discard(request: Request, run_id: int) -> HttpResponse:
    run = organized_run(request.user, run_id)
    if request.method == "GET":
        return _ask(request, run, "leaderboard/desk/discard.html")
    try:
        discard_draft(request.user, run, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("草稿已丢弃，可以随时重新计算。"))
    return redirect("desk_awards", run.contest_id)


@organizer_page
@require_http_methods(["GET", "POST"])
def confirm(request: Request, run_id: int) -> HttpResponse:
    run = organized_run(request.user, run_id)
    if request.method == "GET":
        return _ask(request, run, "leaderboard/desk/confirm.html")
    try:
        confirm_awards(request.user, run, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("奖项已确认，不再改变。下一步：公布获奖名单。"))
    return redirect("desk_awards", run.contest_id)


@organizer_page
@require_http_methods(["GET", "POST"])
def publish(request: Request, run_id: int) -> HttpResponse:
    run = organized_run(request.user, run_id)
    if request.method == "GET":
        return _ask(request, run, "leaderboard/desk/publish.html")
    try:
        publish_awards(request.user, run, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("获奖名单已公布。"))
    return redirect("desk_awards", run.contest_id)


def _ask(request: Request, run: AwardRun, template: str) -> HttpResponse:
    sheet, page = sheet_in_force(run.contest), run_page(run)
    context = {
        "contest": run.contest,
        "run": run,
        "page": page,
        "tied": _tied(page),
        "names_shown": sheet.publication.names,
    }
    return render(request, template, context)


@organizer_page
@require_POST
def export_results(request: Request, contest_id: int) -> HttpResponse:
    """The boards with full names. By POST, since every export is written into the log."""
    contest = organized_contest(request.user, contest_id)
    content = export_boards(request.user, contest, now=request.now)
    return as_file(content, _("%(title)s-成绩.xlsx") % {"title": contest.title}, XLSX)


@organizer_page
@require_POST
def export_winners(request: Request, run_id: int) -> HttpResponse:
    run = organized_run(request.user, run_id)
    content = export_awards(request.user, run, now=request.now)
    return as_file(content, _("%(title)s-获奖名单.xlsx") % {"title": run.contest.title}, XLSX)


@organizer_page
@require_POST
def export_record(request: Request, contest_id: int) -> HttpResponse:
    """The file from which anybody can decide the contest again, for the office to publish."""
    contest = organized_contest(request.user, contest_id)
    if not may_be_told(contest):
        messages.error(request, _("公布获奖名单以后，并且规则公布成绩和答案的，才有核对文件。"))
        return redirect("desk_awards", contest.pk)
    content = export_contest_record(request.user, contest, now=request.now)
    return as_file(content, _("%(title)s-核对文件.json") % {"title": contest.title}, "application/json")
