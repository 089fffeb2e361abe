"""What is noted about a prize."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leaderboard.domain.claims import MOST_REASON
from leaderboard.models import ClaimStep

_WORDS = {
    ClaimStep.Kind.TAKEN: _("已领走"),
    ClaimStep.Kind.WAIVED: _("本人放弃"),
    ClaimStep.Kind.REOPENED: _("恢复待领，领奖期限重新起算"),
}


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"),
        max_length=MOST_REASON,
        required=False,
        help_text=_("可以不写。只有组织者能看到，保存期满后删除。"),
    )


class ClaimForm(forms.Form):
    kind = forms.ChoiceField(label=_("登记为"), choices=list(_WORDS.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("原因"),
        max_length=MOST_REASON,
        required=False,
        help_text=_("登记放弃或恢复时必填。只有组织者能看到，保存期满后删除。"),
    )
