"""Forms of the ledger of activities."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import RuleBroken
from accounts.messages import explain, sentence
from accounts.models import User
from accounts.selectors import organized_departments
from accounts.selectors.roster import department_names
from leaderboard.domain.activities import LONGEST, MOST_PEOPLE, ActivityRow
from leaderboard.models import Activity

KINDS = [one for one in Activity.Kind.choices if one[0] != Activity.Kind.CONTEST]


def department_choices(user: User) -> list[tuple[int, str]]:
    """The departments in use that the person organizes, as paths of names, in the tree's order."""
    names = department_names()
    pks = organized_departments(user).values_list("pk", flat=True)
    return sorted(((pk, "/".join(names[pk])) for pk in pks), key=lambda choice: choice[1])


def usual_department(user: User, choices: list[tuple[int, str]]) -> int | None:
    """The person's own where it is among the choices, else the first."""
    if user.department_id in dict(choices):
        return user.department_id
    return choices[0][0] if choices else None


def offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices


def blame(form: forms.Form, error: RuleBroken) -> None:
    """Put a broken rule beside the field that it is about, else above the form."""
    for name, code in error.fields.items():
        if name in form.fields:
            form.add_error(name, sentence(code, error.values))
            return
    form.add_error(None, explain(error))


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(label: Any, name: str, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST[name], help_text=help_text)


class ActivityForm(forms.Form):
    """A row as it is entered or changed; of a contest's row only what is written beside the contest."""

    kind = forms.ChoiceField(label=_("类型"), choices=KINDS, widget=forms.RadioSelect)
    title = forms.CharField(label=_("活动名称"), max_length=LONGEST["title"])
    department = forms.TypedChoiceField(label=_("主办单位"), coerce=int)
    begins_on = forms.DateField(label=_("开始日期"), widget=_day())
    ends_on = forms.DateField(
        label=_("结束日期"), required=False, widget=_day(), help_text=_("当天结束的可以空着。")
    )
    place = _text(_("地点"), "place")
    units = _text(_("参加单位"), "units", help_text=_("多个单位用顿号分开。"))
    audience = forms.ChoiceField(
        label=_("主要对象"), choices=Activity.Audience.choices, initial=Activity.Audience.PUBLIC
    )
    visits = forms.IntegerField(
        label=_("人次"), required=False, min_value=0, max_value=MOST_PEOPLE,
        help_text=_("按签到表数。没有数过的空着，不要填0。"),
    )  # fmt: skip
    copies = forms.IntegerField(label=_("资料份数"), required=False, min_value=0, max_value=MOST_PEOPLE)
    note = forms.CharField(
        label=_("备注"),
        required=False,
        max_length=LONGEST["note"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, activity: Activity | None = None, **kwargs: Any) -> None:
        self.activity, choices = activity, department_choices(user)
        initial: dict[str, Any] = {"department": usual_department(user, choices)}
        if activity is not None:
            names = ("kind", "title", "begins_on", "place", "units", "audience", "visits", "copies", "note")
            initial = {name: getattr(activity, name) for name in (*names, "version")}
            ends = None if activity.ends_on == activity.begins_on else activity.ends_on
            initial |= {"department": activity.department_id, "ends_on": ends}
        super().__init__(*args, **{**kwargs, "initial": initial})
        if activity is not None and activity.contest_id is not None:
            for name in ("kind", "title", "department", "begins_on", "ends_on", "visits"):
                del self.fields[name]
            return
        if activity is not None and activity.department_id not in dict(choices):
            choices.append((activity.department_id, activity.department.name))
        offer(self, "department", choices)

    @property
    def row(self) -> ActivityRow:
        """What was filled in; of a contest's row with what comes from the contest."""
        said, known = self.cleaned_data, self.activity
        if known is not None and known.contest_id is not None:
            fixed = {
                name: getattr(known, name) for name in ("kind", "title", "begins_on", "ends_on", "visits")
            }
        else:
            fixed = {name: said[name] for name in ("kind", "title", "begins_on", "visits")}
            fixed["ends_on"] = said["ends_on"] or said["begins_on"]
        names = ("place", "units", "audience", "copies", "note")
        return ActivityRow(**fixed, **{name: said[name] for name in names})


class LedgerUploadForm(forms.Form):
    department = forms.TypedChoiceField(label=_("主办单位"), coerce=int)
    file = forms.FileField(
        label=_("填好的台账"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        help_text=_("Excel、WPS 表格或 CSV，不超过 10 MB、2000 行。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = department_choices(user)
        offer(self, "department", choices)
        self.initial["department"] = usual_department(user, choices)
