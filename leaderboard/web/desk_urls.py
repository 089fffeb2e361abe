"""Addresses of the organizer's award desk."""

from django.urls import path

from leaderboard.web import awards_desk, draw_desk

_ONE = "manage/contests/<int:contest_id>"
urlpatterns = [
    path(f"{_ONE}/awards", awards_desk.awards, name="desk_awards"),
    path(f"{_ONE}/awards/draft", awards_desk.draft, name="desk_awards_draft"),
    path(f"{_ONE}/draw", draw_desk.draw, name="desk_draw"),
    path(f"{_ONE}/draw/freeze", draw_desk.freeze, name="desk_draw_freeze"),
    path("manage/draws/<int:roll_id>", draw_desk.lots, name="desk_draw_lots"),
    path("manage/draws/<int:roll_id>/stage", draw_desk.stage, name="desk_draw_stage"),
    path(f"{_ONE}/results.xlsx", awards_desk.export_results, name="desk_export_results"),
    path("manage/awards/<int:run_id>/discard", awards_desk.discard, name="desk_awards_discard"),
    path("manage/awards/<int:run_id>/confirm", awards_desk.confirm, name="desk_awards_confirm"),
    path("manage/awards/<int:run_id>/publish", awards_desk.publish, name="desk_awards_publish"),
    path("manage/awards/<int:run_id>/winners.xlsx", awards_desk.export_winners, name="desk_export_winners"),
]
