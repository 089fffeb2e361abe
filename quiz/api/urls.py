"""Endpoints under /api/v1."""

from django.urls import path

from accounts.api.fast import view

from . import sitting
from .views import ContestsView, ContestView, ResultView

urlpatterns = [
    path("contests", ContestsView.as_view(), name="api-contests"),
    path("contests/<int:contest_id>", ContestView.as_view(), name="api-contest"),
    path("contests/<int:contest_id>/attempts", view(post=sitting.start), name="api-start"),
    path("attempts/<int:attempt_id>", view(get=sitting.show), name="api-attempt"),
    path(
        "attempts/<int:attempt_id>/answers/<int:position>",
        view(put=sitting.answer),
        name="api-answer",
    ),
    path("attempts/<int:attempt_id>/hand-in", view(post=sitting.hand_in_attempt), name="api-hand-in"),
    path("attempts/<int:attempt_id>/result", ResultView.as_view(), name="api-result"),
]
