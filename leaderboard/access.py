"""Doorkeepers: this organizer may have this award run, draw or certificate; a stranger gets 404."""

from django.db.models import QuerySet
from django.http import Http404

from accounts.access import may_organize
from accounts.models import User
from quiz.models import Contest

from .models import Activity, ActivityPhoto, ActivityUpload, Award, AwardRun, Certificate, DrawRoll, Objection


def organized_run(user: User, run_id: int) -> AwardRun:
    """An award run of a contest that the person organizes, else 404."""
    run = AwardRun.objects.select_related("contest__department", "contest__rules").filter(pk=run_id).first()
    if run is None or not may_organize(user, run.contest.department):
        raise Http404
    return run


def organized_award(user: User, award_id: int) -> Award:
    """A prize of a contest that the person organizes, else 404."""
    awards = Award.objects.select_related(
        "user", "department", "run__contest__department", "run__contest__rules"
    )
    award = awards.filter(pk=award_id).first()
    if award is None or not may_organize(user, award.run.contest.department):
        raise Http404
    return award


def organized_objection(user: User, objection_id: int) -> Objection:
    """An objection to a list of a contest that the person organizes, else 404."""
    objections = Objection.objects.select_related(
        "person", "run__contest__department", "run__contest__rules", "decision__by"
    )
    found = objections.filter(pk=objection_id).first()
    if found is None or not may_organize(user, found.run.contest.department):
        raise Http404
    return found


def organized_roll(user: User, roll_id: int) -> DrawRoll:
    """A draw's list, with its result, of a contest that the person organizes, else 404."""
    rolls = DrawRoll.objects.select_related("contest__department", "contest__rules", "result")
    roll = rolls.filter(pk=roll_id).first()
    if roll is None or not may_organize(user, roll.contest.department):
        raise Http404
    return roll


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
    found = _certificates().filter(pk=certificate_id).first()
    if found is None or not may_organize(user, found.contest.department):
        raise Http404
    return found


def _certificates() -> QuerySet[Certificate]:
    return Certificate.objects.select_related(
        "award__user", "contest__department", "contest__rules", "revocation"
    )


def organized_activity(user: User, activity_id: int) -> Activity:
    """A row of the ledger, withdrawn or not, of a department that the person organizes, else 404."""
    found = Activity.objects.select_related("department", "contest").filter(pk=activity_id).first()
    if found is None or not may_organize(user, found.department):
        raise Http404
    return found


def organized_photo(user: User, activity_id: int, photo_id: int) -> ActivityPhoto:
    """A photo of a row that the person organizes, else 404."""
    photos = ActivityPhoto.objects.select_related("activity__department")
    found = photos.filter(pk=photo_id, activity=activity_id).first()
    if found is None or not may_organize(user, found.activity.department):
        raise Http404
    return found


def own_ledger_upload(user: User, upload_id: int) -> ActivityUpload:
    """A spreadsheet that the person uploaded themselves, for a department they still organize; else 404."""
    uploads = ActivityUpload.objects.select_related("department")
    found = uploads.filter(pk=upload_id, uploaded_by=user.pk).first()
    if found is None or not may_organize(user, found.department):
        raise Http404
    return found
