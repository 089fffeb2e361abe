"""The Celery application: the doorbell that wakes the workers; rows are the queue."""

import os

from celery import Celery
from celery.signals import celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# NumPy's own threads only stand in each other's way where the cores are busy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = Celery("kepu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["accounts", "quiz", "learning", "leaderboard"])


@celeryd_init.connect
def wait_longer_for_the_broker(conf=None, **_):
    """A worker may wait for its broker longer than a request that only rings."""
    conf.broker_transport_options = {
        **conf.broker_transport_options,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
