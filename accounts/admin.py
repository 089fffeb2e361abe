"""The admin site: for administrators, who pass through the same services as everybody."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authtoken.models import TokenProxy

from accounts.domain.masking import mask_phone
from accounts.domain.people import clean_name
from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.models import AuditEntry, Department, RoleGrant, User
from accounts.services import audit
from accounts.services.departments import (
    add_department,
    deactivate_department,
    move_department,
    reactivate_department,
    rename_department,
)
from accounts.services.people import (
    deactivate_person,
    fit_username,
    reactivate_person,
    require_may_leave,
)
from accounts.services.phones import open_phone
from accounts.services.roles import grant_role, revoke_role

# Rights come from roles alone, and tokens are secrets.
for model in (Group, TokenProxy):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


def _actor(request: HttpRequest) -> User:
    return cast(User, request.user)


class UserForm(forms.ModelForm):
    actor: User

    class Meta:
        model = User
        fields = ("username", "name", "department", "age_band", "population_group", "is_active")

    def clean_username(self) -> str:
        try:
            return fit_username(self.cleaned_data["username"], self.instance)
        except RuleBroken as error:
            raise forms.ValidationError(explain(error), code=error.code) from error

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except RuleBroken as error:
            raise forms.ValidationError(explain(error), code=error.code) from error

    def clean_is_active(self) -> bool:
        stays = self.cleaned_data["is_active"]
        if self.instance.pk and not stays and self.instance.is_active:
            try:
                require_may_leave(self.actor, self.instance)
            except RuleBroken as error:
                raise forms.ValidationError(explain(error), code=error.code) from error
        return stays


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Nobody is deleted. Passwords, phones and roles are changed on the person's own page (view on site)."""

    form = UserForm
    list_display = ("username", "name", "department", "phone", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "age_band", "population_group")
    list_select_related = ("department",)
    search_fields = ("username", "name")
    autocomplete_fields = ("department",)
    readonly_fields = ("phone", "roles", "is_staff", "is_superuser", "last_login", "date_joined")
    fields = ("username", "name", "department", "phone", "age_band", "population_group", "is_active", "roles",
              "is_staff", "is_superuser", "last_login", "date_joined")  # fmt: skip

    @admin.display(description=_("手机"))
    def phone(self, person: User) -> str:
        return mask_phone(open_phone(person.phone_sealed))

    @admin.display(description=_("角色"))
    def roles(self, person: User) -> str:
        return (
            "、".join(str(grant) for grant in person.grants.select_related("department")) if person.pk else ""
        )

    def view_on_site(self, person: User) -> str:
        return reverse("person", args=[person.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.actor = _actor(request)  # the class is made for this request alone
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        elif "is_active" in form.changed_data:
            self._close_or_open(request, obj)
        super().save_model(request, obj, form, change)
        action = "person.change" if change else "person.add"
        details = {"admin": True, "fields": list(form.changed_data)}
        audit.record(_actor(request), action, f"user:{obj.pk}", now=timezone.now(), details=details)

    def _close_or_open(self, request: HttpRequest, obj: User) -> None:
        """By the services, which end the person's tokens and record it."""
        act = reactivate_person if obj.is_active else deactivate_person
        act(_actor(request), User.objects.get(pk=obj.pk), now=timezone.now())


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):
    """Given and taken back, never changed; the services decide who may."""

    list_display = ("user", "role", "department")
    list_filter = ("role",)
    list_select_related = ("user", "department")
    search_fields = ("user__username", "user__name")
    autocomplete_fields = ("user", "department")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        given = grant_role(_actor(request), obj.user, obj.role, obj.department, now=timezone.now())
        obj.pk = given.pk

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        revoke_role(_actor(request), obj, now=timezone.now())

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> None:
        for grant in queryset:
            revoke_role(_actor(request), grant, now=timezone.now())


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """Paths follow by the services; nothing is deleted, since old results name it."""

    list_display = ("name", "parent", "kind", "is_active")
    list_filter = ("is_active", "kind")
    list_select_related = ("parent",)
    search_fields = ("name",)
    autocomplete_fields = ("parent",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Department, form: Any, change: bool) -> None:
        actor, now = _actor(request), timezone.now()
        if not change:
            made = add_department(obj.name, kind=obj.kind, parent=obj.parent)
            obj.pk, obj.path = made.pk, made.path
            audit.record(
                actor, "department.create", f"department:{obj.pk}", now=now, details={"name": obj.name}
            )
            return
        kept = Department.objects.get(pk=obj.pk)
        if {"name", "kind"} & set(form.changed_data):
            rename_department(actor, kept, obj.name, kind=obj.kind, now=now)
        if "parent" in form.changed_data:
            move_department(actor, kept, obj.parent, now=now)
        if "is_active" in form.changed_data:
            (reactivate_department if obj.is_active else deactivate_department)(actor, kept, now=now)


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """To read only; the database refuses the rest."""

    list_display = ("number", "at", "actor", "action", "subject")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("subject", "action")
    ordering = ("-number",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
