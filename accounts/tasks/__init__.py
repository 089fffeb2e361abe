"""Celery entry points: ids in, one service call."""

from .rosters import serve_roster_task

__all__ = ["serve_roster_task"]
