"""Pages of a person's own account: login, settings, password, display."""

from typing import Any, cast

from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, PasswordChangeView, RedirectURLMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.selectors.cards import valid_card_of
from accounts.services.display import choose_display
from accounts.services.passwords import choose_password
from accounts.web.back import go_back
from accounts.web.display import Display, chosen_on_device, remember
from accounts.web.forms import DisplayForm, FirstPasswordForm, LoginForm, PasswordForm
from accounts.web.own_slip import forget_registration, registered_here
from accounts.web.request import PageRequest


class Login(LoginView):
    """`?u=` fills in the login name, as the QR code of a login slip does; `next` is where to go then."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Somebody logged in goes on at once, unless the slip is somebody else's."""
        wanted = request.GET.get("u", "")
        user = request.user
        if request.method == "GET" and user.is_authenticated and wanted in ("", user.get_username()):
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "username": self.request.GET.get("u", "")[:64]}

    def get_success_url(self) -> str:
        """Somebody with a given password first chooses one of their own."""
        wanted = super().get_success_url()
        if not cast(User, self.request.user).must_change_password:
            return wanted
        return f"{reverse('password')}?{urlencode({'next': wanted})}"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user, chosen = cast(User, self.request.user), chosen_on_device(self.request)
        if chosen is not None:
            choose_display(user, mode=chosen.mode, text_size=chosen.text_size)
        remember(response, chosen or Display(mode=user.display_mode, text_size=user.text_size))
        return response


class Password(RedirectURLMixin, PasswordChangeView):
    template_name = "accounts/password.html"
    next_page = django_settings.LOGIN_REDIRECT_URL

    def get_form_class(self) -> type:
        """The given password was typed a moment ago: it is not asked for again. A card sets no password."""
        user = cast(User, self.request.user)
        given = user.must_change_password and not user.card_digest
        return FirstPasswordForm if given else PasswordForm

    def get_success_url(self) -> str:
        return self.get_redirect_url() or self.get_default_redirect_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": self.get_redirect_url(), "back_url": "/settings"}

    def form_valid(self, form: Any) -> HttpResponse:
        user = cast(User, self.request.user)
        choose_password(user, form.cleaned_data["new_password1"])
        forget_registration(self.request)
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("新密码已生效，下次请用它登录。"))
        return HttpResponseRedirect(self.get_success_url())


@require_safe
def settings(request: PageRequest) -> HttpResponse:
    shown = request.display
    form = DisplayForm(initial={"mode": shown.mode, "text_size": shown.text_size})
    context = {
        "form": form,
        "back_url": "/",
        "registered_here": registered_here(request),
        "card": valid_card_of(request.user, request.now) if request.user.is_authenticated else None,
    }
    return render(request, "accounts/settings.html", context)


@require_POST
def display(request: PageRequest) -> HttpResponse:
    """Change the mode, the text size or both, and go back to where the tap was made."""
    form = DisplayForm(request.POST)
    response = go_back(request, "/")
    if not form.is_valid():
        return response
    chosen = Display(
        mode=form.cleaned_data["mode"] or request.display.mode,
        text_size=form.cleaned_data["text_size"] or request.display.text_size,
    )
    if request.user.is_authenticated:
        choose_display(request.user, mode=chosen.mode, text_size=chosen.text_size)
    remember(response, chosen, is_new=not request.user.is_authenticated)
    if form.cleaned_data["mode"] and form.cleaned_data["text_size"]:  # of 设置; a switch shows by itself
        messages.success(request, _("已保存。"))
    return response
