"""A first-timer's way: from an empty bank and a colleague's Word file to a published contest.

`make screenshots` runs it with PICTURES set to a folder and keeps what both windows show at each step.
"""

import pytest
from playwright.sync_api import expect

from quiz.models import Contest, Question
from tests.browser.walk import Step
from tests.factories import make_department, make_organizer, make_reviewer, make_topic, make_user
from tests.unit.quiz.docx_files import docx, lines

pytestmark = pytest.mark.django_db(transaction=True)
# As colleagues write them: no source anywhere, one question without its answer, one without its reason.
PAPER = (
    "青禾县生活垃圾分类知识竞赛题库",
    "一、单项选择题",
    "1、过期的感冒药应当投放到（　　）收集容器。",
    "A、可回收物　　B、有害垃圾　　C、厨余垃圾　　D、其他垃圾",
    "答案：B",
    "解析：药品成分会污染水和土，要和别的垃圾分开。",
    "2、旧报纸属于（　　）。",
    "A、可回收物　　B、有害垃圾　　C、厨余垃圾　　D、其他垃圾",
    "解析：干净的纸可以再造纸。",
    "3、剩饭剩菜属于（　　）。",
    "A、可回收物　　B、有害垃圾　　C、厨余垃圾　　D、其他垃圾",
    "答案：C",
    "解析：容易腐烂，可以堆肥或产生沼气。",
    "4、用过的餐巾纸属于（　　）。",
    "A、可回收物　　B、有害垃圾　　C、厨余垃圾　　D、其他垃圾",
    "答案：D",
    "解析：沾了水和油，造不了纸。",
    "5、废荧光灯管属于（　　）。",
    "A、可回收物　　B、有害垃圾　　C、厨余垃圾　　D、其他垃圾",
    "答案：B",
    "解析：灯管里有汞。",
    "二、多项选择题",
    "6、下面哪些属于可回收物？（　　）",
    "A、饮料瓶　　B、旧书本　　C、果皮　　D、易拉罐",
    "答案：ABD",
    "解析：果皮是厨余垃圾。",
    "7、投放厨余垃圾以前应当怎样做？（　　）",
    "A、沥干水分　　B、去掉塑料袋　　C、混进餐具　　D、倒进下水道",
    "答案：AB",
    "解析：水和塑料都会妨碍堆肥。",
    "三、判断题",
    "8、破碎的玻璃应当包好再投放。（√）",
    "解析：免得割伤清运的人。",
    "9、废电池里都没有有害物质，可以随便扔。（×）",
    "解析：镉镍电池等含有重金属。",
    "10、饮料瓶投放以前最好倒空。（√）",
)
SOURCE = "《生活垃圾分类标志》GB/T 19095"


def test_from_an_empty_bank_and_a_word_file_to_a_published_contest(new_context, watch, tmp_path) -> None:
    make_topic()
    office = make_department("青禾县科学技术协会")
    organizer = Step(new_context, watch, make_organizer(office))
    for name in ("沈知远", "周静怡", "陈立"):
        make_user(office, name=name)
    page = organizer.pc

    # The file: ten questions, one of them without its answer.
    file = tmp_path / "垃圾分类题库.docx"
    file.write_bytes(docx(lines(*PAPER)))
    page.goto("/manage")
    organizer.look("desk")
    page.get_by_role("link", name="题库").first.click()
    organizer.look("bank")
    page.get_by_role("link", name="导入", exact=True).click()
    organizer.look("upload")
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="上传并查看").click()
    expect(page.get_by_text("导入 9 题")).to_be_visible()
    organizer.look("review")
    page.get_by_role("link", name="有问题").click()
    page.get_by_role("link", name="改这道题").click()
    organizer.look("mend")
    page.locator("[name=right_1]").check()
    page.get_by_role("button", name="改好了").last.click()
    page.get_by_role("link", name="全部").click()

    # One topic and one source for all of them, then to review: one still lacks its reason.
    page.get_by_label("没写知识点的题归到").select_option("0901")
    page.get_by_label("没写出处的题，出处写").fill(SOURCE)
    page.get_by_role("button", name="导入 10 题").click()
    organizer.look("imported")
    page.get_by_role("link", name="去送审").click()
    organizer.look("drafts")
    page.get_by_role("link", name="饮料瓶投放以前最好倒空").click()
    page.get_by_label("解析").fill("倒空了不会弄脏别的可回收物。")
    page.get_by_role("button", name="存为草稿").last.click()
    page.get_by_role("button", name="打勾的都送审").click()
    expect(page.get_by_text("已送审 10 题")).to_be_visible()

    # A colleague reads and passes them.
    colleague = make_reviewer(office, name="苏文")
    reviewer = Step(new_context, watch, colleague)
    desk = reviewer.pc
    desk.goto("/")
    desk.get_by_role("link", name="去审题").click()
    reviewer.look("queue")
    for tick in desk.get_by_label("看过，没有问题").all():
        tick.check()
    desk.get_by_role("button", name="打勾的都通过").click()
    expect(desk.get_by_text("已通过并发布 10 题")).to_be_visible()
    assert Question.objects.filter(state=Question.State.PUBLISHED).count() == 10

    # Seven fields, a checklist, a look at it from every side, the poster.
    page.goto("/manage")
    page.get_by_role("link", name="新建竞赛").first.click()
    page.get_by_label("竞赛名称").fill("生活垃圾分类知识竞赛")
    page.get_by_label("题数").fill("10")
    organizer.look("new")
    page.get_by_label("竞赛名称").fill("生活垃圾分类知识竞赛")
    page.get_by_label("题数").fill("10")
    page.get_by_role("button", name="存为草稿").click()
    organizer.look("checklist")
    page.get_by_role("link", name="预览").first.click()
    organizer.look("preview")
    page.go_back()
    page.get_by_role("link", name="发布").first.click()
    organizer.look("publish")
    page.get_by_role("button", name="发布竞赛").click()
    organizer.look("published")
    page.get_by_role("link", name="海报").first.click()
    organizer.look("poster")
    contest = Contest.objects.get()
    assert contest.state == Contest.State.PUBLISHED and contest.title == "生活垃圾分类知识竞赛"
