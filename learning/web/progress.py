"""The progress page: figures with their definitions beside them, nothing to feel guilty about."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.web.request import PageRequest
from learning.access import own_learner
from learning.domain.days import day_of, streak
from learning.domain.mastery import Mastery
from learning.selectors.memories import days_learned
from learning.selectors.progress import progress_of
from learning.web.device import device_of

LEVELS = {
    Mastery.TRIED: (gettext_lazy("还不会"), gettext_lazy("上次没答对，或还在错题本里")),
    Mastery.FAMILIAR: (gettext_lazy("熟悉"), gettext_lazy("上次答对了")),
    Mastery.MASTERED: (gettext_lazy("掌握"), gettext_lazy("答对两次以上，预计三天后还记得")),
    Mastery.FIRM: (gettext_lazy("牢固"), gettext_lazy("答对三次以上，预计三周后还记得")),
}


@require_GET
def progress(request: PageRequest) -> HttpResponse:
    learner = own_learner(request.user, device_of(request))
    context: dict[str, Any] = {"back_url": "/learn"}
    if learner is not None:
        today = day_of(request.now)
        found = progress_of(learner, request.now)
        context |= {
            "progress": found,
            "remembered": round(found.remembered),
            "streak": streak(days_learned(learner), today),
            "levels": [
                {"label": word, "value": found.counts.get(level, 0), "why": why}
                for level, (word, why) in LEVELS.items()
            ],
            "areas": [
                {"label": one.area.local_name, "value": one.mastered, "text": f"{one.mastered}/{one.asked}"}
                for one in found.areas
            ],
            "most": max((one.asked for one in found.areas), default=1),
            "due": [
                {"label": _("今天") if day == today else f"{day.month}-{day.day:02}", "value": count}
                for day, count in found.due
            ],
        }
    return render(request, "learning/progress.html", context)
