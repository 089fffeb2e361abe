"""News that travels up. Sent after commit, ids only; receivers only enqueue their own task.

And two questions. `places_change` is sent inside the transaction, the contest's row locked, before
rules or list change who stands where: a floor above refuses by raising RuleBroken. `ruling_made` is sent
so too, after a ruling has changed scores or list: a floor above brings what it keeps in line at once, in the
same transaction, and answers with `quiz.domain.rulings.Consequences`, which a trial shows and takes back.
"""

from django.dispatch import Signal

# attempt_ids: list[int], contest_id: int
attempt_scored = Signal()
# contest_id: int
contest_closed = Signal()
# contest_id: int
places_change = Signal()
# contest_id: int, actor: User, note: str, now: datetime
ruling_made = Signal()
