"""Publishing a contest, its poster and QR code, and closing it."""

from io import BytesIO
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.messages import explain, sentence
from accounts.templatetags.ui import hour, points, seconds_words
from accounts.web.guards import organizer_page
from accounts.web.qr import qr_svg, site_address
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.domain.contradictions import blocking
from quiz.domain.rulesheet import RuleSheet, Tier, centipoints
from quiz.models import Contest
from quiz.selectors.capacity import crowd_warning
from quiz.selectors.desk import figures_of, still_answering
from quiz.selectors.faults import faults_of
from quiz.selectors.rules import sheet_in_force
from quiz.selectors.scope import people_in_scope
from quiz.services.closing import NOTICE, announce_end, close_contest, take_back_end
from quiz.services.contests import publish_contest
from quiz.web.announcement import Section, announcement

NAMES_SHOWN = 20
MOST_PRIZES = 6
_QR_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@organizer_page
@require_http_methods(["GET", "POST"])
def publish(request: Request, contest_id: int) -> HttpResponse:
    found = organized_contest(request.user, contest_id)
    if found.state != Contest.State.DRAFT:
        return redirect("desk_poster", found.pk)
    sheet = sheet_in_force(found)
    faults = blocking(faults_of(found, sheet, now=request.now))
    if faults:
        messages.error(request, _("还有 %(count)s 处要改好才能发布。") % {"count": len(faults)})
        return redirect("desk_contest", found.pk)
    if request.method == "POST":
        publish_contest(request.user, found, now=request.now)
        messages.success(request, _("竞赛已发布。把海报贴出去，或把二维码发到群里。"))
        return redirect("desk_poster", found.pk)
    return render(request, "quiz/desk/publish.html", {"contest": found, **_summary(found, sheet)})


def _summary(contest: Contest, sheet: RuleSheet) -> dict[str, Any]:
    is_open = sheet.who.admission == "open"
    people = None if is_open else people_in_scope(contest, sheet).count()
    crowd = crowd_warning(contest, sheet, people)
    return {"sheet": sheet, "is_open": is_open, "people": people, "crowd": explain(crowd) if crowd else ""}


@organizer_page
@require_GET
def poster(request: Request, contest_id: int) -> HttpResponse:
    found = organized_contest(request.user, contest_id)
    if found.state == Contest.State.DRAFT:
        return redirect("desk_contest", found.pk)
    sheet = sheet_in_force(found)
    address = public_address(request, found, sheet)
    context = {
        "contest": found,
        "sheet": sheet,
        "address": address,
        "site": site_address(request),
        "qr": qr_svg(address),
        "is_open": sheet.who.admission == "open",
        "lines": _short_rules(sheet, request.LANGUAGE_CODE),
    }
    return render(request, "quiz/desk/poster.html", context)


def public_address(request: Request, contest: Contest, sheet: RuleSheet) -> str:
    """Where the QR code leads: to registration where that is open, else to the contest."""
    if sheet.who.admission == "open":
        return f"{site_address(request)}{reverse('join', args=[contest.join_code])}"
    return f"{site_address(request)}{reverse('contest', args=[contest.pk])}"


def _short_rules(sheet: RuleSheet, language: str) -> list[Section]:
    """What fits a poster: who, how and the prizes; the rest is behind the code."""
    said = {section.title: section.lines for section in announcement(sheet, language)}
    limit = sheet.time.paper_seconds
    paper = _("%(count)s 题") % {"count": sheet.paper.size}
    parts = [
        Section(title=_("参赛对象"), lines=said.get(_("参赛对象"), [])[:1]),
        Section(
            title=_("怎么答"),
            lines=[
                f"{paper} · {seconds_words(limit)}" if limit else paper,
                *said.get(_("时间和次数"), [])[1:2],
            ],
        ),
        Section(title=_("奖项"), lines=[_prize(tier) for tier in sheet.awards[:MOST_PRIZES]]),
    ]
    return [part for part in parts if part.lines]


def _prize(tier: Tier) -> str:
    """一等奖 3名, 优秀奖 80分以上."""
    if tier.quota is not None:
        return _("%(name)s %(count)s名") % {"name": tier.name, "count": tier.quota}
    if tier.min_points is not None:
        return _("%(name)s %(points)s分及以上") % {
            "name": tier.name,
            "points": points(centipoints(tier.min_points)),
        }
    return tier.name


@organizer_page
@require_GET
def qr(request: Request, contest_id: int, kind: str) -> HttpResponse:
    """The QR code as a file: `svg` for print shops, `png` for chat groups."""
    found = organized_contest(request.user, contest_id)
    if kind not in _QR_TYPES or found.state == Contest.State.DRAFT:
        raise Http404
    buffer = BytesIO()
    code = segno.make(public_address(request, found, sheet_in_force(found)), error="m")
    code.save(buffer, kind=kind, scale=16, border=4)
    response = HttpResponse(buffer.getvalue(), content_type=_QR_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="contest-{found.pk}-qr.{kind}"'
    return response


@organizer_page
@require_http_methods(["GET", "POST"])
def close(request: Request, contest_id: int) -> HttpResponse:
    """An end is announced ten minutes ahead. At once only where nobody loses by it, ticked as understood:
    closing may release the answers, so it cannot be taken back."""
    found = organized_contest(request.user, contest_id)
    if found.state != Contest.State.PUBLISHED:
        return redirect("desk_contest", found.pk)
    error, figures = "", figures_of(found)
    is_at_once = figures.everybody_is_done and request.POST.get("how") == "at_once"
    if request.method == "POST":
        if not is_at_once:
            return _announce_end(request, found)
        if request.POST.get("understood"):
            return _close(request, found)
        error = sentence("close_not_confirmed")
    answering = still_answering(found)
    context = {
        "contest": found,
        "error": error,
        "figures": figures,
        "answering": answering[:NAMES_SHOWN],
        "more": max(0, answering.count() - NAMES_SHOWN),
        "releases_keys": sheet_in_force(found).publication.keys == "after_close",
        "minutes": NOTICE.seconds // 60,
    }
    return render(request, "quiz/desk/close.html", context, status=400 if error else 200)


def _announce_end(request: Request, contest: Contest) -> HttpResponse:
    at = announce_end(request.user, contest, now=request.now)
    messages.success(request, _("已宣布 %(at)s 结束，到时自动收卷。") % {"at": hour(at, contest.zone)})
    return redirect("desk_contest", contest.pk)


def _close(request: Request, contest: Contest) -> HttpResponse:
    close_contest(request.user, contest, now=request.now)
    messages.success(request, _("竞赛已关闭。"))
    return redirect("desk_contest", contest.pk)


@organizer_page
@require_POST
def keep_open(request: Request, contest_id: int) -> HttpResponse:
    """The announced end is taken back."""
    found = organized_contest(request.user, contest_id)
    take_back_end(request.user, found, now=request.now)
    messages.success(request, _("已撤回，竞赛照原来的时间进行。"))
    return redirect("desk_contest", found.pk)
