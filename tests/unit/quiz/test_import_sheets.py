"""Spreadsheets as people fill them in: every trap is read right, or told with its place."""

import io
from datetime import date, datetime, time

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from quiz.domain.imports.draft import BRACKET, Upload
from quiz.domain.imports.sheet import read_sheet, sheet_format
from tests.unit.quiz.exchange import codes
from tests.unit.quiz.sheets import DAY, PERCENT, TEMPLATE, one, read, workbook

FOUR = ("110", "119", "120", "122")
WORDS = ("红色", "绿色", "蓝色", "灰色")


def test_a_whole_row_of_the_template():
    draft = one("单选题", "火警电话是（ ）。", FOUR, "B", 2, "119 是火警。", "《消防法》", "易", "应急与急救",
                "消防安全", "公众、老年人", "消防、电话")  # fmt: skip
    assert (draft.type, draft.stem, draft.key) == ("single", f"火警电话是{BRACKET}。", "B")
    assert [(option.label, option.text) for option in draft.options] == list(zip("ABCD", FOUR, strict=True))
    assert (draft.points, draft.difficulty, draft.source) == (200, 1, "《消防法》")
    assert (draft.topic, draft.audience) == ("应急与急救/消防安全", ("public", "elder"))
    assert (draft.tags, draft.explanation) == (("消防", "电话"), "119 是火警。")
    assert (draft.line, draft.issues) == (2, ())


# ── Answers ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ABD", "ABD"), ("A,B", "AB"), ("A、B、D", "ABD"), ("a b d", "ABD"), ("ＡＢ", "AB"), ("D；A", "AD"),
        ("AB。", "AB"), (" AC ", "AC"), ("1,3", "AC"), ("1;3", "AC"), ("1、2", "AB"), ("红色、蓝色", "AC"),
        ("红色|绿色", "AB"), ("A.红色\nC.蓝色", "AC"), ("答案：BD", "BD"), ("①③", "AC"),
    ],
)  # fmt: skip
def test_several_keys(written, key):
    draft = one("多选题", "哪些？", WORDS, written)
    assert (draft.key, draft.type) == (key, "multi")
    assert [issue for issue in draft.issues if issue.blocking] == []


@pytest.mark.parametrize("written", ["B", "b", "2", 2, 2.0, "2.0", "绿色", "B.绿色", "B、绿色", "（B）"])
def test_one_key(written):
    draft = one("单选题", "哪个？", WORDS, written)
    assert (draft.key, codes(draft)) == ("B", [])


@pytest.mark.parametrize(
    ("type", "options", "written", "code", "key"),
    [
        ("多选题", WORDS, 1.3, "import_answer_decimal", "AC"),
        ("多选题", WORDS, "134", "import_answer_run", "ACD"),
        ("单选题", WORDS, "E", "import_answer_beyond", ""),
        ("单选题", WORDS, "紫色", "import_answer_unread", ""),
        ("单选题", WORDS, 7, "import_answer_no_such_number", ""),
        ("单选题", WORDS, 0, "import_answer_no_such_number", ""),
        ("单选题", WORDS, "", "import_answer_missing", ""),
        ("单选题", WORDS, "AB", "import_answer_count", "AB"),
        ("多选题", WORDS, "A", "import_answer_count", "A"),
        ("单选题", ("2", "3", "4", "5"), 3, "import_answer_two_ways", ""),
        ("单选题", ("A", "B", "O", "AB"), "AB", "import_answer_two_ways", ""),
        ("判断题", (), "也许", "import_answer_truth", ""),
        ("判断题", (), "", "import_answer_missing", ""),
        ("判断题", (), "B", "import_answer_letter_for_truth", "F"),
        ("判断题", ("甲", "乙"), "对", "import_judge_options", "T"),
        ("单选题", ("甲",), "A", "import_options_few", "A"),
        ("简答题", (), "随便", "import_type_unsupported", ""),
        ("连连看题", WORDS, "A", "import_type_unknown", "A"),
        ("", (), "", "import_type_missing", ""),
        ("单选题", (*WORDS[:1], "", *WORDS[2:]), "C", "import_option_gap", "B"),
    ],
)
def test_a_doubtful_answer_is_told_at_its_cell(type, options, written, code, key):
    draft = one(type, "哪个？", options, written)
    assert code in codes(draft)
    assert draft.key == key
    (issue,) = [issue for issue in draft.issues if issue.code == code]
    at = {"type": "A", "options": "CD", "key": "K"}[issue.part]
    assert issue.line == 2 and issue.column in at


def test_numbers_that_are_no_place_but_a_text_are_the_text():
    assert one("单选题", "火警？", FOUR, 119).key == "B"
    assert one("单选题", "几个？", ("10", "11", "12", "13"), "12").key == "C"
    assert one("单选题", "几个？", ("1", "2", "3", "4"), 3).key == "C"


@pytest.mark.parametrize("sign", ["√", "✓", "✔", "对", "正确", "T", "TRUE", "true", "Y", "是", "1"])
def test_true(sign):
    assert one("判断题", "9月为全国科普月。（ ）", (), sign).key == "T"


@pytest.mark.parametrize("sign", ["×", "✗", "x", "X", "错", "错误", "F", "FALSE", "N", "否", "0"])
def test_false(sign):
    draft = one("判断题", "抗生素能治病毒性感冒（　　）。", (), sign)
    assert (draft.key, draft.stem, draft.issues) == ("F", "抗生素能治病毒性感冒。", ())


def test_booleans_and_options_of_a_statement():
    assert one("判断题", "题。", (), True).key == "T"
    for written, key in (("A", "T"), ("B", "F"), ("错误", "F"), (2, "F"), ("×", "F")):
        draft = one("", "题。", ("正确", "错误"), written)
        assert (draft.type, draft.key, draft.options) == ("judge", key, ())
    assert one("单选题", "题。", ("错", "对"), "A").key == "F"


def test_a_key_that_became_a_date_is_shown_and_waits_for_a_person():
    draft = one("多选题", "哪些？", WORDS, (datetime(2026, 1, 3), DAY))
    assert draft.key == "AC"
    (issue,) = draft.issues
    assert (issue.code, issue.values["value"], issue.blocking) == ("import_cell_date", "2026-01-03", True)


def test_the_type_is_told_by_the_options_and_the_answer():
    assert [one("", *rest).type for rest in (
        ("哪个？", WORDS, "A"), ("哪些？", WORDS, "AB"), ("题。", (), "√"), ("水是____。", (), "液体"),
    )] == ["single", "multi", "judge", "blank"]  # fmt: skip
    assert one("选择题", "哪些？", WORDS, "AB").type == "multi"


def test_ticked_columns():
    head = ("题干", "选项A", "A是否正确", "选项B", "选项B是否为正确答案", "选项C", "正确C", "解析")
    draft = one("哪些？", "甲", "√", "乙", "", "丙", "是", "因为", head=head)
    assert (draft.type, draft.key, draft.explanation, draft.issues) == ("multi", "AC", "因为", ())
    odd = one("哪些？", "甲", "√", "乙", "待定", "丙", "0", "", head=head)
    (issue,) = odd.issues
    assert (issue.code, issue.values["letter"], issue.blocking) == ("import_flag_unread", "B", True)


def test_an_answer_column_beside_each_option_is_ticked():
    head = ("题干", "A", "B", "C", "答案A", "答案B", "答案C")
    draft = one("哪些？", "甲", "乙", "丙", "1", "0", "1", head=head)
    assert (draft.type, draft.key, draft.issues) == ("multi", "AC", ())
    alone = one("哪个？", "甲", "乙", "丙", "B", head=("题干", "答案A", "答案B", "答案C", "答案"))
    assert (len(alone.options), alone.key) == (3, "B")


def test_a_key_in_the_stem():
    draft = one("单选题", "火警电话是（B）。", FOUR, "")
    assert (draft.key, draft.stem) == ("B", f"火警电话是{BRACKET}。")
    assert one("单选题", "火警电话是（ B ）。", FOUR, "B").issues == ()
    assert codes(one("单选题", "火警电话是（C）。", FOUR, "B")) == ["import_answer_twice"]
    assert one("单选题", "自动体外除颤器（AED）应放在（ ）。", FOUR, "B").stem == (
        f"自动体外除颤器（AED）应放在{BRACKET}。"
    )
    assert one("判断题", "铁生锈是化学变化。（√）", (), "").key == "T"


# ── Blanks ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "written",
    ["60|六十；重阳节", "60|六十;重阳节", "60/六十；重阳节", "60|六十\n重阳节", "（60|六十）（重阳节）",
     "1.60|六十\n2.重阳节", "（60；六十）（重阳节）", "60/六十|重阳节", "60/六十、重阳节"],
)  # fmt: skip
def test_the_dialects_of_blanks(written):
    draft = one("填空题", "老年人指______周岁以上的公民，老年节为＿＿＿。", (), written)
    assert draft.key == (("60", "六十"), ("重阳节",))
    assert (draft.stem, draft.issues) == ("老年人指____周岁以上的公民，老年节为____。", ())


def test_blanks_that_are_not_clear():
    assert one("填空题", "是____和____。", (), "1/2；3").key == (("1/2",), ("3",))
    assert codes(one("填空题", "是____和____。", (), "甲；乙；丙")) == ["import_answer_blanks"]
    assert one("填空题", "是____和____。", (), "甲|乙；丙").issues == ()
    two_ways = one("填空题", "是____和____。", "甲|乙；丙", head=("题型", "题干", "答案"))
    assert (two_ways.key, codes(two_ways)) == ((("甲", "乙"), ("丙",)), ["import_answer_dialects"])
    assert one("填空题", "水是____。", (), "氧气|O2").key == (("氧气", "O2"),)
    assert codes(one("填空题", "水是____。", (), "氧气；O2")) == ["import_answer_variants"]
    assert one("填空题", "水是（　　）。", (), "液体").stem == "水是____。"
    added = one("填空题", "水是什么？", (), "液体")
    assert (added.stem, codes(added)) == ("水是什么？ ____", ["import_blank_added"])


def test_answers_of_blanks_in_the_columns_of_options():
    draft = one("填空题", "是____和____。", ("甲", "乙"), "")
    assert (draft.key, codes(draft), draft.options) == (
        (("甲",), ("乙",)), ["import_answers_in_options"], (),
    )  # fmt: skip


# ── What the spreadsheet did to the cells ─────────────────────────────────────


def test_numbers_dates_percents_and_formulas():
    draft = one("单选题", "多少？", (1.0, 2.5, (0.5, PERCENT), 100000), "A")
    assert [option.text for option in draft.options] == ["1", "2.5", "50%", "100000"]
    assert draft.issues == ()
    dated = one("单选题", "多少？", ((date(2026, 3, 5), DAY), "二", (time(12, 30), "h:mm") and "三"), "B")
    (issue,) = dated.issues
    assert (issue.code, issue.column, issue.blocking) == ("import_cell_date", "C", True)
    equals = one("单选题", "=1+1 等于多少？", ("=2", "-1", "+3", "@4"), "A")
    assert (equals.stem, [option.text for option in equals.options], equals.issues) == (
        "=1+1 等于多少？", ["=2", "-1", "+3", "@4"], (),
    )  # fmt: skip
    long = one("单选题", "多少？", (12345678901234567890, "二"), "B")
    assert codes(long) == ["import_cell_rounded"]


def test_an_error_of_a_formula_and_a_picture_in_a_cell():
    assert codes(one("单选题", "多少？", ("#REF!", "二"), "B")) == ["import_cell_error"]
    assert codes(one("单选题", '看图=DISPIMG("ID_1",1)', ("一", "二"), "B")) == ["import_cell_picture"]


def test_a_text_at_excels_limit_may_have_been_cut():
    draft = one("单选题", "长" * 32_767, WORDS, "A")
    assert codes(draft) == ["import_cell_too_long"] and draft.is_blocked
    content = ("题型,题干,选项A,选项B,答案\n单选题," + "长" * 40_000 + ",甲,乙,A\n").encode()
    (draft,) = read_sheet(Upload(content=content, name="x.csv")).drafts
    assert len(draft.stem) == 40_000 and codes(draft) == ["import_cell_too_long"]


def test_spaces_and_hidden_marks_go():
    draft = one("单选题 ", "\u200b哪\u00a0个？ \n", ("红色  ", " 绿色"), " A ")
    assert (draft.stem, [option.text for option in draft.options], draft.key) == (
        "哪 个？", ["红色", "绿色"], "A",
    )  # fmt: skip


def test_labels_typed_before_options_go_and_others_stay():
    assert [o.text for o in one("单选题", "哪个？", ("A.红", "B、绿", "C．蓝"), "A").options] == [
        "红",
        "绿",
        "蓝",
    ]
    kept = one("单选题", "哪个？", ("维生素A", "B.C之间", "C.维生素C"), "A")
    assert [option.text for option in kept.options] == ["维生素A", "B.C之间", "C.维生素C"]


# ── Where things stand ────────────────────────────────────────────────────────

FOREIGN = (
    "序号",
    "试题类型",
    "试题内容",
    "A",
    "B",
    "C",
    "D",
    "正确答案",
    "试题解析",
    "难易程度",
    "知识点",
    "备注",
)


def test_a_foreign_header_below_titles_and_instructions():
    title = ["2026年知识竞赛题库"]
    rules = ["填写说明：答案必填"]
    rows = [
        [1, "单选", "火警？", *FOUR, "B", "因为", "中等", "消防"],
        ["", "", "以上为消防类", "", "", "", "", ""],
    ]
    reading = read_sheet(workbook(Sheet1=[title, rules, [], FOREIGN, *rows]))
    first, second = reading.drafts
    assert (first.number, first.line, first.key, first.difficulty, first.topic) == ("1", 5, "B", 3, "消防")
    assert second.is_blocked and codes(second) == ["import_type_missing"]
    assert reading.confidence < 1
    (issue,) = reading.issues
    assert (issue.code, issue.values["names"]) == ("import_sheet_columns_unread", "备注")


def test_a_header_of_two_rows():
    upper = ["题型", "题目", "选项", "", "", "", "答案"]
    lower = ["", "", "A", "B", "C", "D", ""]
    (draft,) = read_sheet(workbook(题库=[upper, lower, ["单选", "火警？", *FOUR, "B"]])).drafts
    assert (len(draft.options), draft.key, draft.line) == (4, "B", 3)


@pytest.mark.parametrize(
    "cell", ["A.110\nB.119\nC.120", "A、110 B、119 C、120", "110|119|120", "110；119；120", "110\n119\n120"]
)
def test_options_in_one_cell(cell):
    draft = one("火警？", cell, "B", head=("题干", "选项", "答案"))
    assert ([option.text for option in draft.options], draft.key) == (["110", "119", "120"], "B")


def test_sections_repeated_headers_and_remarks():
    rows = [
        ["一、单选题（每题2分）"],
        ["", "火警？", *FOUR, *[""] * 4, "B"],
        list(TEMPLATE),
        ["二、判断题"],
        ["", "铁会生锈。", *[""] * 8, "对"],
        [],
        ["备注：以上仅供参考"],
    ]
    reading = read(*rows)
    assert [(draft.type, draft.section, draft.line) for draft in reading.drafts] == [
        ("single", "一、单选题（每题2分）", 3), ("judge", "二、判断题", 6),
    ]  # fmt: skip
    assert [(one.line, one.code) for one in reading.unread] == [(8, "import_row_without_stem")]


def test_several_sheets_named_after_types():
    head = ("题干", "选项A", "选项B", "选项C", "答案")
    reading = read_sheet(
        workbook(单选题=[head, ["一？", "甲", "乙", "丙", "A"]],
                 多选题=[head, ["二？", "甲", "乙", "丙", "AB"]], 汇总=[["一共两题"]])
    )  # fmt: skip
    assert [(one.type, one.section, one.line) for one in reading.drafts] == [
        ("single", "单选题", 2), ("multi", "多选题", 2),
    ]  # fmt: skip
    (issue,) = reading.issues
    assert (issue.code, issue.values["sheet"]) == ("import_sheet_without_header", "汇总")


def test_merged_types_and_topics_speak_for_their_rows():

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for column, text in enumerate(("题型", "题干", "选项A", "选项B", "答案", "知识点")):
        sheet.write(0, column, text)
    for number in (1, 2, 3):
        for column, text in enumerate(("", f"第{number}题？", "甲", "乙", "A")):
            sheet.write(number, column, text)
    sheet.merge_range(1, 0, 2, 0, "单选题")
    sheet.merge_range(1, 5, 3, 5, "消防")
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    drafts = read_sheet(Upload(content=file.getvalue(), name="x.xlsx")).drafts
    assert [draft.topic for draft in drafts] == ["消防"] * 3
    assert [draft.type for draft in drafts] == ["single"] * 3
    assert [codes(draft) for draft in drafts] == [[], ["import_row_hidden"], []]


def test_no_header_says_what_is_missing_and_loses_nothing():
    reading = read_sheet(workbook(题库=[["火警？", *FOUR, "B"], ["急救？", *FOUR, "C"]]))
    assert (reading.drafts, reading.confidence) == ((), 0.0)
    assert [issue.code for issue in reading.issues] == ["import_sheet_without_header"]
    assert [one.line for one in reading.unread] == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_csv(encoding, between):
    lines = [("题干", "A", "B", "答案"), ("火警？", "110", "119", "B"), ('"带""引号"', "甲", "乙", "A")]
    text = "\r\n".join(between.join(line) for line in lines)
    drafts = read_sheet(Upload(content=text.encode(encoding), name="x.csv")).drafts
    assert [(draft.stem, draft.key) for draft in drafts] == [("火警？", "B"), ('带"引号', "A")]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\xd0\xcf\x11\xe0" + b"x" * 600, "file_not_a_table"), (b"PK\x03\x04nonsense", "file_not_a_table"),
     (b"a\0b", "file_not_a_table")],
)  # fmt: skip
def test_what_is_no_table_is_refused(content, code):
    with pytest.raises(RuleBroken) as refused:
        read_sheet(Upload(content=content))
    assert refused.value.code == code
    assert sheet_format(Upload(content=content)) == ""


cells = st.one_of(
    st.text(max_size=12), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none(),
    st.sampled_from(["A", "ABD", "对", "____", "（ ）", "（B）", "1,3", "单选题", "填空题", "判断题"]),
)  # fmt: skip


@given(st.lists(st.lists(cells, min_size=1, max_size=len(TEMPLATE)), max_size=5))
@settings(max_examples=40, deadline=None)
def test_no_row_is_lost_and_nothing_crashes(rows):
    reading = read(*rows)
    lines = sorted([one.line for one in reading.drafts] + [one.line for one in reading.unread])
    filled = [
        number
        for number, row in enumerate(rows, 2)
        if any(_seen(cell) for cell in row) and [cell for cell in row if cell] != list(TEMPLATE)
    ]
    sections = {"单选题", "填空题", "判断题", "简答题"}
    missing = set(filled) - set(lines)
    assert all(set(map(str, filter(_seen, rows[line - 2]))) & sections for line in missing)
    for draft in reading.drafts:
        labels = "".join(option.label for option in draft.options)
        if draft.type in ("single", "multi"):
            assert set(draft.key) <= set(labels)
        assert draft.type or draft.is_blocked
        assert draft.key or draft.is_blocked


def _seen(cell: object) -> bool:
    from quiz.domain.imports.workbook import clean

    return cell is not None and (not isinstance(cell, str) or bool(clean(cell)))


@pytest.mark.parametrize("name", ["姐妹题代号", "知识点代号"])  # the latter as it was called first
@pytest.mark.parametrize(
    ("written", "fact", "told"), [("0101-a", "0101-a", []), ("", "", []), ("a b", "", ["import_cell_fact"])]
)
def test_a_column_may_give_the_fact_that_a_question_asks(name, written, fact, told):
    head = ("题干", "选项A", "选项B", "答案", name)
    (draft,) = read(["水的化学式是（　　）。", "H2O", "CO2", "A", written], head=head).drafts
    assert (draft.fact, [issue.code for issue in draft.issues]) == (fact, told)
