"""Pages of a person's own account: login, settings, password, display."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.services.display import choose_display
from accounts.services.passwords import choose_password
from accounts.web.display import Display, remember
from accounts.web.forms import DisplayForm, LoginForm, PasswordForm


class Login(LoginView):
    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Somebody with a given password first chooses one of their own."""
        if self.request.user.must_change_password:
            return reverse("password")
        return super().get_success_url()


class Password(PasswordChangeView):
    template_name = "accounts/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        choose_password(self.request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, self.request.user)
        response = redirect(self.get_success_url())
        messages.success(self.request, _("新密码已生效，下次请用它登录。"))
        return response


def settings(request: HttpRequest) -> HttpResponse:
    shown = request.display
    form = DisplayForm(initial={"mode": shown.mode, "text_size": shown.text_size})
    return render(request, "accounts/settings.html", {"form": form, "back_url": "/"})


@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Change the mode, the text size or both, and go back to where the tap was made."""
    form = DisplayForm(request.POST)
    response = redirect(_back(request))
    if not form.is_valid():
        return response
    chosen = Display(
        mode=form.cleaned_data["mode"] or request.display.mode,
        text_size=form.cleaned_data["text_size"] or request.display.text_size,
    )
    if request.user.is_authenticated:
        choose_display(request.user, mode=chosen.mode, text_size=chosen.text_size)
    remember(response, chosen)
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"
