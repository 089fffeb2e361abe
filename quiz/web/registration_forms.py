"""What somebody new fills in, and what a contest asks of everybody who joins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import RuleBroken
from accounts.messages import sentence
from accounts.models import Department, User
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.scope import scope_departments
from quiz.sheet_labels import GROUP_NAMES


class JoiningForm(forms.Form):
    """The department and the group, each only where the rules ask for it and nothing says it yet."""

    def __init__(self, *args: Any, contest: Contest, sheet: RuleSheet, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "department" in sheet.who.fields and user.department_id is None:
            departments = scope_departments(contest, sheet.who).filter(is_active=True).order_by("path")
            self.fields["department"] = forms.ModelChoiceField(
                label=_("单位"), queryset=departments, empty_label=_("请选择")
            )
        groups = sheet.who.groups
        if groups.by == "chosen" or (groups.by != "none" and not getattr(user, groups.by)):
            words = GROUP_NAMES.get(groups.by, {})
            self.fields["group"] = forms.ChoiceField(
                label=_("组别"),
                choices=[(name, words.get(name, name)) for name in groups.all_names],
                widget=forms.RadioSelect,
            )

    @property
    def department(self) -> Department | None:
        return self.cleaned_data.get("department")

    @property
    def group(self) -> str:
        return self.cleaned_data.get("group", "")


class RegistrationForm(JoiningForm):
    """What the contest asks of somebody new, three fields at most; together they make an account."""

    def __init__(self, *args: Any, contest: Contest, sheet: RuleSheet, **kwargs: Any) -> None:
        super().__init__(*args, contest=contest, sheet=sheet, user=User(), **kwargs)
        asked = {"name": _name_field, "phone": _phone_field}
        wanted: set[str] = set(sheet.who.fields)
        made = {name: make() for name, make in asked.items() if name in wanted}
        self.fields = {**made, **self.fields}

    @property
    def person(self) -> dict[str, str]:
        """Name and phone, empty where they are not asked."""
        return {name: self.cleaned_data.get(name, "") for name in ("name", "phone")}

    def blame(self, error: RuleBroken) -> None:
        """Show a refusal at the fields that it names."""
        for name, faults in error.fields.items():
            for fault in faults:
                self.add_error(name if name in self.fields else None, sentence(fault, error.values))
        if not error.fields:
            self.add_error(None, sentence(error.code, error.values))


def _name_field() -> forms.Field:
    return forms.CharField(
        label=_("姓名"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


def _phone_field() -> forms.Field:
    attributes = {"autocomplete": "tel", "inputmode": "tel", "type": "tel"}
    return forms.CharField(label=_("手机号"), max_length=30, widget=forms.TextInput(attrs=attributes))


def must_say_more(contest: Contest, sheet: RuleSheet, user: User) -> bool:
    """Whether somebody who is not on the list has to name a department or a group first."""
    if sheet.who.admission != "open" or contest.state != Contest.State.PUBLISHED:
        return False
    return bool(JoiningForm(contest=contest, sheet=sheet, user=user).fields)
