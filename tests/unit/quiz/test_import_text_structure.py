"""Where questions begin and end: numbering, headings, shared texts, pages, papers without any order."""

import pytest

from .import_papers import all_said, read, said

ONE = {"number": "1", "type": "single", "stem": "甲是（　　）", "options": ["一", "二"], "key": "A"}
TWO = {"number": "2", "type": "single", "stem": "乙是（　　）", "options": ["一", "二"], "key": "B"}

CLEAN = {
    "numbers with figures behind them": (
        "1.5G中的“G”指的是（ ）。A.Generation B.Gigabyte C.Good\n"
        "答案：A\n2.5月12日是全国____日。\n答案：防灾减灾\n"
        "3.15是消费者权益日。（√）\n4.12345热线是（A）热线\nA.政务 B.火警\n",
        [
            {
                "number": "1",
                "type": "single",
                "stem": "5G中的“G”指的是（　　）。",
                "options": ["Generation", "Gigabyte", "Good"],
                "key": "A",
            },
            {"number": "2", "type": "blank", "stem": "5月12日是全国____日。", "key": [["防灾减灾"]]},
            {"number": "3", "type": "judge", "stem": "15是消费者权益日。", "key": "T"},
            {
                "number": "4",
                "type": "single",
                "stem": "12345热线是（　　）热线",
                "options": ["政务", "火警"],
                "key": "A",
            },
        ],
    ),
    "keys in front of numbers with figures behind them": (
        "一、判断题\n（T）1、100度是水的沸点。\n（F）2、10人成一排。\n",
        [
            {
                "number": "1",
                "type": "judge",
                "stem": "100度是水的沸点。",
                "key": "T",
                "section": "一、判断题",
            },
            {"number": "2", "type": "judge", "stem": "10人成一排。", "key": "F", "section": "一、判断题"},
        ],
    ),
    "a verdict in front of a number with a full-width point": (
        "一、判断题\n（F）1．5G信号伤身体。\n（T）2．4G比3G快。\n",
        [
            {"number": "1", "type": "judge", "stem": "5G信号伤身体。", "key": "F", "section": "一、判断题"},
            {"number": "2", "type": "judge", "stem": "4G比3G快。", "key": "T", "section": "一、判断题"},
        ],
    ),
    "six decimals to choose from": (
        "1、水结冰吗？\n(A) 结冰\n(B) 不会\n答案：A\n"
        "2、圆周率约是多少？\n(A) 3.10\n(B) 3.11\n(C) 3.12\n(D) 3.13\n(E) 3.14\n(F) 3.15\n答案：E\n",
        [
            {
                "number": "1",
                "type": "single",
                "stem": "水结冰吗？",
                "options": ["结冰", "不会"],
                "key": "A",
            },
            {
                "number": "2",
                "type": "single",
                "stem": "圆周率约是多少？",
                "options": ["3.10", "3.11", "3.12", "3.13", "3.14", "3.15"],
                "key": "E",
            },
        ],
    ),
    "decimals to choose from": (
        "1、消费者权益日是哪天？\n(A) 3.15\n(B) 3.16\n答案：A\n",
        [
            {
                "number": "1",
                "type": "single",
                "stem": "消费者权益日是哪天？",
                "options": ["3.15", "3.16"],
                "key": "A",
            }
        ],
    ),
    "a decimal that is not the next number goes on with the stem": (
        "1. 我国的消费者权益日是\n3.15，这一天是（A）\nA.一 B.二\n",
        [
            {
                "number": "1",
                "type": "single",
                "stem": "我国的消费者权益日是\n3.15，这一天是（　　）",
                "options": ["一", "二"],
                "key": "A",
            }
        ],
    ),
    "in brackets": ("（1）甲是（A）\nA.一 B.二\n(2) 乙是（B）\nA.一 B.二\n", [ONE, TWO]),
    "in lenses": ("【1】甲是（A）\nA.一 B.二\n【2】乙是（B）\nA.一 B.二\n", [ONE, TWO]),
    "half a bracket": ("1）甲是（A）\nA)一 B)二\n2) 乙是（B）\nA)一 B)二\n", [ONE, TWO]),
    "第几题": ("第1题 甲是（A）\nA.一 B.二\n第二题：乙是（B）\nA.一 B.二\n", [ONE, TWO]),
    "with a word": ("题目1：甲是（A）\nA.一 B.二\n题目2：乙是（B）\nA.一 B.二\n", [ONE, TWO]),
    "in Chinese figures": ("一、甲是（A）\nA.一 B.二\n二、乙是（B）\nA.一 B.二\n", [ONE, TWO]),
    "mixed signs and widths": ("１、甲是（Ａ）\nＡ．一 Ｂ．二\n2．乙是（B）\nA：一 B：二\n", [ONE, TWO]),
    "with a tab, as from a list": ("1\t甲是（A）\nA\t一\nB\t二\n2\t乙是（B）\nA\t一\nB\t二\n", [ONE, TWO]),
    "bare figures and letters": (
        "35 甲是(\n)。\nA 一\nB 二\nC 三\n答案：A\n36 乙是(\n)\nA 一\nB 二\nC 三\n答案：B\n",
        [
            {
                "number": "35",
                "type": "single",
                "stem": "甲是（　　）。",
                "options": ["一", "二", "三"],
                "key": "A",
            },
            {
                "number": "36",
                "type": "single",
                "stem": "乙是（　　）",
                "options": ["一", "二", "三"],
                "key": "B",
            },
        ],
    ),
    "in two parts": (
        "1-1、甲是（A）\nA.一 B.二\n1-2、乙是（B）\nA.一 B.二\n",
        [{**ONE, "number": "1-1"}, {**TWO, "number": "1-2"}],
    ),
    "as Markdown": ("## 单选题\n**1.** 甲是（A）\n- A. 一\n- B. 二\n", [{**ONE, "section": "单选题"}]),
    "no numbers at all": (
        "甲是（ ）\nA.一\nB.二\n答案：A\n解析：因为。\n第二段。\n\n"
        "乙是（ ）\nA.一\nB.二\n答案：B\n\n月球会发光。\n答案：错\n",
        [
            {**ONE, "number": "", "explanation": "因为。\n第二段。"},
            {**TWO, "number": ""},
            {"type": "judge", "stem": "月球会发光。", "key": "F"},
        ],
    ),
    "fields above the stem": (
        "【题型】单选题\n【题干】甲是（ ）\n【选项】A.一\nB.二\n【答案】A\n【难度】易\n\n"
        "【题型】判断题\n【题干】月球会发光。\n【答案】错误\n",
        [
            {**ONE, "number": "", "difficulty": 1},
            {"type": "judge", "stem": "月球会发光。", "key": "F"},
        ],
    ),
    "statements one a line": (
        "判断题\n月球会发光。（×）\n铁会生锈。（√）\n",
        [
            {"type": "judge", "stem": "月球会发光。", "key": "F", "section": "判断题"},
            {"type": "judge", "stem": "铁会生锈。", "key": "T", "section": "判断题"},
        ],
    ),
    "two statements in a line": (
        "一、判断题\n1.月球会发光。（×）   2.铁会生锈。（√）\n3.水是液体。（√）\n",
        [
            {"number": "1", "type": "judge", "stem": "月球会发光。", "key": "F", "section": "一、判断题"},
            {"number": "2", "type": "judge", "stem": "铁会生锈。", "key": "T", "section": "一、判断题"},
            {"number": "3", "type": "judge", "stem": "水是液体。", "key": "T", "section": "一、判断题"},
        ],
    ),
    "all in one line": (
        "一、选择题(共2题)1.甲是?A.一B.二C.三答案:B2.乙是?A.四B.五C.六答案:C(因为六)二、判断题1.月球会发光。答案:错2.铁会生锈。答案:对",
        [
            {
                "number": "1",
                "type": "single",
                "stem": "甲是?",
                "options": ["一", "二", "三"],
                "key": "B",
                "section": "一、选择题(共2题)",
            },
            {
                "number": "2",
                "type": "single",
                "stem": "乙是?",
                "options": ["四", "五", "六"],
                "key": "C",
                "explanation": "因为六",
                "section": "一、选择题(共2题)",
            },
            {"number": "1", "type": "judge", "stem": "月球会发光。", "key": "F", "section": "二、判断题"},
            {"number": "2", "type": "judge", "stem": "铁会生锈。", "key": "T", "section": "二、判断题"},
        ],
    ),
    "headings without numbers, counting on": (
        "单选题\n1. 甲是（A）\nA.一 B.二\n判断题：\n2. 铁会生锈。\n"
        "答案：对\n【填空题】\n3. 老人是____岁。\n答案：60\n",
        [
            {**ONE, "section": "单选题"},
            {"number": "2", "type": "judge", "stem": "铁会生锈。", "key": "T", "section": "判断题："},
            {
                "number": "3",
                "type": "blank",
                "stem": "老人是____岁。",
                "key": [["60"]],
                "section": "【填空题】",
            },
        ],
    ),
    "chapters, and sections below them": (
        "第一部分 消防安全\n（一）单选题（每题2分）\n1. 甲是（A）\n"
        "A.一 B.二\n第二部分 急救知识\n（一）单选题\n1. 乙是（B）\nA.一 B.二\n",
        [
            {**ONE, "points": 200, "section": "（一）单选题（每题2分）"},
            {**TWO, "number": "1", "section": "（一）单选题"},
        ],
    ),
    "chapters below a section keep its type": (
        "一、多选题（每题3分）\n（一）消防\n1. 甲是（AB）\nA.一 B.二\n（二）急救\n1. 乙是（AB）\nA.一 B.二\n",
        [
            {**ONE, "type": "multi", "key": "AB", "points": 300, "section": "（一）消防"},
            {**TWO, "number": "1", "type": "multi", "key": "AB", "points": 300, "section": "（二）急救"},
        ],
    ),
    "rounds of a contest": (
        "一、必答题（每题10分）\n1. 甲是（A）\nA.一 B.二\n二、抢答题\n1. 乙是（B）\nA.一 B.二\n",
        [
            {**ONE, "points": 1000, "section": "一、必答题（每题10分）"},
            {**TWO, "number": "1", "section": "二、抢答题"},
        ],
    ),
    "a stem that begins like a heading": (
        "1. 下列属于自费接种的是\n一、二类疫苗中的（A）\nA.一 B.二\n",
        [{**ONE, "stem": "下列属于自费接种的是\n一、二类疫苗中的（　　）"}],
    ),
    "markers of a program": (
        "===<<<单选题>>>>>===\n1. 甲是\nA. 一\nB. 二\n答案：A\n===<<<单选题>>>>>===\n===<<<判断题>>>>>===\n"
        "1. 铁会生锈。\n答案：对\n===<<<判断题>>>>>===\n",
        [
            {**ONE, "stem": "甲是", "section": "单选题"},
            {"number": "1", "type": "judge", "stem": "铁会生锈。", "key": "T", "section": "判断题"},
        ],
    ),
    "a shared text says for which questions": (
        "1. 甲是（A）\nA.一 B.二\n根据以下材料，回答2-3题。\n小明家着火了。\n"
        "2. 他应（A）\nA.报警 B.哭\n3. 拨打（A）\nA.119 B.110\n"
        "4. 乙是（B）\nA.一 B.二\n",
        [
            ONE,
            {
                "number": "2",
                "type": "single",
                "stem": "根据以下材料，回答2-3题。\n小明家着火了。\n他应（　　）",
                "options": ["报警", "哭"],
                "key": "A",
            },
            {
                "number": "3",
                "type": "single",
                "stem": "根据以下材料，回答2-3题。\n小明家着火了。\n拨打（　　）",
                "options": ["119", "110"],
                "key": "A",
            },
            {**TWO, "number": "4"},
        ],
    ),
    "questions below a numbered text": (
        "1. 水沸腾时温度不变。\n（1）甲是（A）\nA.一 B.二\n"
        "（2）乙是（B）\nA.一 B.二\n2. 丙是（A）\nA.一 B.二\n",
        [
            {**ONE, "number": "1-1", "stem": "水沸腾时温度不变。\n甲是（　　）"},
            {**TWO, "number": "1-2", "stem": "水沸腾时温度不变。\n乙是（　　）"},
            {**ONE, "number": "2", "stem": "丙是（　　）"},
        ],
    ),
    "numbered statements in a stem": (
        "1. 正确的是（A）\n1. 甲\n2. 乙\n3. 丙\nA.1和2 B.2和3\n2. 乙是（B）\nA.一 B.二\n",
        [
            {
                "number": "1",
                "type": "single",
                "stem": "正确的是（　　）\n1. 甲\n2. 乙\n3. 丙",
                "options": ["1和2", "2和3"],
                "key": "A",
            },
            TWO,
        ],
    ),
    "numbered points in an explanation": (
        "1. 甲是（ ）\nA.一 B.二\n答案：A\n解析：要点：\n1. 首先报警\n"
        "2. 其次撤离\n3. 最后清点\nA、B两项见上。\n2. 乙是（B）\nA.一 B.二\n",
        [
            {**ONE, "explanation": "要点：\n1. 首先报警\n2. 其次撤离\n3. 最后清点\nA、B两项见上。"},
            TWO,
        ],
    ),
    "lines broken by the margin": (
        "1. 我国统一的火警电话号码是多少，请大家认真思考以后在下面的四个\n选项中选择一个（A）\n"
        "A. 119，它是消防救援机构设立的用于接受群众火灾报警的电话号码，全\n国统一\nB. 二\n",
        [
            {
                "number": "1",
                "type": "single",
                "stem": "我国统一的火警电话号码是多少，请大家认真思考以后在下面的四个选项中选择一个（　　）",
                "options": ["119，它是消防救援机构设立的用于接受群众火灾报警的电话号码，全国统一", "二"],
                "key": "A",
            }
        ],
    ),
    "pasted from a sheet": (
        "序号\t题型\t题干\t选项A\t选项B\t答案\t解析\t难度\n1\t单选题\t甲是（ ）\t一\t二\tA\t因为\t易\n"
        "2\t判断\t铁会生锈\t\t\t对\t\t\n3\t填空题\t老人____岁\t\t\t60|六十\t\t较难\n",
        [
            {**ONE, "explanation": "因为", "difficulty": 1},
            {"number": "2", "type": "judge", "stem": "铁会生锈", "key": "T"},
            {"number": "3", "type": "blank", "stem": "老人____岁", "key": [["60", "六十"]], "difficulty": 4},
        ],
    ),
    "all options in one column": (
        "题目\t选项\t正确答案\n甲是（ ）\tA.一|B.二\tA\n乙是（ ）\t一;二\tB\n",
        [{**ONE, "number": ""}, {**TWO, "number": ""}],
    ),
    "unseen characters and odd spaces": (
        "\ufeff1.\u200b甲\u00ad是（\u00a0A\u00a0）\u3000\n\u3000\u3000A.一\u00a0\u00a0B.二\u2028",
        [ONE],
    ),
    "a last line without an end, blank lines everywhere": (
        "\n\n1. 甲是（A）\n\n\nA.一\n\nB.二\n\n\n2. 乙是（B）\n\nA.一\n\nB.二",
        [ONE, TWO],
    ),
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_paper_reads_without_a_doubt(name):
    text, expected = CLEAN[name]
    reading = read(text)
    assert all_said(reading) == [
        {name: value for name, value in one.items() if value != ""} for one in expected
    ]
    assert (reading.issues, reading.unread, reading.confidence) == ((), (), 1.0)


def test_what_belongs_to_the_page_is_listed_with_its_reason():
    reading = read(
        "2025年科普知识竞赛试卷\n姓名：________ 单位：________ 得分：______\n"
        "考试时间：60分钟 满分：100分\n注意事项：\n"
        "1. 用黑色笔作答。\n2. 不得作弊。\n一、单选题（每题2分，共4分）\n"
        "（请将正确选项填入括号内）\n1. 甲是（A）\nA.一 B.二\n"
        "第1页 共2页\n2. 乙是（B）\nA.一\n- 1 -\nB.二\n版权所有\n"
    )
    section = {"points": 200, "section": "一、单选题（每题2分，共4分）"}
    assert all_said(reading) == [{**ONE, **section}, {**TWO, **section, "issues": ["stray_line"]}]
    assert [(one.line, one.text, one.code.removeprefix("import_")) for one in reading.unread] == [
        (1, "2025年科普知识竞赛试卷", "preamble"),
        (2, "姓名：________ 单位：________ 得分：______", "page_furniture"),
        (3, "考试时间：60分钟 满分：100分", "paper_line"),
        (4, "注意事项：", "preamble"),
        (5, "1. 用黑色笔作答。", "preamble"),
        (6, "2. 不得作弊。", "preamble"),
        (8, "（请将正确选项填入括号内）", "instructions"),
        (11, "第1页 共2页", "page_furniture"),
        (14, "- 1 -", "page_furniture"),
        (16, "版权所有", "unread_in_question"),
    ]


def test_a_running_head_is_no_part_of_a_question():
    head = "某市科普知识竞赛题库"
    reading = read(f"{head}\n1. 甲是（A）\nA.一 B.二\n{head}\n2. 乙是（B）\nA.一\n{head}\nB.二\n")
    assert all_said(reading) == [ONE, TWO]
    assert [one.code for one in reading.unread] == ["import_page_furniture"] * 3


def test_gaps_and_repeated_numbers_are_told():
    reading = read("1. 甲是（A）\nA.一 B.二\n3. 丙是（A）\nA.一 B.二\n3. 丁是（A）\nA.一 B.二\n")
    assert [(draft.number, [(one.code, one.values) for one in draft.issues]) for draft in reading.drafts] == [
        ("1", []),
        ("3", [("import_number_gap", {"expected": 2, "found": 3})]),
        ("3", [("import_number_order", {"expected": 4, "found": 3})]),
    ]


def test_a_question_that_lost_its_number_is_told():
    reading = read("1. 甲是（A）\nA.一\nB.二\n乙是（B）\nA.一\nB.二\n2. 丙是（A）\nA.一\nB.二\n")
    assert [(draft.number, draft.stem, draft.key) for draft in reading.drafts] == [
        ("1", "甲是（　　）", "A"),
        ("", "乙是（　　）", "B"),
        ("2", "丙是（　　）", "A"),
    ]
    assert [one.code for one in reading.drafts[1].issues] == ["import_number_missing"]


def test_a_shared_text_without_an_end_is_a_doubt():
    reading = read("1. 甲是（A）\nA.一 B.二\n阅读下面的材料，回答问题。\n着火了。\n2. 乙是（B）\nA.一 B.二\n")
    assert [one.code for one in reading.drafts[1].issues] == ["import_material_range"]
    assert reading.drafts[1].stem == "阅读下面的材料，回答问题。\n着火了。\n乙是（　　）"


def test_a_heading_that_counts_differently_is_told():
    reading = read(
        "一、单选题（共3题）\n1. 甲是（A）\nA.一 B.二\n二、判断题（每题2分，共6分）\n1. 铁会生锈。（√）\n"
    )
    assert [(one.code, one.line, one.values["said"], one.values["read"]) for one in reading.issues] == [
        ("import_section_count", 1, "3", "1"),
        ("import_section_total", 4, "6", "2"),
    ]


def test_the_same_question_twice_is_told():
    reading = read("1. 甲是（A）\nA.一 B.二\n2. 甲是（ ）。\nA.二 B.一\n答案：B\n")
    assert [one.code for one in reading.drafts[1].issues] == ["import_question_twice"]
    assert reading.drafts[1].issues[0].values == {"number": "1", "line": 1}


def test_a_file_without_questions_says_so_and_lists_its_lines():
    reading = read("这里没有题目\n只有两行字\n")
    assert (reading.drafts, reading.confidence) == ((), 0.0)
    assert [one.code for one in reading.issues] == ["import_no_questions"]
    assert [one.text for one in reading.unread] == ["这里没有题目", "只有两行字"]


def test_a_line_of_many_miles_is_listed_and_the_rest_read():
    reading = read("1. 甲是（A）\nA.一 B.二\n" + "（" * 100_000 + "\n2. 乙是（B）\nA.一 B.二\n")
    assert all_said(reading) == [ONE, TWO]
    assert [(one.line, one.code) for one in reading.unread] == [(3, "import_line_too_long")]


def test_lines_and_source_of_a_draft():
    reading = read("\ufeff一、单选题\r\n\r\n１、甲是（Ａ）\r\n\r\nＡ．一\r\nＢ．二\r\n解析：略\r\n")
    (draft,) = reading.drafts
    assert said(draft, places=True) == {
        **ONE,
        "section": "一、单选题",
        "explanation": "略",
        "line": 3,
        "last_line": 7,
    }
    assert draft.source_lines == "１、甲是（Ａ）\nＡ．一\nＢ．二\n解析：略"
