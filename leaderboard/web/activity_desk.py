"""One row of the ledger: enter, change, withdraw, its photos and what was done to it."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import organizer_department
from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.access import organized_activity, organized_photo
from leaderboard.domain.photos import CONTENT_TYPES
from leaderboard.models import Activity
from leaderboard.selectors.activities import changes_of, photos_of
from leaderboard.services.activities import (
    change_activity,
    enter_activity,
    restore_activity,
    withdraw_activity,
)
from leaderboard.services.activity_photos import add_photo, restore_photo, withdraw_photo
from leaderboard.web.ledger_forms import ActivityForm, blame
from leaderboard.web.ledger_words import told


@organizer_page
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    form = ActivityForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        department = organizer_department(request.user, form.cleaned_data["department"])
        try:
            made = enter_activity(request.user, department, form.row, now=request.now)
        except RuleBroken as error:
            blame(form, error)
        else:
            messages.success(request, _("已登记。有照片的话，现在可以传。"))
            return redirect("activity", made.pk)
    status = 400 if form.errors else 200
    return render(request, "leaderboard/desk/activity_new.html", {"form": form}, status=status)


@organizer_page
@require_http_methods(["GET", "POST"])
def activity(request: Request, activity_id: int) -> HttpResponse:
    found = organized_activity(request.user, activity_id)
    form = ActivityForm(request.POST or None, user=request.user, activity=found)
    if request.method == "POST" and form.is_valid() and _changed(request, found, form):
        return redirect("activity", found.pk)
    context = {
        "activity": found,
        "form": form,
        "photos": photos_of(found),
        "dropped": found.photos.filter(withdrawn_at__isnull=False),
        "log": [told(entry) for entry in changes_of(found)],
    }
    return render(request, "leaderboard/desk/activity.html", context, status=400 if form.errors else 200)


def _changed(request: Request, found: Activity, form: ActivityForm) -> bool:
    try:
        is_new = change_activity(
            request.user,
            found,
            _department(request, found, form),
            form.row,
            version=form.cleaned_data["version"] or 0,
            now=request.now,
        )
    except RuleBroken as error:
        blame(form, error)
        return False
    messages.success(request, _("已保存。") if is_new else _("没有改动。"))
    return True


def _department(request: Request, found: Activity, form: ActivityForm) -> Any:
    wanted = form.cleaned_data.get("department", found.department_id)
    return found.department if wanted == found.department_id else organizer_department(request.user, wanted)


@organizer_page
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, activity_id: int) -> HttpResponse:
    """For a reason; it can be put back."""
    found = organized_activity(request.user, activity_id)
    error = ""
    if request.method == "POST":
        try:
            withdraw_activity(request.user, found, request.POST.get("reason", ""), now=request.now)
        except RuleBroken as broken:
            error = explain(broken)
        else:
            messages.success(request, _("已撤下，不再计入合计。需要时可以恢复。"))
            return redirect("activity", found.pk)
    context = {"activity": found, "error": error}
    return render(request, "leaderboard/desk/activity_withdraw.html", context, status=400 if error else 200)


@organizer_page
@require_POST
def restore(request: Request, activity_id: int) -> HttpResponse:
    found = organized_activity(request.user, activity_id)
    restore_activity(request.user, found, now=request.now)
    messages.success(request, _("已恢复，重新计入合计。"))
    return redirect("activity", found.pk)


@organizer_page
@require_POST
def add_photos(request: Request, activity_id: int) -> HttpResponse:
    """One or several; those that are fine are kept, of the others it is said why not."""
    found = organized_activity(request.user, activity_id)
    kept = 0
    for file in request.FILES.getlist("photos"):
        try:
            add_photo(
                request.user, found, file.read(), caption=request.POST.get("caption", ""), now=request.now
            )
        except RuleBroken as error:
            refused = {"name": file.name, "why": explain(error)}
            messages.error(request, _("%(name)s：%(why)s") % refused)
        else:
            kept += 1
    if kept:
        said = ngettext(
            "已保存 %(n)s 张照片，拍摄地点等信息已去掉。", "已保存 %(n)s 张照片，拍摄地点等信息已去掉。", kept
        )
        messages.success(request, said % {"n": kept})
    elif not request.FILES:
        messages.error(request, _("请先选择照片。"))
    return redirect("activity", found.pk)


@organizer_page
@require_GET
def photo(request: Request, activity_id: int, photo_id: int) -> HttpResponseBase:
    """The picture itself, for organizers alone."""
    found = organized_photo(request.user, activity_id, photo_id)
    if not default_storage.exists(found.name):
        raise Http404
    kind = CONTENT_TYPES[found.name.rpartition(".")[2]]
    response = FileResponse(default_storage.open(found.name), content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@organizer_page
@require_POST
def take_photo_down(request: Request, activity_id: int, photo_id: int) -> HttpResponse:
    withdraw_photo(request.user, organized_photo(request.user, activity_id, photo_id), now=request.now)
    messages.success(request, _("照片已撤下，可以恢复。"))
    return redirect("activity", activity_id)


@organizer_page
@require_POST
def put_photo_back(request: Request, activity_id: int, photo_id: int) -> HttpResponse:
    restore_photo(request.user, organized_photo(request.user, activity_id, photo_id), now=request.now)
    messages.success(request, _("照片已恢复。"))
    return redirect("activity", activity_id)
