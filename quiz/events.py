"""News that travels up. Sent after commit, ids only; receivers only enqueue their own task.

And one question: `places_change` is sent inside the transaction, the contest's row locked, before
rules or list change who stands where. A floor above refuses by raising RuleBroken.
"""

from django.dispatch import Signal

# attempt_ids: list[int], contest_id: int
attempt_scored = Signal()
# contest_id: int
contest_closed = Signal()
# contest_id: int
places_change = Signal()
