"""What a file is, by what it says."""

import io
import zipfile
from pathlib import Path

import pytest

from accounts.domain.problems import RuleBroken
from quiz.domain.exports.formats import EXPORTS
from quiz.domain.exports.item import ExportItem, draft_of
from quiz.domain.imports.detect import detect
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.formats import FORMATS, read
from tests.unit.quiz.bank_items import blank, judge, make_item

SAMPLES = Path(__file__).parents[2] / "data" / "imports"
ITEMS = [ExportItem(item=item) for item in (make_item(), judge(), blank())]
WORD = {"word", "word_keys", "word_large"}


@pytest.mark.parametrize("name", [name for name in EXPORTS if name not in WORD])
@pytest.mark.parametrize("has_name", [True, False])
def test_what_we_write_is_known_again_and_reads_the_same(name, has_name):
    made = EXPORTS[name]
    upload = Upload(content=made.write(ITEMS), name=f"题库{made.ending}" if has_name else "")
    reading = read(upload)
    assert reading.format == name
    written = [draft_of(one) for one in ITEMS]
    assert [(one.type, one.stem, one.key) for one in reading.drafts] == [
        (one.type, one.stem, one.key) for one in written
    ]


@pytest.mark.parametrize("name", sorted(WORD))
def test_a_paper_is_a_word_file_and_its_keys_come_back(name):
    reading = read(Upload(content=EXPORTS[name].write(ITEMS), name="试卷.docx"))
    assert reading.format == "word"
    written = [draft_of(ITEMS[at]) for at in (0, 1, 2)]
    assert [one.stem for one in reading.drafts] == [one.stem for one in written]
    if name == "word_keys":
        assert [one.key for one in reading.drafts] == [one.key for one in written]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("z*.txt")), ids=lambda path: path.stem)
def test_papers_of_offices_are_text(sample):
    assert detect(Upload(content=sample.read_bytes(), name=sample.name)).format == "text"


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("集合{1, 2, 3}有几个元素？\nA.1 B.2 C.3 D.4\n答案：C", "text"),
        ("1. 代码 {x = 1} 的意思是（ ）\nA. 赋值 B. 比较\n答案：A", "text"),
        ("::火警::火警电话是 {~110 =119 ~120}", "gift"),
        ("每年9月是全国科普月。{T}", "gift"),
        ("老年人指{=60 =六十}周岁以上公民。", "gift"),
        ("Fire alarm?\nA. 110\nB. 119\nANSWER: B", "aiken"),
        ("1. 火警电话是（ ）\nA. 110\nB. 119\n答案：B", "text"),
        ("#separator:tab\n#html:true\n火警电话？\t119", "anki"),
        ("# 第一章\n1. 火警电话是（ ）\nA.110 B.119\n答案：B", "text"),
        ('<?xml version="1.0"?><quiz><question type="truefalse"/></quiz>', "moodle_xml"),
        ('<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"/>', "qti"),
        ('<qti-assessment-item identifier="a"/>', "qti"),
        ("<html><body>题</body></html>", ""),
        ("<消防法>知识题库\n1. 火警电话是（B）\nA.110 B.119", "text"),
        ("What is it?\nA. x\nB. y\nANSWER: B\n", "aiken"),
        ("1. What is it?\nA. x\nB. y\nAnswer: B\n2. Snow is white.\nAnswer: True\n", "text"),
        ('{"schema": "x"}', "json"),
    ],
)
def test_a_text_says_what_it_is(text, format):
    assert detect(Upload(content=text.encode())).format == format


def test_a_doubtful_guess_makes_the_reading_doubtful():
    assert read(Upload(content="火警电话是 {~110 =119 ~120}".encode())).confidence < 1
    assert read(Upload(content="::a::火警电话是 {~110 =119 ~120}".encode())).confidence == 1


def test_a_package_and_a_workbook_are_told_apart():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("imsmanifest.xml", "<manifest/>")
    assert detect(Upload(content=buffer.getvalue(), name="试题.zip")).format == "qti"
    assert detect(Upload(content=EXPORTS["sheet"].write(ITEMS))).format == "sheet"


def test_a_named_format_is_believed():
    upload = Upload(content=b"1. x {=y}\n", name="a.txt")
    assert detect(upload).format == "gift" and read(upload, "text").format == "text"
    with pytest.raises(RuleBroken, match="import_format_unknown"):
        read(upload, "nonsense")
    assert set(FORMATS) >= {"text", "word", "sheet", "gift", "aiken", "moodle_xml", "qti", "anki", "json"}


def test_a_workbook_that_is_called_a_document_is_a_workbook():
    upload = Upload(content=EXPORTS["sheet"].write(ITEMS), name="题库.docx")
    assert detect(upload).format == "sheet" and len(read(upload).drafts) == len(ITEMS)


def test_pasted_markup_is_refused_with_the_way_out():
    with pytest.raises(RuleBroken, match="import_paste_unknown"):
        read(Upload(content=b"<p>1. x</p>"))
