"""A sample paper as phone, PC, 长辈版 and print show it."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.web.display import Display
from accounts.web.guards import organizer_page
from accounts.web.request import Request
from quiz.access import organized_contest
from quiz.domain.timing import local_day
from quiz.selectors.preview import SampleItem, sample_paper
from quiz.selectors.results import ResultItem
from quiz.selectors.rules import sheet_in_force
from quiz.web.paper import Explained, explained

SKINS = ("phone", "pc", "elder", "print")
LONGEST_SEED = 40


@organizer_page
@require_GET
def preview(request: Request, contest_id: int) -> HttpResponse:
    """`as`: the skin; `seed`: which sample; `keys=1`: with the answers, for the organizer alone."""
    found = organized_contest(request.user, contest_id)
    sheet = sheet_in_force(found)
    query = _query(request)
    today = local_day(sheet, request.now)
    sample = sample_paper(found, sheet, seed=query["seed"], today=today)
    context = {
        "contest": found,
        "sheet": sheet,
        "sample": sample,
        "questions": [_question(item) for item in sample.items],
        "holds": [(number, *hold) for number, hold in enumerate(sample.holds, start=1)],
        "skin": query["as"],
        "keys": bool(query.get("keys")),
        "tabs": _tabs(query),
        "again": f"?{urlencode({**query, 'seed': secrets.token_hex(4)})}",
        "toggle": _toggled(query),
        "seed": query["seed"],
    }
    if query["as"] == "elder":
        context["display"] = Display(mode=User.DisplayMode.ELDER, text_size=request.display.text_size)
    return render(request, "quiz/desk/preview.html", context)


def _query(request: Request) -> dict[str, str]:
    skin = request.GET.get("as", "")
    query = {
        "as": skin if skin in SKINS else "phone",
        "seed": request.GET.get("seed", "")[:LONGEST_SEED] or "1",
    }
    return {**query, "keys": "1"} if request.GET.get("keys") == "1" else query


def _toggled(query: dict[str, str]) -> str:
    """The same sample with the answers, or without them."""
    rest = {key: value for key, value in query.items() if key != "keys"}
    return f"?{urlencode(rest if 'keys' in query else {**rest, 'keys': '1'})}"


def _tabs(query: dict[str, str]) -> list[dict[str, Any]]:
    labels = {"phone": _("手机"), "pc": _("电脑"), "elder": _("长辈版"), "print": _("纸质")}
    return [
        {"label": label, "href": f"?{urlencode({**query, 'as': skin})}", "current": skin == query["as"]}
        for skin, label in labels.items()
    ]


def _question(item: SampleItem) -> Explained:
    return explained(
        ResultItem(
            position=item.position,
            worth=item.worth,
            content=item.content,
            option_order=item.option_order,
            response=None,
            points=None,
            verdict=None,
            solution=item.solution,
        )
    )
