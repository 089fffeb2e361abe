"""What people write about a published list, and what is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.models import Objection, ObjectionDecision
from leaderboard.services.notice import MOST_TEXT


class ObjectionForm(forms.Form):
    about = forms.ChoiceField(
        label=_("对什么有异议"), choices=Objection.About.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("理由"),
        max_length=MOST_TEXT,
        help_text=_("写明是哪一项、为什么。请不要写身份证号、电话等个人信息。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("结论"), choices=ObjectionDecision.Decision.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("答复"),
        max_length=MOST_TEXT,
        help_text=_("提出人会看到。写明复核了什么、依据是什么。答复后不能再改。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
