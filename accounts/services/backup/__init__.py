"""Backups: one file that holds the database as it was at one moment, and is read back before it counts."""

from .making import Made, make_backup
from .restoring import Restored, restore_backup

__all__ = ["Made", "Restored", "make_backup", "restore_backup"]
