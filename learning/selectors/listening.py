"""What may be read aloud: short facts that the learner has met, or those of the day's topic."""

import hashlib
from datetime import datetime

from learning.domain.days import day_of
from learning.models import Learner
from quiz.models import Topic
from quiz.selectors.learnable import learnable_revisions

_LOOKED_AT = 60


def met_revisions(learner: Learner, now: datetime, most: int) -> list[int]:
    """What the learner answered last, the newest first, as it stands in the bank now. Two statements."""
    answered = learner.reviews.order_by("-at", "-pk").values_list("question", flat=True)[:_LOOKED_AT]
    questions = list(dict.fromkeys(answered))
    rows = learnable_revisions(day_of(now)).filter(question__in=questions)
    found = dict(rows.values_list("question", "pk"))
    return [found[one] for one in questions if one in found][:most]


def topics_to_hear(now: datetime) -> list[Topic]:
    """The topics that have something to tell, in an order that begins with the day's own."""
    day = day_of(now)
    rows = learnable_revisions(day).exclude(explanation="")
    topics = Topic.objects.filter(pk__in=rows.values("question__topic"))
    return sorted(topics, key=lambda one: hashlib.sha256(f"{day}/{one.code}".encode()).digest())


def topic_revisions(topic: Topic, now: datetime, most: int) -> list[int]:
    """Its explained questions, elders' own first."""
    rows = learnable_revisions(day_of(now)).filter(question__topic=topic).exclude(explanation="")
    found = list(rows.order_by("question__code").values_list("pk", "audience"))
    found.sort(key=lambda one: "elder" not in one[1])
    return [pk for pk, _audience in found][:most]
