"""Doorkeepers: this organizer may have this award run, draw or certificate; a stranger gets 404."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from accounts.access import may_organize
from accounts.models import Department, User
from quiz.models import Contest

from .models import Activity, ActivityPhoto, ActivityUpload, Award, AwardRun, Certificate, DrawRoll, Objection

M = TypeVar("M", bound=Model)


def _organized(user: User, rows: QuerySet[M], department_of: Callable[[M], Department], **wanted: int) -> M:
    """The wanted row, where the person organizes its department, else 404."""
    found = rows.filter(**wanted).first()
    if found is None or not may_organize(user, department_of(found)):
        raise Http404
    return found


def organized_run(user: User, run_id: int) -> AwardRun:
    """An award run of a contest that the person organizes, else 404."""
    rows = AwardRun.objects.select_related("contest__department", "contest__rules")
    return _organized(user, rows, lambda one: one.contest.department, pk=run_id)


def organized_award(user: User, award_id: int) -> Award:
    """A prize of a contest that the person organizes, else 404."""
    awards = Award.objects.select_related(
        "user", "department", "run__contest__department", "run__contest__rules"
    )
    return _organized(user, awards, lambda one: one.run.contest.department, pk=award_id)


def organized_objection(user: User, objection_id: int) -> Objection:
    """An objection to a list of a contest that the person organizes, else 404."""
    objections = Objection.objects.select_related(
        "person", "run__contest__department", "run__contest__rules", "decision__by"
    )
    return _organized(user, objections, lambda one: one.run.contest.department, pk=objection_id)


def organized_roll(user: User, roll_id: int) -> DrawRoll:
    """A draw's list, with its result, of a contest that the person organizes, else 404."""
    rolls = DrawRoll.objects.select_related("contest__department", "contest__rules", "result")
    return _organized(user, rolls, lambda one: one.contest.department, pk=roll_id)


def drawn_contest(contest_id: int) -> Contest | None:
    """A contest whose lots may be checked, for whoever asks: one of its lists is frozen."""
    rolls = DrawRoll.objects.filter(contest=contest_id, contest__is_rehearsal=False)
    found = rolls.select_related("contest__rules", "contest__department").first()
    return found.contest if found else None


def published_contest(contest_id: int) -> Contest | None:
    """A contest whose winners are published, for whoever asks; never a rehearsal.

    Published once is published: while a ruling has them decided anew, the page says so.
    """
    published = AwardRun.objects.filter(contest=contest_id, published_at__isnull=False)
    found = published.select_related("contest__rules", "contest__department").first()
    return found.contest if found and not found.contest.is_rehearsal else None


def certificate_by_code(code: str) -> Certificate | None:
    """A certificate for whoever holds it: nobody guesses 128 bits."""
    return None if "\0" in code else _certificates().filter(code=code).first()


def own_or_organized_certificate(user: User, code: str) -> Certificate:
    """One of the person's own that holds, or any of a contest that the person organizes, else 404."""
    found = certificate_by_code(code)
    if found is None:
        raise Http404
    is_own = found.award.user_id == user.pk and not hasattr(found, "revocation")
    if not is_own and not may_organize(user, found.contest.department):
        raise Http404
    return found


def organized_certificate(user: User, certificate_id: int) -> Certificate:
    """A certificate of a contest that the person organizes, else 404."""
    return _organized(user, _certificates(), lambda one: one.contest.department, pk=certificate_id)


def _certificates() -> QuerySet[Certificate]:
    return Certificate.objects.select_related(
        "award__user", "contest__department", "contest__rules", "revocation"
    )


def organized_activity(user: User, activity_id: int) -> Activity:
    """A row of the ledger, withdrawn or not, of a department that the person organizes, else 404."""
    rows = Activity.objects.select_related("department", "contest")
    return _organized(user, rows, lambda one: one.department, pk=activity_id)


def organized_photo(user: User, activity_id: int, photo_id: int) -> ActivityPhoto:
    """A photo of a row that the person organizes, else 404."""
    photos = ActivityPhoto.objects.select_related("activity__department")
    return _organized(user, photos, lambda one: one.activity.department, pk=photo_id, activity=activity_id)


def own_ledger_upload(user: User, upload_id: int) -> ActivityUpload:
    """A spreadsheet that the person uploaded themselves, for a department they still organize; else 404."""
    uploads = ActivityUpload.objects.select_related("department")
    return _organized(user, uploads, lambda one: one.department, pk=upload_id, uploaded_by=user.pk)
