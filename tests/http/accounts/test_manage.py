"""The organizer's pages about people, by their forms."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, RosterUpload, User
from accounts.services import roster
from accounts.services.passwords import reset_password
from accounts.services.people import Person, add_person, deactivate_person, reactivate_person
from accounts.services.roster_work import serve_rosters
from accounts.services.slips import BATCH
from tests.clients import logged_in
from tests.factories import make_department, make_organizer, make_user
from tests.service.accounts.rosters import roster_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope() -> Department:
    return make_department("机关", make_department("市局"))


@pytest.fixture
def desk(scope) -> Client:
    client = Client()
    client.organizer = make_organizer(scope)
    client.force_login(client.organizer)
    return client


def text(answer) -> str:
    return answer.content.decode()


# ── People ────────────────────────────────────────────────────────────────────


def test_the_list_costs_the_same_for_three_and_for_thirty(desk, scope, django_assert_max_num_queries):
    for count in (3, 30):
        for _ in range(count):
            make_user(scope)
        with django_assert_max_num_queries(13):
            assert desk.get("/manage/people").status_code == 200


def test_search_filter_and_pager(desk, scope):
    for number in range(60):
        make_user(scope, name=f"李{number:02}")
    first, second = text(desk.get("/manage/people?q=李")), text(desk.get("/manage/people?q=李&page=2"))
    assert "共 60 人" in first
    assert "q=%E6%9D%8E&amp;page=2" in first
    listed = [re.findall(r">(李\d\d)</a>", page) for page in (first, second)]
    assert [len(names) for names in listed] == [50, 10]
    assert len({*listed[0], *listed[1]}) == 60
    assert "没有找到" in text(desk.get("/manage/people?q=没有这人"))
    assert desk.get("/manage/people?q=%00&department=x&state=y&page=-1").status_code == 200


def test_only_ones_own_people_are_listed(desk, scope):
    make_user(make_department("县局"), name="外面的人")
    make_user(scope, name="里面的人")
    page = text(desk.get("/manage/people"))
    assert "里面的人" in page
    assert "外面的人" not in page
    other = Department.objects.get(name="县局")
    assert "外面的人" not in text(desk.get(f"/manage/people?department={other.pk}"))


def test_names_are_shown_as_text(desk, scope):
    make_user(scope, name="<script>alert(1)</script>")
    assert "<script>alert" not in text(desk.get("/manage/people"))


def test_adding_changing_and_retiring(desk, scope):
    body = {"username": "N1", "name": "新人", "department": scope.pk, "phone": "13812341234"}
    answer = desk.post("/manage/people/new", body)
    made = User.objects.get(username="N1")
    assert answer["Location"] == reverse("person", args=[made.pk])
    assert "这个手机号已经登记过" in text(desk.post("/manage/people/new", {**body, "username": "N2"}))
    page = text(desk.get(f"/manage/people/{made.pk}"))
    assert "138****1234" in page
    assert "13812341234" not in page
    change = {"username": "N1", "name": "改名", "department": scope.pk, "phone": ""}
    assert desk.post(f"/manage/people/{made.pk}", change).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.phone_digest is not None) == ("改名", True), "an empty phone leaves it alone"
    desk.post(f"/manage/people/{made.pk}", {**change, "drop_phone": "on"})
    made.refresh_from_db()
    assert made.phone_digest is None
    desk.post(f"/manage/people/{made.pk}/state", {"do": "deactivate"})
    made.refresh_from_db()
    assert not made.is_active
    desk.post(f"/manage/people/{made.pk}/state", {"do": "reactivate"})
    made.refresh_from_db()
    assert made.is_active
    assert desk.post(f"/manage/people/{made.pk}/state", {"do": "explode"}).status_code == 404


def test_somebody_who_may_do_more_is_shown_and_not_changed(desk, scope):
    above = make_user(scope, name="上级", is_superuser=True)
    page = text(desk.get(f"/manage/people/{above.pk}"))
    assert "只能看，不能改" in page
    assert "重置密码" not in page
    assert desk.post(f"/manage/people/{above.pk}/reset").status_code == 403
    assert desk.post(f"/manage/people/{above.pk}/state", {"do": "deactivate"}).status_code == 403


def test_a_reset_shows_a_password_that_works(desk, scope):
    person = make_user(scope)
    answer = desk.post(f"/manage/people/{person.pk}/reset")
    assert "no-store" in answer["Cache-Control"]
    given = re.search(r'slip-password">([^<]+)<', text(answer))[1]
    assert "<svg" in text(answer)
    other = Client()
    assert other.post("/login", {"username": person.username, "password": given}).status_code == 302


def test_departments_by_their_pages(desk, scope):
    desk.post("/manage/departments", {"name": "办公室", "kind": "科室", "parent": scope.pk})
    made = Department.objects.get(name="办公室")
    assert made.path.startswith(scope.path)
    page = f"/manage/departments/{made.pk}"
    assert "已有“办公室”" in text(desk.post("/manage/departments", {"name": "办公室", "parent": scope.pk}))
    desk.post(page, {"do": "rename", "name": "综合科", "kind": ""})
    other = Department.objects.create(name="x")
    assert desk.post(page, {"do": "move", "parent": other.pk}).status_code == 200, "not offered"
    desk.post(page, {"do": "deactivate"})
    made.refresh_from_db()
    assert (made.name, made.is_active, made.parent) == ("综合科", False, scope)
    assert desk.get("/manage/departments").status_code == 200
    desk.post(page, {"do": "reactivate"})
    assert Department.objects.get(pk=made.pk).is_active


# ── Roster ────────────────────────────────────────────────────────────────────


def send(desk: Client, scope: Department, content: bytes, name: str = "名册.xlsx"):
    return desk.post(
        "/manage/people/import", {"file": SimpleUploadedFile(name, content), "department": scope.pk}
    )


def test_who_gets_no_slip_because_of_a_role_is_counted(desk, scope):
    make_user(scope)
    assert "管理或审题的角色" not in text(desk.get("/manage/people/slips"))
    make_organizer(scope)
    assert "另有 1 人有管理或审题的角色" in text(desk.get("/manage/people/slips"))


def test_from_the_file_to_the_slips(desk, scope):
    content = roster_file(("1", "甲", "办公室"), ("2", "=1"), ("3", "丙", "", "123"))
    answer = send(desk, scope, content)
    assert answer.status_code == 302
    review = text(desk.get(answer["Location"]))
    assert "市局/机关/办公室" in review
    for told in ("姓名", "不要带尖括号", "手机", "请填11位手机号"):
        assert told in review
    assert not User.objects.filter(username="1").exists()
    seen = re.search(r'name="seen" value="(\w+)"', review)[1]
    assert desk.post(answer["Location"], {"do": "import", "seen": seen})["Location"] == answer["Location"]
    done = text(desk.get(answer["Location"]))
    assert "导入完成" in done and "没有导入的行" in done and "请填11位手机号" in done
    assert User.objects.get(username="1").department.name == "办公室"
    again = desk.post(answer["Location"], {"do": "import", "seen": seen})
    assert again.status_code == 409 and "已经导入" in text(again)
    slips = text(desk.post("/manage/people/slips", {}))
    given = re.search(r'slip-password">([^<]+)<', slips)[1]
    assert Client().post("/login", {"username": "1", "password": given}).status_code == 302


def test_a_bad_file_is_told_beside_the_field(desk, scope):
    answer = send(desk, scope, b"\x89PNG\r\n\0", "x.png")
    assert answer.status_code == 400
    assert "这不是 Excel" in text(answer)
    assert RosterUpload.objects.count() == 0
    assert desk.post("/manage/people/import", {"department": scope.pk}).status_code == 400, "no file at all"


def test_people_who_changed_meanwhile_are_shown_again(desk, scope):
    page = send(desk, scope, roster_file(("1", "甲")))["Location"]
    answer = desk.post(page, {"do": "import", "seen": "old"})
    assert answer.status_code == 409
    assert "请再看一遍" in text(answer)
    assert desk.post(page, {"do": "discard"}).status_code == 302
    assert not User.objects.filter(username="1").exists()


def big(desk: Client, scope: Department, monkeypatch, content: bytes | None = None) -> str:
    """The page of a roster that waits to be read."""
    monkeypatch.setattr(roster, "SMALL_FILE", 0)
    monkeypatch.setattr(roster, "SMALL_ROSTER", 1)
    return send(desk, scope, content or roster_file(("1", "甲"), ("2", "乙"), ("3", "丙", "", "12")))[
        "Location"
    ]


HTMX = {"HX-Request": "true"}


def test_a_big_roster_shows_how_far_it_is_until_it_is_done(desk, scope, monkeypatch):
    page = big(desk, scope, monkeypatch)
    waiting = text(desk.get(page))
    assert "正在读取名册" in waiting and 'http-equiv="refresh"' in waiting and 'data-live="2"' in waiting
    part = desk.get(page, headers=HTMX)
    assert "<html" not in text(part) and "正在读取" in text(part) and "HX-Refresh" not in part
    assert serve_rosters(now=timezone.now()) == 1
    assert desk.get(page, headers=HTMX)["HX-Refresh"] == "true"
    review = text(desk.get(page))
    assert "导入前请看一遍" in review and "请填11位手机号" in review
    seen = re.search(r'name="seen" value="(\w+)"', review)[1]
    assert desk.post(page, {"do": "import", "seen": seen})["Location"] == page
    assert "0 / 2 人" in text(desk.get(page, headers=HTMX))
    assert not User.objects.filter(username="1").exists()
    serve_rosters(now=timezone.now())
    assert "导入完成" in text(desk.get(page)) and User.objects.filter(username="1").exists()
    assert page in text(desk.get("/manage/people/import"))


def test_a_big_file_that_is_no_roster_says_why(desk, scope, monkeypatch):
    page = big(desk, scope, monkeypatch, b"a,b\n1,2\n")
    serve_rosters(now=timezone.now())
    answer = text(desk.get(page))
    assert "这份名册没有导入" in answer and "没有找到表头" in answer
    assert desk.post(page, {"do": "import", "seen": "x"}).status_code == 409


def test_a_discarded_roster_can_be_taken_back(desk, scope):
    page = send(desk, scope, roster_file(("1", "甲")))["Location"]
    desk.post(page, {"do": "discard"})
    assert "一天之内可以恢复" in text(desk.get(page))
    assert desk.post(page, {"do": "take-back"}).status_code == 302
    serve_rosters(now=timezone.now())
    assert "导入前请看一遍" in text(desk.get(page))


def test_watching_costs_few_statements_and_no_blob(desk, scope, monkeypatch, django_assert_max_num_queries):
    page = big(desk, scope, monkeypatch)
    with django_assert_max_num_queries(6) as captured:
        desk.get(page, headers=HTMX)
    assert not any("_sealed" in one["sql"] and "rosterupload" in one["sql"] for one in captured)


def test_somebody_elses_roster_is_not_there(desk, scope):
    page = send(desk, scope, roster_file(("1", "甲")))["Location"]
    other = logged_in(make_organizer(scope))
    assert other.get(page).status_code == 404
    assert other.post(page, {"do": "import", "seen": "x"}).status_code == 404


def test_an_evil_file_name_and_evil_cells_are_shown_as_text(desk, scope):
    evil = "<img src=x onerror=alert(1)>"
    page = send(
        desk, scope, roster_file(("1", evil), ("2", "甲", evil), head=("工号", "姓名", "部门", evil)), evil
    )["Location"]
    assert "<img src=x" not in text(desk.get(page))


def test_the_template_comes_as_a_file(desk):
    answer = desk.get("/manage/people/import/template")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content[:2] == b"PK"


# ── Slips ─────────────────────────────────────────────────────────────────────


def waiting(scope: Department, count: int) -> None:
    people = [
        User(username=f"w{n:03}", name=f"人{n:03}", department=scope, password="!x") for n in range(count)
    ]
    User.objects.bulk_create(people)


def printed(answer) -> list[str]:
    return re.findall(r'slip-name">([^<]+)<', text(answer))


def test_sheet_after_sheet_reaches_everybody_once(desk, scope):
    waiting(scope, BATCH + 5)
    first = desk.post("/manage/people/slips", {})
    assert len(printed(first)) == BATCH
    assert f"第 1–{BATCH} 张，共 {BATCH + 5} 张" in text(first)
    second = desk.post("/manage/people/slips", {"done": str(BATCH)})
    assert len(printed(second)) == 5
    assert not set(printed(first)) & set(printed(second))
    assert "没有要发登录条的人" in text(desk.post("/manage/people/slips", {}))


def test_printing_again_goes_on_where_it_stopped(desk, scope, now):
    waiting(scope, BATCH + 5)
    first = desk.post("/manage/people/slips", {"again": "on"})
    after = re.search(r'name="after" value="([^"]+)"', text(first))[1]
    User.objects.filter(username="w000").update(last_login=now)
    second = desk.post("/manage/people/slips", {"again": "on", "after": after, "done": str(BATCH)})
    assert len(printed(second)) == 5
    assert not set(printed(first)) & set(printed(second)), "somebody's first login shifts nobody"


def test_slips_for_one_department(desk, scope):
    office = make_department("办公室", scope)
    waiting(scope, 2)
    User.objects.create(username="o1", name="办公室的人", department=office, password="!x")
    assert printed(desk.post("/manage/people/slips", {"department": office.pk})) == ["办公室的人"]


def test_the_code_on_a_slip_leads_to_the_login_page(desk, scope, settings):
    settings.BASE_URL = "https://kepu.example.gov.cn"
    waiting(scope, 1)
    page = text(desk.post("/manage/people/slips", {}))
    assert "https://kepu.example.gov.cn" in page
    assert page.count("<svg") > 1


def test_no_page_says_an_id_twice(desk, scope):
    person = make_user(scope)
    waiting(scope, 2)
    pages = ["/manage/people", "/manage/people/new", "/manage/people/import", "/manage/people/slips"]
    pages += ["/manage/departments", f"/manage/departments/{scope.pk}", f"/manage/people/{person.pk}"]
    for page in pages:
        ids = re.findall(r'\sid="([^"]+)"', text(desk.get(page)))
        assert len(ids) == len(set(ids)), page


def test_slips_warn_before_and_after_where_phones_cannot_open_the_address(desk, scope, settings):
    settings.ALLOWED_HOSTS = ["*"]
    person = make_user(scope)
    for page in (
        desk.get("/manage/people/slips", headers={"host": "127.0.0.1:8000"}),
        desk.post("/manage/people/slips", {"again": "on"}, headers={"host": "127.0.0.1:8000"}),
        desk.post(f"/manage/people/{person.pk}/reset", headers={"host": "127.0.0.1:8000"}),
    ):
        warning = re.search(
            r'<div class="notice notice-warn no-print">.*?http://127.0.0.1:8000 只', text(page)
        )
        assert warning, text(page)
    settings.BASE_URL = "https://quiz.example.org"
    assert "先别打印" not in text(desk.get("/manage/people/slips", headers={"host": "127.0.0.1:8000"}))


def test_what_happened_to_a_person_is_told_in_words(desk, scope, now):
    person = add_person(desk.organizer, Person(username="777", name="贾玉芬", department=scope), now=now)
    reset_password(desk.organizer, person, now=now)
    deactivate_person(desk.organizer, person, now=now)
    reactivate_person(desk.organizer, person, now=now)
    page = text(desk.get(reverse("person", args=[person.pk])))
    told = re.findall(r"· (建立账号|重设密码|账号停用|账号恢复)</li>", page)
    assert told == ["账号恢复", "账号停用", "重设密码", "建立账号"]
