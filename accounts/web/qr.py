"""Login slips as they are drawn: the QR code opens the login page with the name filled in."""

from collections.abc import Iterable
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from accounts.services.slips import Slip


def drawn(request: HttpRequest, slips: Iterable[Slip]) -> list[dict[str, Any]]:
    """Each slip with its QR code as inline SVG."""
    begin = f"{site_address(request)}{reverse('login')}"
    return [{"slip": slip, "qr": qr_svg(f"{begin}?{urlencode({'u': slip.username})}")} for slip in slips]


def site_address(request: HttpRequest) -> str:
    """https://quiz.example.org, without a slash: as configured, else as this request reached us."""
    return settings.BASE_URL or request.build_absolute_uri("/").rstrip("/")


def qr_svg(text: str) -> SafeString:
    """A QR code that a phone reads off paper (15 % may be spoilt), black on the page's own white."""
    svg = segno.make(text, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2)
    return mark_safe(svg)  # noqa: S308 - drawn by segno; the text is nowhere in it
