"""What pages of the bank's desk share: their door, and a revision in words."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from quiz.access import BankDesk, bank_desk
from quiz.bank_words import AUDIENCES, BLOOM, CERTAINTIES, SOURCE_TYPES
from quiz.models import QuestionReview, QuestionRevision

View = Callable[..., HttpResponse]
Step = QuestionReview.Step


def bank_page(view: View) -> View:
    """Log in first; then only organizers and reviewers, as `request.desk`."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.desk = bank_desk(request.user)  # type: ignore[attr-defined, arg-type]
        return view(request, *args, **kwargs)

    return guarded


def shown(revision: QuestionRevision) -> dict[str, Any]:
    """A revision's values in words."""
    source = revision.source
    return {
        "options": [
            {"text": option["text"], "is_key": option["id"] in revision.key} for option in revision.options
        ],
        "blanks": revision.key if revision.type == "blank" else [],
        "truth": revision.key[:1] == [1],
        "source": source,
        "source_type": SOURCE_TYPES.get(source.get("type", ""), ""),
        "certainty": CERTAINTIES.get(source.get("certainty", ""), ""),
        "audience": [AUDIENCES.get(tag, tag) for tag in revision.audience],
        "bloom": BLOOM.get(revision.bloom, ""),
    }


def may_decide(
    desk: BankDesk, person_id: int, revision: QuestionRevision, steps: Sequence[QuestionReview]
) -> bool:
    """Whether this person may decide about the revision now; `steps` are its own, oldest first."""
    step = steps[-1].step if steps else ""
    if not desk.may_review or step not in Step.waiting() or revision.author_id == person_id:
        return False
    passed = {one.by_id for one in steps if one.step == Step.FIRST_PASSED}
    return step == Step.SUBMITTED or (desk.is_expert and person_id not in passed)
