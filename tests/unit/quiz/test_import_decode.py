"""Bytes become text: encodings with and without marks, broken bytes, files that are no text."""

import pytest

from accounts.domain.problems import RuleBroken
from quiz.domain.imports.decode import decode
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.grammar.lines import level, numbered_lines
from quiz.domain.imports.text_file import read_text

PAPER = "1. 我国统一的火警电话是（B）。\r\nA.110 B.119\r\n解析：略\r\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("ascii", "utf-8"),
    ],
)
def test_encodings(encoding, name):
    text = "1. a\nA.1 B.2\n" if encoding == "ascii" else PAPER
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.confidence, decoded.issues) == (text, name, 1.0, ())


def test_utf_16_of_the_other_order_with_its_mark():
    assert decode(b"\xfe\xff" + PAPER.encode("utf-16-be")).text == PAPER


def test_broken_bytes_are_told_with_their_line_and_cost_confidence():
    content = PAPER.encode() + b"2. \xe7\x81\n" + "铁会生锈。（√）".encode()
    decoded = decode(content)
    assert (decoded.encoding, [(one.code, one.line) for one in decoded.issues]) == (
        "utf-8",
        [("import_bytes_broken", 4)],
    )
    assert decoded.confidence < 1
    reading = read_text(Upload(content=content))
    assert reading.confidence < 1 and reading.issues == decoded.issues


def test_a_file_cut_in_the_middle_of_a_character():
    decoded = decode(PAPER.encode()[:20])
    assert decoded.encoding == "utf-8" and decoded.text.endswith("\ufffd")


def test_a_text_in_a_table_that_nobody_uses_here_is_a_doubt():
    decoded = decode("Größe für Straßenbäume, äußerst schön".encode("latin-1"))
    assert [one.code for one in decoded.issues][-1:] in (
        ["import_encoding_doubtful"],
        ["import_bytes_broken"],
    )
    assert decoded.confidence <= 0.5


def test_garbled_text_blocks_its_question_alone():
    reading = read_text(
        Upload(
            content="1. 锟斤拷是（A）\nA.一 B.二\n2. 乙是（A）\n"
            "A.一 B.\ue123\n3. 丙是（A）\nA.一 B.二".encode()
        )
    )
    assert [[(one.code, one.part) for one in draft.issues] for draft in reading.drafts] == [
        [("import_garbled", "stem")],
        [("import_garbled", "options")],
        [],
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "import_old_office"),
        (b"PK\x03\x04", "import_is_archive"),
        (b"%PDF-1.4", "import_is_pdf"),
        (b"{\\rtf1", "import_is_rtf"),
        (b"\x89PNG\r\n", "import_is_picture"),
        (b"\xff\xd8\xff\xe0", "import_is_picture"),
        (bytes(range(256)) * 20, "import_not_text"),
    ],
)
def test_what_is_no_text_is_refused_with_the_way_out(content, code):
    with pytest.raises(RuleBroken) as refused:
        decode(content)
    assert (refused.value.code, refused.value.status) == (code, 400)


@pytest.mark.parametrize(
    ("raw", "read_as"),
    [
        ("ＡＢｃ１２３", "ABc123"),
        ("，。：；？！（）“”、", "，。：；？！（）“”、"),
        ("\ufeff甲\u200b乙\u00ad丙\u2060", "甲乙丙"),
        ("甲\u00a0乙", "甲乙"),
        ("A\u00a0B", "A B"),
        ("甲･乙", "甲·乙"),
        ("⼀⼆", "一二"),
        ("✔\ufe0f", "✔"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("甲\x07乙", "甲\t乙"),
        ("\uf0fc\uf0fb", "√×"),
        (" " * 1000, " " * 60),
    ],
)
def test_levelling(raw, read_as):
    assert level(raw) == read_as


def test_lines_count_as_editors_count_them():
    lines = numbered_lines("一\r\n二\r三\n四\v五\u2028六")
    assert [(line.number, line.plain) for line in lines] == [
        (1, "一"),
        (2, "二"),
        (3, "三"),
        (4, "四"),
        (4, "五"),
        (4, "六"),
    ]
