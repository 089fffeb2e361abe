"""The organizer's desk of claims: who has taken the prize, who gave it up, who moves up."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain, sentence
from accounts.web.files import PDF, as_file
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from leaderboard.access import organized_award
from leaderboard.domain.claims import ClaimState
from leaderboard.selectors.claims import ClaimRow, claim_row, claim_rows, lines_of, published_run
from leaderboard.selectors.notice import notice_of
from leaderboard.services.claim_sheet import print_claim_sheet
from leaderboard.services.claims import hand_on, note_claim, note_taken, try_handing_on
from leaderboard.web.claim_forms import ClaimForm
from quiz.access import organized_contest

PAGE = 50
FIRST_IN_LINE = 20
MOST_DIGITS = 18


@organizer_page
@require_GET
def claims(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    run = published_run(contest)
    rows = claim_rows(run, now=request.now) if run else []
    lines = lines_of(run, FIRST_IN_LINE) if run else []
    state, words = request.GET.get("state", ""), " ".join(request.GET.get("q", "").replace("\0", "").split())
    found = [row for row in rows if state in ("", row.claim.state) and _is_about(row, words)]
    context = {
        "contest": contest,
        "run": run,
        "notice": notice_of(contest, now=request.now),
        "counts": _counts(rows),
        "given_up": sum(row.claim.is_given_up for row in rows),
        "lines": lines,
        "in_line": sum(line.count for line in lines),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": [("", _("全部")), *((one.value, _word(one)) for one in ClaimState)],
        "words": words,
        "query": _query(state=state, q=words),
        "here": _query(state=state, q=words, page=request.GET.get("page", "")),
    }
    return render(request, "leaderboard/desk/claims.html", context)


def _counts(rows: list[ClaimRow]) -> list[tuple[str, str, int]]:
    """(state, its word, how many) of every state that the list has."""
    return [
        (state.value, _word(state), count)
        for state in ClaimState
        if (count := sum(row.claim.state == state for row in rows))
    ]


def _word(state: ClaimState) -> str:
    return sentence(f"claim_state_{state.value}", {})


def _is_about(row: ClaimRow, words: str) -> bool:
    award = row.award
    names = (award.user.name, award.user.username) if award.user else ()
    office = award.department.name if award.department else ""
    return not words or any(words.lower() in one.lower() for one in (*names, office, award.tier))


def _query(**parts: str) -> str:
    """What is chosen, with a trailing "&"."""
    found = {name: value for name, value in parts.items() if value}
    return f"{urlencode(found)}&" if found else ""


@organizer_page
@require_POST
def taken(request: Request, contest_id: int) -> HttpResponse:
    """Prizes that were handed over, one by its button or all that are ticked; back to the same page."""
    contest = organized_contest(request.user, contest_id)
    chosen = request.POST.getlist("one") or request.POST.getlist("prize")
    awards = {int(one) for one in chosen[:PAGE] if one.isdecimal() and len(one) <= MOST_DIGITS}
    noted, left = note_taken(request.user, contest, awards, now=request.now)
    if noted:
        said = ngettext("已登记 %(n)s 个奖领走。", "已登记 %(n)s 个奖领走。", noted)
        messages.success(request, said % {"n": noted})
    if left:
        said = ngettext(
            "%(n)s 个没有登记：已经领走、放弃了，或者名单已换。",
            "%(n)s 个没有登记：已经领走、放弃了，或者名单已换。",
            left,
        )
        messages.error(request, said % {"n": left})
    if not awards:
        messages.error(request, _("请先勾选领走了的奖。"))
    parts = {name: request.GET.get(name, "") for name in ("state", "q", "page")}
    return redirect(f"{reverse('desk_claims', args=[contest.pk])}?{_query(**parts)}".rstrip("?&"))


@organizer_page
@require_POST
def signed(request: Request, contest_id: int) -> HttpResponse:
    """The sheet to sign at the counter. By POST, since every one is written into the log."""
    contest = organized_contest(request.user, contest_id)
    try:
        content = print_claim_sheet(request.user, contest, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
        return redirect("desk_claims", contest.pk)
    name = _("%(title)s-领奖签收表") % {"title": contest.title}
    return as_file(content, f"{name}.pdf", PDF)


@organizer_page
@require_http_methods(["GET", "POST"])
def claim(request: Request, award_id: int) -> HttpResponse:
    """One prize: what happened to it, and what is to be noted."""
    award = organized_award(request.user, award_id)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_claim(request.user, award, now=request.now, **form.cleaned_data)
        except RuleBroken as error:
            if error.code == "claim_run_replaced":
                messages.error(request, explain(error))
                return redirect("desk_claims", award.run.contest_id)
            form.add_error(None, explain(error))
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk_claims", award.run.contest_id)
    contest = award.run.contest
    run = published_run(contest)
    is_current = run is not None and run.pk == award.run_id
    context = {
        "contest": contest,
        "award": award,
        "row": claim_row(award, now=request.now) if is_current else None,
        "form": form,
    }
    return render(request, "leaderboard/desk/claim.html", context, status=422 if form.errors else 200)


@organizer_page
@require_http_methods(["GET", "POST"])
def handing_on(request: Request, contest_id: int) -> HttpResponse:
    """Who gives way to whom, shown first; only then is the list replaced."""
    contest = organized_contest(request.user, contest_id)
    try:
        if request.method == "POST":
            found = hand_on(request.user, contest, digest=request.POST.get("digest", ""), now=request.now)
            moved = sum(bool(change.after) for change in found.consequences.changes)
            said = _("已递补，%(count)s 人有了新的奖项。名单重新公示。")
            messages.success(request, said % {"count": moved})
            return redirect("desk_claims", contest.pk)
        found = try_handing_on(contest, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
        again = error.code == "claim_out_of_date"
        return redirect("desk_hand_on" if again else "desk_claims", contest.pk)
    moves_up = any(change.after for change in found.consequences.changes)
    context = {"contest": contest, "found": found, "moves_up": moves_up}
    return render(request, "leaderboard/desk/hand_on.html", context)
