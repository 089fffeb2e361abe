"""Exporting questions under /manage/bank/export: choose, see how many, take the file. For organizers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.files import as_file
from accounts.web.request import PersonRequest
from quiz.bank_words import FORMATS
from quiz.domain.exports.formats import EXPORTS
from quiz.selectors.bank import BankFilter, bank_list
from quiz.services.bank_export import export_questions
from quiz.web.bank_forms import FilterForm
from quiz.web.bank_import import author_page


@author_page
@require_http_methods(["GET", "POST"])
def export(request: PersonRequest) -> HttpResponse:
    """POST gives the file, since it is written down who took it."""
    form = FilterForm(request.POST if request.method == "POST" else request.GET)
    wanted = form.wanted()
    narrowed = BankFilter(search=wanted["q"].strip(), **{k: v for k, v in wanted.items() if k != "q"})
    problem = ""
    if request.method == "POST":
        try:
            return _file(request, narrowed)
        except RuleBroken as error:
            problem = explain(error)
    context = {
        "form": form,
        "wanted": [(name, value) for name, value in wanted.items() if value],
        "count": bank_list(narrowed).count(),
        "formats": [(name, FORMATS.get(name, name), one.has_pictures) for name, one in EXPORTS.items()],
        "chosen": request.POST.get("format", "sheet"),
        "problem": problem,
    }
    return render(request, "quiz/import/export.html", context, status=400 if problem else 200)


def _file(request: PersonRequest, narrowed: BankFilter) -> HttpResponse:
    made = export_questions(request.user, narrowed, format=request.POST.get("format", ""), now=request.now)
    name = _("题库%(count)s题") % {"count": made.count} + made.ending
    return as_file(made.content, name, made.content_type)
