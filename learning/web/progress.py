"""The progress page: figures with their definitions beside them, nothing to feel guilty about."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.templatetags.ui import short_day
from accounts.web.request import PageRequest
from learning.access import own_learner
from learning.domain.days import day_of, streak
from learning.domain.memory import Level
from learning.selectors.memories import days_learned
from learning.selectors.progress import TopicProgress, progress_of
from learning.web.device import device_of

LEVELS = {
    Level.TRIED: (gettext_lazy("尝试过"), gettext_lazy("答过，还没有答对")),
    Level.FAMILIAR: (gettext_lazy("熟悉"), gettext_lazy("答对过一次")),
    Level.MASTERED: (gettext_lazy("掌握"), gettext_lazy("隔三天以上，两天都答对")),
    Level.FIRM: (
        gettext_lazy("牢固"),
        gettext_lazy("掌握了，和别的知识点混着问也答对，预计三周后还记得；没答对就退一级"),
    ),
}


def _row(one: TopicProgress) -> dict[str, Any]:
    return {"label": one.topic.local_name, "value": one.mastered, "text": f"{one.mastered}/{one.asked}"}


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
            "areas": [_row(one) for one in found.areas],
            "most": max((one.asked for one in found.areas), default=1),
            "topics": [_row(one) for one in found.topics],
            "most_of_a_topic": max((one.asked for one in found.topics), default=1),
            "due": [
                {"label": _("今天") if day == today else short_day(day), "value": count}
                for day, count in found.due
            ],
        }
    return render(request, "learning/progress.html", context)
