"""How a contest's certificates are worded, as a form."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from leaderboard.domain.certificates import COLOURS, FIELDS, Wording, wrong_fields
from leaderboard.models import CertificateDesign
from leaderboard.services.certificates import MOST_SEAL_BYTES, seal_picture

COLOUR_NAMES = {"gold": _("赭金"), "red": _("朱红"), "teal": _("天青"), "ink": _("墨色")}
assert COLOUR_NAMES.keys() == COLOURS.keys()


def _field_names() -> str:
    """The fields of the text, in braces, by the names of the organizer's language."""
    names = FIELDS if (get_language() or "").startswith("zh") else FIELDS.values()
    return " ".join(f"{{{name}}}" for name in names)


class DesignForm(forms.Form):
    title = forms.CharField(label=_("标题"), max_length=12)
    text = forms.CharField(
        label=_("正文"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    issuer = forms.CharField(label=_("落款"), max_length=60)
    colour = forms.ChoiceField(
        label=_("颜色"), choices=list(COLOUR_NAMES.items()), widget=forms.RadioSelect, initial="gold"
    )
    seal = forms.FileField(
        label=_("印章图片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG、JPEG 或 WebP，不超过 200 KB，底色透明的最好。请先得到用印许可。"),
    )
    drop_seal = forms.BooleanField(label=_("去掉现在的印章"), required=False)

    def __init__(self, *args: Any, design: CertificateDesign, **kwargs: Any) -> None:
        names = ("title", "text", "issuer", "colour")
        initial = {name: getattr(design, name) for name in names}
        super().__init__(*args, **{**kwargs, "initial": initial})
        text = self.fields["text"]
        text.help_text = _("可以用 %(fields)s，出具时换成各人的。") % {"fields": _field_names()}
        if not design.seal:
            del self.fields["drop_seal"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if wrong := wrong_fields(text):
            raise forms.ValidationError(
                _("没有 %(name)s 这一项。可以用的写在上面；普通的括号请用（）。") % {"name": "、".join(wrong)}
            )
        return text

    def clean_seal(self) -> bytes | None:
        """The picture alone: what is none is not drawn, either."""
        upload = self.cleaned_data["seal"]
        if not upload:
            return None
        try:
            return seal_picture(upload.read(MOST_SEAL_BYTES + 1))[1]
        except RuleBroken as error:
            raise forms.ValidationError(explain(error)) from error

    @property
    def wording(self) -> Wording:
        names = ("title", "text", "issuer", "colour")
        return Wording(**{name: self.cleaned_data[name] for name in names})

    @property
    def seal_data(self) -> bytes | None:
        return self.cleaned_data.get("seal")
