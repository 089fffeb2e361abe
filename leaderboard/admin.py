"""The administrators' desk: boards and awards may be looked at, never edited by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from .models import (
    Activity,
    Award,
    AwardRun,
    BoardLine,
    BoardState,
    DrawResult,
    DrawRoll,
    OrganisationLine,
)


class LookOnly(admin.ModelAdmin):
    """Rows that services write and nobody else."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AwardInline(admin.TabularInline):
    model = Award
    extra = 0
    can_delete = False
    ordering = ("position",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(BoardLine)
class BoardLineAdmin(LookOnly):
    list_display = ("contest", "edition", "user", "department", "group", "points", "elapsed_ms", "is_listed")
    list_filter = ("edition", "is_listed", "contest")
    list_select_related = ("contest", "user", "department")
    search_fields = ("user__username", "user__name")
    ordering = ("contest", "edition", "sort_key")
    show_full_result_count = False


@admin.register(OrganisationLine)
class OrganisationLineAdmin(LookOnly):
    list_display = (
        "contest",
        "edition",
        "board",
        "place",
        "department",
        "headcount",
        "participants",
        "score",
    )
    list_filter = ("edition", "contest")
    list_select_related = ("contest", "department")
    ordering = ("contest", "edition", "board", "place")


@admin.register(BoardState)
class BoardStateAdmin(LookOnly):
    list_display = ("contest", "sequence", "lines_at", "organisations_at", "picture_is_stale", "compared_at")
    list_select_related = ("contest",)


@admin.register(AwardRun)
class AwardRunAdmin(LookOnly):
    list_display = ("contest", "number", "state", "created_at", "confirmed_at", "published_at")
    list_filter = ("state",)
    list_select_related = ("contest",)
    inlines = (AwardInline,)


@admin.register(DrawRoll)
class DrawRollAdmin(LookOnly):
    list_display = ("contest", "version", "number", "digest", "reason", "created_at")
    list_select_related = ("contest",)
    exclude = ("salt",)


@admin.register(DrawResult)
class DrawResultAdmin(LookOnly):
    list_display = ("roll", "public", "source", "drawn_by", "drawn_at")
    list_select_related = ("roll", "drawn_by")


@admin.register(Activity)
class ActivityAdmin(LookOnly):
    list_display = ("begins_on", "kind", "title", "department", "visits", "copies", "withdrawn_at")
    list_filter = ("kind",)
    list_select_related = ("department",)
