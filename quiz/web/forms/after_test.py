"""The after test: its name and window; everything else is as in the before test."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import Problem
from accounts.messages import explain

from .new_contest import WallClockField


class AfterTestForm(forms.Form):
    title = forms.CharField(label=_("竞赛名称"), max_length=120)
    opens_at = WallClockField(label=_("开始时间"))
    closes_at = WallClockField(label=_("结束时间"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", explain(Problem(code="sheet_window_reversed")))
        return data
