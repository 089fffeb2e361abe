"""The organizer's desk: the list of contests, a new one, one contest's page, its log."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import organizer_department
from accounts.messages import explain
from accounts.models import AuditEntry, Department, User
from accounts.selectors import is_administrator, organized_departments
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import discarded_draft, organized_contest
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest, RulesVersion
from quiz.selectors.capacity import crowd_warning
from quiz.selectors.contests import discarded_drafts, phase_of
from quiz.selectors.desk import desk_contests, desk_rows, figures_of
from quiz.selectors.faults import faults_of
from quiz.selectors.inspections import last_night
from quiz.selectors.rules import sheet_in_force
from quiz.selectors.seeds import draw_commitment, seed_notice
from quiz.selectors.sheet_templates import sheet_templates
from quiz.selectors.topics import topic_names
from quiz.services.contests import create_contest
from quiz.services.drafts import discard_draft, restore_draft
from quiz.web.announcement import announcement
from quiz.web.desk_forecast import forecast_context
from quiz.web.desk_words import action_word, detail_lines, listed
from quiz.web.forms.new_contest import NewContestForm

PER_PAGE = 30
LOG_PER_PAGE = 50
BIN_SHOWN = 20
_FILTERS = ("", *Contest.State.values)


@organizer_page
@require_GET
def desk(request: Request) -> HttpResponse:
    wanted = request.GET.get("state", "")
    state = wanted if wanted in _FILTERS else ""
    page = Paginator(desk_contests(request.user, state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": desk_rows(page.object_list, request.now),
        "state": state,
        "tabs": _state_tabs(state),
        "query": f"state={state}&" if state else "",
        "bin": discarded_drafts(request.user)[:BIN_SHOWN],
        "night": last_night(request.now) if is_administrator(request.user) else None,
    }
    return render(request, "quiz/desk/desk.html", context)


def _state_tabs(state: str) -> list[dict[str, Any]]:
    labels = {"": _("全部"), "draft": _("筹备中"), "published": _("已发布"), "closed": _("已结束")}
    return [
        {"label": labels[one], "href": f"?state={one}" if one else "?", "current": one == state}
        for one in _FILTERS
    ]


@organizer_page
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    places = list(organized_departments(request.user))
    departments = [(place.pk, place.name) for place in places]
    form = NewContestForm(
        request.POST or None,
        departments=departments,
        templates=sheet_templates(),
        initial=_usual_window(request.now) | _usual_host(request.user, places),
    )
    if request.method == "POST" and form.is_valid():
        sheet = form.to_sheet()
        assert sheet is not None, "a valid form has its sheet"
        department = organizer_department(request.user, form.department_id)
        # The template's English name is not this contest's.
        sheet = sheet.model_copy(update={"title_en": ""})
        contest = create_contest(request.user, department, sheet, now=request.now)
        messages.success(request, _("草稿已保存。照着清单看一遍，就可以发布。"))
        return redirect("desk_contest", contest.pk)
    return render(request, "quiz/desk/new.html", {"form": form})


def _usual_window(now: datetime) -> dict[str, datetime]:
    """From nine o'clock on the next Monday to six on its Friday, as wall-clock time."""
    local = timezone.localtime(now).replace(tzinfo=None)
    monday = local + timedelta(days=7 - local.weekday())
    opens = monday.replace(hour=9, minute=0, second=0, microsecond=0)
    return {"opens_at": opens, "closes_at": opens + timedelta(days=4, hours=9)}


def _usual_host(user: User, places: list[Department]) -> dict[str, Any]:
    """Of what one organizes the topmost that one belongs to, else the only topmost, else the first."""
    tops: list[Department] = []
    for place in sorted(places, key=lambda one: len(one.path)):
        if not any(place.path.startswith(top.path) for top in tops):
            tops.append(place)
    own = [top for top in tops if user.department and user.department.path.startswith(top.path)]
    host = next(iter(own + tops), None)
    return {"department": host.pk} if host else {}


@organizer_page
@require_GET
def contest(request: Request, contest_id: int) -> HttpResponse:
    found = organized_contest(request.user, contest_id)
    sheet, figures = sheet_in_force(found), figures_of(found)
    crowd = None if found.state != Contest.State.PUBLISHED else crowd_warning(found, sheet, figures.entered)
    phase = phase_of(found, request.now)
    context = {
        "contest": found,
        "sheet": sheet,
        "phase": phase,
        "figures": figures,
        "crowd": explain(crowd) if crowd else "",
        "announcement": announcement(
            sheet,
            request.LANGUAGE_CODE,
            topic_names=topic_names(),
            seed=seed_notice(found),
            draw=draw_commitment(found),
        ),
        "versions": RulesVersion.objects.filter(contest=found)
        .select_related("created_by")
        .order_by("-number"),
        **(_checklist(found, request.now) if found.state == Contest.State.DRAFT else {}),
        **(_forecast(request, found, sheet) if phase in ("draft", "upcoming") else {}),
    }
    return render(request, "quiz/desk/contest.html", context)


def _forecast(request: Request, contest: Contest, sheet: RuleSheet) -> dict[str, Any]:
    return forecast_context(contest, sheet, request.now, request.GET.get("people", ""))


def _checklist(contest: Contest, now: datetime) -> dict[str, Any]:
    """Every fault and every warning of a draft, with the place where it is mended."""
    problems = faults_of(contest, sheet_in_force(contest), now=now)
    return {
        "faults": listed(one for one in problems if not one.is_warning),
        "warnings": listed(one for one in problems if one.is_warning),
    }


@organizer_page
@require_http_methods(["GET", "POST"])
def discard(request: Request, contest_id: int) -> HttpResponse:
    found = organized_contest(request.user, contest_id)
    if request.method == "POST":
        discard_draft(request.user, found, now=request.now)
        messages.success(request, _("“%(title)s”已删除，可以在本页下方恢复。") % {"title": found.title})
        return redirect("desk")
    return render(request, "quiz/desk/discard.html", {"contest": found})


@organizer_page
@require_POST
def restore(request: Request, contest_id: int) -> HttpResponse:
    found = discarded_draft(request.user, contest_id)
    restore_draft(request.user, found, now=request.now)
    messages.success(request, _("草稿已恢复。"))
    return redirect("desk_contest", found.pk)


@organizer_page
@require_GET
def log(request: Request, contest_id: int) -> HttpResponse:
    found = organized_contest(request.user, contest_id)
    entries = AuditEntry.objects.filter(subject=f"contest:{found.pk}").select_related("actor")
    page = Paginator(entries.order_by("-number"), LOG_PER_PAGE).get_page(request.GET.get("page"))
    ids = [entry.details["user"] for entry in page if "user" in entry.details]
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    rows = [
        {"entry": one, "action": action_word(one.action), "lines": detail_lines(one.details, names)}
        for one in page
    ]
    return render(request, "quiz/desk/log.html", {"contest": found, "page": page, "rows": rows})
