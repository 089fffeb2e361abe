"""Celery entry points: ids in, one service call."""

from .boards import (
    draw_missing_task,
    rebuild_task,
    recompute_lines_task,
    refresh_organisations_task,
    sweep_task,
)

__all__ = [
    "draw_missing_task",
    "rebuild_task",
    "recompute_lines_task",
    "refresh_organisations_task",
    "sweep_task",
]
