"""Pages of item analysis: who gets in, what stands there, what is taken away, and how many statements."""

import csv
import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from quiz.models import Contest, ContestStatistic, ItemStatistic, QuestionFlag
from quiz.services.contests import create_contest
from quiz.services.item_statistics import rebuild_statistics
from tests.factories import (
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_sheet,
    make_user,
)
from tests.sat_contests import (
    NO_DISTRACTOR,
    TOO_EASY,
    WRONG_KEY,
    choices_of,
    crowded_contest,
    fixed_contest,
    let_sit,
    sat_contest,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(department) -> Contest:
    return crowded_contest(timezone.now() - timedelta(hours=2), department, people=130)


def revision_at(contest: Contest, place: int):
    return ItemStatistic.objects.filter(contest=contest).order_by("revision_id")[place].revision


def addresses(contest: Contest) -> list[str]:
    return [
        reverse("desk_items", args=[contest.pk]),
        reverse("desk_item", args=[contest.pk, revision_at(contest, 0).pk]),
    ]


def posts(contest: Contest) -> list[str]:
    return [
        reverse("desk_items_refresh", args=[contest.pk]),
        reverse("desk_items_file", args=[contest.pk, "xlsx"]),
        reverse("desk_items_file", args=[contest.pk, "csv"]),
    ]


def text_of(response) -> str:
    return response.content.decode()


# ── Who gets in ──────────────────────────────────────────────────────────────


def test_only_its_organizer(client, contest, department):
    for address in addresses(contest):
        assert client.get(address).headers["Location"].startswith("/login")
    for user in (make_user(department), make_organizer(make_department())):
        client.force_login(user)
        assert {client.get(one).status_code for one in addresses(contest)} == {404}
        assert {client.post(one).status_code for one in posts(contest)} == {404}


def test_a_draft_has_no_analysis(client, organizer, department, now):
    draft = create_contest(None, department, make_sheet(now), now=now)
    client.force_login(organizer)
    assert client.get(reverse("desk_items", args=[draft.pk])).status_code == 404


def test_reading_is_get_and_doing_is_post(client, organizer, contest):
    client.force_login(organizer)
    assert {client.post(one).status_code for one in addresses(contest)} == {405}
    assert {client.get(one).status_code for one in posts(contest)} == {405}
    assert client.post(reverse("desk_items_file", args=[contest.pk, "pdf"])).status_code == 404


# ── The contest ──────────────────────────────────────────────────────────────


def test_figures_with_their_definitions(client, organizer, contest):
    client.force_login(organizer)
    page = text_of(client.get(addresses(contest)[0]))
    figures = ContestStatistic.objects.get().figures
    assert f"{figures['alpha']:.2f}" in page and "各题量的是不是同一件事" in page
    assert "130 份得分相加 ÷ 130；满分 50" in page
    assert "依据 130 份首次正式答卷" in page and "没有作答按 0 分计" in page
    assert "答案可疑" in page and "选项没人选" in page and "太易" in page
    assert page.count("<circle") + page.count('transform="translate') >= 9
    assert "style=" not in page


def test_sorting_needs_no_script(client, organizer, contest):
    client.force_login(organizer)
    address = addresses(contest)[0]

    def order(query: str) -> list[int]:
        rows = client.get(address + query).context["rows"]
        return [row["item"].number for row in rows]

    assert order("") == list(range(1, 11))
    assert order("?dir=desc") == list(range(10, 0, -1))
    hardest, *_others, easiest = order("?sort=facility")
    assert easiest == TOO_EASY + 1
    assert order("?sort=facility&dir=desc")[-1] == hardest
    assert order("?sort=r")[0] == WRONG_KEY + 1
    assert order("?sort=r&dir=desc")[-1] == TOO_EASY + 1  # no spread, no r: last either way
    assert order("?sort=r")[-1] == TOO_EASY + 1
    assert order("?sort=nonsense&dir=up") == list(range(1, 11))
    assert 'aria-sort="ascending"' in text_of(client.get(f"{address}?sort=d27"))


@pytest.mark.parametrize(("people", "said"), [(29, "还差 1 份答卷"), (1, "还差 29 份答卷")])
def test_nothing_below_thirty(client, organizer, department, people, said):
    contest = crowded_contest(timezone.now(), department, people=people)
    client.force_login(organizer)
    page = text_of(client.get(addresses(contest)[0]))
    assert said in page and "α" not in page
    item = text_of(client.get(addresses(contest)[1]))
    assert said in item and "题余相关" not in item


def test_thirty_are_enough(client, organizer, department):
    contest = crowded_contest(timezone.now(), department, people=30)
    client.force_login(organizer)
    assert "α（内部一致性）" in text_of(client.get(addresses(contest)[0]))


def test_a_contest_that_runs_is_computed_on_demand(client, organizer, department, settings):
    settings.CELERY_BROKER_URL = None
    contest = make_contest(timezone.now(), department)
    client.force_login(organizer)
    assert "还没有计算" in text_of(client.get(reverse("desk_items", args=[contest.pk])))
    response = client.post(reverse("desk_items_refresh", args=[contest.pk]), follow=True)
    assert "正在计算" in text_of(response)
    rebuild_statistics(contest, now=timezone.now())
    page = text_of(client.get(reverse("desk_items", args=[contest.pk])))
    assert "正在计算" not in page and "还差 30 份答卷" in page


def test_drawn_papers_say_so(client, organizer, contest):
    ContestStatistic.objects.update(is_drawn=True)
    client.force_login(organizer)
    assert "各人的总分计算，数值略偏高" in text_of(client.get(addresses(contest)[0]))
    assert "含这题，数值略偏高" in text_of(client.get(addresses(contest)[1]))


# ── One question ─────────────────────────────────────────────────────────────


def test_one_question(client, organizer, contest):
    client.force_login(organizer)
    page = text_of(client.get(reverse("desk_item", args=[contest.pk, revision_at(contest, WRONG_KEY).pk])))
    assert "总分高的人反而答错" in page
    assert "强三分之一" in page and "最好的 27%" in page
    assert "第 3 题" in page and "第 5 题" in page
    elsewhere = make_question(now=timezone.now())
    assert client.get(reverse("desk_item", args=[contest.pk, elsewhere.pk])).status_code == 404


def test_a_distractor_that_nobody_chose_by_its_letter(client, organizer, contest):
    client.force_login(organizer)
    address = reverse("desk_item", args=[contest.pk, revision_at(contest, NO_DISTRACTOR).pk])
    assert "D 几乎没人选" in text_of(client.get(address))


def test_history_tells_no_names_of_other_departments(client, organizer, contest):
    revisions = [
        one.revision for one in ItemStatistic.objects.filter(contest=contest).order_by("revision_id")
    ]
    QuestionFlag.objects.all().delete()  # a doubted question is on no new paper
    foreign = make_department("别的单位")
    crowded_contest(timezone.now(), foreign, people=40, revisions=revisions, title="别人的竞赛")
    client.force_login(organizer)
    page = text_of(client.get(addresses(contest)[1]))
    assert "其他单位的竞赛" in page and "别人的竞赛" not in page


# ── Taking it away ───────────────────────────────────────────────────────────


def test_csv_is_numbers_and_no_formulas(client, organizer, department):
    now = timezone.now()
    revisions = [make_question(now=now, stem=stem) for stem in ('=HYPERLINK("x")', "@b", "+c", "普通的题")]
    contest = fixed_contest(now, revisions, department)
    let_sit(contest, revisions, choices_of([[n % 2, 1 - n % 2, (n // 2) % 2, 1] for n in range(40)]), now=now)
    rebuild_statistics(contest, now=now)
    client.force_login(organizer)
    response = client.post(reverse("desk_items_file", args=[contest.pk, "csv"]))
    assert response.content.startswith("\ufeff".encode())
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert [row[4] for row in rows] == ['\'=HYPERLINK("x")', "'@b", "'+c", "普通的题"]
    assert head[8] == "题余相关" and float(rows[0][8]) < 0
    entry = AuditEntry.objects.get(action="items_exported")
    assert (entry.actor, entry.subject, entry.details) == (
        organizer, f"contest:{contest.pk}", {"questions": 4, "kind": "csv"},
    )  # fmt: skip


def test_excel_has_what_the_csv_has(client, organizer, contest):
    import python_calamine

    client.force_login(organizer)
    response = client.post(reverse("desk_items_file", args=[contest.pk, "xlsx"]))
    sheet = python_calamine.load_workbook(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 11
    assert sheet[WRONG_KEY + 1][-1] == "KEY_SUSPECT LOW_DISC"
    assert "题目分析.xlsx" in unquote(response["Content-Disposition"])


def test_files_keep_the_minimum_too(client, organizer, department):
    contest = crowded_contest(timezone.now(), department, people=12)
    client.force_login(organizer)
    response = client.post(reverse("desk_items_file", args=[contest.pk, "csv"]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]
    assert {len(row) for row in rows} == {6}


# ── Statements ───────────────────────────────────────────────────────────────


def count(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_as_many_statements_for_many_questions(client, department, organizer):
    client.force_login(organizer)
    counts = []
    for items in (3, 33):
        rights = [[int((n + at) % 3 > 0) for at in range(items)] for n in range(40)]
        contest = sat_contest(rights)
        Contest.objects.filter(pk=contest.pk).update(department=department)
        rebuild_statistics(Contest.objects.get(pk=contest.pk), now=timezone.now())
        counts.append([count(client, address) for address in addresses(contest)])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


# ── The bank ─────────────────────────────────────────────────────────────────


def test_the_bank_shows_what_people_did(client, organizer, contest):
    client.force_login(organizer)
    doubted, fine = revision_at(contest, WRONG_KEY), revision_at(contest, 0)
    page = text_of(client.get(reverse("bank_question", args=[doubted.question.code])))
    assert "作答统计" in page and "暂不进新试卷" in page and contest.title in page
    assert "去处理" not in page  # organizers write, reviewers decide
    page = text_of(client.get(reverse("bank_question", args=[fine.question.code])))
    assert "130" in page and "暂不进新试卷" not in page
    unused = make_question(now=timezone.now())
    page = text_of(client.get(reverse("bank_question", args=[unused.question.code])))
    assert "还没有竞赛用过这一版" in page


def test_a_reviewer_settles_a_doubt(client, reviewer, contest):
    doubt = QuestionFlag.objects.get(revision=revision_at(contest, WRONG_KEY))
    client.force_login(reviewer)
    assert "有疑点" in text_of(client.get("/manage/bank"))
    page = text_of(client.get(reverse("bank_doubts")))
    assert doubt.question.code in page and "总分高的人反而答错" in page and contest.title not in page
    decide = reverse("bank_doubt_decide", args=[doubt.pk])
    assert client.post(decide, {"decision": "clear", "reason": ""}).status_code == 400
    response = client.post(decide, {"decision": "clear", "reason": "核对过"}, follow=True)
    assert "记为无误" in text_of(response)
    doubt.refresh_from_db()
    assert (doubt.state, doubt.reason, doubt.decided_by) == ("cleared", "核对过", reviewer)
    assert client.post(decide, {"decision": "uphold", "reason": "再想"}).status_code == 409
    page = text_of(client.get(reverse("bank_question", args=[doubt.question.code])))
    assert "题目无误" in page and "核对过" in page


def test_what_learners_report_waits_there_too(client, reviewer, organizer, now):
    revision = make_question(now=now)
    QuestionFlag.objects.create(
        question=revision.question, revision=revision, code="REPORT", source="learner", raised_by=organizer,
        details={"kind": "key", "text": "B 也说得通"}, raised_at=now,
    )  # fmt: skip
    client.force_login(reviewer)
    page = text_of(client.get(reverse("bank_doubts")))
    assert "学习者报错" in page and "B 也说得通" in page and organizer.name not in page
    page = text_of(client.get(reverse("bank_question", args=[revision.question.code])))
    assert "B 也说得通" in page and "暂不进新试卷" not in page


def test_upholding(client, reviewer, contest):
    doubt = QuestionFlag.objects.get(revision=revision_at(contest, WRONG_KEY))
    client.force_login(reviewer)
    address = reverse("bank_doubt_decide", args=[doubt.pk])
    client.post(address, {"decision": "uphold", "reason": "B 也对"})
    doubt.refresh_from_db()
    assert doubt.state == "upheld"


def test_doubts_are_for_reviewers(client, organizer, contest):
    doubt = QuestionFlag.objects.first()
    for user in (organizer, make_user(make_department())):
        client.force_login(user)
        assert client.get(reverse("bank_doubts")).status_code == 404
        decided = client.post(reverse("bank_doubt_decide", args=[doubt.pk]), {"reason": "x"})
        assert decided.status_code == 404
    client.logout()
    assert client.get(reverse("bank_doubts")).headers["Location"].startswith("/login")


def test_no_doubts(client, reviewer):
    client.force_login(reviewer)
    assert "没有有疑点的题" in text_of(client.get(reverse("bank_doubts")))


def test_as_many_statements_for_many_doubts(client, reviewer, department):
    client.force_login(reviewer)
    counts = []
    for _each in range(2):
        crowded_contest(timezone.now(), department, people=130)
        counts.append(count(client, reverse("bank_doubts")))
    assert QuestionFlag.objects.count() >= 4
    assert counts[0] == counts[1] <= 12
