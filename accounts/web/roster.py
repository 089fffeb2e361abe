"""Roster import: upload, look through, confirm; and the sheets of login slips."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.domain.roster import Fault
from accounts.domain.roster_plan import Plan, Step
from accounts.domain.uploads import check_size
from accounts.messages import sentence
from accounts.models import RosterUpload, User
from accounts.selectors import people_managed_by
from accounts.services.roster import discard_roster, plan_of, roster_of, upload_roster
from accounts.services.roster_import import import_roster
from accounts.services.roster_template import roster_template
from accounts.services.slips import BATCH, may_have_slip, print_slips
from accounts.web.guards import organizer_page
from accounts.web.people_forms import RosterForm, SlipsForm, department_choices, posted
from accounts.web.qr import drawn, site_address
from accounts.web.request import PersonRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 2_000
MOST_STEPS = 200
_ORDER = ("department__path", "username", "pk")


@organizer_page
@require_http_methods(["GET", "POST"])
def roster_import(request: PersonRequest) -> HttpResponse:
    form = RosterForm(posted(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file, department = form.cleaned_data["file"], form.cleaned_data["department"]
        try:
            check_size(file.size)
            upload = upload_roster(request.user, department, file.name, file.read(), now=request.now)
        except RuleBroken as error:
            form.add_error("file", sentence(error.code, error.values))
        else:
            return redirect("roster-review", upload.pk)
    status = 400 if form.errors else 200
    return render(request, "accounts/manage/import.html", {"form": form}, status=status)


@organizer_page
@require_GET
def template(request: PersonRequest) -> HttpResponse:
    departments = [label for _pk, label in department_choices(request.user)]
    response = HttpResponse(roster_template(departments), content_type=XLSX)
    header = content_disposition_header(True, _("人员名册模板.xlsx"))
    response["Content-Disposition"] = header or "attachment"
    return response


@organizer_page
@require_http_methods(["GET", "POST"])
def roster_review(request: PersonRequest, upload_id: int) -> HttpResponse:
    upload = _own_upload(request.user, upload_id)
    if request.POST.get("do") == "discard":
        discard_roster(request.user, upload, now=request.now)
        return redirect("roster-import")
    if request.method == "POST":
        return _import(request, upload)
    return _review(request, upload)


def _import(request: PersonRequest, upload: RosterUpload) -> HttpResponse:
    try:
        outcome = import_roster(
            request.user,
            upload,
            seen=request.POST.get("seen", ""),
            deactivate_missing=request.POST.get("deactivate") == "on",
            now=request.now,
        )
    except RuleBroken as error:
        if error.code == "roster_gone":
            raise
        return _review(request, upload, problem=sentence(error.code, error.values))
    context = {"upload": upload, "outcome": outcome, "faults": _told(outcome.faults)}
    return render(request, "accounts/manage/imported.html", context)


def _review(request: PersonRequest, upload: RosterUpload, problem: str = "") -> HttpResponse:
    plan = plan_of(request.user, upload)
    context = {
        "upload": upload,
        "plan": plan,
        "problem": problem,
        "roster": roster_of(upload),
        "faults": _told(plan.faults),
        "changed": [(step, _said(step)) for step in plan.changed[:MOST_STEPS]],
        "added": plan.added[:MOST_STEPS],
        "missing": plan.missing[:MOST_STEPS],
        "new_departments": ["/".join(names) for names in plan.new_departments],
        "something": _does_something(plan),
    }
    return render(request, "accounts/manage/review.html", context, status=409 if problem else 200)


def _does_something(plan: Plan) -> bool:
    return bool(plan.added or plan.changed or plan.missing)


def _told(faults: list[Fault]) -> list[tuple[Fault, str]]:
    return [(fault, sentence(fault.code, fault.values)) for fault in faults[:MOST_FAULTS]]


def _said(step: Step) -> list[dict[str, Any]]:
    """A change as people read it: field, old, new."""
    names = {"name": _("姓名"), "department": _("部门"), "phone": _("手机"), "age_band": _("年龄段"),
             "population_group": _("人群"), "is_active": _("账号")}  # fmt: skip
    words = {
        "age_band": dict(User.AgeBand.choices),
        "population_group": dict(User.PopulationGroup.choices),
    }
    said = []
    for field, (old, new) in step.changes.items():
        known: dict[str, Any] = words.get(field, {})
        if field in ("phone", "is_active"):
            old, new = "", _("换成名册里的号码") if field == "phone" else _("恢复使用")
        said.append({"name": names[field], "old": known.get(old, old), "new": known.get(new, new)})
    return said


def _own_upload(user: User, upload_id: int) -> RosterUpload:
    upload = RosterUpload.objects.select_related("department").filter(pk=upload_id, uploaded_by=user).first()
    if upload is None:
        raise Http404
    return upload


@organizer_page
@require_http_methods(["GET", "POST"])
def slips(request: PersonRequest) -> HttpResponse:
    """POST gives passwords to the next 200 and shows them, this once; GET counts who waits."""
    form = SlipsForm(request.POST if request.method == "POST" else request.GET, user=request.user)
    chosen = form.cleaned_data if form.is_valid() else {}
    department, again = chosen.get("department"), bool(chosen.get("again"))
    people = people_managed_by(request.user)
    if department:
        people = people.filter(department__path__startswith=department.path)
    if request.method == "POST" and form.is_valid():
        return _printed(request, form, may_have_slip(people, again=again))
    counts = {
        "fresh": may_have_slip(people, again=False).count(),
        "all": may_have_slip(people, again=True).count(),
    }
    context = {"form": form, "counts": counts, "batch": BATCH, "address": site_address(request)}
    return render(request, "accounts/manage/slips.html", context)


def _printed(request: PersonRequest, form: SlipsForm, waiting: QuerySet[User]) -> HttpResponse:
    """One sheet of slips; `after` is where the sheet before it ended, where slips are printed again."""
    rows = sorted((path or "", username, pk) for path, username, pk in waiting.values_list(*_ORDER))
    rest = [row for row in rows if f"{row[0]} {row[1]}" > request.POST.get("after", "")]
    sheet, left = rest[:BATCH], len(rest[BATCH:])
    slips = print_slips(request.user, [pk for *_order, pk in sheet], now=request.now)
    done = int(request.POST.get("done", "0")) if request.POST.get("done", "0").isdecimal() else 0
    context = {
        "form": form,
        "slips": drawn(request, slips),
        "address": site_address(request),
        "first": done + 1,
        "last": done + len(sheet),
        "total": done + len(sheet) + left,
        "left": left,
        "after": f"{sheet[-1][0]} {sheet[-1][1]}" if sheet and form.cleaned_data["again"] else "",
    }
    return render(request, "accounts/manage/slips_print.html", context)
