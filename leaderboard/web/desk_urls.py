"""Addresses of the organizer's award desk."""

from django.urls import path

from leaderboard.web import awards_desk

_ONE = "manage/contests/<int:contest_id>"
urlpatterns = [
    path(f"{_ONE}/awards", awards_desk.awards, name="desk_awards"),
    path(f"{_ONE}/awards/draft", awards_desk.draft, name="desk_awards_draft"),
    path(f"{_ONE}/results.xlsx", awards_desk.export_results, name="desk_export_results"),
    path("manage/awards/<int:run_id>/discard", awards_desk.discard, name="desk_awards_discard"),
    path("manage/awards/<int:run_id>/confirm", awards_desk.confirm, name="desk_awards_confirm"),
    path("manage/awards/<int:run_id>/publish", awards_desk.publish, name="desk_awards_publish"),
    path("manage/awards/<int:run_id>/winners.xlsx", awards_desk.export_winners, name="desk_export_winners"),
]
