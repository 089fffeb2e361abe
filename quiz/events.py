"""News that travels up. Sent after commit, ids only; receivers only enqueue their own task."""

from django.dispatch import Signal

# attempt_ids: list[int], contest_id: int
attempt_scored = Signal()
# contest_id: int
contest_closed = Signal()
