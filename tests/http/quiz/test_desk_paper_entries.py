"""Typing in answers on paper: read, shown as it was read, saved; and the paper to be printed."""

import pytest
from django.urls import reverse

from quiz.models import Answer, Attempt
from quiz.selectors.papers import printed_paper
from quiz.services.closing import close_contest
from tests.clients import logged_in
from tests.factories import make_contest, make_department, make_organizer, make_question, make_user
from tests.forms import form_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
PARTS = {"rank": {"keys": ["points"]}, "who": {"admission": "open", "paper_entries": True}}
PERSON = {"name": "李四", "phone": "13812340001"}


@pytest.fixture
def contest(now, department):
    return make_contest(now, department, questions=30, **PARTS)


def address(contest, name="desk_paper_entries"):
    return reverse(name, args=[contest.pk])


def filled(desk, contest, **answers):
    """The form as a browser sends it, with a person and these answers."""
    fields = form_with(desk.get(address(contest)).content.decode(), "received_at").fields
    return {**{name: values[0] for name, values in fields.items()}, **PERSON, **answers}


def test_a_paper_is_read_shown_and_saved(desk, contest):
    sent = filled(desk, contest, **{"answer-1": "a", "answer-2": "D"})
    page = desk.post(address(contest), sent)
    assert page.status_code == 200 and Attempt.objects.count() == 0
    text = page.content.decode()
    assert "读到的是这样" in text and "没有作答：第3、4、5、6、7、8、9、10题" in text
    again = {name: values[0] for name, values in form_with(text, "save").fields.items()}
    assert desk.post(address(contest), {**again, "save": "1"}).status_code == 302
    attempt = Attempt.objects.get(on_paper=True)
    paper = printed_paper(contest.rules)
    responses = dict(Answer.objects.filter(attempt=attempt).values_list("position", "response"))
    assert responses == {1: [paper[0].option_order[0]], 2: [paper[1].option_order[3]]}
    assert "李四" in desk.get(address(contest)).content.decode()


def test_back_to_the_form_keeps_what_was_typed(desk, contest):
    sent = filled(desk, contest, **{"answer-4": "C"})
    page = desk.post(address(contest), {**sent, "back": "1"}).content.decode()
    assert form_with(page, "received_at").fields["answer-4"] == ["C"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"answer-3": "E"}, "看不懂"),
        ({"answer-3": "AB"}, "只能填一个字母"),
        ({"name": ""}, "必填"),
        ({"received_at": "x"}, "请选择日期和时间"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field(desk, contest, changes, told):
    page = desk.post(address(contest), filled(desk, contest, **changes))
    assert page.status_code == 400 and told in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"phone": "12"}, "11位手机号"),
        ({"received_at": "2001-01-01T09:00"}, "收到时间应在竞赛开始与结束之间"),
    ],
)
def test_what_is_refused_at_the_end_is_said_at_the_field(desk, contest, changes, told):
    page = desk.post(address(contest), {**filled(desk, contest, **changes), "save": "1"})
    assert page.status_code == 400 and told in page.content.decode()
    assert Attempt.objects.count() == 0


def test_mixed_types_are_named(desk, now, department):
    for kind in ("judge", "blank", "multi"):
        make_question(now=now, type=kind)
    rows = [{"count": 1, "types": [kind]} for kind in ("judge", "blank", "multi")]
    contest = make_contest(now, department, paper={"rows": rows}, **PARTS)
    page = desk.get(address(contest)).content.decode()
    assert "第1题 多选题" in page and "第2题 判断题" in page and "第3题 填空题" in page
    sent = filled(desk, contest, **{"answer-1": "A、B", "answer-2": "√", "answer-3": "水"})
    assert desk.post(address(contest), {**sent, "save": "1"}).status_code == 302
    assert Answer.objects.get(position=2).response == [1]


def test_the_printed_paper_has_its_key_on_a_second_click(desk, contest):
    page = desk.get(address(contest, "desk_paper_print"))
    order = [question.stem for question in page.context["questions"]]
    assert len(order) == 10 and "解析" not in page.content.decode().split("preview-print")[1]
    assert "解析" in desk.get(address(contest, "desk_paper_print") + "?keys=1").content.decode()
    assert desk.get(address(contest, "desk_paper_print") + "?group=x").status_code == 404


def test_a_closed_contest_takes_no_more(desk, organizer, contest, now):
    close_contest(organizer, contest, now=now)
    page = desk.get(address(contest)).content.decode()
    assert "不能再录入" in page and "received_at" not in page


def test_only_contests_with_papers_and_only_their_organizer(desk, contest, now, department):
    plain = make_contest(now, department)
    assert desk.get(address(plain)).status_code == 404
    for person in (make_user(department), make_organizer(make_department())):
        stranger = logged_in(person)
        for name in ("desk_paper_entries", "desk_paper_print"):
            assert stranger.get(address(contest, name)).status_code in (403, 404)
