"""The organizer's desk of certificates: how they look, issue, download, revoke."""

import base64
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.files import named
from accounts.web.guards import organizer_page
from accounts.web.qr import site_address
from accounts.web.request import Request
from leaderboard.access import organized_certificate, organized_run
from leaderboard.domain.certificates import preview as drawn_preview
from leaderboard.models import CertificateDesign
from leaderboard.selectors.awards import latest_run
from leaderboard.selectors.certificates import (
    certificates_of,
    design_of,
    issued_of,
    sample_award,
    seal_bytes,
    suspended_certificates,
)
from leaderboard.services.certificate_files import all_as_zip
from leaderboard.services.certificates import (
    issue_again,
    issue_certificates,
    printed,
    revoke,
    save_design,
)
from leaderboard.web.certificate_form import DesignForm
from leaderboard.web.certificates import address_of
from quiz.access import organized_contest
from quiz.models import Contest

PAGE = 50
SAMPLE_CODE = "0" * 32


@organizer_page
@require_GET
def certificates(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    run = latest_run(contest)
    is_published = run is not None and run.published_at is not None
    page = Paginator(certificates_of(contest), PAGE).get_page(request.GET.get("page"))
    context = {
        "contest": contest,
        "run": run,
        "is_published": is_published,
        "issued": issued_of(run, now=request.now) if run and is_published else None,
        "page": page,
        "suspended": suspended_certificates(page, contest, now=request.now),
        "preview": _preview(request, contest, design_of(contest), None),
    }
    return render(request, "leaderboard/desk/certificates.html", context)


@organizer_page
@require_http_methods(["GET", "POST"])
def design(request: Request, contest_id: int) -> HttpResponse:
    """The form and beside it a certificate as it would look; `do=preview` shows without keeping."""
    contest = organized_contest(request.user, contest_id)
    kept = design_of(contest)
    form = DesignForm(request.POST or None, request.FILES or None, design=kept)
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked and request.POST.get("do") != "preview" and _saved(request, contest, form):
        messages.success(request, _("证书样式已保存。以后出具的证书用这个样式，已经出具的不变。"))
        return redirect("desk_certificates", contest.pk)
    context = {"contest": contest, "form": form, "design": kept, **_shown(request, contest, kept, form)}
    return render(request, "leaderboard/desk/certificate_design.html", context)


def _saved(request: Request, contest: Contest, form: DesignForm) -> bool:
    try:
        save_design(
            request.user,
            contest,
            form.wording,
            seal=form.seal_data,
            drop_seal=form.cleaned_data.get("drop_seal", False),
            now=request.now,
        )
    except RuleBroken as error:
        form.add_error("seal" if "seal" in error.fields else None, explain(error))
        return False
    return True


@organizer_page
@require_POST
def preview(request: Request, contest_id: int) -> HttpResponse:
    """For htmx: a certificate as the form stands. Keeps nothing."""
    contest = organized_contest(request.user, contest_id)
    kept = design_of(contest)
    form = DesignForm(request.POST, design=kept)
    form.is_valid()
    context = _shown(request, contest, kept, form)
    return render(request, "leaderboard/desk/_certificate_preview.html", context)


def _shown(request: Request, contest: Contest, kept: CertificateDesign, form: DesignForm) -> dict[str, Any]:
    """The certificate of a form without faults, else of what is kept."""
    fine = form.is_bound and form.is_valid()
    shown = CertificateDesign(contest=contest, seal=kept.seal, **vars(form.wording)) if fine else kept
    if fine and form.cleaned_data.get("drop_seal"):
        shown.seal = ""
    seal = form.seal_data if fine else None
    return {"preview": _preview(request, contest, shown, seal), "is_faulty": form.is_bound and not fine}


def _preview(request: Request, contest: Contest, shown: CertificateDesign, seal: bytes | None) -> str:
    """As a data: address, since it is kept nowhere."""
    made = printed(shown, sample_award(contest), contest, 1, request.now)
    picture = drawn_preview(
        made,
        address=address_of(site_address(request), SAMPLE_CODE),
        seal=seal or seal_bytes(shown.seal),
    )
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


@organizer_page
@require_POST
def issue(request: Request, run_id: int) -> HttpResponse:
    run = organized_run(request.user, run_id)
    try:
        made = issue_certificates(request.user, run, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        words = ngettext("已出具 %(n)s 张证书。", "已出具 %(n)s 张证书。", made) % {"n": made}
        messages.success(request, words if made else _("证书都已经出具过了。"))
    return redirect("desk_certificates", run.contest_id)


@organizer_page
@require_POST
def download_all(request: Request, contest_id: int) -> StreamingHttpResponse:
    """All that hold, one PDF each, in one ZIP that begins to arrive at once. By POST: it is on record."""
    contest = organized_contest(request.user, contest_id)
    content: Iterator[bytes] = all_as_zip(request.user, contest, site=site_address(request), now=request.now)
    name = _("%(title)s-证书.zip") % {"title": contest.title}
    return named(StreamingHttpResponse(content, content_type="application/zip"), name)


@organizer_page
@require_http_methods(["GET", "POST"])
def take_back(request: Request, certificate_id: int) -> HttpResponse:
    """Revoke one, for a reason."""
    certificate = organized_certificate(request.user, certificate_id)
    error = ""
    if request.method == "POST":
        try:
            revoke(request.user, [certificate], request.POST.get("reason", ""), now=request.now)
        except RuleBroken as broken:
            error = explain(broken)
        else:
            messages.success(request, _("证书已作废，核验页会写明原因。需要时可以补发。"))
            return redirect("desk_certificates", certificate.contest_id)
    context = {"contest": certificate.contest, "certificate": certificate, "error": error}
    return render(request, "leaderboard/desk/revoke.html", context)


@organizer_page
@require_POST
def again(request: Request, certificate_id: int) -> HttpResponse:
    certificate = organized_certificate(request.user, certificate_id)
    try:
        made = issue_again(request.user, certificate, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("已补发，编号 %(number)s。") % {"number": made})
    return redirect("desk_certificates", certificate.contest_id)
