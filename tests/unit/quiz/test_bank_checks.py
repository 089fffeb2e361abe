"""Each check of one question: what it finds, and what it must leave alone."""

from dataclasses import replace
from datetime import date

import pytest

from quiz.domain.bank_checks import check_item
from quiz.domain.bank_item import Source
from tests.unit.quiz.bank_items import SOURCE, TODAY, blank, judge, make_item, options_of


def codes(item, *, today=TODAY):
    return {finding.code for finding in check_item(item, today=today)}


def blocking(item):
    return {finding.code for finding in check_item(item, today=TODAY) if finding.blocks}


@pytest.mark.parametrize("item", [make_item(), judge(key=(0,)), judge(key=(1,)), blank(),
                                  make_item(type="multi", key=(1, 3))])  # fmt: skip
def test_a_sound_question_has_no_finding(item):
    assert check_item(item, today=TODAY) == []


@pytest.mark.parametrize(
    ("code", "item"),
    [
        ("E01", make_item(key=())),
        ("E01", make_item(key=(9,))),
        ("E01", judge(key=())),
        ("E01", judge(key=(2,))),
        ("E01", blank(key=((),))),
        ("E02", make_item(key=(1, 2))),
        ("E02", make_item(type="multi", key=(1,))),
        ("E02", make_item(type="multi", key=(1, 1))),
        ("E03", make_item(texts=("红色",))),
        ("E03", make_item(texts=("红色", "绿色", "红 色。", "灰色"))),
        ("E03", make_item(texts=("ＡＢ", "绿色", "AB", "灰色"))),
        ("E03", make_item(options=())),
        ("E03", replace(judge(key=(1,)), options=options_of("对", "错"))),
        ("E04", make_item(stem="  ")),
        ("E04", make_item(texts=("红色", "", "蓝色", "灰色"))),
        ("E05", blank(stem="光合作用放出氧气。")),
        ("E05", blank(stem="____和____。")),
        ("E05", make_item(stem="有害垃圾是____色（　　）。")),
        ("E06", make_item(source=None)),
        ("E06", make_item(explanation="")),
        ("E07", make_item(review_by=date(2026, 11, 22))),
        ("E07", make_item(source=replace(SOURCE, effective_to=date(2025, 12, 31)))),
        ("E08", make_item(texts=("A. 红色", "绿色", "蓝色", "灰色"))),
        ("E08", make_item(texts=("红色（正确答案）", "绿色", "蓝色", "灰色"))),
        ("E08", make_item(texts=("红色√", "绿色", "蓝色", "灰色"))),
        ("E09", make_item(stem="有害垃圾�（　　）。")),
        ("E09", make_item(explanation="红色锟斤拷")),
    ],
)
def test_what_blocks(code, item):
    assert code in blocking(item)


def test_numbers_that_differ_by_a_sign_or_a_point_are_different_options():
    assert "E03" not in codes(make_item(texts=("-5℃", "5℃", "1.5℃", "15℃")))


def test_a_source_expires_only_when_its_day_is_past():
    item = make_item(review_by=TODAY)
    assert "E07" not in codes(item)
    assert "E07" in codes(item, today=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("code", "item"),
    [
        ("W01", make_item(texts=("红色并且带有骷髅的图案", "绿色", "蓝色", "灰色"))),
        ("W04", make_item(stem="下列不属于有害垃圾的是（　　）。", texts=("电池", "药品", "油漆", "纸盒"))),
        ("W04", judge(key=(0,), stem="垃圾不分类不会污染土壤。")),
        ("W05", make_item(texts=("红色", "一定是绿色", "蓝色", "灰色"))),
        ("W05", judge(key=(0,), stem="所有电池都是有害垃圾。")),
        ("W06", make_item(stem="有害垃圾桶里投（　　）。", texts=("有害垃圾", "剩菜叶", "旧报纸", "碎瓷砖"))),
        ("W07", make_item(texts=("60克", "40克", "80克", "90克"))),
        ("W07", make_item(texts=("40～60", "60～100", "120～140", "150～160"))),
        ("W07", make_item(texts=("5克", "6毫升", "8克", "9克"))),
        ("W08", make_item(texts=("红", "绿色的大桶", "蓝色的大桶", "灰色的大桶"))),
        ("W08", make_item(texts=("红色", "绿色", "3号", "灰色"))),
        ("W09", make_item(stem="有害垃圾" * 16 + "（　　）。")),
        ("W09", make_item(stem="有害垃圾" * 11 + "是（　　）。", audience=("elder",))),
        ("W09", make_item(texts=("红" * 26, "绿" * 26, "蓝" * 26, "灰" * 26))),
        ("W10", make_item(stem="这種垃圾桶的颜色是（　　）。")),
        ("W10", make_item(stem="彳亍踟蹰是（　　）。")),
        ("W10", make_item(stem="实行EPRS的地方是（　　）。")),
        ("W13", make_item(stem="目前，有害垃圾的标志用（　　）。")),
        ("W14", make_item(explanation="详见www.example.com。")),
        ("W14", make_item(explanation="请拨13812341234。")),
        ("W15", make_item(explanation="成人每日服用100mg即可。")),
    ],
)  # fmt: skip
def test_what_is_doubtful(code, item):
    assert code in codes(item)
    assert code not in blocking(item)


@pytest.mark.parametrize(
    "text", ["以上都是", "以上均不对", "以上都不对", "都不对", "全都对", "A和B", "A与C都对"]
)
def test_options_that_speak_of_the_others_block(text):
    assert "W03" in blocking(make_item(texts=("红色", "绿色", "蓝色", text)))


def test_a_negative_stem_with_a_negative_option_blocks():
    item = make_item(stem="下列做法错误的是（　　）。", texts=("不乱扔", "乱扔电池", "分类投放", "定点投放"))
    assert "W04" in blocking(item)


@pytest.mark.parametrize(
    "stem",
    [
        "下列物品<strong>不属于</strong>有害垃圾的是（　　）。",
        "非处方药的标志是（　　）。",
        "不锈钢勺子应投入（　　）。",
        "富含不饱和脂肪的食物是（　　）。",
        "剩菜放置时间不宜超过（　　）。",
    ],
)
def test_bold_negations_and_words_that_only_hold_a_negation_pass(stem):
    assert "W04" not in codes(make_item(stem=stem))


@pytest.mark.parametrize(
    "text",
    [
        "下雨天不得不出门时，可以（　　）。",
        "感冒不发烧就不用休息。",
        "没有人不需要喝水。",
        "老人并非不能运动。",
        "常温下酒精无法不挥发。",
        "过期药品非扔不可。",
        "吃药时不能没有医生的嘱咐。",
    ],
)
def test_a_double_negation_blocks_in_what_elders_are_asked(text):
    assert "W17" in blocking(judge(stem=text, audience=("elder",)))
    assert "W17" in blocking(make_item(texts=(text, "绿色", "蓝色", "灰色"), audience=("elder",)))
    assert "W17" not in codes(judge(stem=text))


@pytest.mark.parametrize(
    "text",
    [
        "不仅要少放盐，也不要多放糖。",
        "不同颜色的垃圾桶不能混用。",
        "睡眠不足时不宜开车。",
        "常年不抽烟也不喝酒。",
        "路口没有信号灯、也没有斑马线时，行人应当（　　）。",
        "买药要不要看有效期？不看也可以。",
        "无线网不安全时，不要输入密码。",
        "不合格的食品不能出售。",
        "来历不明的链接不要点。",
        "差不多的症状不要用同一种药。",
    ],
)
def test_plain_negations_pass(text):
    assert "W17" not in codes(judge(stem=text, audience=("elder",)))


@pytest.mark.parametrize("texts", [("-10℃", "0℃", "5℃", "10℃"), ("1千米", "2千米", "3千米", "1万米"),
                                   ("10～20岁", "30～40岁", "50～60岁", "70～80岁")])  # fmt: skip
def test_ascending_numbers_pass(texts):
    assert "W07" not in codes(make_item(texts=texts, key=(2,)))


def test_explained_and_known_abbreviations_pass():
    assert "W10" not in codes(make_item(stem="AQI（空气质量指数）和PM2.5说的是（　　）。"))


def test_hotlines_are_not_contacts():
    assert "W14" not in codes(make_item(explanation="可以拨打12356、96110或120。"))


def test_a_dated_statement_may_say_now():
    assert "W13" not in codes(make_item(stem="2024年最新修订的标志中有害垃圾用（　　）。"))


def test_blocking_findings_come_first():
    found = check_item(
        make_item(stem="目前（　　）。", key=(), source=Source(type="law", title="")), today=TODAY
    )
    assert [finding.blocks for finding in found] == sorted((f.blocks for f in found), reverse=True)
    assert {"E01", "E06", "W13"} <= {finding.code for finding in found}
