"""Endpoints under /api/v1."""

from django.urls import path

from accounts.api.fast import view

from .awards import AwardsView
from .board import board

urlpatterns = [
    path("contests/<int:contest_id>/board", view(get=board), name="api-board"),
    path("contests/<int:contest_id>/awards", AwardsView.as_view(), name="api-awards"),
]
