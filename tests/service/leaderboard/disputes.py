"""A contest with a disputed key, sat by three people, for the tests of rulings."""

from datetime import timedelta

from django.utils import timezone

from leaderboard.models import AwardRun
from leaderboard.selectors.awards import standing_run, winners
from leaderboard.services.boards import rebuild
from leaderboard.services.verification import verify
from quiz.models import AttemptScore, Contest, Slot
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest
from quiz.services.rulings import Decision, make_ruling, try_ruling
from quiz.services.scoring import score_all_waiting
from tests.factories import (
    give_prizes,
    make_contest,
    make_department,
    make_organizer,
    make_user,
    right_response,
)

AWARDS = [{"name": "一等奖", "quota": 1}, {"name": "二等奖", "quota": 1}]


class Case:
    """Three people on one paper. The disputed question decides: 甲 has its key, 乙 the other option.

    甲 has all ten right; 乙 all but the disputed one, and so has 丙, who answers it by a third option.
    """

    def __init__(self, **parts) -> None:
        self.now = timezone.now()
        self.office = make_department()
        self.organizer = make_organizer(self.office)
        self.contest = make_contest(
            self.now,
            self.office,
            questions=10,
            paper={"draw": "per_contest", "rows": [{"count": 10, "types": ["single"]}]},
            **{"awards": AWARDS, "rank": {"keys": ["points", "handed_in"]}, **parts},
        )
        self.people = [make_user(self.office, name=name) for name in ("甲一", "乙二", "丙三")]
        self.attempts = []
        for number, person in enumerate(self.people):
            self.attempts.append(self._sit(person, number))
        score_all_waiting(now=self.now + timedelta(minutes=30))
        self.later = self.now + timedelta(minutes=40)
        close_contest(self.organizer, self.contest, now=self.later)
        self.contest.refresh_from_db()

    def _sit(self, person, number):
        start = self.now + timedelta(minutes=number)
        attempt = start_or_resume(person, self.contest.pk, now=start)
        slots = list(Slot.objects.filter(attempt=attempt).select_related("revision").order_by("position"))
        self.disputed = slots[-1].revision
        for slot in slots:
            response = right_response(slot)
            if slot.revision_id == self.disputed.pk:
                response = [number + 1]
            record_answer(
                person, attempt.pk, slot.position, response=response,
                client_key=f"key-{slot.position:04d}", now=start + timedelta(seconds=5),
            )  # fmt: skip
        return hand_in(person, attempt.pk, now=start + timedelta(seconds=30))

    def published(self) -> AwardRun:
        return give_prizes(self.organizer, self.contest, now=self.later)

    def decision(self, kind="rekey", key=None, **fields) -> Decision:
        words = {"reason": "教材第12页", "note": "第10题答案有误，更正为B。"}
        if "entry_id" in fields:
            return Decision(kind=kind, **words, **fields)
        return Decision(kind=kind, key=key, revision_id=self.disputed.pk, **words, **fields)

    def rule(self, decision):
        outlook = try_ruling(self.organizer, self.contest, decision, now=self.later)
        made = make_ruling(self.organizer, self.contest, decision, digest=outlook.digest, now=self.later)
        self.contest.refresh_from_db()
        return made, outlook

    def winners(self):
        page = winners(Contest.objects.select_related("rules").get(pk=self.contest.pk), self.organizer)
        return [(tier.name, row.username or row.name) for tier in page.tiers for row in tier.rows]

    def prizes(self):
        awards = standing_run(self.contest.pk).awards.select_related("user")
        return [(one.tier, one.user.name) for one in awards]

    def broken(self):
        rebuild(self.contest.pk, now=self.later)
        return list(verify(Contest.objects.select_related("rules").get(pk=self.contest.pk), now=self.later))

    def points(self):
        rows = AttemptScore.objects.filter(rules=self.contest.rules_id).order_by("attempt")
        return list(rows.values_list("points", flat=True))
