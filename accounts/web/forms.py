"""Forms of a person's own account."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from accounts.messages import sentence
from accounts.models import User
from accounts.services.password_rules import password_faults


class LoginForm(AuthenticationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label, password.label = _("工号或手机号"), _("密码")
        username.widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        if self.initial.get("username"):  # from a login slip: only the password is missing
            username.widget.attrs.pop("autofocus", None)
            password.widget.attrs["autofocus"] = True

    def get_invalid_login_error(self) -> forms.ValidationError:
        return forms.ValidationError(sentence("wrong_login"), code="wrong_login")


class FirstPasswordForm(SetPasswordForm):
    """A password of one's own in the place of a given one."""

    error_messages = {"password_mismatch": _("两次输入的密码不一样，请再输一遍。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = _("新密码"), _("再输一遍新密码")
        first.help_text = _("至少 8 个字符，不要只用数字，也不要和姓名、工号相近。")
        second.help_text = ""

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        faults = password_faults(password, self.user)
        if not faults and self.user.check_password(password):
            faults = ["same_password"]
        if faults:
            raise forms.ValidationError([forms.ValidationError(sentence(code), code=code) for code in faults])
        return password

    def validate_password_for_user(self, user: User, password_field_name: str = "") -> None:
        """Said beside the first field already."""


class PasswordForm(FirstPasswordForm, PasswordChangeForm):
    field_order = ("old_password", "new_password1", "new_password2")
    error_messages = {
        **FirstPasswordForm.error_messages,
        "password_incorrect": _("现在的密码不对，请再试一次。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("现在的密码")


class DisplayForm(forms.Form):
    """How pages look: sent from 设置 whole, from the one-tap buttons in part."""

    mode = forms.ChoiceField(label=_("显示方式"), choices=User.DisplayMode.choices, required=False,
                             widget=forms.RadioSelect)  # fmt: skip
    text_size = forms.ChoiceField(label=_("字号"), choices=User.TextSize.choices, required=False,
                                  widget=forms.RadioSelect)  # fmt: skip
