"""What pages of the bank's desk share: their door, and a revision in words."""

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.messages import explain
from quiz.access import BankDesk, bank_desk
from quiz.bank_words import AUDIENCES, BLOOM, CERTAINTIES, SOURCE_TYPES
from quiz.models import QuestionReview, QuestionRevision
from quiz.services.bank_together import Together

# More than any page shows.
MOST_TICKED = 100
_NUMBER = re.compile("[0-9]{1,18}")
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


def ticked_revisions(request: HttpRequest, name: str = "revision") -> list[int]:
    """What was ticked on a page; junk is left out."""
    sent = request.POST.getlist(name)
    return [int(one) for one in sent if _NUMBER.fullmatch(one)][:MOST_TICKED]


def tell_refused(request: HttpRequest, told: Together) -> None:
    """Every question that was refused, with the reason."""
    for code, broken in told.held:
        messages.warning(request, f"{code}{_('：')}{explain(broken)}")


def tell_held(request: HttpRequest, told: Together) -> None:
    """The same; or that nothing was ticked."""
    tell_refused(request, told)
    if not (told.done or told.passed_on or told.held):
        messages.warning(request, _("没有选中的题。请先在题目前面打勾。"))
