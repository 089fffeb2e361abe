"""A site with something on every page: contests in every state, people with long names, faults."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services.cards import print_cards
from leaderboard.models import DrawRoll
from quiz.models import Entry, ItemStatistic, Question, Topic
from quiz.services.attempts import start_or_resume
from quiz.services.bank import create_draft
from quiz.services.contests import create_contest
from tests.browser.learned import learning_pages, make_often_missed
from tests.browser.ledger_world import LedgerWorld
from tests.browser.scenery import Scenery
from tests.browser.stage import settle
from tests.factories import make_sheet, make_user, sit
from tests.sat_contests import WRONG_KEY, crowded_contest
from tests.service.quiz.importing import imports_in_every_state
from tests.unit.quiz.bank_items import make_item


def _days_ago(opened: datetime) -> dict[str, str]:
    """A window of a day, as the wall clock shows it."""
    opens = opened.astimezone().replace(tzinfo=None, microsecond=0) - timedelta(hours=1)
    return {"opens_at": opens.isoformat(), "closes_at": (opens + timedelta(days=1)).isoformat()}


class World(Scenery):
    """Contests by the state in which the person finds them; `person` took part in all of them."""

    def __init__(self) -> None:
        super().__init__()
        holders = [self.person.pk, self.elder.pk]
        self.card = print_cards(self.organizer, holders, now=self.now)[-1]
        self.over = self.make_over()
        self.waiting_for_release = self._unreleased()
        self.hidden = self.make_contest("榜单保密的竞赛", publication={"board": {"visibility": "hidden"}})
        self.open = self.make_contest("世界水日知识竞赛")
        self.going = self.make_going()
        self.one_by_one = start_or_resume(
            self.person,
            self.make_contest("逐题限时赛", time={"paper_seconds": None, "item_seconds": 3000}).pk,
            now=self.now,
        )
        self.upcoming = self._upcoming()
        self.public = self.make_contest(
            "社区居民科普答题",
            who={
                "admission": "open",
                "fields": ["name", "phone", "group"],
                "groups": {"by": "chosen", "names": ["青年组", "中老年组"]},
            },
        )
        self.on_paper = self.make_contest(
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
        self.to_draw, self.listed, self.drawn = (self.make_lots(step) for step in (1, 2, 3))
        self.roll = DrawRoll.objects.get(contest=self.drawn)
        self.ruled = self.make_ruled()
        self._bare_draft()
        settle()
        self.unscored = sit(
            self.person, self.make_contest("刚交的卷子"), right=3, start=timezone.now(), seconds=0
        )

    def _bare_draft(self) -> None:
        """As a Word file brings it: neither source nor explanation."""
        topic = Topic.objects.order_by("code")[0]
        item = make_item(topic=topic.code, stem="隔夜的绿叶菜（　　）。", explanation="", source=None)
        create_draft(self.organizer, item, now=self.now)

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
        yield "certificate-suspended", reverse("certificate", args=[self.suspended.code])
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
        Question.objects.filter(pk__in=(question.pk, question.pk + 1)).update(fact="0101-a")
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
        make_often_missed(self.crowd, self.now)
        yield "bank-often-missed", "/manage/bank/often-missed"
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
        yield "bank-new-sibling", f"/manage/bank/new?sibling={question.code}"
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
