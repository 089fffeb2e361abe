"""What is typed in at a draw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from leaderboard.domain.lottery import MOST_PUBLIC, public_text
from leaderboard.services.draws import MOST_WORDS


class PublicNumberForm(forms.Form):
    """The public text and where it came from."""

    public = forms.CharField(
        label=_("公开的随机数"),
        max_length=MOST_PUBLIC,
        help_text=_("事先谁也不知道、当场人人看得见的数，例如掷骰子的点数、当天开奖的福利彩票号码。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    source = forms.CharField(
        label=_("这个数怎么来的"),
        max_length=MOST_WORDS,
        help_text=_("例如：请三位观众各掷一次骰子；某月某日福彩3D开奖号码。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_public(self) -> Any:
        """As it will be stored and drawn with."""
        try:
            return public_text(self.cleaned_data["public"])
        except RuleBroken as error:
            raise forms.ValidationError(explain(error)) from error
