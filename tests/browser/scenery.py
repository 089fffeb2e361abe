"""People with long names and contests in every state, each made for who asks for it."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import RoleGrant
from leaderboard.models import Certificate, Objection
from leaderboard.services.certificates import issue_certificates, revoke
from leaderboard.services.claims import claim_prize, waive_prize
from leaderboard.services.draws import draw_lots, freeze_roll
from leaderboard.services.notice import answer_objection, raise_objection
from quiz.models import Attempt, Contest
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest
from quiz.services.rulings import Decision, make_ruling, try_ruling
from tests.browser.stage import mixed_contest, settle
from tests.factories import give_prizes, make_department, make_organizer, make_user, right_response, sit

LONG_NAME = "买买提依明·阿布都热合曼江"
LONG_OFFICE = "河东区老科学技术工作者协会健康科普专业委员会"
NAMES = ("欧阳建国", "王芳", "李秀英", "张伟", LONG_NAME, "刘洋", "陈静", "杨敏", "赵磊", "周杰")
AWARDS = [
    {"name": "一等奖", "by": "place", "quota": 1, "reserves": 1, "claim_days": 10},
    {"name": "二等奖", "by": "place", "quota": 3, "reserves": 3, "claim_days": 10},
    {"name": "优秀组织单位", "by": "place", "quota": 1, "board": "单位榜"},
]

LOTS = [
    {"name": "一等奖", "by": "lottery", "quota": 1, "min_points": 2, "reserves": 1},
    {"name": "全民科学素质行动宣传大使纪念奖", "by": "lottery", "quota": 4, "min_points": 2, "reserves": 2},
]
VOID = "第1题题干有两种理解，此题作废，凡答卷上有此题的都得满分。"
SECRET = {"scores": "after_close", "board": {"visibility": "hidden"}}


OBJECTION = (
    "第三题的标准答案与《中国公民科学素质基准》的说法不一致，我选的是乙，请复核；另外用时好像多算了一分钟。"
)


class Scenery:
    """An office, its organizer and `person`; whatever else there is, a test makes."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.root = make_department("河东区科学技术协会")
        self.office = make_department(LONG_OFFICE, self.root, kind="学会")
        self.other = make_department("街道办事处", self.root, kind="机关")
        self.person = make_user(self.office, name=LONG_NAME)
        self.elder = make_user(self.office, name=LONG_NAME, age_band="senior")
        self.crowd = [make_user([self.office, self.other][n % 2], name=name) for n, name in enumerate(NAMES)]
        self.organizer = make_organizer(self.root)
        RoleGrant.objects.create(user=self.organizer, role=RoleGrant.Role.REVIEWER)

    def make_contest(self, title: str, **parts) -> Contest:
        return mixed_contest(self.now, self.root, title=title, host="河东区科学技术协会", **parts)

    def make_over(self) -> Contest:
        board = [{"name": "单位榜"}]
        contest = self.make_contest("2026年度科普月知识竞赛", awards=AWARDS, organisations=board)
        start = self.now - timedelta(minutes=50)
        for number, user in enumerate(self.crowd):
            sit(user, contest, right=6 - number // 3, start=start, seconds=100 + 7 * (number // 2))
        self.over_attempt = self._mixed_paper(contest, start)
        close_contest(self.organizer, contest, now=self.now)
        settle()
        contest = Contest.objects.get(pk=contest.pk)
        run = give_prizes(self.organizer, contest, now=self.now)
        issue_certificates(self.organizer, run, now=self.now)
        for user in (self.person, self.crowd[0]):
            raise_objection(user, contest, about="score", text=OBJECTION, now=self.now)
        answered, self.objection = Objection.objects.order_by("pk")
        answer_objection(
            self.organizer, answered, decision="not_upheld", text="已逐题复核，得分无误。", now=self.now
        )
        first, second = run.awards.filter(user__isnull=False).order_by("position")[:2]
        waive_prize(first.user, contest, reason="长期在外地，无法领取", now=self.now)
        claim_prize(second.user, contest, now=self.now)
        self.given_up = first
        self.suspended, revoked, self.certificate = Certificate.objects.order_by("sequence")[:3]
        revoke(self.organizer, [revoked], "姓名写错，已另发一张", now=self.now)
        return contest

    def make_lots(self, step: int) -> Contest:
        """A contest with lots: closed (1), its list frozen (2), drawn (3)."""
        contest = self.make_contest("科普宣传周有奖答题", awards=LOTS)
        start = self.now - timedelta(minutes=50)
        for number, user in enumerate([self.person, *self.crowd]):
            sit(user, contest, right=6 - number % 4, start=start, seconds=100)
        close_contest(self.organizer, contest, now=self.now)
        settle()
        contest = Contest.objects.get(pk=contest.pk)
        if step > 1:
            roll = freeze_roll(self.organizer, contest, now=self.now)
        if step > 2:
            source = "请三位群众代表上台各掷一次骰子，公证员当场宣读"
            draw_lots(self.organizer, roll, public="6 2 5", source=source, now=self.now)
        return contest

    def make_ruled(self) -> Contest:
        """A question of a contest whose winners were published was ruled about, and somebody disqualified."""
        contest = self.make_contest("防灾减灾知识竞赛", awards=AWARDS[:2])
        start = self.now - timedelta(minutes=50)
        for number, user in enumerate([self.person, *self.crowd]):
            sit(user, contest, right=6 - number % 4, start=start, seconds=100)
        close_contest(self.organizer, contest, now=self.now)
        settle()
        contest = Contest.objects.get(pk=contest.pk)
        give_prizes(self.organizer, contest, now=self.now)
        self.ruled_attempt = contest.attempts.get(user=self.person)
        self.ruled_slot = self.ruled_attempt.slots.order_by("position")[0]
        void = {"kind": "void", "revision_id": self.ruled_slot.revision_id}
        out = {"kind": "out", "entry_id": contest.attempts.get(user=self.crowd[0]).entry_id}
        for what, note in ((void, VOID), (out, "一人请他人代答，违反规则第6条，成绩取消。")):
            decision = Decision(reason="评审组2026年11月20日会议", note=note, **what)
            digest = try_ruling(self.organizer, contest, decision, now=self.now).digest
            make_ruling(self.organizer, contest, decision, digest=digest, now=self.now)
        return Contest.objects.get(pk=contest.pk)

    def _mixed_paper(self, contest: Contest, start: datetime) -> Attempt:
        """Right, wrong and empty answers in one paper."""
        attempt = start_or_resume(self.person, contest.pk, now=start)
        for slot in attempt.slots.select_related("revision").order_by("position")[:5]:
            response = right_response(slot)
            if slot.position in (1, 4):
                response = ["冰点", "不知道"] if slot.type == "blank" else [3]
            self._answer(attempt, slot.position, response, start)
        return hand_in(self.person, attempt.pk, now=start + timedelta(minutes=3))

    def _answer(self, attempt: Attempt, position: int, response: list, now: datetime) -> None:
        key = f"world-{attempt.pk}-{position}"
        record_answer(self.person, attempt.pk, position, response=response, client_key=key, now=now)

    def _unreleased(self) -> Attempt:
        contest = self.make_contest("结束才出分的竞赛", publication=SECRET)
        return sit(self.person, contest, right=2, start=self.now - timedelta(minutes=5))

    def make_going(self) -> Contest:
        """It is on, and the person has `answering` open in it."""
        contest = self.make_contest("全国科普日职工科学素质竞赛（河东区赛区）预赛第一轮")
        self.answering = start_or_resume(self.person, contest.pk, now=self.now)
        for position in (1, 3):
            self._answer(self.answering, position, [1], self.now)
        return contest

    def _upcoming(self) -> Contest:
        opens = (self.now + timedelta(days=2)).astimezone().replace(tzinfo=None, microsecond=0)
        closes = opens + timedelta(days=5)
        when = {"opens_at": opens.isoformat(), "closes_at": closes.isoformat()}
        return self.make_contest("中秋食品安全知识竞赛", when=when)
