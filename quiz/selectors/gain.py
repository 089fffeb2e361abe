"""Before and after tests: which belong together, what they may not share, what people got in them."""

from django.db.models import Q, QuerySet

from accounts.models import User
from quiz.domain.gain import Gain, Result, gain
from quiz.domain.rulesheet import centipoints
from quiz.models import Attempt, AttemptScore, Contest, GainPair, Question, Slot

from .contests import organized_contests
from .item_responses import first_attempts
from .rules import sheet_of

# Where a sheet has no pass mark, in percent of the full mark.
USUAL_PASS = 60


def pair_of(contest: Contest) -> GainPair | None:
    """The pair in which a contest is the after test; one statement."""
    pairs = GainPair.objects.select_related("before__rules", "before__department")
    return pairs.filter(after=contest).first()


def after_tests_of(contest: Contest) -> QuerySet[GainPair]:
    """The pairs in which a contest is the before test, the first made first."""
    pairs = GainPair.objects.select_related("after__rules", "after__department")
    return pairs.filter(before=contest, after__discarded_at__isnull=True).order_by("created_at", "pk")


def possible_after_tests(user: User, before: Contest) -> QuerySet[Contest]:
    """Contests of the same department that are in no pair yet, the newest first."""
    others = organized_contests(user).filter(department=before.department, is_rehearsal=False)
    free = others.filter(before_test__isnull=True, after_tests__isnull=True, discarded_at__isnull=True)
    return free.filter(opens_at__gte=before.opens_at).exclude(pk=before.pk).order_by("-opens_at", "-pk")


def used_codes(contest: Contest) -> frozenset[str]:
    """Codes of a test's questions: once it is closed what papers had, till then all that they may have."""
    if contest.state == Contest.State.CLOSED:
        seen = Slot.objects.filter(attempt__contest=contest).values("revision__question_id")
        return frozenset(Question.objects.filter(pk__in=seen).values_list("code", flat=True))
    pool = {pk for row in (contest.rules.pool if contest.rules else []) for pk in row}
    return frozenset(Question.objects.filter(revisions__pk__in=pool).values_list("code", flat=True))


def held_codes(contest: Contest) -> frozenset[str]:
    """Codes that the other tests of a contest's series use, so that its own papers may not."""
    pair = GainPair.objects.filter(Q(before=contest) | Q(after=contest)).first()
    if pair is None:
        return frozenset()
    series = Contest.objects.filter(Q(pk=pair.before_id) | Q(before_test__before=pair.before_id))
    others = series.exclude(pk=contest.pk).exclude(state=Contest.State.DRAFT).select_related("rules")
    return frozenset().union(*(used_codes(one) for one in others))


def results_of(contest: Contest) -> dict[int, Result]:
    """Each person's first counted attempt as it is scored under the rules in force; one statement."""
    mark = sheet_of(contest.rules).points.pass_mark
    scores = AttemptScore.objects.filter(attempt__in=first_attempts(contest), rules=contest.rules_id)
    rows = scores.filter(max_points__gt=0).values_list(
        "attempt__user_id", "points", "max_points", "attempt__entry__department__name"
    )
    return {
        user: Result(
            score=100 * points / most,
            passed=100 * points >= USUAL_PASS * most if mark is None else points >= centipoints(mark),
            department=name or "",
        )
        for user, points, most, name in rows
    }


def gain_of(pair: GainPair) -> Gain:
    """What the two tests of a pair say; two statements besides their rules."""
    gated = sheet_of(pair.after.rules).when.gate == pair.before_id
    return gain(results_of(pair.before), results_of(pair.after), gated=gated)


def is_waiting(contest: Contest) -> bool:
    """Whether a test is not over, or papers of it are not scored yet."""
    if contest.state != Contest.State.CLOSED:
        return True
    unscored = Attempt.objects.filter(contest=contest, kind=Attempt.Kind.COUNTED, scored_at__isnull=True)
    return unscored.exists()
