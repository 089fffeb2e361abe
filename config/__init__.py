"""The roof: settings, addresses, the Celery application."""

from .sqlite import use_sound_sqlite

use_sound_sqlite()
