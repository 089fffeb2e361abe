"""Answers on paper: the paper to be printed, and typing in what came back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.web.files import PDF, as_file
from accounts.web.guards import organizer_page
from accounts.web.qr import site_address
from accounts.web.request import Request
from quiz.access import organized_contest, organized_entry
from quiz.domain.exports.large_paper import PaperLink, PaperPerson
from quiz.domain.paper import PaperSlot, paper_mark
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Attempt, Contest, Entry
from quiz.selectors.papers import printed_paper
from quiz.selectors.preview import sample_items
from quiz.selectors.rules import sheet_in_force
from quiz.services.exports import export_large_paper
from quiz.services.paper_entries import enter_paper
from quiz.sheet_labels import group_word
from quiz.web.desk_preview import sample_question
from quiz.web.forms.paper_entry import PaperEntryForm

SHOWN = 30


@organizer_page
@require_http_methods(["GET", "POST"])
def paper_entries(request: Request, contest_id: int) -> HttpResponse:
    """Typed in once, shown as it was read, and saved at the second click.

    `group`, `entry`, `paper`: whose paper it is and which, as the QR code on it says; a paper that was
    printed under other rules is not typed in.
    """
    found, sheet = _with_papers(request, contest_id)
    papers = _papers(found, sheet)
    is_other = _is_other_paper(request, papers)
    form = PaperEntryForm(
        request.POST if request.method == "POST" and not is_other else None,
        contest=found,
        sheet=sheet,
        papers=papers,
        initial={"received_at": _wall(sheet, request.now), **_told_by_paper(request, found, sheet)},
    )
    is_read = form.is_bound and form.is_valid() and "back" not in request.POST
    if is_read and "save" in request.POST and _saved(request, found, form):
        return redirect("desk_paper_entries", found.pk)
    context = {
        "contest": found,
        "sheet": sheet,
        "form": form,
        "is_read": is_read and not form.errors,
        "is_other_paper": is_other,
        "entered": _entered(found),
        "prints": _prints(found, sheet),
    }
    refused = form.is_bound and bool(form.errors)
    return render(request, "quiz/desk/paper_entries.html", context, status=400 if refused else 200)


def _with_papers(request: Request, contest_id: int) -> tuple[Contest, RuleSheet]:
    """An announced contest that takes answers on paper, else 404."""
    found = organized_contest(request.user, contest_id)
    sheet = sheet_in_force(found)
    if found.state == Contest.State.DRAFT or not sheet.who.paper_entries:
        raise Http404
    return found, sheet


def _papers(contest: Contest, sheet: RuleSheet) -> dict[str, Sequence[PaperSlot]]:
    assert contest.rules is not None, "an announced contest has rules"
    return {name: printed_paper(contest.rules, name) for name in _groups(sheet)}


def _is_other_paper(request: Request, papers: dict[str, Sequence[PaperSlot]]) -> bool:
    """Whether the QR code was on a paper that nobody sits any more."""
    mark = request.GET.get("paper", "")
    return bool(mark) and mark not in map(paper_mark, papers.values())


def _told_by_paper(request: Request, contest: Contest, sheet: RuleSheet) -> dict[str, str]:
    """What the QR code fills in: the group, and of a personal paper who it is."""
    told, entry = {"group": request.GET.get("group", "")}, _asked_entry(contest, request.GET.get("entry", ""))
    if entry is None:
        return told
    told["group"] = entry.group
    if sheet.who.admission == "open":
        return {**told, "name": entry.user.name}
    return {**told, "number": entry.user.username}


def _asked_entry(contest: Contest, sent: str) -> Entry | None:
    """The entry of this contest that a form or an address names; anybody else's is a 404."""
    if not sent:
        return None
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        raise Http404
    return organized_entry(contest, int(sent))


def _groups(sheet: RuleSheet) -> tuple[str, ...]:
    """The groups whose papers differ, or "" for all."""
    has_own = any(row.groups for row in sheet.paper.rows)
    return sheet.who.groups.all_names if has_own else ("",)


def _wall(sheet: RuleSheet, now: datetime) -> datetime:
    """Now, or the end of a contest that is over, on the contest's wall clock."""
    return min(now, sheet.closes_at).astimezone(sheet.when.zone).replace(tzinfo=None, second=0, microsecond=0)


def _saved(request: Request, contest: Contest, form: PaperEntryForm) -> bool:
    try:
        attempt = enter_paper(request.user, contest, form.entry, now=request.now)
    except RuleBroken as error:
        form.blame(error)
        return False
    messages.success(request, _("%(name)s的答卷已录入。") % {"name": attempt.user.name})
    return True


def _entered(contest: Contest) -> list[Attempt]:
    papers = Attempt.objects.filter(contest=contest, on_paper=True)
    return list(papers.select_related("user", "entry__department").order_by("-pk")[:SHOWN])


def _prints(contest: Contest, sheet: RuleSheet) -> list[dict[str, str]]:
    address = reverse("desk_paper_print", args=[contest.pk])
    return [
        {
            "label": group_word(sheet.who.groups.by, name) if name else "",
            "href": f"{address}?{urlencode({'group': name})}" if name else address,
        }
        for name in _groups(sheet)
    ]


@organizer_page
@require_GET
def paper_print(request: Request, contest_id: int) -> HttpResponse:
    """`group`: whose paper; `keys=1`: with the answers, for marking by hand."""
    found, sheet = _with_papers(request, contest_id)
    group = request.GET.get("group", "")
    if group not in _groups(sheet) or found.rules is None:
        raise Http404
    shows_keys = request.GET.get("keys") == "1"
    context: dict[str, Any] = {
        "contest": found,
        "sheet": sheet,
        "skin": "print",
        "keys": shows_keys,
        "group": group,
        "questions": [sample_question(one) for one in sample_items(printed_paper(found.rules, group))],
        "toggle": f"?{urlencode({'group': group, **({} if shows_keys else {'keys': '1'})})}",
    }
    return render(request, "quiz/desk/paper_print.html", context)


@organizer_page
@require_POST
def paper_pdf(request: Request, contest_id: int) -> HttpResponse:
    """The printed paper in large type; its QR code opens the page where it is typed in.

    `group`: whose paper; `entry`: of one person, with the name on it; `keys=1`: with the answers.
    """
    found, sheet = _with_papers(request, contest_id)
    entry = _asked_entry(found, request.POST.get("entry", ""))
    group = _group_of(entry, sheet) if entry else request.POST.get("group", "")
    if group not in _groups(sheet) or found.rules is None:
        raise Http404
    slots = printed_paper(found.rules, group)
    content = export_large_paper(
        request.user,
        found,
        sample_items(slots),
        keys=request.POST.get("keys") == "1",
        link=_entry_link(request, found, slots, entry, group),
        person=_person(entry) if entry else None,
        now=request.now,
    )
    whose = entry.user.name if entry else group_word(sheet.who.groups.by, group) if group else _("大字试卷")
    return as_file(content, f"{found.title}-{whose}.pdf", PDF)


def _group_of(entry: Entry, sheet: RuleSheet) -> str:
    return entry.group if _groups(sheet) != ("",) else ""


def _entry_link(
    request: Request, contest: Contest, slots: Sequence[PaperSlot], entry: Entry | None, group: str
) -> PaperLink:
    query = {"paper": paper_mark(slots), **({"group": group} if group else {})}
    if entry:
        query["entry"] = str(entry.pk)
    address = f"{site_address(request)}{reverse('desk_paper_entries', args=[contest.pk])}?{urlencode(query)}"
    return PaperLink(address=address, caption=_("收卷的人扫码，录入这份答卷。"))


def _person(entry: Entry) -> PaperPerson:
    return PaperPerson(name=entry.user.name, unit=entry.department.name if entry.department else "")
