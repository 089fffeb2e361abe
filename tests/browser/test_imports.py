"""An Excel file of questions, from choosing it to drafts in the bank: with scripts and without."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quiz.models import ImportBatch, Question
from quiz.services.import_parsing import parse_waiting
from tests.browser.conftest import PC, PHONE
from tests.browser.stage import enter_as
from tests.factories import make_department, make_organizer, make_topic
from tests.service.quiz.importing import WORDS, good_row, sheet
from tests.unit.quiz.sheets import row

pytestmark = pytest.mark.django_db(transaction=True)
BAD = row("单选题", "旧报纸应当放进哪个桶？", WORDS, "E", 2, "", "", "易", "生态环境", "垃圾分类")


@pytest.fixture
def author():
    make_topic()
    return make_organizer(make_department("区科协"))


def choose(page: Page, upload, tmp_path) -> None:
    file = tmp_path / upload.name
    file.write_bytes(upload.content)
    page.goto("/manage/bank")
    page.get_by_role("link", name="导入", exact=True).click()
    page.get_by_label("文件", exact=True).set_input_files(file)


def mend_and_take(page: Page, count: int) -> None:
    """The faulty question gets its answer beside its source; then all of them go into the bank."""
    expect(page.get_by_text("不在选项（ABCD）里")).to_be_visible()
    page.get_by_role("link", name=re.compile("^有问题")).click()
    page.get_by_role("link", name="改这道题").click()
    expect(page.get_by_text("单选题 | 旧报纸应当放进哪个桶？")).to_be_visible()
    page.locator("[name=right_3]").check()
    page.get_by_role("button", name="改好了").last.click()
    expect(page.get_by_text("这里没有题")).to_be_visible()
    page.get_by_role("link", name=re.compile("^全部")).click()
    page.get_by_role("button", name=f"导入 {count} 题").click()
    expect(page.get_by_text(f"已导入 {count} 题，存为草稿", exact=True)).to_be_visible()
    assert Question.objects.filter(state="draft").count() == count


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_file_to_drafts_and_back(page_of, author, tmp_path, scripts):
    page = page_of(author, viewport=PC if scripts else PHONE, java_script_enabled=scripts)
    choose(page, sheet(*[good_row(number) for number in range(4)], BAD), tmp_path)
    page.get_by_role("button", name="上传并查看").click()
    mend_and_take(page, 5)
    page.get_by_role("link", name="撤销导入").click()
    page.get_by_role("button", name="撤销导入").click()
    expect(page.get_by_text("这次导入已撤销")).to_be_visible()
    assert not Question.objects.filter(state="draft").exists()


def test_two_hundred_questions_in_three_clicks(pc: Page, watch, author, tmp_path):
    """导入, 上传并查看, 导入 200 题; the seconds are the bench's matter."""
    enter_as(pc.context, author, watch.address)
    choose(pc, sheet(*[good_row(number) for number in range(200)]), tmp_path)
    pc.get_by_role("button", name="上传并查看").click()
    pc.get_by_role("button", name="导入 200 题").click()
    expect(pc.get_by_text("已导入 200 题，存为草稿", exact=True)).to_be_visible()
    assert Question.objects.filter(state="draft").count() == 200


@pytest.mark.parametrize("scripts", [True, False])
def test_the_waiting_page_goes_on_by_itself(page_of, author, tmp_path, monkeypatch, scripts):
    from quiz.web import bank_import

    monkeypatch.setattr(bank_import, "AT_ONCE", 0)
    page = page_of(author, java_script_enabled=scripts)
    choose(page, sheet(good_row(1)), tmp_path)
    page.get_by_role("button", name="上传并查看").click()
    expect(page.get_by_text("排队等着读取")).to_be_visible()
    ImportBatch.objects.update(state="parsing", total=400, done=100)
    expect(page.get_by_text("100/400")).to_be_visible()
    ImportBatch.objects.update(state="waiting")
    parse_waiting(now=timezone.now())
    expect(page.get_by_role("button", name="导入 1 题")).to_be_visible()


def test_questions_are_pasted_by_keyboard_alone(pc: Page, watch, author):
    enter_as(pc.context, author, watch.address)
    pc.goto("/manage/bank/import")
    pc.get_by_label("或者把题目粘贴在这里").focus()
    pc.keyboard.insert_text("1、火警电话是（　　）。\nA、110　B、119\n答案：B\n\n2、铁会生锈。（√）\n")
    for _each in range(9):
        pc.keyboard.press("Tab")
        if pc.evaluate("document.activeElement.textContent").strip() == "上传并查看":
            break
    pc.keyboard.press("Enter")
    expect(pc.get_by_text("火警电话是").first).to_be_visible()
    expect(pc.get_by_role("heading", name="粘贴的文字")).to_be_visible()
