"""Pages of boards and winners."""

from django.urls import path

from leaderboard.web import views

urlpatterns = [
    path("contests/<int:contest_id>/board", views.board, name="board"),
    path("contests/<int:contest_id>/winners", views.winners_page, name="winners"),
]
