"""Where a draft stands: what keeps it from being taken over, what a person should look at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from accounts.domain.problems import RuleBroken

from ..bank_checks import check_item
from ..findings import Finding
from ..pictures import washed
from .conversion import item_of_draft
from .draft import Draft, DraftPicture, Issue

# A question without a key, with too few options, empty, or with blanks that have no answers is none yet.
NO_QUESTION_YET = frozenset({"E01", "E02", "E03", "E04", "E05"})
TYPES = frozenset({"single", "multi", "judge", "blank"})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`issues` are the reading's and what the pictures want; `findings` the bank's own checks."""

    issues: tuple[Issue, ...]
    findings: tuple[Finding, ...]

    @property
    def is_blocked(self) -> bool:
        return any(issue.blocking for issue in self.issues) or any(map(blocks, self.findings))

    @property
    def is_doubtful(self) -> bool:
        return any(not issue.blocking for issue in self.issues)


def blocks(finding: Finding) -> bool:
    """Whether it keeps a draft out; the rest can be mended in the bank, before it is submitted."""
    return finding.code in NO_QUESTION_YET


def standing(draft: Draft, *, today: date) -> Standing:
    issues = (*draft.issues, *_about_pictures(draft))
    if draft.type not in TYPES:
        has_told = any(issue.blocking for issue in issues)
        return Standing(issues=issues if has_told else (*issues, _without_type(draft)), findings=())
    findings = check_item(item_of_draft(draft, ""), today=today)
    told = {issue.part for issue in issues if issue.blocking}
    return Standing(
        issues=issues, findings=tuple(one for one in findings if one.field.partition(".")[0] not in told)
    )


def mended(draft: Draft) -> Draft:
    """The draft once a person has looked through all of it: the reader's doubts are settled."""
    return replace(draft, issues=())


def picture_of(draft: Draft) -> DraftPicture | None:
    """The one picture that a question can have: the first that is whole and of a kind that we take."""
    return next((picture for picture in draft.pictures if is_usable(picture)), None)


def is_usable(picture: DraftPicture) -> bool:
    try:
        return bool(washed(picture.data))
    except RuleBroken:
        return False


def _about_pictures(draft: Draft) -> Iterator[Issue]:
    chosen = picture_of(draft)
    if chosen and not chosen.alt.strip():
        yield Issue(code="import_picture_without_alt", line=draft.line, part="picture", blocking=True)
    left = len(draft.pictures) - bool(chosen)
    if left:
        yield Issue(code="import_pictures_left", line=draft.line, part="picture", values={"count": left})


def _without_type(draft: Draft) -> Issue:
    return Issue(code="import_type_missing", line=draft.line, part="type", blocking=True)
