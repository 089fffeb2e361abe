"""Explanations, sources, difficulty, points, tags; blanks and the dialects of their keys; what is broken."""

import pytest

from .import_papers import all_said, read, said

BASE = "1. 甲是（A）\nA.一\nB.二\n"
ONE = {"number": "1", "type": "single", "stem": "甲是（　　）", "options": ["一", "二"], "key": "A"}

FIELDS = {
    "an explanation of several paragraphs": (
        "解析：第一段。\n第二段提到答案：C，也提到A、B。\n\n第三段。",
        {"explanation": "第一段。\n第二段提到答案：C，也提到A、B。\n第三段。"},
    ),
    "an explanation on the line below its name": ("【解析】\n因为甲。", {"explanation": "因为甲。"}),
    "several fields on a line": (
        "【解析】见第8条。【难度】较难【知识点】消防【出处】《消防法》",
        {"explanation": "见第8条。", "difficulty": 4, "topic": "消防", "source": "《消防法》"},
    ),
    "other names": (
        "答案解析：因为。\n题目来源：《急救手册》\n难易程度：中等\n考点：急救\n分值：2.5分",
        {"explanation": "因为。", "source": "《急救手册》", "difficulty": 3, "topic": "急救", "points": 250},
    ),
    "a source in two lines": (
        "出处：《中华人民共和国消防法》\n第四十四条",
        {"source": "《中华人民共和国消防法》第四十四条"},
    ),
    "a source behind the explanation": (
        "解析：火警是119。来源：应急管理部",
        {"explanation": "火警是119。", "source": "应急管理部"},
    ),
    "what a law says": ("依据：《科普法》第二条", {"source": "《科普法》第二条"}),
    "tags, audience, id": (
        "标签：急救、消防\n适用人群：老年人，农民\n题目编号：XF-001",
        {"tags": ("急救", "消防"), "audience": ("elder", "farmer"), "ext_id": "XF-001"},
    ),
    "English names": (
        "Explanation: because\nDifficulty: 4\nScore: 3",
        {"explanation": "because", "difficulty": 4, "points": 300},
    ),
    "an English key in short": ("Ans: A", {}),
    "a remark behind the key": ("答案：A（因为一在前）", {"explanation": "因为一在前"}),
    "a remark without brackets": (
        "答案：A。因为一在前。解析：见书。",
        {"explanation": "因为一在前。\n见书。"},
    ),
}


@pytest.mark.parametrize("name", FIELDS)
def test_fields_of_a_question(name):
    lines, expected = FIELDS[name]
    reading = read(BASE + lines + "\n")
    assert all_said(reading) == [{**ONE, **expected}]
    assert (reading.unread, reading.confidence) == ((), 1.0)


@pytest.mark.parametrize(
    ("word", "level"),
    [
        *(
            ("易", 1),
            ("容易", 1),
            ("简单", 1),
            ("较易", 2),
            ("偏易", 2),
            ("中", 3),
            ("中等", 3),
            ("适中", 3),
            ("一般", 3),
        ),
        *(
            ("较难", 4),
            ("偏难", 4),
            ("难", 5),
            ("困难", 5),
            ("1", 1),
            ("5", 5),
            ("3级", 3),
            ("4.0", 4),
            ("★★", 2),
            ("★★★★★", 5),
        ),
        *(("0.92", 1), ("0.85", 2), ("0.6", 3), ("0.4", 4), ("0.3", 5), ("中等难度", 3), ("★★★☆☆", 3)),
    ],
)
def test_difficulty_by_words_figures_stars_and_shares_of_right_answers(word, level):
    assert read(f"{BASE}难度：{word}\n").drafts[0].difficulty == level


@pytest.mark.parametrize("word", ["特别", "0", "6", "-1", "1.5"])
def test_a_difficulty_that_says_nothing_is_told(word):
    (draft,) = read(f"{BASE}难度：{word}\n").drafts
    assert (draft.difficulty, [one.code for one in draft.issues]) == (None, ["import_difficulty_unknown"])


@pytest.mark.parametrize(
    ("heading", "first", "points"),
    [
        ("一、单选题（每题2分，共2分）", "1. 甲是（A）", 200),
        ("一、单选题（每小题 1.5 分）", "1. 甲是（A）", 150),
        ("一、单选题（每题两分）", "1. 甲是（A）", 200),
        ("一、单选题（共1题，2分/题）", "1. 甲是（A）", 200),
        ("一、单选题（每题2分）", "1. （3分）甲是（A）", 300),
        ("一、单选题（每题2分）", "1.【3分】甲是（A）", 300),
        ("一、单选题（每题2分）", "1. 甲是（A）（3分）", 300),
        ("一、单选题（每题2分）", "1. 甲是（A）（本题3分）", 300),
        ("一、单选题", "1.【单选题，3分】甲是（A）", 300),
        ("一、单选题", "1.[单选题][分值:3]甲是（A）", 300),
        ("一、单选题", "1. 甲是（A）", None),
    ],
)
def test_points_of_a_section_and_of_a_question(heading, first, points):
    reading = read(f"{heading}\n{first}\nA.一\nB.二\n")
    assert [(draft.points, draft.stem, draft.type, draft.key) for draft in reading.drafts] == [
        (points, "甲是（　　）", "single", "A")
    ]
    assert (reading.issues, reading.confidence) == ((), 1.0)


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        *((f"1.{opening}{word}{closing}铁会生锈吗", kind)
          for opening, closing in ("[]", "【】", "（）", "<>")
          for word, kind in (("单选题", "single"), ("多选题", "multi"), ("单项选择题", "single"))),
        *((f"1. 铁会生锈吗{opening}{word}{closing}", kind)
          for opening, closing in ("[]", "【】", "（）")
          for word, kind in (("单选题", "single"), ("多选题", "multi"), ("不定项选择题", "multi"))),
        ("1. 单选题：铁会生锈吗", "single"),
        ("1、多选：铁会生锈吗", "multi"),
        ("1. 铁会生锈吗 [多选题] *", "multi"),
    ],
)  # fmt: skip
def test_tags_of_the_type(tag, kind):
    key = "A" if kind == "single" else "AB"
    (draft,) = read(f"{tag}\nA.一\nB.二\n答案：{key}\n").drafts
    assert said(draft) == {
        "number": "1",
        "type": kind,
        "stem": "铁会生锈吗",
        "options": ["一", "二"],
        "key": key,
    }


@pytest.mark.parametrize(
    "line", ["单项选择题 （2分）", "单选题", "单选题（2分）", "（单选题）（2分）", "单选题【2分】"]
)
def test_a_line_of_the_type_between_the_number_and_the_stem(line):
    reading = read(f"第1题 {line}\n甲是（　　）\nA: 一\nB: 二\n参考答案：A\n")
    points = {"points": 200} if "2分" in line else {}
    assert all_said(reading) == [{**ONE, **points}]
    assert (reading.unread, reading.confidence) == ((), 1.0)


def test_verdicts_listed_as_options_are_not_the_stem():
    (draft,) = read("题目：吸烟可导致多种癌症。\n选项：正确；错误\n答案：正确\n").drafts
    assert said(draft) == {"type": "judge", "stem": "吸烟可导致多种癌症。", "key": "T"}


def test_what_parts_the_last_option_from_the_key_is_not_its_own():
    (draft,) = read("1、被狗咬伤后应该：A、冲洗 B、包扎 C、不用管；答案：A\n").drafts
    assert draft.options[-1].text == "不用管"


def test_a_bracket_that_is_no_tag_stays():
    (draft,) = read("1.（选择）与（论述）的意思（多选）不同（A）\nA.一\nB.二\n").drafts
    assert draft.stem == "（选择）与（论述）的意思（多选）不同（　　）"


BLANKS = {
    "two signs": ("____和____", "60|六十；九月初九|重阳节", [["60", "六十"], ["九月初九", "重阳节"]]),
    "the other way round": (
        "____和____",
        "60;六十|九月初九;重阳节",
        [["60", "六十"], ["九月初九", "重阳节"]],
    ),
    "semicolons": ("____和____", "60；重阳节", [["60"], ["重阳节"]]),
    "bars": ("____和____", "60|重阳节", [["60"], ["重阳节"]]),
    "one blank, several ways": ("____岁", "60|六十", [["60", "六十"]]),
    "one blank, semicolons": ("____岁", "60；六十", [["60", "六十"]]),
    "one blank, a list in it": ("____色", "红、黄、蓝", [["红、黄、蓝"]]),
    "commas": ("____和____", "60，重阳节", [["60"], ["重阳节"]]),
    "enumeration commas": ("____和____", "60、重阳节", [["60"], ["重阳节"]]),
    "spaces": ("____和____", "60 重阳节", [["60"], ["重阳节"]]),
    "lines": ("____和____", "60\n重阳节", [["60"], ["重阳节"]]),
    "numbers": ("____和____", "（1）60（2）重阳节", [["60"], ["重阳节"]]),
    "circled numbers": ("____和____", "①60②重阳节|老年节", [["60"], ["重阳节", "老年节"]]),
    "numbers on lines": ("____和____", "\n1. 60\n2. 重阳节", [["60"], ["重阳节"]]),
    "第几空": ("____和____", "第一空：60；第二空：重阳节", [["60"], ["重阳节"]]),
    "brackets": ("____和____", "（60）（重阳节）", [["60"], ["重阳节"]]),
    "a unit with a slash": ("____", "km/h", [["km/h"]]),
    "a fraction": ("____", "1/2", [["1/2"]]),
    "full stop": ("____", "呼救。", [["呼救"]]),
}


@pytest.mark.parametrize("name", BLANKS)
def test_keys_of_blanks(name):
    stem, key, expected = BLANKS[name]
    (draft,) = read(f"四、填空题\n1. 老人{stem}。\n答案：{key}\n").drafts
    assert (draft.type, draft.stem, [list(one) for one in draft.key], draft.issues) == (
        "blank",
        f"老人{stem}。",
        expected,
        (),
    )


@pytest.mark.parametrize(
    "blank",
    [
        "______",
        "_",
        "（　　）",
        "( )",
        "（）",
        "〔　〕",
        "[    ]",
        "【  】",
        "_ _ _",
        "————",
        "__（1）__",
        "（____）",
        "＿＿＿",
    ],
)
def test_every_way_to_draw_a_blank(blank):
    (draft,) = read(f"四、填空题\n1. 老人是{blank}岁。\n答案：60\n").drafts
    assert (draft.stem, draft.key, draft.issues) == ("老人是____岁。", (("60",),), ())


def test_the_rest_of_the_file_tells_the_dialect():
    unsure = "2. ____和____。\n答案：甲|乙；丙\n"
    reading = read(f"填空题\n1. 又____又____又____。\n答案：甲;乙|丙|丁\n{unsure}")
    assert (reading.drafts[1].key, reading.drafts[1].issues) == ((("甲",), ("乙", "丙")), ())
    alone = read("填空题\n1. ____\n答案：甲\n" + unsure).drafts[1]
    assert alone.key == (("甲", "乙"), ("丙",))
    assert [(one.code, one.values) for one in alone.issues] == [
        ("import_blank_dialect", {"one": "甲 = 乙；丙", "other": "甲；乙 = 丙"})
    ]


BLANK_DOUBTS = {
    "more keys than blanks": ("____和____", "甲；乙；丙", "blank_count", True),
    "fewer keys than blanks": ("____和____", "甲", "blank_count", True),
    "no blank in the stem": ("是", "甲", "blank_missing", True),
    "or": ("____", "60或六十", "blank_or", False),
    "a slash": ("____", "60/六十", "blank_or", False),
    "any order": ("____和____", "乱序匹配（甲）（乙）", "blank_any_order", False),
    "any order, behind": ("____和____", "甲；乙（顺序可换）", "blank_any_order", False),
}


@pytest.mark.parametrize("name", BLANK_DOUBTS)
def test_blanks_in_doubt(name):
    stem, key, code, blocking = BLANK_DOUBTS[name]
    (draft,) = read(f"四、填空题\n1. 老人{stem}。\n答案：{key}\n").drafts
    assert [(one.code, one.blocking) for one in draft.issues] == [(f"import_{code}", blocking)]


@pytest.mark.parametrize("stem", ["火警是__119__。", "火警是（119）。", "火警是【119】。"])
def test_blanks_that_hold_their_answers(stem):
    (draft,) = read(f"四、填空题\n1. {stem}\n").drafts
    assert (draft.stem, draft.key, [one.code for one in draft.issues]) == (
        "火警是____。",
        (("119",),),
        ["import_blank_filled"],
    )


def test_a_key_behind_a_stem_with_blanks():
    (draft,) = read("四、填空题\n1. 老人____岁，节日____。（60；重阳节）\n").drafts
    assert (draft.stem, draft.key, [one.code for one in draft.issues]) == (
        "老人____岁，节日____。",
        (("60",), ("重阳节",)),
        ["import_blank_filled"],
    )


def test_points_by_the_blank():
    reading = read("四、填空题（每空1分）\n1. ____和____。\n答案：甲；乙\n2. 火警（　　）。\n答案：119\n")
    assert [draft.points for draft in reading.drafts] == [200, 100]


def test_questions_that_the_bank_cannot_hold_are_kept_with_their_reason():
    reading = read(
        "五、简答题（每题10分）\n1. 简述节水的意义。\n答：水是生命之源。\n"
        "要节约。\n2. 论科学精神。\n参考答案：求真务实。\n"
    )
    assert all_said(reading) == [
        {
            "number": "1",
            "stem": "简述节水的意义。",
            "explanation": "水是生命之源。\n要节约。",
            "points": 1000,
            "section": "五、简答题（每题10分）",
            "issues": ["type_not_held"],
        },
        {
            "number": "2",
            "stem": "论科学精神。",
            "explanation": "求真务实。",
            "points": 1000,
            "section": "五、简答题（每题10分）",
            "issues": ["type_not_held"],
        },
    ]
    assert all(draft.is_blocked for draft in reading.drafts)


OPTIONS = {
    "five and six": ("A.一 B.二 C.三 D.四 E.五 F.六", ["一", "二", "三", "四", "五", "六"]),
    "two a line": ("A.一  B.二\nC.三  D.四", ["一", "二", "三", "四"]),
    "touching": ("A.一B.二C.三D.四", ["一", "二", "三", "四"]),
    "partly touching": ("A.一 B.二\nC.三D.四", ["一", "二", "三", "四"]),
    "brackets": ("（A）一（B）二（C）三", ["一", "二", "三"]),
    "lower case": ("a. 一\nb. 二", ["一", "二"]),
    "no sign": ("A 一\nB 二\nC 三", ["一", "二", "三"]),
    "no sign, touching": ("A一二\nB二三\nC三四", ["一二", "二三", "三四"]),
    "letters in the texts": (
        "A.维生素A\nB.维生素B、C\nC.维生素C\nD.大肠杆菌E.coli",
        ["维生素A", "维生素B、C", "维生素C", "大肠杆菌E.coli"],
    ),
    "options that speak of others": (
        "A.甲\nB.A和C都对\nC.丙\nD.以上都对",
        ["甲", "A和C都对", "丙", "以上都对"],
    ),
    "figures": ("A.6 B.7 C.8", ["6", "7", "8"]),
    "decimals": ("A.3.5 B.4.5", ["3.5", "4.5"]),
    "on the line below its letter": ("A.\n一\nB.\n二", ["一", "二"]),
    "signs of a list": ("A.一；\nB.二；\nC.三。", ["一", "二", "三"]),
    "sentences": ("A.一。\nB.二。", ["一。", "二。"]),
    "mixed signs": ("A、一 B.二 C：三 D）四", ["一", "二", "三", "四"]),
    "the first one behind the stem": ("A. 一\nB. 二", ["一", "二"]),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options(name):
    lines, expected = OPTIONS[name]
    reading = read(f"一、单选题\n1. 关于甲（ ）\n{lines}\n答案：A\n")
    assert [
        ([option.text for option in draft.options], draft.stem, draft.issues) for draft in reading.drafts
    ] == [(expected, "关于甲（　　）", ())]


def test_options_in_the_line_of_the_stem():
    (draft,) = read("1. 维生素A、B、C都是（ ）。A、糖 B、维生素 C、盐 答案：B 解析：略\n").drafts
    assert said(draft) == {
        "number": "1",
        "type": "single",
        "stem": "维生素A、B、C都是（　　）。",
        "options": ["糖", "维生素", "盐"],
        "key": "B",
        "explanation": "略",
    }


OPTION_DOUBTS = {
    "a letter is missing": ("A.一\nC.二\nD.三\n答案：C\n", "B", "options_out_of_order"),
    "a letter stands twice": ("A.一\nB.二\nB.三\nC.四\n答案：C\n", "D", "options_out_of_order"),
    "one is empty": ("A.一\nB.\nC.三\n答案：A\n", "A", "option_empty"),
    "none at all": ("答案：A\n", "A", "options_missing"),
    "too many": ("A.1 B.2 C.3 D.4 E.5 F.6 G.7 H.8 I.9\n答案：A\n", "A", "options_too_many"),
}


@pytest.mark.parametrize("name", OPTION_DOUBTS)
def test_options_that_somebody_has_to_mend(name):
    lines, key, code = OPTION_DOUBTS[name]
    (draft,) = read(f"一、单选题\n1. 甲是（ ）\n{lines}").drafts
    assert [(one.code, one.blocking) for one in draft.issues] == [(f"import_{code}", True)]
    assert draft.key == key


def test_options_without_letters_are_a_doubt():
    (draft,) = read("一、单选题\n1. 甲是（ ）\n一\n二\n三\n答案：B\n").drafts
    assert ([option.text for option in draft.options], draft.key) == (["一", "二", "三"], "B")
    assert [(one.code, one.blocking) for one in draft.issues] == [("import_options_unlabelled", False)]


def test_an_empty_stem_is_told():
    (draft,) = read("1. （ ）\nA.一\nB.二\n答案：A\n").drafts
    assert [one.code for one in draft.issues] == ["import_stem_missing"]


def test_lines_inside_a_question_that_are_nothing_are_told_and_listed():
    reading = read("1. 甲是（ ）\nA.一\nB.二\n（2020年真题）\n答案：A\n备注：张三\n")
    assert all_said(reading) == [{**ONE, "issues": ["stray_line"]}]
    assert [(one.line, one.text, one.code) for one in reading.unread] == [
        (4, "（2020年真题）", "import_unread_in_question"),
        (6, "张三", "import_note"),
    ]


def test_unknown_audiences_and_points_are_told():
    (draft,) = read(f"{BASE}人群：老年人、外星人\n分值：很多\n").drafts
    assert (draft.audience, draft.points) == (("elder",), None)
    assert [(one.code, one.values) for one in draft.issues] == [
        ("import_points_unknown", {"given": "很多"}),
        ("import_audience_unknown", {"given": "外星人"}),
    ]


def test_one_bad_question_sinks_no_other():
    reading = read("1. \n2. 甲是（A）\nA.一 B.二\n3. ？？\n答案：\n4. 乙是（B）\nA.一 B.二\n")
    good = [draft for draft in reading.drafts if not draft.issues]
    assert [(draft.number, draft.key) for draft in good] == [("2", "A"), ("4", "B")]
    assert [draft.number for draft in reading.drafts] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("options", "labels"),
    [("A.一 B.二 B.三 D.四", "A、B、B、D"), ("A.一 C.二 D.三", "A、C、D"), ("A.一 B.二 D.三", "A、B、D")],
)
def test_letters_of_options_in_one_line_that_skip_or_repeat_are_told(options, labels):
    (draft,) = read(f"1. 甲是（ ）\n{options}\n答案：B\n").drafts
    told = [(one.code, one.blocking, one.values.get("labels")) for one in draft.issues]
    assert ("import_options_out_of_order", True, labels) in told


def test_signs_of_right_options_and_levels_in_round_brackets():
    star, level = read("1. 甲是\nA. 一\nB. 二*\n2. （较难）乙是（A）\nA. 一\nB. 二\n").drafts
    assert (star.key, star.options[1].text, [one.code for one in star.issues]) == (
        "B",
        "二",
        ["import_key_by_tick"],
    )
    assert (level.difficulty, level.stem) == (4, "乙是（　　）")


def test_traditional_characters_and_english_names_of_the_key():
    reading = read("一、單選題\n1. 甲（ ）\nA. 一\nB. 二\nKey: B\n二、判斷題\n1. 鐵會生鏽。\n答案：對\n")
    assert [(one.type, one.key) for one in reading.drafts] == [("single", "B"), ("judge", "T")]
    assert (reading.confidence, reading.unread) == (1.0, ())


def test_one_letter_on_more_lines_than_there_are_letters():
    lines = "\n".join(["B. 二"] * 30)
    (draft,) = read(f"1. 甲是（ ）\nA. 一\n{lines}\n答案：A\n").drafts
    assert {"import_options_out_of_order", "import_options_too_many"} <= {one.code for one in draft.issues}
