"""报错 as pages of self-study offer it."""

from typing import Any

from accounts.models import User
from accounts.web.request import PageRequest
from quiz.access import report_pass
from quiz.selectors.question_reports import reports_of


def report_context(request: PageRequest, revision_id: int) -> dict[str, Any]:
    """For a page that shows a question with its key: what the person said of it, and the pass to say it."""
    user = request.user
    if not isinstance(user, User):
        return {}
    report = reports_of(user, [revision_id]).get(revision_id)
    return {"report": report, "report_pass": report_pass(user, revision_id)}
