"""Text files and pasted text."""

from .decode import decode
from .draft import SURE, Issue, Reading, Upload
from .grammar.lines import numbered_lines
from .grammar.paper import Paper, read_paper

FORMAT = "text"


def read_text(upload: Upload, answers: Upload | None = None) -> Reading:
    """The questions of a text; `answers`: a text of its own with the keys by number.

    RuleBroken where the bytes are no text.
    """
    decoded = decode(upload.content)
    keys = decode(answers.content) if answers else None
    paper = read_paper(numbered_lines(decoded.text), numbered_lines(keys.text) if keys else ())
    issues = (*decoded.issues, *(keys.issues if keys else ()), *paper.issues)
    certainty = min(decoded.confidence, keys.confidence if keys else SURE)
    return reading_of(paper, FORMAT, issues=issues, certainty=certainty)


def reading_of(paper: Paper, name: str, *, issues: tuple[Issue, ...], certainty: float) -> Reading:
    """A paper as a reading; its confidence falls with every question that has a doubt."""
    if not paper.drafts:
        issues = (*issues, Issue(code="import_no_questions"))
    return Reading(
        format=name,
        confidence=round(certainty * _confidence(paper), 3),
        drafts=paper.drafts,
        issues=issues,
        unread=paper.unread,
    )


def _confidence(paper: Paper) -> float:
    """1 without any doubt; a blocked question counts as wholly unsure, a doubt as half."""
    if not paper.drafts:
        return 0.0
    lost = sum(1.0 if draft.is_blocked else 0.5 if draft.issues else 0.0 for draft in paper.drafts)
    told = 0.02 * len(paper.issues)
    return max(0.05, min(SURE, 1 - 0.9 * lost / len(paper.drafts) - told))
