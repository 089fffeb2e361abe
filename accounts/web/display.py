"""Which skin a page wears: decided here and nowhere else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import User

if TYPE_CHECKING:
    from accounts.models.user import User as UserType

COOKIE = "display"
YEAR = 60 * 60 * 24 * 365


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
    user: UserType = request.user  # type: ignore[assignment]
    if user.is_authenticated:
        return Display(mode=user.display_mode, text_size=user.text_size)
    mode, _, size = request.COOKIES.get(COOKIE, "").partition(".")
    return Display(
        mode=mode if mode in User.DisplayMode.values else User.DisplayMode.STANDARD,
        text_size=size if size in User.TextSize.values else User.TextSize.MEDIUM,
    )


def remember(response: HttpResponse, display: Display) -> None:
    """Keep the choice on this device, so that it holds before the next login."""
    response.set_cookie(
        COOKIE, f"{display.mode}.{display.text_size}", max_age=YEAR, samesite="Lax", httponly=True
    )
