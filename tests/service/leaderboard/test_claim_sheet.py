"""The sheet that winners sign at the counter: who is on it, in which order, on how many pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from leaderboard.models import Award
from leaderboard.selectors.claims import published_run
from leaderboard.services.claim_sheet import claim_sheet, print_claim_sheet
from leaderboard.services.claims import note_claim, note_taken, waive_prize
from leaderboard.services.draws import draw_lots, freeze_roll
from quiz.models import Contest
from tests.factories import give_prizes
from tests.pdf_text import pdf_text

from .lots import drawable
from .rows import NOW, attempt, contest, crowd, department, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
TIERS = [
    {"name": "一等奖", "quota": 1, "claim_days": 3},
    {"name": "二等奖", "quota": 3, "claim_days": 3},
    {"name": "优胜单位", "board": "单位榜", "quota": 1},
]


@pytest.fixture
def people():
    office = department("河东区老科协")
    return [person(f"{name}小明", office) for name in ("赵", "钱", "孙", "李", "周")]


@pytest.fixture
def of(people, actor):
    made = contest(state=Contest.State.CLOSED, awards=TIERS, organisations=[{"name": "单位榜"}])
    for number, who in enumerate(people):
        attempt(made, 2000 - 100 * number, who)
    give_prizes(actor, made, now=NOW)
    return made


def read(actor, of, now=LATER):
    return pdf_text(print_claim_sheet(actor, of, now=now))


def test_every_prize_has_a_table_to_sign_in_the_winners_order(of, actor, people):
    text = read(actor, of).text
    for word in ("科普竞赛", "领奖签收表", "签名", "日期", "代领人", "河东区老科协", people[0].username):
        assert word in text
    order = ["一等奖", "赵小明", "二等奖", "钱小明", "孙小明", "李小明", "优胜单位 · 单位榜"]
    places = [text.index(word) for word in order]
    assert places == sorted(places) and "周小明" not in text


def test_it_says_which_list_it_is_of_and_when_it_was_printed(of, actor):
    run, found = published_run(of), read(actor, of)
    assert f"第{run.number}次评奖" in found.text and run.input_digest[:12] in found.text
    assert "2026年9月1日 12:00公布" in found.text and "2026年9月1日 13:00印" in found.text
    assert "第 1 页" in found.text and "共 1 页" in found.text
    assert found.embedded == len(found.fonts) and all("Noto" in font for font in found.fonts)


def test_whoever_gave_up_or_let_it_lapse_is_not_on_it_and_whoever_has_it_is_marked(of, actor, people):
    waive_prize(people[1], of, reason="", now=LATER)
    note_taken(actor, of, {Award.objects.get(user=people[2]).pk}, now=LATER)
    found = read(actor, of).text
    assert "钱小明" not in found and "另有1个奖已放弃或逾期未领" in found
    assert "已领走 9月1日" in found
    lapsed = read(actor, of, now=NOW + timedelta(days=9)).text
    assert "孙小明" in lapsed and "赵小明" not in lapsed and "一等奖" not in lapsed
    assert "优胜单位" in lapsed and "另有3个奖已放弃或逾期未领" in lapsed


def test_the_number_in_the_order_drawn_stays_that_of_the_winners_page(actor):
    """Where somebody before gave up, whoever follows does not move to another number."""
    of = drawable(2000, 1900, 1800, 1700, awards=[{"name": "幸运奖", "by": "lottery", "quota": 3}])
    draw_lots(actor, freeze_roll(actor, of, now=NOW), public="6", source="骰子", now=NOW)
    run = give_prizes(actor, of, now=NOW)
    second = run.awards.order_by("position")[1]
    note_claim(actor, second, kind="waived", reason="来电放弃", now=LATER)
    (tier,) = claim_sheet(of, published_run(of), now=LATER).tiers
    assert [row.place for row in tier.rows] == [1, 3]


def test_nobody_left_is_said(of, actor, people):
    for award in published_run(of).awards.all():
        note_claim(actor, award, kind="waived", reason="来电放弃", now=LATER)
    assert "没有要签收的奖" in read(actor, of).text


def test_before_the_publication_there_is_none(actor):
    with pytest.raises(RuleBroken) as broken:
        print_claim_sheet(actor, contest(state=Contest.State.CLOSED, awards=TIERS[:1]), now=LATER)
    assert broken.value.code == "notice_not_published"


def test_who_printed_it_is_on_record(of, actor):
    read(actor, of)
    entry = AuditEntry.objects.get(action="claim_sheet_printed")
    assert entry.actor == actor and entry.details == {"run": 1, "rows": 5, "full_names": True}


def test_many_take_no_more_statements_and_stand_on_pages_with_heads(actor):
    made = contest(
        state=Contest.State.CLOSED, awards=[{"name": "参与奖", "by": "threshold", "min_points": 0}]
    )
    crowd(made, 300, where=department("河东区老科协"))
    give_prizes(actor, made, now=NOW)
    with CaptureQueriesContext(connection) as found:
        content = print_claim_sheet(actor, made, now=LATER)
    assert len(found) < 20
    pages = pdf_text(content).pages
    assert len(pages) > 9 and all("参与奖" in page and "代领人" in page for page in pages)
    assert sum(page.count("河东区老科协") for page in pages) == 300
