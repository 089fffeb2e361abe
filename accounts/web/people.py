"""The organizer's pages about people: the list, one person, their password and roles."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import may_manage, person_to_see
from accounts.domain.masking import mask_phone
from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry, RoleGrant, User
from accounts.selectors import PeopleQuery, found_people
from accounts.selectors.cards import may_have_card, valid_card_of
from accounts.services.passwords import reset_password
from accounts.services.people import add_person, change_person, deactivate_person, reactivate_person
from accounts.services.phones import open_phone
from accounts.services.roles import grant_role, may_grant, revoke_role
from accounts.services.slips import Slip
from accounts.web.guards import organizer_page
from accounts.web.people_forms import ChangePersonForm, GrantForm, PeopleFilter, PersonForm, blame, posted
from accounts.web.qr import drawn, site_address
from accounts.web.request import PersonRequest

# What is written down about a person.
ACTIONS = {
    "person.add": gettext_lazy("建立账号"),
    "person.change": gettext_lazy("修改资料"),
    "person.deactivate": gettext_lazy("账号停用"),
    "person.reactivate": gettext_lazy("账号恢复"),
    "person.reset_password": gettext_lazy("重设密码"),
    "card.end": gettext_lazy("停用登录卡"),
    "card.login": gettext_lazy("用登录卡登录"),
    "role.grant": gettext_lazy("授予角色"),
    "role.revoke": gettext_lazy("收回角色"),
}

PER_PAGE = 50


@organizer_page
@require_GET
def people(request: PersonRequest) -> HttpResponse:
    form = PeopleFilter(request.GET, user=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    department = wanted.get("department")
    query = PeopleQuery(
        words=wanted.get("q", ""),
        department_path=department.path if department else "",
        state=wanted.get("state", ""),
    )
    page = Paginator(found_people(request.user, query), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(person, mask_phone(open_phone(person.phone_sealed))) for person in page]
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {"form": form, "page": page, "rows": rows, "query": f"{kept.urlencode()}&" if kept else ""}
    return render(request, "accounts/manage/people.html", context)


@organizer_page
@require_http_methods(["GET", "POST"])
def new_person(request: PersonRequest) -> HttpResponse:
    form = PersonForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            person = add_person(request.user, form.person(), now=request.now)
        except RuleBroken as error:
            blame(form, error)
        else:
            messages.success(
                request, _("已加入 %(name)s。发登录条或重置密码后就能登录。") % {"name": person.name}
            )
            return redirect("person", person.pk)
    return render(request, "accounts/manage/new_person.html", {"form": form})


@organizer_page
@require_http_methods(["GET", "POST"])
def person(request: PersonRequest, person_id: int) -> HttpResponse:
    found = person_to_see(request.user, person_id)
    form = _change_form(request, found, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_person(request.user, found, form.person(), now=request.now)
        except RuleBroken as error:
            blame(form, error)
            found = person_to_see(request.user, person_id)
        else:
            messages.success(request, _("已保存。") if changed else _("没有改动。"))
            return redirect("person", found.pk)
    return render(request, "accounts/manage/person.html", _person_context(request, found, form))


def _change_form(request: PersonRequest, found: User, sent: QueryDict | None) -> ChangePersonForm:
    kept = ("username", "name", "age_band", "population_group")
    initial = {**{name: getattr(found, name) for name in kept}, "department": found.department_id}
    phone = mask_phone(open_phone(found.phone_sealed))
    return ChangePersonForm(sent, initial=initial, user=request.user, masked_phone=phone)


def _person_context(request: PersonRequest, found: User, form: ChangePersonForm) -> dict[str, Any]:
    user = request.user
    grants = [
        (grant, may_grant(user, found, grant.role, grant.department))
        for grant in found.grants.select_related("department").order_by("role", "pk")
    ]
    history = (
        AuditEntry.objects.filter(subject=f"user:{found.pk}").select_related("actor").order_by("-number")[:20]
    )
    return {
        "person": found,
        "form": form,
        "grants": grants,
        "grant_form": GrantForm(user=user, auto_id="grant_%s"),
        "card": valid_card_of(found, request.now),
        "may_have_card": may_have_card(User.objects.filter(pk=found.pk)).exists(),
        "may_change": may_manage(user, found),
        "is_self": found.pk == user.pk,
        "history": [(entry, _told(entry)) for entry in history],
    }


def _told(entry: AuditEntry) -> str:
    """What was done, and which role it was about."""
    action = str(ACTIONS.get(entry.action, entry.action))
    role = dict(RoleGrant.Role.choices).get(entry.details.get("role", ""))
    return f"{action}{_('：')}{role}" if role else action


@organizer_page
@require_POST
def reset(request: PersonRequest, person_id: int) -> HttpResponse:
    """Shows the temporary password, this once."""
    found = person_to_see(request.user, person_id)
    password = reset_password(request.user, found, now=request.now)
    department = found.department.name if found.department else ""
    slip = Slip(name=found.name, username=found.username, department=department, password=password)
    return render(
        request,
        "accounts/manage/reset.html",
        {"person": found, "slips": drawn(request, [slip]), "address": site_address(request)},
    )


@organizer_page
@require_POST
def person_state(request: PersonRequest, person_id: int) -> HttpResponse:
    found = person_to_see(request.user, person_id)
    if request.POST.get("do") == "deactivate":
        deactivate_person(request.user, found, now=request.now)
        messages.success(request, _("已停用 %(name)s。成绩都在，随时可以恢复。") % {"name": found.name})
    elif request.POST.get("do") == "reactivate":
        reactivate_person(request.user, found, now=request.now)
        messages.success(request, _("已恢复 %(name)s。") % {"name": found.name})
    else:
        raise Http404
    return redirect("person", found.pk)


@organizer_page
@require_POST
def grant(request: PersonRequest, person_id: int) -> HttpResponse:
    found = person_to_see(request.user, person_id)
    form = GrantForm(request.POST, user=request.user, auto_id="grant_%s")
    if not form.is_valid():
        context = _person_context(request, found, _change_form(request, found, None)) | {"grant_form": form}
        return render(request, "accounts/manage/person.html", context, status=400)
    wanted = form.cleaned_data
    given = grant_role(request.user, found, wanted["role"], wanted["department"], now=request.now)
    messages.success(request, _("已授予：%(role)s") % {"role": given})
    return redirect("person", found.pk)


@organizer_page
@require_POST
def revoke(request: PersonRequest, person_id: int, grant_id: int) -> HttpResponse:
    found = person_to_see(request.user, person_id)
    given = get_object_or_404(found.grants.select_related("department"), pk=grant_id)
    told = str(given)
    revoke_role(request.user, given, now=request.now)
    messages.success(request, _("已收回：%(role)s") % {"role": told})
    return redirect("person", found.pk)
