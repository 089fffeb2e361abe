"""Addresses of the organizer's desk, and of registration by link or QR code."""

from django.urls import path

from quiz.web import (
    desk,
    desk_items,
    desk_live,
    desk_paper_entries,
    desk_papers,
    desk_preview,
    desk_progress,
    desk_publish,
    desk_rules,
    registration,
)

_ONE = "manage/contests/<int:contest_id>"
urlpatterns = [
    path("manage", desk.desk, name="desk"),
    path("manage/contests/new", desk.new, name="desk_new"),
    path(_ONE, desk.contest, name="desk_contest"),
    path(f"{_ONE}/discard", desk.discard, name="desk_discard"),
    path(f"{_ONE}/restore", desk.restore, name="desk_restore"),
    path(f"{_ONE}/log", desk.log, name="desk_log"),
    path(f"{_ONE}/rules", desk_rules.rules, name="desk_rules"),
    path(f"{_ONE}/rules/file", desk_rules.rules_file, name="desk_rules_file"),
    path(f"{_ONE}/rules/<int:number>.yaml", desk_rules.version_file, name="desk_version_file"),
    path(f"{_ONE}/preview", desk_preview.preview, name="desk_preview"),
    path(f"{_ONE}/papers", desk_papers.papers, name="desk_papers"),
    path(f"{_ONE}/papers.json", desk_papers.papers_json, name="desk_papers_json"),
    path(f"{_ONE}/paper.docx", desk_preview.word, name="desk_paper_word"),
    path(f"{_ONE}/publish", desk_publish.publish, name="desk_publish"),
    path(f"{_ONE}/poster", desk_publish.poster, name="desk_poster"),
    path(f"{_ONE}/qr.<str:kind>", desk_publish.qr, name="desk_qr"),
    path(f"{_ONE}/close", desk_publish.close, name="desk_close"),
    path(f"{_ONE}/live", desk_live.live, name="desk_live"),
    path(f"{_ONE}/progress", desk_progress.progress, name="desk_progress"),
    path(f"{_ONE}/progress.xlsx", desk_progress.export, name="desk_export_progress"),
    path(f"{_ONE}/answers.csv", desk_progress.answers, name="desk_export_answers"),
    path(f"{_ONE}/paper-entries", desk_paper_entries.paper_entries, name="desk_paper_entries"),
    path(f"{_ONE}/paper-entries/print", desk_paper_entries.paper_print, name="desk_paper_print"),
    path(f"{_ONE}/items", desk_items.items, name="desk_items"),
    path(f"{_ONE}/items/refresh", desk_items.refresh, name="desk_items_refresh"),
    path(f"{_ONE}/items/<int:revision_id>", desk_items.item, name="desk_item"),
    path(f"{_ONE}/items.<str:kind>", desk_items.download, name="desk_items_file"),
    path(f"{_ONE}/people", desk_live.people, name="desk_people"),
    path(f"{_ONE}/people/<int:entry_id>", desk_live.person, name="desk_person"),
    path(f"{_ONE}/people/<int:entry_id>/time", desk_live.extra_time, name="desk_extra_time"),
    path(f"{_ONE}/people/<int:entry_id>/exclude", desk_live.exclude, name="desk_exclude"),
    path(f"{_ONE}/people/<int:entry_id>/include", desk_live.include, name="desk_include"),
    path("join/<str:code>", registration.join, name="join"),
]
