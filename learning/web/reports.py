"""报错 as pages of self-study offer it."""

from typing import Any

from accounts.models import User
from accounts.web.request import PageRequest
from learning.web.device import device_of
from quiz.access import report_pass
from quiz.selectors.question_reports import reports_of


def report_context(request: PageRequest, revision_id: int) -> dict[str, Any]:
    """For a page that shows a question with its key: what the person, or this device while nobody is logged
    in, said of it, and the pass to say it."""
    device = device_of(request)
    reporter = request.user if isinstance(request.user, User) else f"learner:{device}" if device else None
    if reporter is None:
        return {}
    report = reports_of(reporter, [revision_id]).get(revision_id)
    return {"report": report, "report_pass": report_pass(reporter, revision_id)}
