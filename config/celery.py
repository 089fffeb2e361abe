"""The Celery application: the doorbell that wakes the workers; rows are the queue."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("kepu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["quiz", "leaderboard"])
