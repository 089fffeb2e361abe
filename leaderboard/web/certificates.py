"""A certificate for its winner, and the page where anyone sees whether it holds."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.masking import mask_name
from accounts.web.files import PDF, as_file
from accounts.web.qr import site_address
from accounts.web.request import PersonRequest, Request
from leaderboard.access import certificate_by_code, own_or_organized_certificate
from leaderboard.selectors.certificates import is_held
from leaderboard.services.certificate_files import as_pdf


def address_of(site: str, code: str) -> str:
    """What the QR code of a certificate holds."""
    return f"{site}{reverse('certificate', args=[code])}"


@require_safe
def certificate(request: Request, code: str) -> HttpResponse:
    """For everybody who holds one: masked name, contest, award, date, whether it holds."""
    found = certificate_by_code(code)
    revocation = getattr(found, "revocation", None)
    context = {
        "certificate": found,
        "contest": found.contest if found else None,
        "name": _shown_name(found) if found else "",
        "is_own": found is not None
        and found.award.user_id is not None
        and found.award.user_id == request.user.pk,
        "revocation": revocation,
        "is_suspended": found and not revocation and not is_held(found, now=request.now),
    }
    response = render(request, "leaderboard/certificate.html", context, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex"
    return response


def _shown_name(found) -> str:
    name: str = found.printed["name"]
    return mask_name(name) if found.award.user_id else name


@login_required
@require_safe
def certificate_pdf(request: PersonRequest, code: str) -> HttpResponse:
    found = own_or_organized_certificate(request.user, code)
    if found.award.user_id == request.user.pk and not is_held(found, now=request.now):
        raise Http404
    content = as_pdf(found, site=site_address(request))
    name = _("%(title)s-证书.pdf") % {"title": found.contest.title}
    response = as_file(content, name, PDF)
    response["Cache-Control"] = "private, no-store"
    return response
