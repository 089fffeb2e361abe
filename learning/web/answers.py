"""What a form of a question brings back."""

import re
from typing import Any

from django.http import HttpRequest

from quiz.models import QuestionType

_NUMBER = re.compile(r"[0-9]{1,4}")
_LONGEST_BLANK = 200


def response_in(request: HttpRequest) -> list[Any]:
    """Option ids, or one text for each blank; empty where nothing was chosen or 不知道 was."""
    if "unknown" in request.POST:
        return []
    texts = request.POST.getlist("response")[:30]
    if request.POST.get("kind") == QuestionType.BLANK:
        filled = [text.replace("\0", "").strip()[:_LONGEST_BLANK] for text in texts]
        return filled if any(filled) else []
    return [int(text) for text in texts if _NUMBER.fullmatch(text)]
