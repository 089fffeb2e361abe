"""What the desk's pages show, keep and refuse."""

import io
import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from quiz.models import Attempt, Contest, Entry, RulesVersion
from quiz.selectors.rules import sheet_in_force
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import announce_end
from quiz.services.contests import create_contest
from quiz.services.scoring import score_all_waiting
from quiz.web.desk_rules import written
from tests.factories import (
    make_contest,
    make_department,
    make_question,
    make_sheet,
    make_user,
    sit,
)
from tests.forms import form_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


def draft_of(organizer, department, now, **parts) -> Contest:
    return create_contest(organizer, department, make_sheet(now, **parts), now=now)


def inputs(page: str) -> dict[str, list[str]]:
    """What a browser would send from the rule sheet form, as it stands."""
    return form_with(page, "when.opens_at").fields


# ── The list ──────────────────────────────────────────────────────────────────


def test_the_first_visit_teaches_what_to_do(desk):
    page = desk.get(reverse("desk")).content.decode()
    assert "办第一场竞赛" in page and reverse("desk_new") in page and reverse("roster-import") in page


def test_the_list_costs_the_same_for_three_and_thirty_contests(desk, organizer, department, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get(reverse("desk")).status_code == 200
        return len(queries)

    for _each in range(3):
        make_contest(now, department, questions=4, paper={"rows": [{"count": 4, "types": ["single"]}]})
    cost()  # the first request of a session in a process reads one row more
    few = cost()
    for _each in range(27):
        draft_of(organizer, department, now)
    assert cost() == few <= 10


def test_the_list_counts_people_and_papers(desk, department, now):
    people = [make_user(department) for _each in range(3)]
    contest = make_contest(now, department)
    sit(people[0], contest, right=2, start=now)
    start_or_resume(people[1], contest.pk, now=now)
    page = desk.get(reverse("desk")).content.decode()
    # Three people and the organizer are on the list.
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["4", "2", "1"]


def test_nobody_sees_another_departments_contests(desk, now):
    make_contest(now, make_department(), title="别处的竞赛")
    assert "别处的竞赛" not in desk.get(reverse("desk")).content.decode()


# ── A new contest ─────────────────────────────────────────────────────────────


def test_a_new_contest_takes_seven_fields_at_most_and_becomes_a_draft(desk, department, now):
    form = desk.get(reverse("desk_new")).context["form"]
    assert len(form.fields) <= 7
    answer = desk.post(
        reverse("desk_new"),
        {
            "template": "staff-contest",
            "title": "职工竞赛",
            "department": department.pk,
            "opens_at": "2026-05-18T09:00",
            "closes_at": "2026-05-22T18:00",
            "questions": "",
            "minutes": "",
        },
    )
    contest = Contest.objects.get()
    assert answer.url == reverse("desk_contest", args=[contest.pk])
    assert (contest.state, contest.department, contest.title) == ("draft", department, "职工竞赛")
    assert sheet_in_force(contest).paper.size == 20


def test_a_department_of_others_is_no_choice(desk, now):
    stranger = make_department()
    answer = desk.post(
        reverse("desk_new"),
        {
            "template": "staff-contest",
            "title": "越权",
            "department": stranger.pk,
            "opens_at": "2026-05-18T09:00",
            "closes_at": "2026-05-22T18:00",
        },
    )
    assert "department" in answer.context["form"].errors
    assert not Contest.objects.exists()


# ── The checklist ─────────────────────────────────────────────────────────────


def test_the_checklist_names_each_fault_and_leads_to_its_field(desk, organizer, department, now):
    draft = draft_of(organizer, department, now, points={"pass_mark": 500})
    page = desk.get(reverse("desk_contest", args=[draft.pk]))
    paths = {fault["anchor"] for fault in page.context["faults"]}
    assert {"at-paper.rows.0.count", "at-points.pass_mark"} <= paths
    form = desk.get(reverse("desk_rules", args=[draft.pk])).content.decode()
    for path in paths:
        assert f'id="{path}"' in form
    assert reverse("desk_publish", args=[draft.pk]) not in page.content.decode()


def test_a_draft_with_faults_is_not_published_whatever_is_posted(desk, organizer, department, now):
    draft = draft_of(organizer, department, now)
    assert desk.post(reverse("desk_publish", args=[draft.pk])).url == reverse("desk_contest", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.state == Contest.State.DRAFT


def test_publishing_enters_the_roster_and_shows_the_poster(desk, organizer, department, now):
    for _each in range(10):
        make_question(now=now)
    draft = draft_of(organizer, department, now)
    assert "名单内 1 人" in desk.get(reverse("desk_publish", args=[draft.pk])).content.decode()
    answer = desk.post(reverse("desk_publish", args=[draft.pk]))
    assert answer.url == reverse("desk_poster", args=[draft.pk])
    assert Entry.objects.get(contest=draft).user == organizer
    poster = desk.get(answer.url).content.decode()
    assert "<svg" in poster and f"http://testserver/contests/{draft.pk}" in poster


def test_the_poster_of_an_open_contest_leads_to_registration(desk, department, now):
    contest = make_contest(now, department, who={"admission": "open"})
    poster = desk.get(reverse("desk_poster", args=[contest.pk])).content.decode()
    assert f"http://testserver/join/{contest.join_code}" in poster
    png = desk.get(reverse("desk_qr", args=[contest.pk, "png"]))
    svg = desk.get(reverse("desk_qr", args=[contest.pk, "svg"]))
    assert png.content.startswith(b"\x89PNG") and b"<svg" in svg.content
    assert desk.get(reverse("desk_qr", args=[contest.pk, "exe"])).status_code == 404


@pytest.mark.parametrize(
    ("host", "base_url", "said"),
    [
        ("127.0.0.1:8000", "", "先别打印"),
        ("192.168.1.5:8000", "", "只在本单位的网络里能打开"),
        ("127.0.0.1:8000", "https://quiz.example.org", ""),
    ],
)
def test_the_poster_says_who_cannot_open_its_address(desk, department, now, settings, host, base_url, said):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], base_url
    contest = make_contest(now, department, who={"admission": "open"})
    poster = desk.get(reverse("desk_poster", args=[contest.pk]), headers={"host": host}).content.decode()
    notices = [one for one in ("先别打印", "只在本单位的网络里能打开") if one in poster]
    assert notices == [said] * bool(said)
    assert not said or (f"{host} 只" in poster and "BASE_URL" in poster)


# ── Rules ─────────────────────────────────────────────────────────────────────


def test_the_form_sent_back_as_it_stands_changes_nothing(desk, organizer, department, now):
    draft = draft_of(organizer, department, now, awards=[{"name": "一等奖", "quota": 3}])
    address = reverse("desk_rules", args=[draft.pk])
    sent = inputs(desk.get(address).content.decode())
    assert desk.post(address, sent).status_code == 302
    assert RulesVersion.objects.filter(contest=draft).count() == 1


def test_a_changed_field_makes_the_next_version(desk, organizer, department, now):
    draft = draft_of(organizer, department, now)
    address = reverse("desk_rules", args=[draft.pk])
    sent = inputs(desk.get(address).content.decode()) | {"title": ["新名字"], "time.paper_seconds": ["900"]}
    assert desk.post(address, sent).url == reverse("desk_contest", args=[draft.pk])
    draft.refresh_from_db()
    assert (draft.title, sheet_in_force(draft).time.paper_seconds, draft.rules.number) == ("新名字", 900, 2)


def test_a_row_is_added_without_judging_or_keeping(desk, organizer, department, now):
    draft = draft_of(organizer, department, now)
    address = reverse("desk_rules", args=[draft.pk])
    sent = inputs(desk.get(address).content.decode()) | {"add": ["awards"]}
    page = desk.post(address, sent)
    assert page.status_code == 200 and 'name="awards.0.name"' in page.content.decode()
    assert RulesVersion.objects.filter(contest=draft).count() == 1


def test_a_window_that_ends_before_it_begins_is_refused_with_all_that_was_typed(
    desk, organizer, department, now
):
    draft = draft_of(organizer, department, now)
    address = reverse("desk_rules", args=[draft.pk])
    sent = inputs(desk.get(address).content.decode()) | {
        "when.closes_at": ["2020-01-01T09:00"],
        "introduction": ["已经写好的说明"],
    }
    page = desk.post(address, sent)
    assert page.status_code == 400 and "已经写好的说明" in page.content.decode()
    assert RulesVersion.objects.filter(contest=draft).count() == 1


def test_amending_a_published_contest_asks_why_and_keeps_the_reason(desk, department, now):
    contest = make_contest(now, department)
    address = reverse("desk_rules", args=[contest.pk])
    sent = inputs(desk.get(address).content.decode()) | {"publication.keys": ["never"]}
    without = desk.post(address, sent)
    assert without.status_code == 400 and "请写明原因" in without.content.decode()
    assert desk.post(address, sent | {"reason": ["答案另行公布"]}).status_code == 302
    contest.refresh_from_db()
    assert contest.rules.reason == "答案另行公布"
    page = desk.get(reverse("desk_contest", args=[contest.pk])).content.decode()
    assert "答案另行公布" in page and contest.rules.digest[:12] in page


def test_once_somebody_has_started_the_paper_stays(desk, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    start_or_resume(person, contest.pk, now=now)
    address = reverse("desk_rules", args=[contest.pk])
    page = desk.get(address).content.decode()
    assert "已经有人开始答题" in page
    sent = inputs(page) | {"time.paper_seconds": ["60"], "reason": ["缩短"]}
    refused = desk.post(address, sent)
    assert refused.status_code == 400 and "不能再改" in refused.content.decode()
    assert Attempt.objects.get().rules_id == contest.rules_id


def test_the_file_goes_out_and_comes_back_the_same(desk, organizer, department, now):
    draft = draft_of(organizer, department, now)
    text = desk.get(reverse("desk_version_file", args=[draft.pk, 1])).content.decode()
    assert text == written(sheet_in_force(draft).dump())
    address = reverse("desk_rules_file", args=[draft.pk])
    assert desk.post(address, {"text": text}).status_code == 302
    assert RulesVersion.objects.filter(contest=draft).count() == 1
    changed = io.BytesIO(text.replace("科学素质竞赛", "换了名字").encode())
    changed.name = "rules.yaml"
    assert desk.post(address, {"text": "", "file": changed}).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "换了名字"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: x\nwhen: 1\n", "时间与次数"),
        ("awards: [}", "第 1 行"),
        ("", "规则表"),
        ("title: a\ntitle: b\n", "写了两次"),
    ],
)
def test_a_bad_file_is_refused_with_its_faults(desk, organizer, department, now, text, told):
    draft = draft_of(organizer, department, now)
    page = desk.post(reverse("desk_rules_file", args=[draft.pk]), {"text": text})
    assert page.status_code == 400 and told in page.content.decode()
    assert RulesVersion.objects.filter(contest=draft).count() == 1


# ── Preview ───────────────────────────────────────────────────────────────────


def test_a_sample_has_no_key_until_it_is_asked_for(desk, organizer, department, now):
    for _each in range(10):
        make_question(now=now, explanation="金丝雀解析")
    draft = draft_of(organizer, department, now)
    address = reverse("desk_preview", args=[draft.pk])
    assert "金丝雀解析" not in desk.get(address).content.decode()
    assert desk.get(f"{address}?keys=1").content.decode().count("金丝雀解析") == 10


def test_the_same_seed_shows_the_same_sample_and_another_one_another(desk, organizer, department, now):
    for _each in range(30):
        make_question(now=now)
    draft = draft_of(organizer, department, now)
    address = reverse("desk_preview", args=[draft.pk])

    def stems(query: str) -> list[str]:
        return [question.stem for question in desk.get(f"{address}?{query}").context["questions"]]

    assert stems("seed=a") == stems("seed=a&as=pc") == stems("seed=a&as=print")
    assert stems("seed=a") != stems("seed=b")


@pytest.mark.parametrize("skin", ["phone", "pc", "elder", "print", "nonsense"])
def test_every_skin_shows_the_paper(desk, organizer, department, now, skin):
    for _each in range(10):
        make_question(now=now)
    draft = draft_of(organizer, department, now)
    page = desk.get(reverse("desk_preview", args=[draft.pk]), {"as": skin})
    assert len(page.context["questions"]) == 10
    assert ('data-mode="elder"' in page.content.decode()) == (skin == "elder")


def test_a_pool_that_is_too_small_says_how_much_it_holds(desk, organizer, department, now):
    for _each in range(4):
        make_question(now=now)
    draft = draft_of(organizer, department, now)
    page = desk.get(reverse("desk_preview", args=[draft.pk]))
    assert page.context["holds"] == [(1, 10, 4)]
    assert "抽不出一份卷子" in page.content.decode()


def test_no_sample_is_a_paper_that_somebody_sits(desk, department, now):
    """Of a shuffled paper the seed decides all; a sample's is never the real one."""
    person = make_user(department)
    contest = make_contest(now, department, questions=40)
    attempt = start_or_resume(person, contest.pk, now=now)
    real = list(attempt.slots.values_list("revision_id", flat=True).order_by("position"))
    address = reverse("desk_preview", args=[contest.pk])
    for seed in ("1", attempt.seed, contest.rules.seed):
        sample = desk.get(address, {"seed": seed}).context["sample"]
        assert [item.content.revision_id for item in sample.items] != real


# ── Live, people, one person ──────────────────────────────────────────────────


def test_the_live_part_is_what_htmx_gets(desk, department, now):
    contest = make_contest(now, department)
    whole = desk.get(reverse("desk_live", args=[contest.pk])).content.decode()
    part = desk.get(reverse("desk_live", args=[contest.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" in whole and 'data-live="5"' in whole
    assert "<html" not in part and part.strip() in whole


def test_the_live_figures_by_department(desk, department, now):
    below = make_department("下属科室", department)
    people = [make_user(below) for _each in range(3)]
    contest = make_contest(now, department)
    for person in people[:2]:
        sit(person, contest, right=1, start=now)
    start_or_resume(people[2], contest.pk, now=now)
    score_all_waiting(now=now)
    rows = {
        row.name: row.figures
        for row in desk.get(reverse("desk_live", args=[contest.pk])).context["departments"]
    }
    got = rows["下属科室"]
    assert (got.entered, got.started, got.answering, got.handed_in, got.scored) == (3, 3, 1, 2, 2)


def test_practice_is_not_counted(desk, department, now):
    person = make_user(department)
    contest = make_contest(now, department, when={"practice": {"during": True}})
    start_or_resume(person, contest.pk, now=now, kind=Attempt.Kind.PRACTICE)
    figures = desk.get(reverse("desk_live", args=[contest.pk])).context["figures"]
    assert (figures.started, figures.answering) == (0, 0)


def test_people_are_found_and_narrowed(desk, department, now):
    anna, bob = make_user(department, name="安娜"), make_user(department, name="鲍勃")
    contest = make_contest(now, department)
    start_or_resume(anna, contest.pk, now=now)
    address = reverse("desk_people", args=[contest.pk])

    def found(**query: str) -> set[str]:
        return {row.entry.user.name for row in desk.get(address, query).context["rows"]}

    assert found(q="安") == found(state="answering") == {"安娜"}
    assert found(q=bob.username) == {"鲍勃"}
    assert "安娜" not in found(state="waiting") and "鲍勃" in found(state="waiting")
    assert found(state="done") == found(state="excluded") == set()


def test_a_page_of_people_costs_the_same_for_few_and_many(desk, department, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    contest = make_contest(now, department)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(reverse("desk_people", args=[contest.pk]))
        return len(queries)

    cost()  # the first request of a session in a process reads one row more
    few = cost()
    Entry.objects.bulk_create(
        Entry(contest=contest, user=make_user(department), created_at=now) for _each in range(45)
    )
    assert cost() == few <= 10


def test_extra_time_reaches_an_open_paper_and_the_log(desk, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    attempt = start_or_resume(person, contest.pk, now=now)
    entry = Entry.objects.get(user=person)
    address = reverse("desk_extra_time", args=[contest.pk, entry.pk])
    assert desk.post(address, {"percent": "150", "reason": ""}).status_code == 400
    assert desk.post(address, {"percent": "999", "reason": "x"}).status_code == 400
    assert desk.post(address, {"percent": "150", "reason": "视力不便"}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.deadline == now + timedelta(minutes=30)
    log = desk.get(reverse("desk_log", args=[contest.pk])).content.decode()
    assert "视力不便" in log and person.name in log and "1.5" in log


def test_an_exclusion_with_its_reason_and_its_undoing(desk, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    entry = Entry.objects.get(user=person)
    args = [contest.pk, entry.pk]
    assert desk.post(reverse("desk_exclude", args=args), {"reason": " "}).status_code == 400
    desk.post(reverse("desk_exclude", args=args), {"reason": "他人代答"})
    assert "他人代答" in desk.get(reverse("desk_person", args=args)).content.decode()
    desk.post(reverse("desk_include", args=args))
    entry.refresh_from_db()
    assert entry.excluded_reason == ""
    actions = AuditEntry.objects.filter(subject=f"contest:{contest.pk}").values_list("action", flat=True)
    assert list(actions)[-2:] == ["entry_excluded", "entry_included"]


# ── Closing, drafts thrown away ───────────────────────────────────────────────


def test_closing_says_who_is_answering_and_announces_an_end_that_can_be_taken_back(desk, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    start_or_resume(person, contest.pk, now=now)
    address, overview = (reverse(name, args=[contest.pk]) for name in ("desk_close", "desk_contest"))
    page = desk.get(address).content.decode()
    assert person.name in page and "现在就关闭" not in page
    desk.post(address, {"how": "at_once", "understood": "1"})  # as long as somebody is answering
    contest.refresh_from_db()
    assert contest.state == Contest.State.PUBLISHED and contest.ends_early
    assert reverse("desk_keep_open", args=[contest.pk]) in desk.get(overview).content.decode()
    desk.post(reverse("desk_keep_open", args=[contest.pk]))
    contest.refresh_from_db()
    assert contest.closing_at is None
    assert address in desk.get(overview).content.decode()


def test_when_everybody_is_done_a_contest_is_closed_at_once_with_a_tick(desk, department, now):
    contest = make_contest(now, department)
    entries = Entry.objects.filter(contest=contest).select_related("user")
    for entry in entries:
        hand_in(entry.user, start_or_resume(entry.user, contest.pk, now=now).pk, now=now)
    address = reverse("desk_close", args=[contest.pk])
    assert "现在就关闭" in desk.get(address).content.decode()
    assert desk.post(address, {"how": "at_once"}).status_code == 400
    contest.refresh_from_db()
    assert contest.state == Contest.State.PUBLISHED
    desk.post(address, {"how": "at_once", "understood": "1"})
    contest.refresh_from_db()
    assert contest.state == Contest.State.CLOSED


def test_people_are_told_of_an_announced_end(client, organizer, department, now):
    person = make_user(department)
    contest = make_contest(now, department)
    announce_end(organizer, contest, now=now)
    client.force_login(person)
    assert "提前结束" in client.get(reverse("contest", args=[contest.pk])).content.decode()
    contest.refresh_from_db()
    told = client.get(f"/api/v1/contests/{contest.pk}").json()["closes_at"]
    assert datetime.fromisoformat(told) == contest.closing_at < contest.closes_at


def test_a_draft_thrown_away_comes_back_from_the_list(desk, organizer, department, now):
    draft = draft_of(organizer, department, now)
    desk.post(reverse("desk_discard", args=[draft.pk]))
    assert desk.get(reverse("desk_contest", args=[draft.pk])).status_code == 404
    page = desk.get(reverse("desk")).content.decode()
    assert reverse("desk_restore", args=[draft.pk]) in page
    desk.post(reverse("desk_restore", args=[draft.pk]))
    assert desk.get(reverse("desk_contest", args=[draft.pk])).status_code == 200


def test_a_published_contest_cannot_be_thrown_away(desk, department, now):
    contest = make_contest(now, department)
    assert desk.post(reverse("desk_discard", args=[contest.pk])).status_code == 409
    page = desk.get(reverse("desk_contest", args=[contest.pk])).content.decode()
    assert reverse("desk_discard", args=[contest.pk]) not in page


def test_what_a_colleague_saved_meanwhile_is_not_overwritten_unseen(desk, organizer, department, now):
    draft = draft_of(organizer, department, now)
    address = reverse("desk_rules", args=[draft.pk])
    mine, theirs = (inputs(desk.get(address).content.decode()) for _each in range(2))
    desk.post(address, theirs | {"title": ["同事的名字"]})
    refused = desk.post(address, mine | {"title": ["我的名字"]})
    assert refused.status_code == 400 and "规则被改过" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.title == "同事的名字"
    # Seen and sent again, it counts.
    desk.post(address, inputs(refused.content.decode()))
    draft.refresh_from_db()
    assert draft.title == "我的名字"
