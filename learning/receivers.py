"""Glue: a contest that is closed leaves something to learn, and whoever logs in brings along what was learned
on this device."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.doorbell import ring
from accounts.models import User
from quiz.events import contest_closed

from .services.learners import learner_for
from .tasks.contests import study_contest_task
from .web.device import device_of


@receiver(contest_closed, dispatch_uid="learning.contest_closed")
def on_contest_closed(contest_id: int, **_: Any) -> None:
    ring(study_contest_task, contest_id)


@receiver(user_logged_in, dispatch_uid="learning.user_logged_in")
def on_login(user: User, request: HttpRequest, **_: Any) -> None:
    """At once, so that the first page shows it; a login without the device's cookie costs nothing."""
    device = device_of(request)
    if device is not None:
        learner_for(user, device, now=request.now)  # type: ignore[attr-defined]
