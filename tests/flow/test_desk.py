"""An organizer's week through the pages alone: from an empty desk to the published winners."""

from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.services.audit import first_broken_link
from leaderboard.models import AwardRun
from quiz.models import Contest, Entry, QuestionRevision
from quiz.services.closing import close_ended_contests, hand_in_overdue
from quiz.services.scoring import score_all_waiting
from tests.factories import make_department, make_organizer, make_question, make_user
from tests.forms import PageForm, forms_of

pytestmark = pytest.mark.django_db


class Browser:
    """A person with a browser: goes to pages, fills in what is on them, presses buttons."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client()
        self.at, self.page = "/", ""
        if user is not None:
            self.client.force_login(user)

    def go(self, address: str) -> str:
        return self._show(self.client.get(address, follow=True), address)

    def send(self, *, having: str = "", to: str = "", press: str = "", **changes: str) -> str:
        """Send the form with an input named `having`, or to an address that ends in `to`, or of the page."""

        def is_meant(form: PageForm) -> bool:
            if having:
                return having in form.fields
            return form.action.endswith(to) if to else not form.action

        form = next(one for one in forms_of(self.page) if one.method == "post" and is_meant(one))
        data = {**form.fields, **{name: [value] for name, value in changes.items() if value is not None}}
        data.pop("csrfmiddlewaretoken", None)
        if press:
            data[press] = [dict(form.buttons)[press]]
        address = urljoin(self.at, form.action.partition("#")[0] or self.at)
        return self._show(self.client.post(address, data, follow=True), address)

    def _show(self, answer, address: str) -> str:
        self.at = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        assert answer.status_code == 200, (self.at, answer.status_code, answer.content.decode()[:3000])
        self.page = answer.content.decode() if "text/html" in answer["Content-Type"] else ""
        return self.page

    def start(self, contest: Contest) -> dict:
        address = f"/api/v1/contests/{contest.pk}/attempts"
        answer = self.client.post(address, {}, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    def sit(self, contest: Contest, right: int) -> None:
        """A whole attempt through the API, with so many right answers."""
        started = self.start(contest)
        keys = dict(QuestionRevision.objects.values_list("stem", "key"))
        for item in started["items"]:
            key = keys[item["stem"]]
            wrong = [next(one["id"] for one in item["options"] if one["id"] not in key)]
            answer = self.client.put(
                f"/api/v1/attempts/{started['id']}/answers/{item['position']}",
                {
                    "response": key if item["position"] <= right else wrong,
                    "client_key": f"k-{item['position']:06}",
                },
                content_type="application/json",
            )
            assert answer.status_code in (200, 201), answer.content
        assert self._hand_in(started["id"]) == 200

    def _hand_in(self, attempt: int) -> int:
        address = f"/api/v1/attempts/{attempt}/hand-in"
        return self.client.post(address, {}, content_type="application/json").status_code


def wall(instant) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def bank(now):
    for _each in range(12):
        make_question(type="single", now=now)
    for _each in range(12):
        make_question(type="judge", now=now)


def test_from_an_empty_desk_to_published_winners(now, time_machine, bank):
    time_machine.move_to(now, tick=False)
    department = make_department("科学技术协会")
    organizer = Browser(make_organizer(department))

    # An empty desk teaches; seven fields make a draft.
    assert "办第一场竞赛" in organizer.go("/manage")
    organizer.go("/manage/contests/new")
    organizer.send(
        having="title",
        template="open-registration",
        title="全民科学素质竞赛",
        opens_at=wall(now - timedelta(minutes=5)),
        closes_at=wall(now + timedelta(days=3)),
        questions="40",
        minutes="20",
    )
    contest = Contest.objects.get()
    assert organizer.at == f"/manage/contests/{contest.pk}"
    # Forty questions are more than the bank holds: the checklist says so, and where.
    assert "#at-paper.rows.0.count" in organizer.page

    # The whole rule sheet as a form: fewer questions, other prizes, one attempt.
    organizer.go(f"/manage/contests/{contest.pk}/rules")
    organizer.send(
        having="when.opens_at",
        **{
            "paper.rows.0.count": "8",
            "paper.rows.1.count": "4",
            "points.pass_mark": "18",
            "awards.0.quota": "1",
            "awards.1.quota": "1",
            "awards.2.quota": "5",
            "when.attempts.total": "1",
            "when.attempts.per_day": "",
        },
    )
    assert "都齐了，可以发布" in organizer.page

    # A sample to look at, the confirmation, the poster.
    assert organizer.go(f"/manage/contests/{contest.pk}/preview?as=print").count('preview-item"') == 12
    organizer.go(f"/manage/contests/{contest.pk}/publish")
    organizer.send(to="")
    assert organizer.at == f"/manage/contests/{contest.pk}/poster"
    contest.refresh_from_db()
    assert contest.state == Contest.State.PUBLISHED
    assert f"/join/{contest.join_code}" in organizer.page

    # Three strangers scan the code, register and sit the paper through the API.
    strangers = []
    for number, right in ((1, 12), (2, 9), (3, 2)):
        phone = Browser()
        phone.go(f"/join/{contest.join_code}")
        phone.send(having="phone", name=f"张小{number}", phone=f"1381234000{number}")
        # Their slip with the password that was made for them, and the way on.
        assert f'href="/contests/{contest.pk}' in phone.page
        phone.go(f"/contests/{contest.pk}")
        time_machine.shift(60)
        phone.sit(contest, right)
        strangers.append(phone)
    # An employee who is logged in takes part with one tap, and is still answering at the end.
    employee = Browser(make_user(department, name="李在答"))
    employee.go(f"/join/{contest.join_code}")
    employee.send(having="join")
    employee.start(contest)

    # The organizer watches, gives time, excludes a suspect.
    score_all_waiting(now=timezone.now())
    figures = organizer.client.get(f"/manage/contests/{contest.pk}/live").context["figures"]
    assert (figures.entered, figures.started, figures.answering, figures.handed_in) == (4, 4, 1, 3)
    organizer.go(f"/manage/contests/{contest.pk}/people?q=李在答")
    entry = Entry.objects.get(contest=contest, user__name="李在答")
    assert f"/people/{entry.pk}" in organizer.page
    organizer.go(f"/manage/contests/{contest.pk}/people/{entry.pk}")
    organizer.send(to="/time", percent="150", reason="视力不便")
    assert "视力不便" in organizer.page
    suspect = Entry.objects.get(contest=contest, user__name="张小2")
    organizer.go(f"/manage/contests/{contest.pk}/people/{suspect.pk}")
    organizer.send(to="/exclude", reason="他人代答")

    # Closing names who is still answering; the awards wait for the last score.
    organizer.go(f"/manage/contests/{contest.pk}/close")
    assert "李在答" in organizer.page
    organizer.send(to="")
    assert "已宣布" in organizer.page
    later = timezone.now() + timedelta(minutes=14)
    assert (hand_in_overdue(now=later), close_ended_contests(now=later)) == (1, 1)
    organizer.go(f"/manage/contests/{contest.pk}/awards")
    organizer.send(to="/awards/draft")
    assert "正在评分" in organizer.page and not AwardRun.objects.exists()
    score_all_waiting(now=timezone.now())
    organizer.send(to="/awards/draft")
    run = AwardRun.objects.get()
    assert run.input_digest in organizer.page
    # The excluded one is passed over: 张小1 first, then 张小3.
    assert list(run.awards.values_list("tier", "user__name"))[:2] == [
        ("一等奖", "张小1"),
        ("二等奖", "张小3"),
    ]

    # Nobody sees winners before they are published; then names are masked.
    winners = reverse("winners", args=[contest.pk])
    assert "张" not in strangers[2].client.get(winners).content.decode().partition("<main")[2]
    organizer.go(f"/manage/awards/{run.pk}/confirm")
    organizer.send(to="")
    assert "奖项已确认" in organizer.page
    organizer.go(f"/manage/awards/{run.pk}/publish")
    organizer.send(to="")
    shown = strangers[2].go(winners).partition("<main")[2]
    assert "张*1" in shown and "张小1" not in shown and "张小3" in shown

    # Files with full names, and every step on record.
    organizer.go(f"/manage/contests/{contest.pk}/awards")
    sheet = organizer.client.post(f"/manage/awards/{run.pk}/winners.xlsx")
    assert sheet.content[:2] == b"PK"
    done = list(AuditEntry.objects.filter(subject=f"contest:{contest.pk}").values_list("action", flat=True))
    assert done == [
        "contest_created",
        "rules_amended",
        "contest_published",
        "extra_time",
        "entry_excluded",
        "end_announced",
        "awards_drafted",
        "awards_confirmed",
        "awards_published",
        "awards_exported",
    ]
    assert first_broken_link() is None
    log = organizer.go(f"/manage/contests/{contest.pk}/log")
    assert "公布获奖名单" in log and "视力不便" in log
