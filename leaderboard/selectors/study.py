"""The monthly board of learners: who earned most by studying."""

from dataclasses import dataclass
from datetime import date

from accounts.domain.masking import mask_name
from accounts.models import User
from leaderboard.domain.ranking import shared_places
from learning.models import Learner
from learning.selectors.points import learners_ahead, month_board, sums_of

MOST = 50


@dataclass(frozen=True, kw_only=True)
class StudyRow:
    """A person on the board. Equal points share a place."""

    place: int
    is_tied: bool
    is_me: bool
    name: str
    department: str
    points: int


@dataclass(frozen=True, kw_only=True)
class StudyBoard:
    """`points`, `place`: the viewer's own, place None without points; `has_left`: not on boards."""

    rows: list[StudyRow]
    points: int
    place: int | None
    has_left: bool


def shown_name(viewer: User, user_id: int, name: str, department: str) -> str:
    """In full among people who have a department. Anybody may register for an open contest: they see masked
    names, and theirs are seen masked."""
    if user_id == viewer.pk or (department and viewer.department_id):
        return name
    return mask_name(name)


def study_board(viewer: User, month: date, *, own_unit: bool) -> StudyBoard:
    """Of a month; with `own_unit` the people of the viewer's department and of those below it alone.
    Four statements at most, for any number of people."""
    within = viewer.department.path if own_unit and viewer.department else ""
    found = month_board(month, most=MOST, within=within)
    learner = Learner.objects.filter(user=viewer).first()
    own = sums_of(learner, month)[0] if learner else 0
    has_left = learner is not None and learner.left_board_at is not None
    return StudyBoard(
        rows=[
            StudyRow(
                place=place,
                is_tied=is_tied,
                is_me=one.user_id == viewer.pk,
                name=shown_name(viewer, one.user_id, one.name, one.department),
                department=one.department,
                points=one.points,
            )
            for one, (place, is_tied) in zip(found, shared_places([one.points for one in found]), strict=True)
        ],
        points=own,
        place=learners_ahead(own, month, within=within) + 1 if own and not has_left else None,
        has_left=has_left,
    )
