"""Roster import: upload, look through, confirm; and the sheets of login slips."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.headed_table import Fault
from accounts.domain.problems import RuleBroken
from accounts.domain.roster_review import ShownStep
from accounts.domain.uploads import check_size
from accounts.messages import sentence
from accounts.models import RosterUpload, User
from accounts.selectors import people_managed_by
from accounts.services.roster import (
    discard_roster,
    import_roster,
    outcome_of,
    take_roster_back,
    upload_roster,
)
from accounts.services.roster_store import KEPT, State, review_for
from accounts.services.roster_template import roster_template
from accounts.services.slips import BATCH, held_back, may_have_slip, print_slips
from accounts.web.files import XLSX, as_file
from accounts.web.guards import organizer_page
from accounts.web.people_forms import RosterForm, SlipsForm, department_choices, posted
from accounts.web.qr import drawn, site_address
from accounts.web.request import PersonRequest

_CHIPS = {State.READY: "prize", State.DONE: "right", State.REFUSED: "warn", State.DISCARDED: "line"}
_HEAVY = ("file_sealed", "rows_sealed", "report_sealed")
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
    lately = RosterUpload.objects.filter(uploaded_by=request.user, uploaded_at__gt=request.now - KEPT)
    uploads = [(one, _CHIPS.get(State(one.state), "act")) for one in lately.defer(*_HEAVY)[:10]]
    context = {"form": form, "uploads": uploads}
    return render(request, "accounts/manage/import.html", context, status=400 if form.errors else 200)


@organizer_page
@require_GET
def template(request: PersonRequest) -> HttpResponse:
    departments = [label for _pk, label in department_choices(request.user)]
    return as_file(roster_template(departments), _("人员名册模板.xlsx"), XLSX)


@organizer_page
@require_http_methods(["GET", "POST"])
def roster_review(request: PersonRequest, upload_id: int) -> HttpResponse:
    """One roster, from the upload to what came of it; for htmx only how far it is."""
    upload = _own_upload(request.user, upload_id)
    if request.method == "POST":
        return _act(request, upload)
    if request.headers.get("HX-Request") == "true" and not upload.waits_for_work:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return _shown(request, upload)


def _act(request: PersonRequest, upload: RosterUpload) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "discard":
        discard_roster(request.user, upload, now=request.now)
        messages.success(request, _("已取消，没有导入。一天之内可以恢复。"))
        return redirect("roster-import")
    if do == "take-back":
        take_roster_back(request.user, upload, now=request.now)
        return redirect("roster-review", upload.pk)
    return _import(request, upload)


def _import(request: PersonRequest, upload: RosterUpload) -> HttpResponse:
    try:
        import_roster(
            request.user,
            upload,
            seen=request.POST.get("seen", ""),
            deactivate_missing=request.POST.get("deactivate") == "on",
            now=request.now,
        )
    except RuleBroken as error:
        if error.code == "roster_gone":
            raise
        upload.refresh_from_db()
        return _review(request, upload, problem=sentence(error.code, error.values))
    return redirect("roster-review", upload.pk)


def _shown(request: PersonRequest, upload: RosterUpload) -> HttpResponse:
    if upload.waits_for_work:
        return _progress(request, upload)
    if upload.state == State.READY:
        return _review(request, upload)
    if upload.state == State.DONE:
        outcome = outcome_of(upload)
        context = {"upload": upload, "outcome": outcome, "faults": _told(outcome.faults)}
        return render(request, "accounts/manage/imported.html", context)
    context = {
        "upload": upload,
        "problem": _problem(upload),
        "may_take_back": upload.state == State.DISCARDED and bool(upload.rows_sealed or upload.file_sealed),
    }
    return render(request, "accounts/manage/not_imported.html", context)


def _problem(upload: RosterUpload) -> str:
    return sentence(upload.fault["code"], upload.fault.get("values")) if upload.fault else ""


def _progress(request: PersonRequest, upload: RosterUpload) -> HttpResponse:
    """How far the work is; `total` is 0 while nobody knows how much there is."""
    done = sum(upload.counts.get(name, 0) for name in ("added", "changed", "deactivated"))
    total = upload.counts.get("total", 0)
    is_part = request.headers.get("HX-Request") == "true"
    template = "accounts/manage/_roster_progress.html" if is_part else "accounts/manage/roster_progress.html"
    response = render(request, template, {"upload": upload, "done": min(done, total), "total": total})
    response["Vary"] = "HX-Request, Cookie"
    return response


def _review(request: PersonRequest, upload: RosterUpload, problem: str = "") -> HttpResponse:
    review = review_for(request.user, upload)
    context = {
        "upload": upload,
        "review": review,
        "problem": problem or _problem(upload),
        "faults": _told(review.first_faults),
        "changed": [(step, _said(step)) for step in review.first_changed],
    }
    return render(request, "accounts/manage/review.html", context, status=409 if problem else 200)


def _told(faults: Sequence[Fault]) -> list[tuple[Fault, str]]:
    return [(fault, sentence(fault.code, fault.values)) for fault in faults]


def _said(step: ShownStep) -> list[dict[str, Any]]:
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
    uploads = RosterUpload.objects.select_related("department").defer(*_HEAVY)
    upload = uploads.filter(pk=upload_id, uploaded_by=user).first()
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
        "held": held_back(people).count(),
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
