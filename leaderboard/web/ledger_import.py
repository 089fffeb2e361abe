"""Activities out of a spreadsheet: the template, a dry run, and entering what was read."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import organizer_department
from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import check_size
from accounts.messages import explain, sentence
from accounts.web.files import XLSX, as_file
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.access import own_ledger_upload
from leaderboard.models import Activity, ActivityUpload
from leaderboard.services.activity_sheets import enter_upload, ledger_template, upload_ledger
from leaderboard.web.ledger_forms import LedgerUploadForm

_SHOWN = 200


@organizer_page
@require_GET
def template(request: Request) -> HttpResponse:
    return as_file(ledger_template(request.now), _("活动台账模板.xlsx"), XLSX)


@organizer_page
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    form = LedgerUploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        department = organizer_department(request.user, form.cleaned_data["department"])
        file = form.cleaned_data["file"]
        try:
            check_size(file.size)
            made = upload_ledger(request.user, department, file.name, file.read(), now=request.now)
        except RuleBroken as error:
            form.add_error("file", explain(error))
        else:
            return redirect("ledger_review", made.pk)
    return render(
        request, "leaderboard/desk/ledger_import.html", {"form": form}, status=400 if form.errors else 200
    )


@organizer_page
@require_http_methods(["GET", "POST"])
def review(request: Request, upload_id: int) -> HttpResponse:
    """What the spreadsheet would enter, row by row what is wrong; by POST it is entered."""
    found = own_ledger_upload(request.user, upload_id)
    if request.method == "POST":
        return _entered(request, found)
    context = {
        "upload": found,
        "rows": [_row(kept) for kept in found.rows[:_SHOWN]],
        "more": max(0, len(found.rows) - _SHOWN),
        "faults": [
            {**fault, "text": sentence(fault["code"], fault["values"])} for fault in found.faults[:_SHOWN]
        ],
        "more_faults": max(0, len(found.faults) - _SHOWN),
    }
    return render(request, "leaderboard/desk/ledger_review.html", context)


def _row(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "kind_word": Activity.Kind(kept["kind"]).label}


def _entered(request: Request, found: ActivityUpload) -> HttpResponse:
    try:
        made = enter_upload(request.user, found, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
        return redirect("ledger_review", found.pk)
    words = ngettext("已导入 %(n)s 条活动。", "已导入 %(n)s 条活动。", made) % {"n": made}
    messages.success(request, words)
    years = [kept["begins_on"][:4] for kept in found.rows]
    return redirect(reverse("ledger") + (f"?year={max(years)}" if years else ""))
