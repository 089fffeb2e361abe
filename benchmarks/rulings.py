"""A ruling on a contest of a thousand whose winners are published: tried, then made.

In this process, on the server profile's database; seconds by the clock and of CPU (without the database's).
Every paper is scored anew, the awards decided anew, certificates revoked; the boards are rebuilt after it.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from benchmarks import data
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.boards import rebuild
from leaderboard.services.certificates import issue_certificates
from quiz.models import Attempt, Contest, Slot
from quiz.services.closing import close_contest
from quiz.services.rulings import Decision, make_ruling, try_ruling
from quiz.services.scoring import score_all_waiting

GOAL = "≤ 10 s together"


def bench_ruling(*, quick: bool = False) -> dict[str, dict[str, float]]:
    """ "seconds" and "cpu_seconds" by step; printed as it goes."""
    people = 100 if quick else 1_000
    organizer, contest = _published(people)
    decision = Decision(
        kind="void", reason="评审组会议", note="此题作废，都得满分。", revision_id=_commonest(contest)
    )
    found: dict[str, dict[str, float]] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        began, before = time.perf_counter(), time.process_time()
        result = work()
        figures = {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - before}
        found[name] = {key: round(value, 3) for key, value in figures.items()}
        print(f"  {name:<40} {figures['seconds']:7.2f} s, CPU {figures['cpu_seconds']:.2f} s", flush=True)
        return result

    outlook = step(
        f"a ruling on {people} papers, tried",
        lambda: try_ruling(organizer, contest, decision, now=timezone.now()),
    )
    made = step(
        "the same, made",
        lambda: make_ruling(organizer, contest, decision, digest=outlook.digest, now=timezone.now()),
    )
    step("boards after it", lambda: rebuild(made.contest_id, now=timezone.now()))
    whole = sum(one["seconds"] for one in found.values())
    print(f"  {'a ruling, all in all':<40} {whole:7.2f} s  (goal {GOAL})", flush=True)
    return found


def _published(people: int) -> tuple[User, Contest]:
    """A real contest, no rehearsal, closed, with confirmed and published awards and certificates."""
    room = data.make_sat_room(people)
    Contest.objects.filter(pk=room.contest.pk).update(is_rehearsal=False)
    data.set_waiting(room)
    now = timezone.now()
    organizer = User.objects.create_user(username=f"organizer-{people}", name="组织者")
    score_all_waiting(now=now)
    close_contest(organizer, Contest.objects.get(pk=room.contest.pk), now=now)
    rebuild(room.contest.pk, now=now)
    contest = Contest.objects.select_related("rules", "department").get(pk=room.contest.pk)
    run = confirm_awards(organizer, draft_awards(organizer, contest, now=now), now=now)
    issue_certificates(organizer, publish_awards(organizer, run, now=now), now=now)
    data.analyze()
    return organizer, contest


def _commonest(contest: Contest) -> int:
    """The question that most papers carry."""
    rows = Slot.objects.filter(attempt__contest=contest, attempt__kind=Attempt.Kind.COUNTED)
    return rows.values("revision").annotate(n=Count("pk")).order_by("-n", "revision")[0]["revision"]
