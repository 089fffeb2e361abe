"""Questions whose key was corrected after a learner had answered them."""

from learning.domain.marks import is_other_key
from learning.models import Learner
from quiz.models import QuestionRevision
from quiz.selectors.content import contents, solutions


class Keys:
    """Which revision of each question a learner answered last, while a log is gone through in its order."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}

    def corrected(self, question: int, revision: int) -> bool:
        """Whether this answer is by another key than the one before. No statement once `solutions` knows what
        was edited."""
        before = self._last.get(question)
        self._last[question] = revision
        return before is not None and has_other_key(before, revision)


def has_other_key(before: int, after: int) -> bool:
    """Of two revisions of a question."""
    if before == after:
        return False
    types, known = contents([before, after]), solutions([before, after])
    one, two = types[before].type, types[after].type
    return one != two or is_other_key(one, known[before].key, known[after].key)


def begins_anew(learner: Learner, revision: QuestionRevision) -> bool:
    """Whether its key is another than the learner last answered by; a statement where it was ever edited."""
    if revision.number == 1:
        return False
    rows = learner.reviews.filter(question=revision.question_id, rating__isnull=False)
    last = rows.order_by("-at", "-pk").values_list("revision", flat=True).first()
    return last is not None and has_other_key(last, revision.pk)
