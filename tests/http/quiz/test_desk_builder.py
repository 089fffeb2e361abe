"""What stands beside the rule sheet form: live, by a button, and never kept."""

import re

import pytest
from django.urls import reverse

from quiz.models import RulesVersion
from quiz.services.contests import create_contest
from tests.clients import logged_in
from tests.factories import make_department, make_organizer, make_question, make_sheet
from tests.forms import form_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
SAY = re.compile(r'id="say-([^"]+)"')


@pytest.fixture
def draft(organizer, department, now):
    for level in (1, 3):
        for _each in range(8):
            make_question(now=now, difficulty=level)
    rows = [
        {"count": 6, "types": ["single"], "difficulty": [1, 1]},
        {"count": 4, "types": ["single"], "difficulty": [3, 3]},
    ]
    awards = [{"name": "一等奖", "quota": 1}, {"name": "二等奖", "quota": 2}]
    boards = [{"name": "单位榜", "metrics": [{"metric": "average", "weight": 100}]}]
    sheet = make_sheet(now, paper={"rows": rows}, awards=awards, organisations=boards)
    return create_contest(organizer, department, sheet, now=now)


def page_of(desk, draft) -> str:
    return desk.get(reverse("desk_rules", args=[draft.pk])).content.decode()


def typed(desk, draft, **changes) -> dict[str, list[str]]:
    """The form as a browser sends it, with changes; a value None leaves the input out."""
    fields = dict(form_with(page_of(desk, draft), "when.opens_at").fields)
    for name, value in changes.items():
        fields[name] = [value]
    return {name: value for name, value in fields.items() if value != [None]}


def send(desk, draft, name, **changes):
    return desk.post(reverse(name, args=[draft.pk]), typed(desk, draft, **changes))


def said(response) -> dict[str, str]:
    """Place → what the answer says there; places with nothing to say left out."""
    parts = re.findall(r'<div class="say" id="say-([^"]+)" hx-swap-oob="true">(.*?)</div>', response, re.S)
    return {place: re.sub(r"<[^>]+>", "", words).strip() for place, words in parts if "<li>" in words}


def test_every_saying_has_its_one_place_on_the_page(desk, draft):
    on_page = SAY.findall(page_of(desk, draft))
    assert len(on_page) == len(set(on_page))
    answer = SAY.findall(send(desk, draft, "desk_rules_live").content.decode())
    assert set(answer) == set(on_page)


def test_the_rules_and_the_counts_follow_what_is_typed(desk, draft):
    answer = send(desk, draft, "desk_rules_live", **{"title": "改了名的竞赛", "paper.rows.0.count": "9"})
    text = answer.content.decode()
    assert "每份答卷13道题" in text
    assert '<p class="row-holds" id="holds-paper.rows.0" hx-swap-oob="true">' in text
    assert text.count("题库里有 8 题符合") == 2 and text.count("不够") == 1
    assert "预计答对率 95%" in text and "预计答对率 65%" in text
    assert said(text) == {
        "paper.rows.0.count": "要抽 9 题，符合条件的只有 8 题（姐妹题只算一道）。请减少题数或放宽条件。"
    }


def test_nothing_is_kept(desk, draft):
    for name in ("desk_rules_live", "desk_rules_sample", "desk_preview"):
        assert send(desk, draft, name, title="改了名的竞赛").status_code == 200
    assert RulesVersion.objects.filter(contest=draft).count() == 1
    draft.refresh_from_db()
    assert draft.title == "科学素质竞赛"


def test_faults_of_rows_behind_a_deleted_one_stand_where_the_page_has_them(desk, draft):
    changes = {
        "awards.0.DELETE": "on",
        "awards.1.quota": "",
        "paper.rows.0.DELETE": "on",
        "paper.rows.1.count": "99",
    }
    text = send(desk, draft, "desk_rules_live", **changes).content.decode()
    assert set(said(text)) == {"awards.1.quota", "paper.rows.1.count"}
    assert 'id="holds-paper.rows.1"' in text and 'href="#at-awards.1.quota"' in text


def test_what_is_no_sheet_yet_says_so(desk, draft):
    text = send(desk, draft, "desk_rules_live", **{"paper.rows.0.count": "viele"}).content.decode()
    assert said(text) == {"paper.rows.0.count": "请填整数。"}
    assert "每份答卷" not in text


def test_without_scripts_a_button_shows_the_same(desk, draft):
    page = send(desk, draft, "desk_rules", show="rules", **{"paper.rows.0.count": "9"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "还没有保存" in text and "每份答卷13道题" in text
    assert form_with(text, "when.opens_at").fields["paper.rows.0.count"] == ["9"]
    assert RulesVersion.objects.filter(contest=draft).count() == 1


def test_another_sample_at_each_click(desk, draft):
    one, other = (send(desk, draft, "desk_rules_sample").content.decode() for _each in range(2))
    assert one.count("sample-stem") == other.count("sample-stem") == 10
    assert one != other
    assert "10 题，满分 50 分，预计得分率 83.0%" in one
    page = send(desk, draft, "desk_rules", show="sample").content.decode()
    assert page.count("sample-stem") == 10


def test_a_sample_names_what_gives_another_away(desk, organizer, department, now):
    make_question(
        now=now,
        stem="人体吸入过多会中毒的无色无味气体是（　　）",
        options_list=[{"id": 1, "text": "一氧化碳"}, {"id": 2, "text": "氧气"}],
    )
    make_question(now=now, stem="一氧化碳是无色无味的气体，人体吸入过多会怎样（　　）")
    sheet = make_sheet(now, paper={"rows": [{"count": 2, "types": ["single"]}]})
    contest = create_contest(organizer, department, sheet, now=now)
    text = send(desk, contest, "desk_rules_sample").content.decode()
    assert "题干里说出了这题的答案“一氧化碳”" in text
    assert "题干里说出了这题的答案“一氧化碳”" in page_of(desk, contest)


@pytest.mark.parametrize("skin", ["phone", "pc", "elder", "print"])
def test_the_whole_paper_of_what_is_typed_in_one_click(desk, draft, skin):
    address = f"{reverse('desk_preview', args=[draft.pk])}?as={skin}"
    page = desk.post(address, typed(desk, draft, **{"paper.rows.0.count": "2"}))
    assert (page.context["skin"], len(page.context["questions"])) == (skin, 6)
    assert "没有保存的内容" in page.content.decode()
    broken = desk.post(address, typed(desk, draft, **{"paper.rows.0.count": "x"}))
    assert len(broken.context["questions"]) == 10 and "已保存的规则" in broken.content.decode()


def test_a_group_has_a_preview_of_its_own(desk, organizer, department, now):
    for level in (1, 5):
        for _each in range(4):
            make_question(now=now, difficulty=level)
    rows = [
        {"count": 2, "difficulty": [1, 1], "groups": ["甲"]},
        {"count": 3, "difficulty": [5, 5], "groups": ["乙"]},
    ]
    who = {"groups": {"by": "chosen", "names": ["甲", "乙"]}}
    contest = create_contest(organizer, department, make_sheet(now, who=who, paper={"rows": rows}), now=now)
    address = reverse("desk_preview", args=[contest.pk])
    assert len(desk.get(address).context["questions"]) == 2
    assert len(desk.get(f"{address}?group=乙").context["questions"]) == 3
    sample = send(desk, contest, "desk_rules_sample").content.decode()
    assert sample.count("sample-stem") == 5 and "<h4>乙</h4>" in sample
    assert "甲 预计得分率 95%" in page_of(desk, contest)


def test_strangers_see_nothing(desk, draft):
    fields = typed(desk, draft)
    stranger = logged_in(make_organizer(make_department()))
    for name in ("desk_rules_live", "desk_rules_sample", "desk_preview"):
        assert stranger.post(reverse(name, args=[draft.pk]), fields).status_code == 404
    for name in ("desk_rules_live", "desk_rules_sample"):
        assert desk.get(reverse(name, args=[draft.pk])).status_code == 405
