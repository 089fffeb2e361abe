"""The organizer's pages about departments."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import department_to_manage
from accounts.domain.problems import RuleBroken
from accounts.models import Department
from accounts.selectors import departments_managed_by
from accounts.selectors.roster import department_names
from accounts.services.departments import (
    create_department,
    deactivate_department,
    move_department,
    reactivate_department,
    rename_department,
)
from accounts.web.guards import organizer_page
from accounts.web.people_forms import DepartmentForm, MoveForm, NewDepartmentForm, blame, posted
from accounts.web.request import PersonRequest


@organizer_page
@require_http_methods(["GET", "POST"])
def departments(request: PersonRequest) -> HttpResponse:
    form = NewDepartmentForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            create_department(
                request.user, wanted["name"], kind=wanted["kind"], parent=wanted["parent"], now=request.now
            )
        except RuleBroken as error:
            blame(form, error)
        else:
            messages.success(request, _("已新建 %(name)s。") % {"name": wanted["name"]})
            return redirect("departments")
    return render(request, "accounts/manage/departments.html", {"form": form, "rows": _rows(request)})


def _rows(request: PersonRequest) -> list[dict[str, object]]:
    """The tree as a list, each with its level below the topmost shown (0 to 6) and the people in use."""
    names = department_names()
    counted = departments_managed_by(request.user).annotate(
        headcount=Count("people", filter=Q(people__is_active=True))
    )
    rows = sorted(counted, key=lambda department: names[department.pk])
    top = min((len(names[department.pk]) for department in rows), default=1)
    return [{"department": one, "level": min(6, len(names[one.pk]) - top)} for one in rows]


@organizer_page
@require_http_methods(["GET", "POST"])
def department(request: PersonRequest, department_id: int) -> HttpResponse:
    """Rename, move, take out of use: one form each, told apart by `do`."""
    found = department_to_manage(request.user, department_id)
    do = request.POST.get("do", "")
    rename = DepartmentForm(
        request.POST if do == "rename" else None, initial={"name": found.name, "kind": found.kind}
    )
    move = MoveForm(
        request.POST if do == "move" else None,
        user=request.user,
        but=found,
        initial={"parent": found.parent_id},
    )
    if request.method == "POST" and _done(request, do, found, {"rename": rename, "move": move}.get(do)):
        messages.success(request, _("已保存。"))
        return redirect("department", found.pk)
    context = {
        "department": found,
        "path": "/".join(department_names()[found.pk]),
        "rename": rename,
        "move": move,
    }
    return render(request, "accounts/manage/department.html", context)


def _done(request: PersonRequest, do: str, found: Department, form: forms.Form | None) -> bool:
    """Carry it out; False where the form has something to say first."""
    if form is None and do not in ("deactivate", "reactivate"):
        raise Http404
    if form is not None and not form.is_valid():
        return False
    try:
        _do(request, do, found, form.cleaned_data if form else {})
    except RuleBroken as error:
        if form is None:
            raise
        blame(form, error)
        return False
    return True


def _do(request: PersonRequest, do: str, found: Department, wanted: dict[str, Any]) -> None:
    user, now = request.user, request.now
    if do == "rename":
        rename_department(user, found, wanted["name"], kind=wanted["kind"], now=now)
    elif do == "move":
        move_department(user, found, wanted["parent"], now=now)
    elif do == "deactivate":
        deactivate_department(user, found, now=now)
    else:
        reactivate_department(user, found, now=now)
