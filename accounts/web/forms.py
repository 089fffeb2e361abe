"""Forms of a person's own account."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from accounts.messages import sentence
from accounts.models import User


class LoginForm(AuthenticationForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("工号或手机号")
        self.fields["username"].widget.attrs.update(autocomplete="username", autocapitalize="none")
        self.fields["password"].label = _("密码")

    def get_invalid_login_error(self) -> forms.ValidationError:
        return forms.ValidationError(sentence("wrong_login"), code="wrong_login")


class PasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label = _("新密码")
        self.fields["new_password1"].help_text = _("至少 8 个字符，不要只用数字，也不要和姓名、工号相近。")
        self.fields["new_password2"].label = _("再输一遍新密码")
        self.fields["new_password2"].help_text = ""


class DisplayForm(forms.Form):
    """How pages look: sent from 设置 whole, from the one-tap buttons in part."""

    mode = forms.ChoiceField(label=_("显示方式"), choices=User.DisplayMode.choices, required=False,
                             widget=forms.RadioSelect)  # fmt: skip
    text_size = forms.ChoiceField(label=_("字号"), choices=User.TextSize.choices, required=False,
                                  widget=forms.RadioSelect)  # fmt: skip
