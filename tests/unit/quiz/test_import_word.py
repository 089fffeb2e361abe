"""Word documents: numbering that nobody typed, deletions, symbols, tables, boxes, what is only seen."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from accounts.domain.problems import RuleBroken
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.word_file import read_word

from .docx_files import (
    PNG,
    abstract,
    docx,
    lines,
    number,
    numbered,
    paragraph,
    read_docx,
    run,
    table,
)
from .import_papers import all_said, said

DATA = Path(__file__).resolve().parents[2] / "data" / "imports"
QUESTIONS_AND_OPTIONS = abstract(0, ("decimal", "%1、"), ("upperLetter", "%2."))
RED = '<w:color w:val="FF0000"/>'
UNDERLINED = '<w:u w:val="single"/>'


@pytest.mark.parametrize("name", ["z1", "z2", "z3", "z4", "z5", "z6"])
def test_the_samples_read_the_same_as_word_files(name):
    text = (DATA / f"{name}.txt").read_text(encoding="utf-8")
    expected = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    reading = read_docx(lines(*text.splitlines()))
    assert [said(draft, places=True) for draft in reading.drafts] == expected
    assert (reading.format, reading.confidence, reading.issues, reading.unread) == ("word", 1.0, (), ())


# Numbering


def test_automatic_numbers_and_letters_are_counted_as_shown():
    lists = QUESTIONS_AND_OPTIONS + abstract(1, ("chineseCounting", "%1、"))
    body = (
        paragraph("单选题", settings=numbered(2))
        + paragraph("5G中的“G”指的是（ ）", settings=numbered(1))
        + paragraph("Generation", settings=numbered(1, 1))
        + paragraph("Gigabyte", settings=numbered(1, 1))
        + paragraph("答案：A")
        + paragraph("12345热线是（ ）", settings=numbered(1))
        + paragraph("火警", settings=numbered(1, 1))
        + paragraph("政务服务", settings=numbered(1, 1))
        + paragraph("答案：B")
        + paragraph("判断题", settings=numbered(2))
        + paragraph("月球会发光。（×）", settings=numbered(3))
    )
    reading = read_docx(body, numbering=lists + number(1, 0) + number(2, 1) + number(3, 0, restarts=True))
    assert all_said(reading) == [
        {
            "number": "1",
            "type": "single",
            "stem": "5G中的“G”指的是（　　）",
            "options": ["Generation", "Gigabyte"],
            "key": "A",
            "section": "一、单选题",
        },
        {
            "number": "2",
            "type": "single",
            "stem": "12345热线是（　　）",
            "options": ["火警", "政务服务"],
            "key": "B",
            "section": "一、单选题",
        },
        {"number": "1", "type": "judge", "stem": "月球会发光。", "key": "F", "section": "二、判断题"},
    ]
    assert (reading.issues, reading.unread) == ((), ())


def test_numbering_comes_from_styles_and_what_they_are_based_on():
    styles = (
        f'<w:style w:type="paragraph" w:styleId="Base"><w:pPr>{numbered(1)}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Question"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Option">'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    linked = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:pStyle w:val="Question"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="upperLetter"/><w:pStyle w:val="Option"/><w:lvlText w:val="%2"/></w:lvl>'
        "</w:abstractNum>"
    )
    style = '<w:pStyle w:val="{}"/>'.format
    body = (
        paragraph("甲是（B）", settings=style("Question"))
        + paragraph("一", settings=style("Option"))
        + paragraph("二", settings=style("Option"))
        + paragraph("乙是（A）", settings=style("Question"))
        + paragraph("三", settings=style("Option"))
        + paragraph("四", settings=style("Option"))
    )
    reading = read_docx(body, styles=styles, numbering=linked + number(1, 0))
    assert all_said(reading) == [
        {"number": "1", "type": "single", "stem": "甲是（　　）", "options": ["一", "二"], "key": "B"},
        {"number": "2", "type": "single", "stem": "乙是（　　）", "options": ["三", "四"], "key": "A"},
    ]


@pytest.mark.parametrize(
    ("kind", "text", "first", "second"),
    [
        ("decimal", "第%1题", "1", "2"),
        ("decimal", "%1", "1", "2"),
        ("decimal", "（%1）", "1", "2"),
        ("decimalEnclosedParen", "%1", "1", "2"),
        ("decimalEnclosedFullstop", "%1", "1", "2"),
        ("decimalFullWidth", "%1．", "1", "2"),
        ("chineseCounting", "第%1题", "1", "2"),
        ("decimalZero", "%1.", "1", "2"),
    ],
)
def test_every_way_to_number_questions(kind, text, first, second):
    body = (
        paragraph("甲是（B）", settings=numbered(1))
        + lines("A.一", "B.二")
        + paragraph("乙是（A）", settings=numbered(1))
        + lines("A.一", "B.二")
    )
    reading = read_docx(body, numbering=abstract(0, (kind, text)) + number(1, 0))
    assert [(draft.number, draft.stem, draft.key) for draft in reading.drafts] == [
        (first, "甲是（　　）", "B"),
        (second, "乙是（　　）", "A"),
    ]


def test_circled_numbers_label_options_and_numbering_that_is_switched_off_labels_nothing():
    lists = QUESTIONS_AND_OPTIONS + abstract(1, ("decimalEnclosedCircle", "%1")) + number(1, 0) + number(2, 1)
    body = (
        paragraph("下列属于节水的有（ ）", settings=numbered(1))
        + paragraph("一水多用", settings=numbered(2))
        + paragraph("长流水", settings=numbered(2))
        + paragraph("随手关", settings=numbered(2))
        + paragraph("答案：①③", settings=numbered(0))
    )
    assert all_said(read_docx(body, numbering=lists)) == [
        {
            "number": "1",
            "type": "multi",
            "stem": "下列属于节水的有（　　）",
            "options": ["一水多用", "长流水", "随手关"],
            "key": "AC",
        }
    ]


def test_an_empty_numbered_paragraph_counts_but_is_no_question():
    body = (
        paragraph("甲是（A）", settings=numbered(1))
        + lines("A.一", "B.二")
        + paragraph(settings=numbered(1))
        + paragraph("乙是（A）", settings=numbered(1))
        + lines("A.一", "B.二")
    )
    reading = read_docx(body, numbering=QUESTIONS_AND_OPTIONS + number(1, 0))
    assert [(draft.number, [issue.code for issue in draft.issues]) for draft in reading.drafts] == [
        ("1", []),
        ("3", ["import_number_gap"]),
    ]


# Changes that are tracked


def test_insertions_are_kept_and_deletions_are_gone():
    body = (
        paragraph(
            "1. 火警电话是",
            "<w:del><w:r><w:delText>110</w:delText></w:r></w:del>",
            f"<w:ins>{run('多少')}</w:ins>",
            f"<w:moveFrom>{run('移走')}</w:moveFrom>",
            f"<w:moveTo>{run('？（ ）')}</w:moveTo>",
        )
        + paragraph("A.119 ", f"<w:ins>{run('B.110')}</w:ins>")
        + paragraph(
            "答案：", "<w:del><w:r><w:delText>B</w:delText></w:r></w:del>", f"<w:ins>{run('A')}</w:ins>"
        )
    )
    assert all_said(read_docx(body)) == [
        {
            "number": "1",
            "type": "single",
            "stem": "火警电话是多少？（　　）",
            "options": ["119", "110"],
            "key": "A",
        }
    ]


def test_a_deleted_paragraph_mark_joins_two_paragraphs_and_a_deleted_row_is_gone():
    rows = table(["A.119", "B.110"], ["C.删去", "D.删去"]).replace(
        "</w:tr><w:tr>", "</w:tr><w:tr><w:trPr><w:del/></w:trPr>"
    )
    body = paragraph("1. 火警", settings="<w:rPr><w:del/></w:rPr>") + paragraph("电话是（A）") + rows
    assert all_said(read_docx(body)) == [
        {"number": "1", "type": "single", "stem": "火警电话是（　　）", "options": ["119", "110"], "key": "A"}
    ]


# Signs that are no text


@pytest.mark.parametrize(
    ("sign", "key"),
    [
        ('<w:sym w:font="Wingdings" w:char="F0FC"/>', "T"),
        ('<w:sym w:font="Wingdings" w:char="F0FB"/>', "F"),
        ('<w:sym w:font="Wingdings 2" w:char="F050"/>', "T"),
        ('<w:sym w:font="Wingdings 2" w:char="F04F"/>', "F"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>ü</w:t>', "T"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>\uf0fb</w:t>', "F"),
        ("<w:t>\uf0fc</w:t>", "T"),
    ],
)
def test_ticks_and_crosses_of_symbol_fonts(sign, key):
    body = paragraph("1. 铁生锈是化学变化。（", f"<w:r>{sign}</w:r>", "）")
    assert all_said(read_docx(body)) == [
        {"number": "1", "type": "judge", "stem": "铁生锈是化学变化。", "key": key}
    ]


def test_a_sign_that_nobody_knows_is_told():
    body = paragraph("1. 角", '<w:r><w:sym w:font="Strange" w:char="F061"/></w:r>', "是（A）") + lines(
        "A.一", "B.二"
    )
    (draft,) = read_docx(body).drafts
    assert "\ufffd" in draft.stem
    assert [(issue.code, issue.blocking) for issue in draft.issues] == [("import_garbled", True)]


def test_breaks_tabs_and_special_hyphens():
    body = (
        "<w:p><w:r><w:t>1. 甲是（ ）</w:t><w:br/><w:t>A.一</w:t><w:tab/><w:t>B.二</w:t><w:cr/><w:t>C.X</w:t>"
        "<w:noBreakHyphen/><w:t>光</w:t><w:tab/><w:t>D.紫外</w:t><w:softHyphen/><w:t>线</w:t><w:br/>"
        "<w:t>答案：C</w:t></w:r></w:p>"
    )
    assert all_said(read_docx(body)) == [
        {
            "number": "1",
            "type": "single",
            "stem": "甲是（　　）",
            "options": ["一", "二", "X-光", "紫外线"],
            "key": "C",
        }
    ]


def test_raised_and_lowered_figures_and_words_set_apart():
    sub, sup = '<w:vertAlign w:val="subscript"/>', '<w:vertAlign w:val="superscript"/>'
    body = paragraph(
        "1. 关于H", run("2", sub), "O和10", run("3", sup), "，", run("不正确", "<w:b/>"), "的是（ ）"
    )
    body += paragraph("A.CO", run("2", sub), "溶于水") + paragraph("B.Na", run("+", sup), "是离子")
    body += lines("答案：A", "解析：略")
    assert all_said(read_docx(body)) == [
        {
            "number": "1",
            "type": "single",
            "stem": "关于H<sub>2</sub>O和10<sup>3</sup>，**不正确**的是（　　）",
            "options": ["CO<sub>2</sub>溶于水", "Na<sup>+</sup>是离子"],
            "key": "A",
            "explanation": "略",
        }
    ]


# Blanks that are drawn


def test_underlined_gaps_are_blanks():
    body = paragraph(
        "1. 老年人是", run("      ", UNDERLINED), "周岁以上，节日是", run("\u00a0 ", UNDERLINED), "。"
    )
    body += paragraph("答案：60；重阳节")
    body += paragraph("2. 火警是", "<w:r><w:rPr><w:u w:val='single'/></w:rPr><w:tab/></w:r>", "。") + lines(
        "答案：119"
    )
    assert all_said(read_docx(body)) == [
        {
            "number": "1",
            "type": "blank",
            "stem": "老年人是____周岁以上，节日是____。",
            "key": [["60"], ["重阳节"]],
        },
        {"number": "2", "type": "blank", "stem": "火警是____。", "key": [["119"]]},
    ]


def test_underlined_words_of_a_fill_in_are_its_answers_to_be_confirmed():
    body = lines("一、填空题") + paragraph(
        "1. 火警是", run(" 119 ", UNDERLINED), "，急救是", run("120", UNDERLINED), "。"
    )
    assert all_said(read_docx(body)) == [
        {
            "number": "1",
            "type": "blank",
            "stem": "火警是____，急救是____。",
            "key": [["119"], ["120"]],
            "section": "一、填空题",
            "issues": ["blank_filled"],
        }
    ]


@pytest.mark.parametrize("settings", [RED, "<w:b/>", '<w:highlight w:val="yellow"/>'])
def test_words_of_a_fill_in_that_are_only_set_apart_are_its_answers_to_be_confirmed(settings):
    body = lines("一、填空题") + paragraph("1. 老人节是农历", run("九月初九", settings), "。")
    (draft,) = read_docx(body).drafts
    assert (draft.stem, draft.key) == ("老人节是农历____。", (("九月初九",),))
    assert [one.code for one in draft.issues] == ["import_blank_filled"]
    bracket = paragraph("1. 火警", run("电话", settings), "是（119）。")
    assert read_docx(lines("一、填空题") + bracket).drafts[0].key == (("119",),)


# Answers that are only seen


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (RED, "key_by_colour"),
        ('<w:color w:val="auto" w:themeColor="accent2"/>', "key_by_colour"),
        ("<w:b/>", "key_by_bold"),
        (UNDERLINED, "key_by_underline"),
        ('<w:highlight w:val="yellow"/>', "key_by_highlight"),
        ('<w:shd w:val="clear" w:fill="FFFF00"/>', "key_by_highlight"),
        ('<w:rStyle w:val="Right"/>', "key_by_colour"),
    ],
)
def test_a_key_that_is_only_seen_is_read_and_has_to_be_confirmed(settings, code):
    styles = f'<w:style w:type="character" w:styleId="Right"><w:rPr>{RED}</w:rPr></w:style>'
    body = lines("1. 甲是（ ）", "A.一") + paragraph("B.", run("二", settings)) + lines("C.三")
    reading = read_docx(body, styles=styles)
    assert all_said(reading) == [
        {
            "number": "1",
            "type": "single",
            "stem": "甲是（　　）",
            "options": ["一", "二", "三"],
            "key": "B",
            "issues": [code],
        }
    ]
    assert reading.confidence < 1 and not reading.drafts[0].is_blocked


def test_a_letter_alone_may_be_marked():
    body = lines("1. 甲是（ ）", "A.一") + paragraph(run("B.", RED), "二") + lines("C.三")
    (draft,) = read_docx(body).drafts
    assert (draft.key, [issue.code for issue in draft.issues]) == ("B", ["import_key_by_colour"])


def test_several_seen_keys_and_options_in_one_paragraph():
    body = lines("一、多选题", "1. 甲是（ ）") + paragraph(
        run("A.一", RED), " B.二 ", run("C.三", RED), " D.四"
    )
    (draft,) = read_docx(body).drafts
    assert (draft.type, draft.key, [option.text for option in draft.options]) == (
        "multi",
        "AC",
        list("一二三四"),
    )


@pytest.mark.parametrize("colour", ["000000", "auto", "1F1F1F", "333333"])
def test_black_and_nearly_black_mark_nothing(colour):
    body = lines("1. 甲是（ ）", "A.一") + paragraph("B.", run("二", f'<w:color w:val="{colour}"/>'))
    (draft,) = read_docx(body).drafts
    assert (draft.key, [issue.code for issue in draft.issues]) == ("", ["import_key_missing"])


def test_options_that_are_all_set_alike_mark_nothing():
    body = lines("1. 甲是（ ）") + paragraph(run("A.一", RED)) + paragraph(run("B.二", RED))
    assert read_docx(body).drafts[0].key == ""


def test_a_written_key_beats_one_that_is_seen():
    body = lines("1. 甲是（ ）", "A.一") + paragraph("B.", run("二", RED)) + lines("答案：A")
    (draft,) = read_docx(body).drafts
    assert (draft.key, draft.issues) == ("A", ())


def test_boxes_to_tick():
    box = (
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
    )
    body = lines("1. 甲是（ ）") + paragraph(box.format(0), "A.一") + paragraph(box.format(1), "B.二")
    (draft,) = read_docx(body).drafts
    assert (draft.key, [issue.code for issue in draft.issues]) == ("B", ["import_key_by_tick"])


# Tables


def test_options_in_cells():
    body = lines("1. 甲是（B）") + table(["A.一", "B.二"], ["C.三", "D.四"]) + lines("2. 乙是（ ）")
    body += table(["A", "五"], ["B", "六"]) + lines("答案：A")
    assert all_said(read_docx(body)) == [
        {
            "number": "1",
            "type": "single",
            "stem": "甲是（　　）",
            "options": ["一", "二", "三", "四"],
            "key": "B",
        },
        {"number": "2", "type": "single", "stem": "乙是（　　）", "options": ["五", "六"], "key": "A"},
    ]


@pytest.mark.parametrize(
    "keys",
    [
        table(["题号", "1", "2"], ["答案", "B", "A"]),
        table(["题号", "答案"], ["1", "B"], ["2", "A"]),
        table(["题号", "答案", "题号", "答案"], ["1", "B", "2", "A"]),
        table(["1", "2"], ["B", "A"]),
        lines("答案：1-2 BA"),
    ],
)
def test_tables_of_keys(keys):
    body = lines("1. 甲是（ ）", "A.一 B.二", "2. 乙是（ ）", "A.一 B.二") + keys
    reading = read_docx(body)
    assert [draft.key for draft in reading.drafts] == ["B", "A"]
    assert (reading.issues, reading.unread, reading.confidence) == ((), (), 1.0)


def test_a_table_of_questions():
    options = "<w:p><w:r><w:t>A.110</w:t></w:r></w:p><w:p><w:r><w:t>B.119</w:t></w:r></w:p>"
    body = table(
        ["序号", "题型", "题干", "选项", "答案", "解析"],
        ["1", "单选题", "火警电话", options, "B", "119是火警"],
        ["2", "判断题", "月球会发光", "", "错", ""],
    )
    assert all_said(read_docx(body)) == [
        {
            "number": "1",
            "type": "single",
            "stem": "火警电话",
            "options": ["110", "119"],
            "key": "B",
            "explanation": "119是火警",
        },
        {"number": "2", "type": "judge", "stem": "月球会发光", "key": "F"},
    ]


def test_a_table_for_each_question():
    first = table(["题号", "1"], ["题型", "单选题"], ["题干", "甲是"], ["选项", "A.一；B.二"], ["答案", "B"])
    second = table(["题干", "铁会生锈", "答案", "对"], ["难度", "易", "题型", "判断"])
    third = table(
        ["题目", "乙是（A）"],
        ["选项A", "一"],
        ["选项B", "二"],
        ["题目", "丙是（B）"],
        ["A", "一"],
        ["B", "二"],
    )
    reading = read_docx(first + paragraph("") + second + third)
    said = [(one.number, one.type, one.stem, one.key, one.difficulty) for one in reading.drafts]
    assert said == [
        ("1", "single", "甲是", "B", None),
        ("", "judge", "铁会生锈", "T", 1),
        ("", "single", "乙是（　　）", "A", None),
        ("", "single", "丙是（　　）", "B", None),
    ]
    assert [one.text for one in reading.drafts[0].options] == ["一", "二"]
    assert (reading.unread, reading.confidence) == ((), 1.0)


def test_verdicts_in_a_column_of_their_own():
    body = lines("判断题") + table(
        ["√", "1. 铁会生锈。"], ["×", "2. 月球会发光。"], ["", "3. 水是液体。（√）"]
    )
    body += table(["4", "光年是时间。", "×"])
    assert [(draft.number, draft.stem, draft.key) for draft in read_docx(body).drafts] == [
        ("1", "铁会生锈。", "T"),
        ("2", "月球会发光。", "F"),
        ("3", "水是液体。", "T"),
        ("4", "光年是时间。", "F"),
    ]


def test_a_whole_paper_in_one_cell_and_a_table_in_a_table():
    inner = table(["A.一", "B.二"])
    body = table([lines("1. 甲是（A）") + inner, lines("2. 乙是（B）", "A.三", "B.四")])
    assert [(draft.stem, draft.key, len(draft.options)) for draft in read_docx(body).drafts] == [
        ("甲是（　　）", "A", 2),
        ("乙是（　　）", "B", 2),
    ]


# What lies beside the text


def test_pictures_are_kept_with_their_question():
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" descr="安全标志"/>'
        '<a:blip r:embed="p1"/></wp:inline></w:drawing></w:r>'
    )
    body = lines("1. 甲是（A）", "A.一 B.二") + paragraph("2. 图中标志是（A）", drawing) + lines("A.一 B.二")
    first, second = read_docx(body, media={"p1": PNG}).drafts
    assert (first.pictures, second.stem, second.issues) == ((), "图中标志是（　　）", ())
    assert [(one.name, one.data, one.alt) for one in second.pictures] == [("p1.png", PNG, "安全标志")]


def test_options_that_are_pictures_and_pictures_that_cannot_be_kept():
    drawing = '<w:r><w:drawing><a:blip r:embed="{}"/></w:drawing></w:r>'.format
    body = lines("1. 哪个是（A）") + paragraph("A.", drawing("p1")) + paragraph("B.", drawing("p2"))
    (draft,) = read_docx(body, media={"p1": PNG, "p2": b"GIF89a"}).drafts
    assert [(issue.code, issue.blocking) for issue in draft.issues] == [
        ("import_word_picture_kind", False),
        ("import_option_is_picture", True),
        ("import_option_is_picture", True),
    ]
    assert len(draft.pictures) == 1


def test_no_relationship_leads_outside():
    outside = '<Relationship Id="x" Type="t/image" Target="file:///etc/passwd" TargetMode="External"/>'
    above = '<Relationship Id="y" Type="t/image" Target="../../../etc/passwd"/>'
    drawing = '<w:r><w:drawing><a:blip r:embed="{}"/></w:drawing></w:r>'.format
    body = paragraph("1. 甲是（A）", drawing("x"), drawing("y")) + lines("A.一 B.二")
    (draft,) = read_docx(body, relations=outside + above).drafts
    assert (draft.pictures, [issue.code for issue in draft.issues]) == ((), ["import_word_picture_kind"])


def test_formulas_as_a_line_of_text():
    formula = (
        "<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
        "<m:r><m:t>=</m:t></m:r><m:rad><m:deg/><m:e><m:r><m:t>c</m:t></m:r></m:e></m:rad>"
        "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    (draft,) = read_docx(paragraph("1. 已知", formula, "，则（A）") + lines("A.一 B.二")).drafts
    assert draft.stem == "已知(a+b)/2=√cx<sup>2</sup>，则（　　）"
    assert [(issue.code, issue.blocking) for issue in draft.issues] == [("import_formula", False)]


def test_text_boxes_come_once_and_are_told():
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        "<w:p><w:r><w:t>A.一 B.二</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>A.一 B.二</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    (draft,) = read_docx(paragraph("1. 甲是（A）", box)).drafts
    assert ([option.text for option in draft.options], draft.key) == (["一", "二"], "A")
    assert [issue.code for issue in draft.issues] == ["import_word_text_box"]


def control(inner: str) -> str:
    return f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def test_footnotes_links_fields_and_controls():
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>据2024年数据</w:t></w:r></w:p></w:footnote>'
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "x" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>科普法</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        paragraph("1. ", page, "共几章", '<w:r><w:footnoteReference w:id="2"/></w:r>', "（ ）")
        + paragraph(f"<w:hyperlink r:id='q'>{run('A.七')}</w:hyperlink>", " B.八")
        + control(paragraph("答案：", control(run("B"))))
    )
    assert all_said(read_docx(body, notes=notes)) == [
        {
            "number": "1",
            "type": "single",
            "stem": "科普法共几章〔注：据2024年数据〕（　　）",
            "options": ["七", "八"],
            "key": "B",
            "issues": ["word_note"],
        }
    ]


def test_old_formula_fields_circle_their_figures():
    circled = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> eq \\o\\ac(○,2) </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    (draft,) = read_docx(paragraph("1. 序号", circled, "是（A）") + lines("A.一 B.二")).drafts
    assert draft.stem == "序号②是（　　）"


def test_headers_footers_and_comments_are_not_read():
    extra = {
        "word/header1.xml": "<w:hdr><w:p><w:r><w:t>9. 页眉（A）</w:t></w:r></w:p></w:hdr>",
        "word/comments.xml": "<w:comments><w:p><w:r><w:t>答案：B</w:t></w:r></w:p></w:comments>",
    }
    body = paragraph("1. 甲是（A）", '<w:r><w:commentReference w:id="0"/></w:r>') + lines("A.一 B.二")
    file = io.BytesIO(docx(body + '<w:sectPr><w:headerReference r:id="h"/></w:sectPr>'))
    with zipfile.ZipFile(file, "a") as archive:
        for name, text in extra.items():
            archive.writestr(name, text)
    reading = read_word(Upload(content=file.getvalue(), name="paper.docx"))
    assert all_said(reading) == [
        {"number": "1", "type": "single", "stem": "甲是（　　）", "options": ["一", "二"], "key": "A"}
    ]
    assert reading.unread == ()


def test_hidden_text_is_not_read_and_told():
    body = paragraph("1. 甲是", run("看不见", "<w:vanish/>"), "（A）") + lines("A.一 B.二")
    reading = read_docx(body)
    assert reading.drafts[0].stem == "甲是（　　）"
    assert [(issue.code, issue.values) for issue in reading.issues] == [("import_word_hidden", {"count": 1})]


def test_a_table_of_contents_is_passed_over():
    contents = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText>'
        "</w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>一、单选题\t1</w:t></w:r></w:p>'
        '<w:p><w:r><w:t>二、判断题\t2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    reading = read_docx(contents + lines("一、单选题", "1. 甲是（A）", "A.一 B.二"))
    assert [(draft.section, draft.line) for draft in reading.drafts] == [("一、单选题", 4)]
    assert reading.unread == ()


def test_answers_in_a_document_of_their_own():
    paper = lines("一、单选题", "1. 甲是（ ）", "A.一 B.二", "二、判断题", "1. 天是蓝的（ ）")
    keys = docx(lines("一、单选题", "1.B", "二、判断题", "1.√"))
    reading = read_docx(paper, answers=Upload(content=keys, name="answers.docx"))
    assert [(draft.type, draft.key) for draft in reading.drafts] == [("single", "B"), ("judge", "T")]
    as_text = read_docx(paper, answers=Upload(content="一、1.B\n二、1.√".encode("gb18030"), name="答案.txt"))
    assert [draft.key for draft in as_text.drafts] == ["B", "T"]


# Files that are none


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "import_old_office"),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le"),
            "import_word_has_password",
        ),
        (b"{\\rtf1\\ansi}", "import_is_rtf"),
        (b"%PDF-1.7", "import_is_pdf"),
        (b"<html><body>1.</body></html>", "import_word_is_web_page"),
        ("1. 甲".encode(), "import_not_word"),
        (b"PK\x03\x04broken", "import_word_broken"),
        (docx(lines("1."))[:-40], "import_word_broken"),
    ],
)
def test_other_files_are_refused_with_the_way_out(content, code):
    with pytest.raises(RuleBroken) as refused:
        read_word(Upload(content=content, name="paper.doc"))
    assert (refused.value.code, refused.value.status) == (code, 400)


@pytest.mark.parametrize(
    "text",
    [
        "<w:document><w:body>",
        '<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>',
        "<w:p>" * 2000 + "</w:p>" * 2000,
        "",
    ],
)
def test_xml_that_is_broken_or_means_harm(text):
    good = docx(lines("1. 甲"))
    with pytest.raises(RuleBroken) as refused:
        read_word(Upload(content=_with_document(good, text), name="paper.docx"))
    assert refused.value.code == "import_word_broken"


def _with_document(content: bytes, text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, text if name == "word/document.xml" else old.read(name))
    return file.getvalue()
