"""Celery entry points: ids in, one service call."""

from .contests import study_contest_task
from .fitting import fit_parameters_task

__all__ = ["fit_parameters_task", "study_contest_task"]
