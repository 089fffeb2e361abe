"""The first seven fields of a contest; everything else comes from a template."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import Problem
from accounts.messages import explain
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.templates import sheet_from_template
from quiz.selectors.sheet_templates import SheetTemplate

_AS_TEMPLATE = _("留空就按所选的类型。")
_AT_FIELD = {
    "when.opens_at": "opens_at",
    "when.closes_at": "closes_at",
    "title": "title",
    "host": "department",
}


class WallClockField(forms.Field):
    """A datetime-local input: wall-clock time, without a zone."""

    widget = forms.TextInput(attrs={"type": "datetime-local"})
    default_error_messages = {"invalid": _("请选择日期和时间。")}

    def to_python(self, value: Any) -> datetime | None:
        if not value or isinstance(value, datetime):
            return value or None
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None or not 2000 <= found.year <= 2100:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value


class NewContestForm(forms.Form):
    """`departments`: (id, name) of those that the person organizes; `templates`: what one may start from."""

    template = forms.ChoiceField(label=_("从哪种竞赛开始"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("竞赛名称"), max_length=120)
    department = forms.ChoiceField(label=_("主办单位"))
    opens_at = WallClockField(label=_("开始时间"))
    closes_at = WallClockField(label=_("结束时间"))
    questions = forms.IntegerField(
        label=_("题数"), min_value=1, max_value=200, required=False, help_text=_AS_TEMPLATE
    )
    minutes = forms.IntegerField(
        label=_("限时（分钟）"), min_value=1, max_value=1440, required=False, help_text=_AS_TEMPLATE
    )

    def __init__(
        self,
        *args: Any,
        departments: Sequence[tuple[int, str]],
        templates: Sequence[SheetTemplate],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = {one.slug: one.text for one in templates}
        self.names = {str(pk): name for pk, name in departments}
        self._set_choices("template", [(one.slug, one.name) for one in templates])
        self._set_choices("department", list(self.names.items()))
        self.sheet: RuleSheet | None = None

    def to_sheet(self) -> RuleSheet | None:
        """The sheet, once `is_valid()`."""
        return self.sheet

    @property
    def department_id(self) -> int:
        return int(self.cleaned_data["department"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", explain(Problem(code="sheet_window_reversed")))
            return data
        sheet = sheet_from_template(
            self.texts[data["template"]],
            data["opens_at"],
            data["closes_at"],
            data["title"],
            self.names[data["department"]],
            questions=data["questions"],
            minutes=data["minutes"],
        )
        if isinstance(sheet, RuleSheet):
            self.sheet = sheet
        else:
            self._show(sheet)
        return data

    def _show(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            self.add_error(_AT_FIELD.get(problem.path), explain(problem))

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices
        if len(choices) == 1 or name == "template":
            chosen.initial = choices[0][0] if choices else None
