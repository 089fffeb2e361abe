"""Pages of boards and winners."""

from django.urls import include, path

from leaderboard.web import views

urlpatterns = [
    path("", include("leaderboard.web.desk_urls")),
    path("contests/<int:contest_id>/board", views.board, name="board"),
    path("contests/<int:contest_id>/winners", views.winners_page, name="winners"),
]
