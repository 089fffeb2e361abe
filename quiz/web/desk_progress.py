"""How far a contest has come: participation, who has not taken part yet, and taking it away."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Department
from accounts.templatetags.ui import moment
from accounts.web.files import CSV, XLSX, as_file, named
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.models import Contest
from quiz.selectors.progress import Participation, names_by_department, not_yet, participation
from quiz.selectors.rules import sheet_in_force
from quiz.services.exports import export_answers, export_participation
from quiz.web.desk_publish import public_address

# A chat takes no longer message; whoever needs all of them takes the Excel file.
MOST_NAMED = 500


@organizer_page
@require_GET
def progress(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    found = participation(contest)
    chosen = _chosen(found, request.GET.get("department", ""))
    waiting = not_yet(contest, chosen)
    named = names_by_department(waiting[:MOST_NAMED])
    left = waiting.count() if len(_names(named)) == MOST_NAMED else len(_names(named))
    context = {
        "contest": contest,
        "found": found,
        "chosen": chosen,
        "missing": left,
        "more": left - len(_names(named)),
        "reminder": _reminder(request, contest, named, left),
        "is_over": contest.state == Contest.State.CLOSED,
    }
    return render(request, "quiz/desk/progress.html", context)


def _chosen(found: Participation, wanted: str) -> Department | None:
    """The department asked for, where the table has it."""
    listed = {str(share.unit.id) for share in found.shares}
    return Department.objects.filter(pk=wanted).first() if wanted in listed else None


def _names(named: list[tuple[str, list[str]]]) -> list[str]:
    return [name for _department, names in named for name in names]


def _reminder(request: Request, contest: Contest, named: list[tuple[str, list[str]]], left: int) -> str:
    """What one pastes into a chat: what, until when, where, who."""
    lines = [
        _("【提醒】%(title)s") % {"title": contest.title},
        _("截止：%(at)s") % {"at": moment(contest.ends_at, contest.zone)},
        _("入口：%(url)s") % {"url": public_address(request, contest, sheet_in_force(contest))},
        _("还没交卷的有%(count)s人：") % {"count": left},
    ]
    for department, names in named:
        lines.append(f"{department or _('没有单位')}：{'、'.join(names)}")
    return "\n".join(lines)


@organizer_page
@require_POST
def export(request: Request, contest_id: int) -> HttpResponse:
    """Participation as a file. By POST, since every export is written into the log."""
    contest = organized_contest(request.user, contest_id)
    content = export_participation(request.user, contest, now=request.now)
    name = _("%(title)s-参与情况.xlsx") % {"title": contest.title}
    return as_file(content, name, XLSX)


@organizer_page
@require_POST
def answers(request: Request, contest_id: int) -> StreamingHttpResponse:
    """Every answer, line by line as it is read: a big contest's file begins at once."""
    contest = organized_contest(request.user, contest_id)
    lines = export_answers(request.user, contest, now=request.now)
    name = _("%(title)s-作答明细.csv") % {"title": contest.title}
    return named(StreamingHttpResponse(lines, content_type=CSV), name)
