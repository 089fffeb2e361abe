"""Forms of the organizer's pages about people and departments."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import RuleBroken
from accounts.messages import explain, sentence
from accounts.models import Department, RoleGrant, User
from accounts.selectors import departments_managed_by, is_administrator
from accounts.selectors.roster import department_names
from accounts.services.people import Person

BLANK = ("", "—")


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, be it empty; None where nothing was sent and a form is only shown."""
    return request.POST if request.method == "POST" else None


def blame(form: forms.Form, error: RuleBroken) -> None:
    """Put a broken rule beside the field that it is about, else above the form."""
    told = False
    for name, faults in error.fields.items():
        if name in form.fields:
            for fault in faults:
                form.add_error(name, sentence(fault, error.values))
            told = True
    if not told:
        form.add_error(None, explain(error))


def department_choices(user: User, *, with_inactive: bool = False) -> list[tuple[str, str]]:
    """The departments that the person organizes, as paths of names, in the tree's order."""
    names = department_names()
    rows = departments_managed_by(user)
    wanted = rows if with_inactive else rows.filter(is_active=True)
    return sorted(
        ((str(pk), "/".join(names[pk])) for pk in wanted.values_list("pk", flat=True)), key=lambda c: c[1]
    )


def offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices


class DepartmentField(forms.TypedChoiceField):
    """One of the departments that somebody organizes, as a row; None for the blank choice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=lambda pk: Department.objects.get(pk=pk), empty_value=None, **kwargs)


class _Search(forms.Form):
    """By words, and within a department of those that somebody organizes."""

    q = forms.CharField(
        label=_("找人"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": _("姓名、工号或手机号"), "type": "search"}),
    )
    department = DepartmentField(label=_("单位"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "department", [("", _("全部")), *department_choices(user)])


class PeopleFilter(_Search):
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("在用的")),
            ("unlinked", _("还没发登录条")),
            ("waiting", _("发了，没登录过")),
            ("inactive", _("已停用")),
        ],
    )


class CardsFilter(_Search):
    who = forms.ChoiceField(
        label=_("哪些人"),
        required=False,
        choices=[
            ("", _("全部")),
            ("senior", _("60岁及以上")),
            ("without", _("还没有卡")),
            ("with", _("已有卡")),
        ],
    )


class PersonForm(forms.Form):
    username = forms.CharField(
        label=_("工号"),
        required=False,
        max_length=64,
        help_text=_("登录用。没有工号可以空着，系统会给一个。"),
    )
    name = forms.CharField(label=_("姓名"), max_length=40)
    department = DepartmentField(label=_("单位"))
    phone = forms.CharField(
        label=_("手机"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("可用来登录，加密保存。"),
    )
    age_band = forms.ChoiceField(label=_("年龄段"), required=False, choices=[BLANK, *User.AgeBand.choices])
    population_group = forms.ChoiceField(
        label=_("人群"), required=False, choices=[BLANK, *User.PopulationGroup.choices]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "department", department_choices(user))

    def person(self) -> Person:
        return Person(**self.cleaned_data)


class ChangePersonForm(PersonForm):
    """The number that is kept is shown masked; leaving the field empty leaves it alone."""

    drop_phone = forms.BooleanField(label=_("删去手机号"), required=False)
    field_order = ("username", "name", "department", "phone", "drop_phone", "age_band", "population_group")

    def __init__(self, *args: Any, masked_phone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].required = True
        self.fields["username"].help_text = ""
        if masked_phone:
            self.fields["phone"].help_text = _("现在是 %(phone)s。空着就不改。") % {"phone": masked_phone}
        else:
            del self.fields["drop_phone"]

    def person(self) -> Person:
        wanted = dict(self.cleaned_data)
        drop = wanted.pop("drop_phone", False)
        return Person(**{**wanted, "phone": "" if drop else wanted["phone"] or None})


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"))
    department = DepartmentField(label=_("管理的单位"), required=False, help_text=_("只有“组织者”要选。"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wide = is_administrator(user)
        roles = (
            RoleGrant.Role.choices if wide else [(RoleGrant.Role.ORGANIZER, RoleGrant.Role.ORGANIZER.label)]
        )
        offer(self, "role", roles)
        offer(self, "department", [BLANK, *department_choices(user)])
        if not wide:  # organizer is the only role there is to give
            self.fields["department"].required = True
            self.fields["department"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_organizer = data.get("role") == RoleGrant.Role.ORGANIZER
        if not self.errors and is_organizer != bool(data["department"]):
            self.add_error("department", explain(RuleBroken("bad_role")))
        return data


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("名册文件"), help_text=_("xlsx、xls、ods 或 csv，10 MB 以内，最多 60000 行。")
    )
    department = DepartmentField(
        label=_("导入到哪个单位"),
        required=False,
        help_text=_("名册里的部门都建在它下面，没写部门的新人归到它；只有这个单位及其下级的人会被核对。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = department_choices(user)
        wide = is_administrator(user)
        offer(self, "department", [("", _("全部单位")), *choices] if wide else choices)
        self.fields["department"].required = not wide


class SlipsForm(forms.Form):
    department = DepartmentField(label=_("单位"), required=False)
    again = forms.BooleanField(
        label=_("也重打发过但没登录过的"),
        required=False,
        help_text=_("重打后，之前发的那一张就不能用了。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "department", [("", _("我管理的全部")), *department_choices(user)])


class DepartmentForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.CharField(
        label=_("类别"), required=False, max_length=20, help_text=_("如：乡镇街道、机关、学校")
    )


class NewDepartmentForm(DepartmentForm):
    parent = DepartmentField(label=_("上级"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wide = is_administrator(user)
        choices = department_choices(user)
        offer(self, "parent", [("", _("没有上级")), *choices] if wide else choices)
        self.fields["parent"].required = not wide


class MoveForm(forms.Form):
    parent = DepartmentField(label=_("移到哪个上级下面"), required=False)

    def __init__(self, *args: Any, user: User, but: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = set(Department.objects.filter(path__startswith=but.path).values_list("pk", flat=True))
        choices = [(pk, label) for pk, label in department_choices(user) if int(pk) not in below]
        wide = is_administrator(user)
        offer(self, "parent", [("", _("没有上级")), *choices] if wide else choices)
        self.fields["parent"].required = not wide
