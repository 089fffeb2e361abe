"""From an organizer's file to published questions, through the pages alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.services.audit import first_broken_link
from quiz.models import Question
from quiz.selectors.bank import published_items
from tests.factories import make_department, make_organizer, make_reviewer, make_topic
from tests.flow.test_desk import Browser
from tests.unit.quiz.docx_files import docx, lines
from tests.unit.quiz.sheets import TEMPLATE, row, workbook

pytestmark = pytest.mark.django_db

PAPER = (
    "2026年垃圾分类知识竞赛试题",
    "一、单项选择题（每题2分）",
    "1、盛放有害垃圾的容器是（　　）。",
    "A、红色　　B、绿色　　C、蓝色　　D、灰色",
    "答案：A",
    "解析：国家标准用红色表示有害垃圾。",
    "出处：《生活垃圾分类标志》",
    "2、旧报纸应当投放到（　　）容器。",
    "A、红色　　B、绿色　　C、蓝色　　D、灰色",
    "解析：旧报纸是可回收物。",
    "出处：《生活垃圾分类标志》",
    "二、判断题",
    "3、过期药品属于有害垃圾。（√）",
    "解析：要单独投放。",
    "出处：《生活垃圾分类标志》",
)
SHEET = [
    row("单选题", "盛放有害垃圾的容器是（ ）。", ("红色", "绿色", "蓝色", "灰色"), "A", 2,
        "国家标准用红色表示有害垃圾。", "《生活垃圾分类标志》", "易", "生态环境", "垃圾分类"),
    row("单选题", "旧报纸应当投放到（ ）容器。", ("红色", "绿色", "蓝色", "灰色"), "", 2,
        "旧报纸是可回收物。", "《生活垃圾分类标志》", "易", "生态环境", "垃圾分类"),
    row("判断题", "过期药品属于有害垃圾。", (), "√", 1,
        "要单独投放。", "《生活垃圾分类标志》", "易", "生态环境", "垃圾分类"),
]  # fmt: skip


@pytest.fixture
def desk() -> Browser:
    make_topic()
    return Browser(make_organizer(make_department("区科协")))


@pytest.fixture
def reviewer() -> Browser:
    user = make_reviewer(make_department("专家组"))
    return Browser(user)


def upload(desk: Browser, content: bytes, name: str) -> str:
    """Chosen on the page and sent; the review page."""
    desk.go("/manage/bank/import")
    sent = {"file": SimpleUploadedFile(name, content), "format": "auto"}
    return desk._show(desk.client.post("/manage/bank/import", sent, follow=True), "/manage/bank/import")


@pytest.mark.parametrize("kind", ["word", "excel"])
def test_a_file_becomes_published_questions(desk, reviewer, kind):
    if kind == "word":
        page = upload(desk, docx(lines(*PAPER)), "垃圾分类题库.docx")
    else:
        page = upload(desk, workbook(题库=[TEMPLATE, *SHEET]).content, "垃圾分类题库.xlsx")
    assert "导入 2 题" in page and "必须改" in page

    # The one without an answer is mended beside its source.
    review = desk.at
    page = desk.go(f"{review}/2?show=problems&page=1")
    assert "旧报纸应当投放到" in page and "必须改" in page
    desk.send(having="stem", right_3="on")
    assert desk.at.endswith("?show=problems&page=1#q2")
    page = desk.go(review)
    assert "导入 3 题" in page

    # Drafts of hers, under the topic that the sheet names or she chooses.
    page = desk.send(to="/commit", **({"topic": "0901"} if kind == "word" else {}))
    assert "已导入 3 题，存为草稿" in page and "撤销导入" in page
    codes = list(Question.objects.order_by("code").values_list("code", flat=True))
    assert codes == ["0901-x001", "0901-x002", "0901-x003"]

    # A question without a kind of source wants it before anybody else reads it.
    for code in codes:
        desk.go(f"/manage/bank/{code}/edit")
        desk.send(having="stem", source_type="standard", difficulty="1")
        desk.go(f"/manage/bank/{code}")
        desk.send(to="/submit")
    for _each in codes:
        reviewer.go("/manage/bank/queue")
        reviewer.send(having="comment", decision="approve")
    assert [item.code for item in published_items()] == codes
    first, second, third = published_items()
    assert (first.key, second.key, third.key) == ((1,), (3,), (1,))
    assert first.stem == "盛放有害垃圾的容器是（　　）。" and third.stem == "过期药品属于有害垃圾。"
    assert first.source.title == "生活垃圾分类标志" and first.explanation == "国家标准用红色表示有害垃圾。"

    # Used: it cannot be undone, and the same file brings nothing new.
    answer = desk.client.post(f"{review}/undo")
    assert answer.status_code == 409 and "已经有人用了" in answer.content.decode()
    if kind == "excel":
        page = upload(desk, workbook(题库=[TEMPLATE, *SHEET]).content, "垃圾分类题库.xlsx")
        assert "没有可以直接导入的题" in page and Question.objects.count() == 3
    assert first_broken_link() is None
