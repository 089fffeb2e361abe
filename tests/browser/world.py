"""A site with something on every page: contests in every state, people with long names, faults."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.services.cards import print_cards
from leaderboard.models import Certificate, DrawRoll, Objection
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.certificates import issue_certificates, revoke
from leaderboard.services.claims import claim_prize, waive_prize
from leaderboard.services.draws import draw_lots, freeze_roll
from leaderboard.services.notice import answer_objection, raise_objection
from quiz.models import Attempt, Contest, Entry, ItemStatistic, Question
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest
from quiz.services.rulings import Decision, make_ruling, try_ruling
from tests.browser.learned import learning_pages
from tests.browser.ledger_world import LedgerWorld
from tests.browser.stage import mixed_contest, settle
from tests.factories import (
    make_department,
    make_organizer,
    make_sheet,
    make_user,
    right_response,
    sit,
)
from tests.sat_contests import WRONG_KEY, crowded_contest
from tests.service.quiz.importing import imports_in_every_state

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


def _days_ago(opened: datetime) -> dict[str, str]:
    """A window of a day, as the wall clock shows it."""
    opens = opened.astimezone().replace(tzinfo=None, microsecond=0) - timedelta(hours=1)
    return {"opens_at": opens.isoformat(), "closes_at": (opens + timedelta(days=1)).isoformat()}


OBJECTION = (
    "第三题的标准答案与《中国公民科学素质基准》的说法不一致，我选的是乙，请复核；另外用时好像多算了一分钟。"
)


class World:
    """Contests by the state in which the person finds them; `person` took part in all of them."""

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
        holders = [self.person.pk, self.elder.pk]
        self.card = print_cards(self.organizer, holders, now=self.now)[-1]
        self.over = self._over()
        self.waiting_for_release = self._unreleased()
        self.hidden = self._contest("榜单保密的竞赛", publication={"board": {"visibility": "hidden"}})
        self.open = self._contest("世界水日知识竞赛")
        self.going = self._contest("全国科普日职工科学素质竞赛（河东区赛区）预赛第一轮")
        self.answering = self._answering(self.going)
        self.one_by_one = start_or_resume(
            self.person,
            self._contest("逐题限时赛", time={"paper_seconds": None, "item_seconds": 3000}).pk,
            now=self.now,
        )
        self.upcoming = self._upcoming()
        self.public = self._contest(
            "社区居民科普答题",
            who={
                "admission": "open",
                "fields": ["name", "phone", "group"],
                "groups": {"by": "chosen", "names": ["青年组", "中老年组"]},
            },
        )
        self.on_paper = self._contest(
            "纸笔同考的竞赛", who={"admission": "open", "paper_entries": True}, rank={"keys": ["points"]}
        )
        self.draft = create_contest(
            self.organizer, self.root, make_sheet(self.now, title="还没写完的竞赛"), now=self.now
        )
        earlier = self.now - timedelta(days=2)
        self.analysed = crowded_contest(
            earlier, self.root, people=130, title="全民科学素质知识竞赛（题目分析）", when=_days_ago(earlier)
        )
        self.too_few = crowded_contest(
            earlier, self.root, people=12, title="人少的竞赛", when=_days_ago(earlier)
        )
        self.to_draw, self.listed, self.drawn = (self._lots(step) for step in (1, 2, 3))
        self.roll = DrawRoll.objects.get(contest=self.drawn)
        self.ruled = self._ruled()
        settle()
        self.unscored = sit(
            self.person, self._contest("刚交的卷子"), right=3, start=timezone.now(), seconds=0
        )

    def _contest(self, title: str, **parts) -> Contest:
        return mixed_contest(self.now, self.root, title=title, host="河东区科学技术协会", **parts)

    def _over(self) -> Contest:
        contest = self._contest("2026年度科普月知识竞赛", awards=AWARDS, organisations=[{"name": "单位榜"}])
        start = self.now - timedelta(minutes=50)
        for number, user in enumerate(self.crowd):
            sit(user, contest, right=6 - number // 3, start=start, seconds=100 + 7 * (number // 2))
        self.over_attempt = self._mixed_paper(contest, start)
        close_contest(self.organizer, contest, now=self.now)
        settle()
        contest = Contest.objects.get(pk=contest.pk)
        run = draft_awards(self.organizer, contest, now=self.now)
        run = publish_awards(self.organizer, confirm_awards(self.organizer, run, now=self.now), now=self.now)
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
        self.certificate, revoked = Certificate.objects.order_by("sequence")[:2]
        revoke(self.organizer, [revoked], "姓名写错，已另发一张", now=self.now)
        return contest

    def _lots(self, step: int) -> Contest:
        """A contest with lots: closed (1), its list frozen (2), drawn (3)."""
        contest = self._contest("科普宣传周有奖答题", awards=LOTS)
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

    def _ruled(self) -> Contest:
        """A question of a contest whose winners were published was ruled about, and somebody disqualified."""
        contest = self._contest("防灾减灾知识竞赛", awards=AWARDS[:2])
        start = self.now - timedelta(minutes=50)
        for number, user in enumerate([self.person, *self.crowd]):
            sit(user, contest, right=6 - number % 4, start=start, seconds=100)
        close_contest(self.organizer, contest, now=self.now)
        settle()
        contest = Contest.objects.get(pk=contest.pk)
        run = draft_awards(self.organizer, contest, now=self.now)
        publish_awards(self.organizer, confirm_awards(self.organizer, run, now=self.now), now=self.now)
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
        contest = self._contest("结束才出分的竞赛", publication=SECRET)
        return sit(self.person, contest, right=2, start=self.now - timedelta(minutes=5))

    def _answering(self, contest: Contest) -> Attempt:
        attempt = start_or_resume(self.person, contest.pk, now=self.now)
        for position in (1, 3):
            self._answer(attempt, position, [1], self.now)
        return attempt

    def _upcoming(self) -> Contest:
        opens = (self.now + timedelta(days=2)).astimezone().replace(tzinfo=None, microsecond=0)
        closes = opens + timedelta(days=5)
        when = {"opens_at": opens.isoformat(), "closes_at": closes.isoformat()}
        return self._contest("中秋食品安全知识竞赛", when=when)

    # ── Pages ─────────────────────────────────────────────────────────────────

    def for_visitors(self) -> Iterator[tuple[str, str]]:
        """(name, path) of pages for somebody who is not logged in."""
        yield "welcome", "/"
        yield "login", "/login"
        yield "settings-visitor", "/settings"
        yield "register", reverse("join", args=[self.public.join_code])
        yield "learn-visitor", "/learn"
        yield "verify", "/verify"
        yield "certificate", reverse("certificate", args=[self.certificate.code])
        yield "certificate-unknown", reverse("certificate", args=["0" * 32])
        yield "verify-unknown", "/verify?code=7Q2MX-0B4TK"
        yield "draw-visitor", f"/contests/{self.drawn.pk}/draw"
        yield "learn-listen-visitor", "/learn/listen"
        yield "learn-day-visitor", "/learn/day"
        yield "card", reverse("card", args=[self.card.token])
        yield "card-unknown", reverse("card", args=["0" * 27])
        yield "card-not-mine", reverse("card-not-mine")
        yield "not-found-visitor", "/nothing/here"

    def for_participants(self) -> Iterator[tuple[str, str]]:
        yield "home", "/"
        yield "contest-open", f"/contests/{self.open.pk}"
        yield "contest-upcoming", f"/contests/{self.upcoming.pk}"
        yield "contest-going", f"/contests/{self.going.pk}"
        yield "contest-over", f"/contests/{self.over.pk}"
        yield "join", reverse("join", args=[self.public.join_code])
        for position, kind in enumerate(("single", "multi", "judge", "blank"), start=1):
            yield f"attempt-{kind}", f"/attempts/{self.answering.pk}/{position}"
        yield "attempt-last", f"/attempts/{self.answering.pk}/6"
        yield "attempt-one-by-one", f"/attempts/{self.one_by_one.pk}/1"
        yield "sheet", f"/attempts/{self.answering.pk}/sheet"
        yield "review", f"/attempts/{self.answering.pk}/review"
        yield "result-unreleased", f"/attempts/{self.waiting_for_release.pk}/result"
        yield "result", f"/attempts/{self.over_attempt.pk}/result"
        yield "explanations", f"/attempts/{self.over_attempt.pk}/explanations"
        yield "receipt", f"/attempts/{self.over_attempt.pk}/receipt"
        yield "verify-right", f"/verify?code={self.over_attempt.receipt.code}"
        yield "board", f"/contests/{self.over.pk}/board"
        yield "board-departments", f"/contests/{self.over.pk}/board?board=单位榜"
        yield "board-empty", f"/contests/{self.open.pk}/board"
        yield "board-hidden", f"/contests/{self.hidden.pk}/board"
        yield "winners", f"/contests/{self.over.pk}/winners"
        yield "contest-to-draw", f"/contests/{self.to_draw.pk}"
        for name in ("to_draw", "listed", "drawn"):
            yield f"draw-{name}", f"/contests/{getattr(self, name).pk}/draw"
        yield "objection", f"/contests/{self.over.pk}/objection"
        yield "objection-none", f"/contests/{self.open.pk}/objection"
        yield "winners-ruled", f"/contests/{self.ruled.pk}/winners"
        yield "result-ruled", f"/attempts/{self.ruled_attempt.pk}/result"
        yield "explanations-ruled", f"/attempts/{self.ruled_attempt.pk}/explanations"
        yield "winners-not-yet", f"/contests/{self.open.pk}/winners"
        yield "results", "/results"
        yield "prizes", "/prizes"
        yield "prize-waive", f"/contests/{self.ruled.pk}/prize/waive"
        yield from learning_pages(self.person, self.crowd, self.now)
        yield "settings", "/settings"
        yield "password", "/settings/password"
        yield "not-found", "/contests/999999"
        # Looks again every three seconds: last, so that it disturbs nothing.
        yield "result-waiting", f"/attempts/{self.unscored.pk}/result"

    def for_organizers(self) -> Iterator[tuple[str, str]]:
        entry = Entry.objects.filter(contest=self.going).first()
        question = Question.objects.order_by("pk").first()
        assert entry and question
        yield "desk", "/manage"
        yield "desk-new", "/manage/contests/new"
        for name in ("", "/rules", "/rules/file", "/preview", "/papers", "/publish", "/log", "/discard"):
            yield f"desk-draft{name.replace('/', '-')}", f"/manage/contests/{self.draft.pk}{name}"
        for name in ("", "/poster", "/close", "/live", "/progress", "/people", f"/people/{entry.pk}"):
            tail = "-person" if name.endswith(str(entry.pk)) else name.replace("/", "-")
            yield f"desk-published{tail}", f"/manage/contests/{self.going.pk}{name}"
        for name in ("paper-entries", "paper-entries/print"):
            yield f"desk-{name.replace('/', '-')}", f"/manage/contests/{self.on_paper.pk}/{name}"
        yield "desk-outage", f"/manage/contests/{self.going.pk}/outage"
        yield "desk-outage-over", f"/manage/contests/{self.over.pk}/outage"
        ruled = f"/manage/contests/{self.ruled.pk}/rulings"
        yield "desk-rulings", ruled
        yield "desk-rulings-none-yet", f"/manage/contests/{self.over.pk}/rulings"
        yield "desk-rulings-not-found", f"{ruled}?q=没有这样的题"
        yield "desk-ruling-question", f"{ruled}/question/{self.ruled_slot.revision_id}"
        yield "desk-ruling-person", f"{ruled}/person/{self.ruled_attempt.entry_id}"
        for name in ("to_draw", "listed", "drawn"):
            yield f"desk-draw-{name}", f"/manage/contests/{getattr(self, name).pk}/draw"
        yield "desk-stage", f"/manage/draws/{self.roll.pk}/stage"
        yield "desk-awards-to-draw", f"/manage/contests/{self.to_draw.pk}/awards"
        yield "desk-inspections", "/manage/inspections"
        yield "desk-items", f"/manage/contests/{self.analysed.pk}/items"
        for row in ItemStatistic.objects.filter(contest=self.analysed).order_by("revision_id")[WRONG_KEY:][
            :1
        ]:
            yield "desk-item", f"/manage/contests/{self.analysed.pk}/items/{row.revision_id}"
            yield "bank-question-doubted", f"/manage/bank/{row.revision.question.code}"
        for row in ItemStatistic.objects.filter(contest=self.too_few)[:1]:
            yield "desk-item-too-few", f"/manage/contests/{self.too_few.pk}/items/{row.revision_id}"
        yield "desk-items-too-few", f"/manage/contests/{self.too_few.pk}/items"
        yield "desk-items-none", f"/manage/contests/{self.going.pk}/items"
        yield "bank-doubts", "/manage/bank/doubts"
        yield "desk-awards", f"/manage/contests/{self.over.pk}/awards"
        yield "desk-report", f"/manage/contests/{self.analysed.pk}/report"
        yield "desk-report-waiting", f"/manage/contests/{self.going.pk}/report"
        yield from LedgerWorld(self.organizer, self.root, self.office).pages()
        yield "desk-notice", f"/manage/contests/{self.over.pk}/notice"
        yield "desk-notice-none", f"/manage/contests/{self.to_draw.pk}/notice"
        yield "desk-claims", f"/manage/contests/{self.over.pk}/claims"
        yield "desk-claims-none", f"/manage/contests/{self.to_draw.pk}/claims"
        yield "desk-claims-not-found", f"/manage/contests/{self.over.pk}/claims?q=没有这人"
        yield "desk-claim", f"/manage/prizes/{self.given_up.pk}"
        yield "desk-hand-on", f"/manage/contests/{self.over.pk}/claims/hand-on"
        yield "desk-objection", f"/manage/objections/{self.objection.pk}"
        yield "desk-finalize", f"/manage/contests/{self.over.pk}/notice/final"
        yield "desk-certificates", f"/manage/contests/{self.over.pk}/certificates"
        yield "desk-certificate-design", f"/manage/contests/{self.over.pk}/certificates/design"
        yield "desk-certificate-revoke", reverse("desk_certificate_revoke", args=[self.certificate.pk])
        yield "people", "/manage/people"
        yield "person-new", "/manage/people/new"
        yield "person", f"/manage/people/{self.person.pk}"
        yield "roster", "/manage/people/import"
        yield "slips", "/manage/people/slips"
        yield "cards", "/manage/people/cards"
        yield "cards-nobody", "/manage/people/cards?q=没有这人"
        yield "departments", "/manage/departments"
        yield "department", f"/manage/departments/{self.office.pk}"
        yield "bank", "/manage/bank"
        yield "bank-new", "/manage/bank/new"
        yield "bank-drafts", "/manage/bank/drafts"
        yield "bank-queue", "/manage/bank/queue"
        yield "bank-due", "/manage/bank/due"
        yield "bank-compare", f"/manage/bank/{question.code}/compare"
        yield "bank-question", f"/manage/bank/{question.code}"
        yield "bank-edit", f"/manage/bank/{question.code}/edit"
        yield from self._imports(question)

    def _imports(self, question: Question) -> Iterator[tuple[str, str]]:
        """An import with a question in every state, one that waits, one that failed, one in the bank."""
        mixed, taken, waiting, failed = imports_in_every_state(self.organizer, question, self.now)
        yield "import", "/manage/bank/import"
        for name, path in (
            ("", ""),
            ("-duplicates", "?show=duplicates"),
            ("-item", "/3"),
            ("-undo", "/undo"),
        ):
            yield f"import-mixed{name}", f"/manage/bank/import/{mixed.pk}{path}"
        for name, batch in (("taken", taken), ("waiting", waiting), ("failed", failed)):
            yield f"import-{name}", f"/manage/bank/import/{batch.pk}"
        yield "export", "/manage/bank/export"

    def newcomer(self) -> User:
        """Somebody who has taken part in nothing."""
        return make_user(None, name="李新")
