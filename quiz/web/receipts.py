"""Receipts as people hold them, and the page where anyone checks one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.web.qr import qr_svg, site_address
from accounts.web.request import PersonRequest, Request
from quiz.access import own_attempt
from quiz.domain.receipts import opened, sealed, typed_code
from quiz.models import Receipt, SigningKey
from quiz.selectors.receipts import Checked, Fault, check_code, check_shown, receipt_of

FAULTS = {
    Fault.SIGNATURE: _("签名不对：这张回执不是本站出具的，或内容被改过。"),
    Fault.NO_ATTEMPT: _("本站没有这份答卷。"),
    Fault.TIME: _("存着的交卷时间与回执上的不同。"),
    Fault.ANSWERS: _("存着的作答与交卷时不同。"),
    Fault.RECEIPT: _("本站留底的回执与这一张不同。"),
    Fault.TRAIL: _("操作记录里找不到回执上写的那一条。"),
}


@login_required
@require_safe
def receipt(request: PersonRequest, attempt_id: int) -> HttpResponse:
    """One's own receipt, to keep or to print; back to the result where there is none yet."""
    attempt = own_attempt(request.user, attempt_id)
    found = receipt_of(attempt)
    if found is None:
        return redirect("result", attempt_id)
    address = f"{site_address(request)}{reverse('verify')}?{urlencode({'receipt': _sealed(found)})}"
    context = {
        "contest": attempt.contest,
        "attempt": attempt,
        "receipt": found,
        "address": address,
        "verify_at": f"{site_address(request)}{reverse('verify')}",
        "qr": qr_svg(address),
        "back_url": reverse("result", args=[attempt.pk]),
    }
    return render(request, "quiz/receipt.html", context)


def _sealed(found: Receipt) -> str:
    return sealed(found.statement, found.signature)


@require_safe
def verify(request: Request) -> HttpResponse:
    """A code that was typed (?code=) or a receipt off its QR code (?receipt=), for everybody."""
    code, held = request.GET.get("code", "").strip()[:40], request.GET.get("receipt", "")[:400]
    checked = _check(code, held)
    context: dict[str, Any] = {
        "code": code,
        "asked": bool(code or held),
        "checked": checked,
        "faults": [FAULTS[fault] for fault in checked.faults] if checked else [],
        "keys": SigningKey.objects.order_by("created_at"),
    }
    response = render(request, "quiz/verify.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _check(code: str, held: str) -> Checked | None:
    if held:
        shown = opened(held)
        return check_shown(*shown) if shown else None
    typed = typed_code(code)
    return check_code(typed) if typed else None
