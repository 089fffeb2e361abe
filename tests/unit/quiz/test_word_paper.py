"""Papers as Word files."""

import io
import re
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from quiz.domain.exports.item import ExportItem
from quiz.domain.exports.printed import rich_runs
from quiz.domain.exports.word_paper import LARGE, ORDINARY, write_word_paper
from quiz.domain.imports.draft import DraftPicture
from quiz.domain.pictures import washed
from quiz.domain.rich_text import from_markup, plain_text
from tests.unit.quiz.bank_items import blank, judge, make_item


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(buffer, "PNG")
    return buffer.getvalue()


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def of(*items, points=500):
    return [ExportItem(item=item, points=points) for item in items]


def test_types_stand_under_their_headings_with_what_they_are_worth():
    paper = lines(write_word_paper(of(make_item(), make_item(), judge(), blank()), title="竞赛"))
    assert paper[0] == "竞赛"
    assert [line for line in paper if re.match("[一二三]、", line)] == [
        "一、单选题（每题5分，共2题，10分）",
        "二、判断题（每题5分，共1题，5分）",
        "三、填空题（每题5分，共1题，5分）",
    ]
    assert [line[0] for line in paper if re.match(r"\d．", line)] == ["1", "2", "3", "4"]
    assert "A．红色\tB．绿色\tC．蓝色\tD．灰色" in paper
    assert "3．有害垃圾要单独投放。（　　）" in paper and "4．光合作用放出________。" in paper


def test_a_mixed_paper_names_the_type_at_each_question():
    paper = lines(write_word_paper(of(make_item(), judge(), make_item()), title="竞赛"))
    assert not any(line.startswith("一、") for line in paper)
    assert [line[:7] for line in paper if re.match(r"\d．", line)] == [
        "1．[单选题]",
        "2．[判断题]",
        "3．[单选题]",
    ]


def test_without_keys_nothing_tells_them():
    items = of(make_item(explanation="红色是警示。"), judge(explanation="单独投放。"), blank())
    plain = zipfile.ZipFile(io.BytesIO(write_word_paper(items, title="竞赛")))
    text = "".join(plain.read(name).decode("utf-8", "replace") for name in plain.namelist())
    assert "红色是警示" not in text and "答案" not in text and "氧气" not in text


def test_keys_stand_behind_each_question_or_on_a_page_of_their_own():
    items = of(make_item(), judge(), blank())
    inline = lines(write_word_paper(items, title="竞赛", keys="inline"))
    assert [line for line in inline if line.startswith("答案：")] == ["答案：A", "答案：√", "答案：氧气｜O2"]
    sheet = lines(write_word_paper(items, title="竞赛", keys="sheet"))
    at = sheet.index("参考答案")
    assert [line.partition("　")[0] for line in sheet[at + 1 :]] == ["1．A", "2．√", "3．氧气｜O2"]
    assert not any("答案：" in line for line in sheet)


def test_large_type_is_eighteen_points_at_least_everywhere():
    content = write_word_paper(of(make_item(), judge()), title="竞赛", keys="sheet", style=LARGE)
    document = Document(io.BytesIO(content))
    sizes = [
        (run.font.size or document.styles["Normal"].font.size).pt
        for paragraph in [*document.paragraphs, *document.sections[0].footer.paragraphs]
        for run in paragraph.runs
    ]
    assert min(sizes) >= 18


@pytest.mark.parametrize(
    ("texts", "style", "rows"),
    [
        (("红", "绿", "蓝", "灰"), ORDINARY, 1),
        (("一二三四五六七八", "绿", "蓝", "灰"), ORDINARY, 2),
        (("一二三四五六七八九十一二三四五六七", "绿", "蓝", "灰"), ORDINARY, 4),
        (("一二三四", "绿", "蓝", "灰"), LARGE, 2),
    ],
)
def test_options_share_a_line_where_they_fit(texts, style, rows):
    paper = lines(write_word_paper(of(make_item(texts=texts)), title="竞赛", style=style))
    assert sum(bool(re.match("[A-D]．", line)) for line in paper) == rows


def test_rich_text_and_a_picture_are_kept():
    item = make_item(stem=from_markup("H<sub>2</sub>O与m<sup>2</sup>，**不**对的是（　　）。"))
    picture = DraftPicture(name="a.png", data=png(), alt="图")
    content = write_word_paper([ExportItem(item=item, picture=picture)], title="竞赛")
    document = Document(io.BytesIO(content))
    stem = next(one for one in document.paragraphs if "不" in one.text)
    marked = {run.text: run for run in stem.runs}
    assert [run.text for run in stem.runs if run.font.subscript] == ["2"]
    assert [run.text for run in stem.runs if run.font.superscript] == ["2"]
    assert marked["不"].bold and not marked["H"].bold
    assert len(document.inline_shapes) == 1


@given(st.text(max_size=60))
def test_no_sign_is_lost_on_the_way_to_runs(written):
    stored = from_markup(written)
    assert "".join(text for text, _marks in rich_runs(stored)) == plain_text(stored)


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_any_text_can_be_written(written):
    stem = from_markup(written) or "空"
    paper = "\n".join(lines(write_word_paper(of(make_item(stem=stem)), title="竞赛")))
    assert plain_text(stem).split("\n")[0] in paper


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_as_it_is_kept_is_shown(kind):
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(buffer, kind)
    picture = DraftPicture(name="a", data=washed(buffer.getvalue())[1], alt="图")
    content = write_word_paper([ExportItem(item=make_item(), picture=picture)], title="竞赛")
    assert len(Document(io.BytesIO(content)).inline_shapes) == 1


@pytest.mark.parametrize("kind", ["WEBP", "junk", "PNG"])
def test_what_word_cannot_show_is_said_in_words(kind):
    buffer = io.BytesIO(b"\xff\xd8\xffjunk")
    if kind != "junk":
        Image.new("RGB", (300, 200), "red").save(buffer, kind)
    data = buffer.getvalue()[: 20 if kind == "PNG" else None]
    picture = DraftPicture(name="a", data=data, alt="红色的标志")
    content = write_word_paper([ExportItem(item=make_item(), picture=picture)], title="竞赛")
    document = Document(io.BytesIO(content))
    assert not document.inline_shapes and "（图：红色的标志）" in [one.text for one in document.paragraphs]
