"""Keys in every habit: in the stem, behind it, in front, on their own line, in lists and tables, by marks."""

import pytest

from .import_papers import all_said, read

CHOICE = "1. 甲是（ ）\nA.一\nB.二\nC.三\nD.四\n"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("答案：B", "B"),
        ("答案:b", "B"),
        ("答案 Ｂ", "B"),
        ("答案B", "B"),
        ("答案：B。", "B"),
        ("答案：（B）", "B"),
        ("【答案】B", "B"),
        ("【答案】：B", "B"),
        ("[答案]B", "B"),
        ("【答案：B】", "B"),
        ("（答案：B）", "B"),
        ("正确答案：B", "B"),
        ("参考答案：B", "B"),
        ("标准答案：B", "B"),
        ("正确答案为：B", "B"),
        ("正确选项：B", "B"),
        ("答：B", "B"),
        ("答案选B", "B"),
        ("答案为B。", "B"),
        ("<答案>B", "B"),
        ("〖答案〗 B", "B"),
        ("答案：选B", "B"),
        ("答案：应选B项", "B"),
        ("答案：B.二", "B"),
        ("答案：B、二", "B"),
        ("答案：\nB", "B"),
        ("Answer: B", "B"),
        ("答案：ABD", "ABD"),
        ("答案：A、B、D", "ABD"),
        ("答案：A,B,D", "ABD"),
        ("答案：A，B，D。", "ABD"),
        ("答案：AB D", "ABD"),
        ("答案：A;B;D", "ABD"),
        ("答案：A/B/D", "ABD"),
        ("答案：A和B和D", "ABD"),
        ("答案：abd", "ABD"),
        ("答案：ＡＢＤ", "ABD"),
        ("答案：DBA", "ABD"),
        ("答案：ABD三项", "ABD"),
        ("答案：A.一 B.二 D.四", "ABD"),
    ],
)
def test_a_key_on_its_own_line(line, key):
    reading = read(f"{CHOICE}{line}\n")
    expected = {
        "number": "1",
        "type": "single" if len(key) == 1 else "multi",
        "stem": "甲是（　　）",
        "options": ["一", "二", "三", "四"],
        "key": key,
    }
    assert all_said(reading) == [expected]
    assert (reading.issues, reading.unread) == ((), ())


@pytest.mark.parametrize(
    ("stem", "read_as", "key"),
    [
        ("甲是（B）", "甲是（　　）", "B"),
        ("甲是( B )。", "甲是（　　）。", "B"),
        ("甲是（　Ｂ　）。", "甲是（　　）。", "B"),
        ("甲是（ B)", "甲是（　　）", "B"),
        ("甲是（_B_）", "甲是（　　）", "B"),
        ("甲是【B】", "甲是（　　）", "B"),
        ("甲是[ B ]", "甲是（　　）", "B"),
        ("甲是（ B", "甲是（　　）", "B"),
        ("甲是__B__。", "甲是（　　）。", "B"),
        ("甲有（ABD）", "甲有（　　）", "ABD"),
        ("甲有（A、B、D）。", "甲有（　　）。", "ABD"),
        ("甲有（A,B,D）", "甲有（　　）", "ABD"),
        ("甲有（AB D）", "甲有（　　）", "ABD"),
        ("自动体外除颤器（AED）应放在（ B ）。", "自动体外除颤器（AED）应放在（　　）。", "B"),
        ("甲是什么？B", "甲是什么？", "B"),
        ("甲是（ ）  B", "甲是（　　）", "B"),
        ("甲是（答案：B）。", "甲是（　　）。", "B"),
    ],
)
def test_a_key_in_the_stem_or_behind_it(stem, read_as, key):
    (draft,) = read(f"1. {stem}\nA.一\nB.二\nC.三\nD.四\n").drafts
    assert (draft.stem, draft.key, draft.issues) == (read_as, key, ())


@pytest.mark.parametrize(
    ("stem", "key"),
    [
        *(
            (f"铁会生锈。（{mark}）", "T")
            for mark in ("√", " ✓ ", "✔", "☑", "对", "正确", "T", "V", "v", "是", "✅")
        ),
        *(
            (f"铁会生锈。（{mark}）", "F")
            for mark in ("×", "✕", "✗", "✘", "x", "X", "╳", "错", "错误", "F", "*", "❌")
        ),
        ("铁会生锈。( √ )", "T"),
        ("铁会生锈。【√】", "T"),
        ("铁会生锈。√", "T"),
        ("铁会生锈。 ×", "F"),
        ("铁会生锈。对", "T"),
        ("（√）铁会生锈。", "T"),
    ],
)
def test_verdicts_in_a_statement(stem, key):
    reading = read(f"三、判断题\n1. {stem}\n")
    assert all_said(reading) == [
        {"number": "1", "type": "judge", "stem": "铁会生锈。", "key": key, "section": "三、判断题"}
    ]


@pytest.mark.parametrize(
    ("key", "read_as", "explanation"),
    [
        ("对", "T", ""),
        ("√", "T", ""),
        ("正确", "T", ""),
        ("正 确", "T", ""),
        ("T", "T", ""),
        ("true", "T", ""),
        ("是", "T", ""),
        ("1", "T", ""),
        ("错", "F", ""),
        ("×", "F", ""),
        ("错误", "F", ""),
        ("不正确", "F", ""),
        ("X", "F", ""),
        ("否", "F", ""),
        ("错误。应为化合物", "F", "应为化合物"),
        ("×（应为化合物）", "F", "应为化合物"),
    ],
)
def test_verdicts_on_their_own_line(key, read_as, explanation):
    (draft,) = read(f"三、判断题\n1. 水是单质。（ ）\n答案：{key}\n").drafts
    assert (draft.type, draft.stem, draft.key, draft.explanation) == (
        "judge",
        "水是单质。",
        read_as,
        explanation,
    )
    assert draft.issues == ()


def test_verdicts_in_front_of_the_number():
    reading = read(
        "三、判断题\n（√）1、铁会生锈。\n( × )2. 月球会发光。\n"
        "√ 3. 水是液体。\n（　）4. 光年是时间。\n答案：错\n"
    )
    assert [(draft.number, draft.stem, draft.key) for draft in reading.drafts] == [
        ("1", "铁会生锈。", "T"),
        ("2", "月球会发光。", "F"),
        ("3", "水是液体。", "T"),
        ("4", "光年是时间。", "F"),
    ]
    assert reading.confidence == 1


def test_a_letter_in_front_of_the_number():
    reading = read("（B）1. 甲是\nA.一 B.二\n( A、C ) 2. 乙有\nA.一 B.二 C.三\n")
    assert [(draft.number, draft.type, draft.key) for draft in reading.drafts] == [
        ("1", "single", "B"),
        ("2", "multi", "AC"),
    ]


@pytest.mark.parametrize(
    "options", ["A.对 B.错", "A、正确\nB、错误", "A. √ B. ×", "A.错误\nB.正确", "(A)对 (B)错"]
)
@pytest.mark.parametrize("kind", ["", "[判断题]", "选择题"])
def test_options_that_are_verdicts_make_a_statement(options, kind):
    right = "B" if options.startswith("A.错误") else "A"
    heading = "一、选择题\n" if kind == "选择题" else ""
    tag = kind if kind.startswith("[") else ""
    (draft,) = read(f"{heading}1. {tag}铁会生锈。（ ）\n{options}\n答案：{right}\n").drafts
    assert (draft.type, draft.stem, draft.options, draft.key, draft.issues) == (
        "judge",
        "铁会生锈。",
        (),
        "T",
        (),
    )


def test_the_key_of_verdict_options_behind_the_stem():
    reading = read(
        "1.铁会生锈。A\nA.正确\nB.错误\n2.月球会发光。（B）\nA.正确\nB.错误\n3. 水是液体（对）\nA.对\nB.错\n"
    )
    assert [(draft.type, draft.stem, draft.key) for draft in reading.drafts] == [
        ("judge", "铁会生锈。", "T"),
        ("judge", "月球会发光。", "F"),
        ("judge", "水是液体", "T"),
    ]


LETTERED = "1. 甲是（ ）\nA.一 B.二 C.三\n2. 乙是（ ）\nA.一 B.二 C.三\n3. 丙是（ ）\nA.一 B.二 C.三\n"


@pytest.mark.parametrize(
    "keys",
    [
        "参考答案\n1-3 BCA",
        "参考答案\n1-3：BCA",
        "答案：1-3 BCA",
        "【参考答案】\n1~3 B C A",
        "附：参考答案\n1—3题 BCA",
        "答案\n1.B 2.C 3.A",
        "答案\n1.B2.C3.A",
        "答案：\n1、B\n2、C\n3、A",
        "参考答案：1.B；2.C；3.A。",
        "参考答案及解析\n1-2 BC 3.A",
        "标准答案\n（1）B（2）C（3）A",
        "答案\n第1题：B 第2题：C 第3题：A",
        "答案\n题号\t1\t2\t3\n答案\tB\tC\tA",
        "答案\n题号 1 2 3\n答案 B C A",
        "答案\n1 2 3\nB C A",
        "题号\t答案\n1\tB\n2\tC\n3\tA",
        "| 题号 | 1 | 2 | 3 |\n|---|---|---|---|\n| 答案 | B | C | A |",
        "1-3 BCA",
        "1.B 2.C 3.A",
        "2025年科普知识竞赛题库参考答案\n1-3 BCA",
        "答案：1. b 2. c 3. a",
    ],
)
def test_a_list_of_keys_below_the_questions(keys):
    reading = read(f"{LETTERED}{keys}\n")
    assert [draft.key for draft in reading.drafts] == ["B", "C", "A"]
    assert (reading.issues, reading.unread, reading.confidence) == ((), (), 1.0)


@pytest.mark.parametrize(
    "keys",
    [
        "参考答案\n一、单选题\n1-2 BA\n二、多选题\n1-2 AB ABC\n三、判断题\n1.× 2.√",
        "参考答案\n一、单选题 1-2 BA\n二、多选题 1-2 AB ABC\n三、判断题 1.× 2.√",
        "参考答案\n一、单选题  1-2 BA      二、多选题  1-2 AB ABC     三、判断题  1.× 2.√",
        "参考答案：一、1-2 BA；二、1-2 AB ABC；三、1.× 2.√",
        "答案\n单选题：1.B 2.A  多选题：1.AB 2.ABC  判断题：1.× 2.√",
        "参考答案\n一、1.B 2.A\n二、1.AB 2.ABC\n三、1.错 2.对",
        "单选题答案：1-2 BA\n多选题答案：1-2 AB ABC\n判断题答案：1-2 ×√",
        "答案\n单选：1.B 2.A\n多选：1.A、B 2.A、B、C\n判断：1.× 2.√",
        "答案\n1.B 2.A\n1.AB 2.ABC\n1.× 2.√",
        "答案\n判断题\n1-2 错对\n多选题\n1.AB\n2.ABC\n单选题\n1.B\n2.A",
    ],
)
def test_lists_whose_numbers_begin_anew_in_every_section(keys):
    paper = (
        "一、单选题\n1. 甲是（ ）\nA.一 B.二\n2. 乙是（ ）\nA.一 B.二\n"
        "二、多选题\n1. 丙有（ ）\nA.一 B.二 C.三\n2. 丁有（ ）\n"
        "A.一 B.二 C.三\n三、判断题\n1. 月球会发光（ ）\n2. 铁会生锈（ ）\n"
    )
    reading = read(f"{paper}{keys}\n")
    assert [draft.key for draft in reading.drafts] == ["B", "A", "AB", "ABC", "F", "T"]
    assert (reading.issues, reading.unread, reading.confidence) == ((), (), 1.0)
    in_two_files = read(paper, answers=keys)
    assert in_two_files.drafts == reading.drafts


def test_a_list_of_keys_below_every_section():
    reading = read(
        "一、单选题\n1. 甲是（ ）\nA.一 B.二\n2. 乙是（ ）\nA.一 B.二\n答案：1.B 2.A\n"
        "二、判断题\n1. 月球会发光（ ）\n2. 铁会生锈（ ）\n参考答案\n1-2 ×√\n"
    )
    assert [(draft.section, draft.key) for draft in reading.drafts] == [
        ("一、单选题", "B"),
        ("一、单选题", "A"),
        ("二、判断题", "F"),
        ("二、判断题", "T"),
    ]
    assert reading.confidence == 1


def test_a_list_with_explanations():
    reading = read(
        "一、单选题\n1. 甲是（ ）\nA.一 B.二\n2. 乙是（ ）\n"
        "A.一 B.二\n二、填空题\n1. 老人____岁，节日____。\n"
        "参考答案及解析\n一、单选题\n1. B\n解析：因为甲。\nA、项不对。\n"
        "2.【答案】A【解析】因为乙。【难度】易\n二、填空题\n1. 60；重阳节\n"
    )
    assert all_said(reading) == [
        {
            "number": "1",
            "type": "single",
            "stem": "甲是（　　）",
            "options": ["一", "二"],
            "key": "B",
            "explanation": "因为甲。\nA、项不对。",
            "section": "一、单选题",
        },
        {
            "number": "2",
            "type": "single",
            "stem": "乙是（　　）",
            "options": ["一", "二"],
            "key": "A",
            "explanation": "因为乙。",
            "difficulty": 1,
            "section": "一、单选题",
        },
        {
            "number": "1",
            "type": "blank",
            "stem": "老人____岁，节日____。",
            "key": [["60"], ["重阳节"]],
            "section": "二、填空题",
        },
    ]


def test_questions_that_a_questionnaire_prints():
    reading = read(
        "1. 主题是（）。 [单选题] *\n消除隐患\n落实责任(正确答案)\n"
        "生命至上\n2. 正确的是（） [多选题] *\nA、识别风险(正确答案)\n"
        "B、先通风(正确答案)\nC、无需检测\n3. 铁会生锈。 [判断题] *\n"
        "对(正确答案)\n错\n4. 火警电话[单选题][分值:5]\nA.110\nB.119\n"
        "正确答案：B\n答案解析：火警119\n5. 老人____岁 [填空题] *\n答案：60\n"
    )
    assert all_said(reading) == [
        {
            "number": "1",
            "type": "single",
            "stem": "主题是（　　）。",
            "options": ["消除隐患", "落实责任", "生命至上"],
            "key": "B",
        },
        {
            "number": "2",
            "type": "multi",
            "stem": "正确的是（　　）",
            "options": ["识别风险", "先通风", "无需检测"],
            "key": "AB",
        },
        {"number": "3", "type": "judge", "stem": "铁会生锈。", "key": "T"},
        {
            "number": "4",
            "type": "single",
            "stem": "火警电话",
            "options": ["110", "119"],
            "key": "B",
            "explanation": "火警119",
            "points": 500,
        },
        {"number": "5", "type": "blank", "stem": "老人____岁", "key": [["60"]]},
    ]
    assert reading.confidence == 1


def test_the_tags_of_another_questionnaire():
    reading = read(
        "1. 不易溶于水？[Single Choice][Answer: D][Score: 5][All]\nA. 食盐\nB. 白糖\nC. 酒精\nD. 食用油\n\n"
        "2. 老人____岁，节日是____。[Fill in the blank][Answer: 1.60, 2.重阳节][ByBlank]\n\n"
        "3. 属于节水的有？[Multiple Choice][Answer: A,C]\nA. 一\nB. 二\nC. 三\n"
    )
    assert all_said(reading) == [
        {
            "number": "1",
            "type": "single",
            "stem": "不易溶于水？",
            "options": ["食盐", "白糖", "酒精", "食用油"],
            "key": "D",
            "points": 500,
        },
        {"number": "2", "type": "blank", "stem": "老人____岁，节日是____。", "key": [["60"], ["重阳节"]]},
        {
            "number": "3",
            "type": "multi",
            "stem": "属于节水的有？",
            "options": ["一", "二", "三"],
            "key": "AC",
        },
    ]


def test_statements_with_circled_numbers_and_options_of_them():
    reading = read(
        "1. 正确的是（ ）\n①甲\n②乙\n③丙\nA.①② B.①③ C.②③\n答案：B\n"
        "2. 有（ ）\n①水 ②火 ③风\n答案：①③\n3. 是（ ）\nA.①\nB.②\n答案：②\n"
    )
    assert [(draft.stem, [one.text for one in draft.options], draft.key) for draft in reading.drafts] == [
        ("正确的是（　　）\n①甲\n②乙\n③丙", ["①②", "①③", "②③"], "B"),
        ("有（　　）", ["水", "火", "风"], "AC"),
        ("是（　　）", ["①", "②"], "B"),
    ]


DOUBTS = {
    "the words of an option": ("答案：二", "B", "key_by_text"),
    "the place of an option": ("答案：2", "B", "key_by_number"),
    "only in the explanation": ("解析：略，故选B。", "B", "key_from_explanation"),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_keys_to_be_confirmed(name):
    line, key, code = DOUBTS[name]
    reading = read(f"{CHOICE}{line}\n")
    (draft,) = reading.drafts
    assert (draft.key, [one.code for one in draft.issues]) == (key, [f"import_{code}"])
    assert not draft.is_blocked and 0 < reading.confidence < 1


def test_ticks_beside_options_are_to_be_confirmed():
    reading = read("1. 甲是（ ）\nA.一\nB.二√\n2. 乙是（ ）\n✔A.一\nB.二\n3. 丙是（ ）\n○ A.一\n● B.二\n")
    assert [(draft.key, [one.code for one in draft.issues]) for draft in reading.drafts] == [
        ("B", ["import_key_by_tick"]),
        ("A", ["import_key_by_tick"]),
        ("B", ["import_key_by_tick"]),
    ]


BLOCKED = {
    "no key": ("1. 甲是（ ）\nA.一 B.二\n", "", "key_missing"),
    "no such option": ("1. 甲是（ ）\nA.一 B.二\n答案：E\n", "", "key_no_such_option"),
    "a letter twice": ("1. 甲是（ ）\nA.一 B.二\n答案：AAB\n", "", "key_no_such_option"),
    "no letters": ("1. 甲是（ ）\nA.一 B.二\n答案：见书\n", "", "key_unreadable"),
    "two places that differ": ("1. 甲是（A）\nA.一 B.二\n答案：B\n", "B", "key_conflict"),
    "two lines that differ": ("1. 甲是（ ）\nA.一 B.二\n答案：B\n答案：A\n", "", "key_conflict"),
    "several brackets": ("1. 甲（A）与乙（B）是\nA.一 B.二\n", "", "key_ambiguous"),
    "two keys of a single choice": ("一、单选题\n1. 甲是（AB）\nA.一 B.二\n", "AB", "single_two_keys"),
    "one key of a multiple choice": ("一、多选题\n1. 甲是（A）\nA.一 B.二\n", "A", "multi_one_key"),
    "verdicts that differ": ("一、判断题\n1. 甲（√）\n答案：错\n", "", "key_conflict"),
    "no verdict": ("一、判断题\n1. 甲（ ）\n答案：见书\n", "", "key_unreadable"),
}


@pytest.mark.parametrize("name", BLOCKED)
def test_keys_that_nobody_may_guess(name):
    text, key, code = BLOCKED[name]
    (draft,) = read(text).drafts
    assert (draft.key, [one.code for one in draft.issues], draft.is_blocked) == (
        key,
        [f"import_{code}"],
        True,
    )
    assert draft.issues[0].part == "key"


def test_an_abbreviation_in_a_bracket_is_a_doubt():
    (draft,) = read("一、单选题\n1. 维生素（AD）的作用是\nA.一 B.二 C.三 D.四\n").drafts
    assert [one.code for one in draft.issues] == ["import_key_maybe_abbreviation", "import_single_two_keys"]


def test_a_line_of_keys_below_several_questions_is_shared_among_them_to_be_confirmed():
    reading = read(
        "一、单选题\n1. 甲是（ ）\nA.一 B.二 C.三\n2. 乙是（ ）\n"
        "A.一 B.二 C.三\n3. 丙是（ ）\nA.一 B.二 C.三\n答案：BCA\n"
        "二、判断题\n1. 月球会发光（ ）\n2. 铁会生锈（ ）\n答案：× √\n"
    )
    assert [(draft.key, [one.code for one in draft.issues]) for draft in reading.drafts] == [
        (key, ["import_key_shared"]) for key in "BCAFT"
    ]
    too_few = read("一、单选题\n1. 甲是（A）\nA.一 B.二 C.三\n2. 乙是（ ）\nA.一 B.二 C.三\n答案：BC\n")
    assert [(draft.key, draft.is_blocked) for draft in too_few.drafts] == [("A", False), ("BC", True)]


def test_letters_for_verdicts_where_the_section_says_so_and_where_it_does_not():
    said = read("二、判断题（A表示正确，B表示错误）\n1. 月球会发光。（B）\n2. 铁会生锈。\n答案：A\n")
    assert [(draft.key, draft.issues) for draft in said.drafts] == [("F", ()), ("T", ())]
    unsaid = read("二、判断题\n1. 铁会生锈。\n答案：A\n")
    assert [(draft.key, draft.issues[0].code) for draft in unsaid.drafts] == [("T", "import_judge_by_letter")]


def test_a_range_that_does_not_fit_its_keys_gives_none():
    reading = read(f"{LETTERED}答案\n1-3 BCAA\n")
    assert [draft.key for draft in reading.drafts] == ["", "", ""]
    assert [(one.code, one.line, one.values) for one in reading.issues] == [
        ("import_key_range_count", 8, {"first": 1, "last": 3, "wanted": 3, "found": 4})
    ]


def test_keys_that_find_no_question_or_find_it_twice():
    reading = read(f"{LETTERED}答案\n1-3 BCA\n4. B\n1. C\n")
    assert [(one.code, one.line, one.values) for one in reading.issues] == [
        ("import_key_without_question", 9, {"number": "4"})
    ]
    assert [(one.code, one.blocking) for one in reading.drafts[0].issues] == [("import_key_conflict", True)]
    assert [draft.key for draft in reading.drafts] == ["B", "C", "A"]


def test_a_type_that_the_content_contradicts_is_a_doubt():
    reading = read(
        "一、单选题\n1. 铁会生锈。\n答案：对\n2. 老人____岁\n答案：60\n二、判断题\n1. 甲是（A）\nA.一 B.二\n"
    )
    assert [(draft.type, [one.code for one in draft.issues]) for draft in reading.drafts] == [
        ("judge", ["import_type_conflict"]),
        ("blank", ["import_type_conflict"]),
        ("single", ["import_type_conflict"]),
    ]


def test_one_or_several_keys_decide_where_the_heading_leaves_it_open():
    reading = read(
        "一、选择题\n1. 甲是（A）\nA.一 B.二\n2. 乙有（AB）\nA.一 B.二\n"
        "二、不定项选择题\n1. 丙（AB）\nA.一 B.二\n2. 丁（A）\nA.一 B.二\n"
    )
    assert [(draft.type, [one.code for one in draft.issues]) for draft in reading.drafts] == [
        ("single", []),
        ("multi", []),
        ("multi", []),
        ("single", ["import_indefinite_one_key"]),
    ]
