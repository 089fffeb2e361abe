"""Which skin a page wears: decided here and nowhere else."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import User

COOKIE = "display"
YEAR = 60 * 60 * 24 * 365
# Ends the cookie of a choice that was made here while nobody was logged in.
_CHOSEN_HERE = "new"


@dataclass(frozen=True, kw_only=True)
class Display:
    """`mode` is standard or elder; `text_size` small, medium or large; `base` the base template."""

    mode: str
    text_size: str

    @property
    def is_elder(self) -> bool:
        return self.mode == User.DisplayMode.ELDER

    @property
    def base(self) -> str:
        return "base_elder.html" if self.is_elder else "base.html"


def display_of(request: HttpRequest) -> Display:
    """The person's own choice, else the device's cookie, else the standard. Never inferred from age."""
    return SimpleLazyObject(lambda: _chosen(request))  # type: ignore[return-value]


def _chosen(request: HttpRequest) -> Display:
    if request.user.is_authenticated:
        return Display(mode=request.user.display_mode, text_size=request.user.text_size)
    return _of_device(request)[0]


def chosen_on_device(request: HttpRequest) -> Display | None:
    """What somebody chose on this device since the last login here; it wins at the next login."""
    display, is_new = _of_device(request)
    return display if is_new else None


def _of_device(request: HttpRequest) -> tuple[Display, bool]:
    mode, size, mark = [*request.COOKIES.get(COOKIE, "").split("."), "", "", ""][:3]
    display = Display(
        mode=mode if mode in User.DisplayMode.values else User.DisplayMode.STANDARD,
        text_size=size if size in User.TextSize.values else User.TextSize.MEDIUM,
    )
    return display, mark == _CHOSEN_HERE


def remember(response: HttpResponse, display: Display, *, is_new: bool = False) -> None:
    """Keep the choice on this device, so that it holds before the next login.

    `is_new`: nobody is logged in, so the choice goes into the profile of whoever logs in next.
    """
    value = f"{display.mode}.{display.text_size}" + (f".{_CHOSEN_HERE}" if is_new else "")
    response.set_cookie(
        COOKIE, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
