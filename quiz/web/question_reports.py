"""报错 about a question that somebody practises, from the page that explains it."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.web.back import way_back
from accounts.web.request import PageRequest
from quiz.access import device_with_pass, has_report_pass
from quiz.services.question_reports import report_practised


@require_POST
def report_revision(request: PageRequest, revision_id: int) -> HttpResponse:
    """Of whoever is logged in, or of a device by the pass that its page of feedback gave along."""
    held, there = request.POST.get("pass", ""), way_back(request, "/learn")
    reporter: User | str
    if isinstance(request.user, User):
        reporter, has_seen = request.user, has_report_pass(request.user, revision_id, held)
    else:
        reporter, has_seen = device_with_pass(revision_id, held), True
    if not reporter:
        return redirect_to_login(there)
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    report_practised(reporter, revision_id, kind=kind, text=text, now=request.now, has_seen=has_seen)
    messages.success(request, _("报错已收到，审题人会核对。谢谢您！"))
    return HttpResponseRedirect(there)
