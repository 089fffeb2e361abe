"""A before and an after test: making a parallel form, pairing, the report, taking it away."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.web.files import XLSX, as_file
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.domain.gain import LEAST_FIGURES, LEAST_SHOWN, Gain
from quiz.models import Contest, GainPair
from quiz.selectors.gain import after_tests_of, gain_of, is_waiting, pair_of, possible_after_tests
from quiz.services.gain import make_after_test, pair_tests, unpair_tests
from quiz.services.gain_exports import export_gain
from quiz.web.forms.after_test import AfterTestForm
from quiz.web.gain_words import count_word, count_words, gain_measures


@organizer_page
@require_GET
def gain(request: Request, contest_id: int) -> HttpResponse:
    contest = organized_contest(request.user, contest_id)
    pair = pair_of(contest)
    context: dict[str, Any] = {"contest": contest, "pair": pair}
    if pair is not None:
        context |= _report(pair, contest)
    elif contest.state != Contest.State.DRAFT:
        context["after_tests"] = list(after_tests_of(contest))
        context["choices"] = list(possible_after_tests(request.user, contest)[:50])
    return render(request, "quiz/desk/gain.html", context)


def _report(pair: GainPair, contest: Contest) -> dict[str, Any]:
    """`contest` is the after test, whose rules are read already."""
    pair.after = contest
    waits = [one for one in (pair.before, contest) if is_waiting(one)]
    if waits:
        return {"waits": waits}
    found = gain_of(pair)
    return {
        "gain": found,
        "counts": _counts(found),
        "measures": gain_measures(found.figures) if found.figures else [],
        "least_shown": LEAST_SHOWN,
        "least_figures": LEAST_FIGURES,
        "bars": _bars(found),
    }


def _counts(found: Gain) -> list[dict[str, str]]:
    words = count_words(found.rose, found.same, found.fell)
    labels = (_("提高"), _("没变"), _("降低"))
    return [{"label": label, "value": word} for label, word in zip(labels, words, strict=True)]


def _bars(found: Gain) -> list[dict[str, Any]]:
    if found.figures is None:
        return []
    return [
        {"label": _("前测"), "value": round(found.figures.before, 1)},
        {"label": _("后测"), "value": round(found.figures.after, 1), "mine": True},
    ]


@organizer_page
@require_http_methods(["GET", "POST"])
def parallel(request: Request, contest_id: int) -> HttpResponse:
    before = organized_contest(request.user, contest_id)
    form = AfterTestForm(request.POST or None, initial=_usual(before))
    if request.method == "POST" and form.is_valid():
        after = _made(request, before, form)
        if after is not None:
            messages.success(request, _("后测的草稿已保存。照着清单看一遍，就可以发布。"))
            return redirect("desk_contest", after.pk)
    return render(request, "quiz/desk/gain_parallel.html", {"contest": before, "form": form})


def _usual(before: Contest) -> dict[str, Any]:
    """As long as the before test, a week after its end."""
    opens = timezone.localtime(before.closes_at, before.zone).replace(tzinfo=None) + timedelta(days=7)
    title = _("%(title)s（后测）") % {"title": before.title}
    return {
        "title": title[:120],
        "opens_at": opens,
        "closes_at": opens + (before.closes_at - before.opens_at),
    }


def _made(request: Request, before: Contest, form: AfterTestForm) -> Contest | None:
    try:
        return make_after_test(request.user, before, **form.cleaned_data, now=request.now)
    except RuleBroken as error:
        form.add_error(None, explain(error))
        return None


@organizer_page
@require_POST
def pair(request: Request, contest_id: int) -> HttpResponse:
    before = organized_contest(request.user, contest_id)
    chosen = request.POST.get("after", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        messages.error(request, _("请选一场后测。"))
        return redirect("desk_gain", before.pk)
    after = organized_contest(request.user, int(chosen))
    try:
        pair_tests(request.user, before, after, now=request.now)
    except RuleBroken as error:
        messages.error(request, explain(error))
        return redirect("desk_gain", before.pk)
    messages.success(request, _("已配成前测和后测。"))
    return redirect("desk_gain", after.pk)


@organizer_page
@require_POST
def unpair(request: Request, contest_id: int) -> HttpResponse:
    """By the after test: it has one before test at most. Pressed twice it does nothing more."""
    after = organized_contest(request.user, contest_id)
    found = pair_of(after)
    if found is not None:
        unpair_tests(request.user, found, now=request.now)
        messages.success(request, _("已解除配对，两场竞赛都没有变。"))
    return redirect("desk_gain", found.before_id if found else after.pk)


@organizer_page
@require_POST
def download(request: Request, contest_id: int) -> HttpResponse:
    """The report as a file. By POST, since every export is written into the log."""
    contest = organized_contest(request.user, contest_id)
    found = pair_of(contest)
    report = _report(found, contest) if found else {}
    if found is None or "gain" not in report:
        raise Http404
    content = export_gain(request.user, found, report["gain"], _lines(found, report), now=request.now)
    name = _("%(title)s-学习增益.xlsx") % {"title": contest.title}
    return as_file(content, name, XLSX)


def _lines(pair: GainPair, report: dict[str, Any]) -> list[list[str]]:
    found: Gain = report["gain"]
    people = [
        [_("前测人数"), str(found.n_before), f"#{pair.before_id} {pair.before.title}", ""],
        [_("后测人数"), str(found.n_after), f"#{pair.after_id} {pair.after.title}", ""],
        [_("两次都考"), count_word(found.matched), "", ""],
    ]
    counts = [[one["label"], one["value"], "", ""] for one in report["counts"]]
    return [*people, *counts, *([one.label, one.value, one.verdict, one.how] for one in report["measures"])]
