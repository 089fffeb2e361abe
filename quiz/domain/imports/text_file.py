"""Text files and pasted text."""

from .draft import SURE, Issue, Reading, Upload
from .file_lines import lines_of_answers, lines_of_text
from .grammar.paper import Paper, read_paper

FORMAT = "text"


def read_text(upload: Upload, answers: Upload | None = None) -> Reading:
    """The questions of a text; `answers`: a file of its own with the keys.

    RuleBroken where the bytes are no text.
    """
    lines, issues, certainty = lines_of_text(upload)
    keys, key_issues, key_certainty = lines_of_answers(answers)
    paper = read_paper(lines, keys)
    return reading_of(
        paper,
        FORMAT,
        issues=(*issues, *key_issues, *paper.issues),
        certainty=min(certainty, key_certainty),
    )


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
