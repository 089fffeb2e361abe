"""报错 about a question that somebody practises, from the page that explains it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.web.request import PersonRequest
from quiz.access import has_report_pass
from quiz.services.question_reports import report_practised


@login_required
@require_POST
def report_revision(request: PersonRequest, revision_id: int) -> HttpResponse:
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    has_seen = has_report_pass(request.user, revision_id, request.POST.get("pass", ""))
    report_practised(request.user, revision_id, kind=kind, text=text, now=request.now, has_seen=has_seen)
    messages.success(request, _("报错已收到，审题人会核对。谢谢您！"))
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return redirect(there if is_ours else "/learn")
