"""Celery entry points: ids in, one service call."""

from .boards import rebuild_task, recompute_lines_task, refresh_organisations_task, sweep_task

__all__ = ["rebuild_task", "recompute_lines_task", "refresh_organisations_task", "sweep_task"]
