"""Moodle XML: what is written is read again; a file as Moodle exports it; what is dangerous is refused."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.domain.exports.item import ExportItem, draft_of
from quiz.domain.exports.moodle_xml import write_moodle_xml
from quiz.domain.imports.draft import BRACKET, Draft, Reading, Upload
from quiz.domain.imports.moodle_xml import read_moodle_xml
from tests.refusals import refusal

from .bank_items import blank, make_item
from .exchange import canonical, codes, items, only_draft, picture

EXPORT = Path(__file__).parents[2] / "data" / "exchange" / "moodle-export.xml"


def read(text: str) -> Reading:
    return read_moodle_xml(Upload(content=text.encode()))


def only(question: str) -> Draft:
    return only_draft(read(f"<quiz>{question}</quiz>"))


def choice(answers: str, *, text: str = "<text>题</text>", more: str = "") -> Draft:
    stem = f'<questiontext format="html">{text}</questiontext>'
    return only(f'<question type="multichoice">{stem}{more}{answers}</question>')


def answer(fraction: str, text: str) -> str:
    return f'<answer fraction="{fraction}"><text>{text}</text></answer>'


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(st.lists(items(), min_size=1, max_size=3))
def test_what_is_exported_is_imported_again(exported):
    reading = read_moodle_xml(Upload(content=write_moodle_xml(exported)))
    assert reading.unread == ()
    assert [canonical(draft) for draft in reading.drafts] == [canonical(draft_of(one)) for one in exported]
    assert not any(draft.is_blocked for draft in reading.drafts)


# ── A file as Moodle exports it ───────────────────────────────────────────────


@pytest.fixture(scope="module")
def exported() -> Reading:
    return read_moodle_xml(Upload(content=EXPORT.read_bytes()))


def named(reading: Reading, name: str) -> Draft:
    return next(draft for draft in reading.drafts if draft.number == name)


def test_everything_is_read_or_listed(exported):
    assert [draft.type for draft in exported.drafts] == [
        *("single", "multi", "judge", "blank", "blank", "blank", "blank", "single")
    ]
    assert [one.code.removeprefix("import_unsupported_") for one in exported.unread] == [
        *("matching", "essay", "cloze", "dragging", "other")
    ]
    assert "<text>混合</text>" in exported.unread[2].text
    assert all(draft.topic == "健康/急救" for draft in exported.drafts)


def test_a_single_choice_in_full(exported):
    draft = named(exported, "火警电话")
    assert draft.stem == f"我国统一的火警电话是{BRACKET}。"
    assert [option.text for option in draft.options] == ["110", "119", "<120>"]
    assert (draft.key, draft.points, draft.ext_id) == ("B", 200, "F-119")
    assert (draft.explanation, draft.source) == ("119是火警。\nA：这是报警电话。", "《消防法》第二条")
    assert (draft.tags, draft.difficulty) == (("消防",), 2)
    (shown,) = draft.pictures
    assert (shown.name, shown.alt, shown.data[:4]) == ("消防 车.png", "消防车", b"\x89PNG")
    assert draft.issues == ()
    assert (draft.line, draft.last_line) == (21, 75)
    assert draft.source_lines.startswith('  <question type="multichoice">')


def test_several_keys_of_a_third_each(exported):
    draft = exported.drafts[1]
    assert (draft.type, draft.key, draft.issues) == ("multi", "ABC", ())
    assert draft.stem == "三种可回收物\n是哪些？"


def test_a_statement_with_feedback(exported):
    draft = named(exported, "判断")
    assert (draft.stem, draft.key) == ("光年是时间单位。", "F")
    assert draft.explanation == "对，它是长度单位。\n是长度单位。"


def test_short_answers(exported):
    draft = named(exported, "填空")
    assert (draft.stem, draft.key) == ("老年人指____周岁以上公民。", (("60", "六十"),))
    assert sorted(codes(draft)) == ["import_case_ignored", "import_hidden", "import_weights_lost"]


def test_numbers(exported):
    tolerant, exact = named(exported, "沸点"), named(exported, "九加一")
    assert tolerant.is_blocked
    assert [issue.values for issue in tolerant.issues if issue.blocking] == [{"range": "100±1"}]
    assert (exact.key, exact.stem) == ((("10",),), "9+1=____")


def test_embedded_answers(exported):
    blanks, chosen = named(exported, "两空"), named(exported, "一处选择")
    assert blanks.stem == "老年人指____周岁，老年节是____。"
    assert blanks.key == (("60", "六十"), ("九月初九",))
    assert (blanks.explanation, codes(blanks)) == ("又叫重阳节", ["import_weights_lost"])
    assert (chosen.stem, chosen.key) == (f"火警电话是{BRACKET}。", "B")


# ── Ways to write it ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "<text><![CDATA[<p>H<sub>2</sub>O</p>]]></text>",
        "<text>&lt;p&gt;H&lt;sub&gt;2&lt;/sub&gt;O&lt;/p&gt;</text>",
        "<text><p>H<sub>2</sub>O</p></text>",
        '<text><![CDATA[<script>alert(1)</script><p onclick="x()">H<sub style="x">2</sub>O]]></text>',
    ],
)
def test_html_however_it_is_packed(text):
    assert choice(answer("100", "甲") + answer("0", "乙"), text=text).stem == "H<sub>2</sub>O"


def test_texts_in_several_languages():
    spans = (
        '<span lang="en" class="multilang">Fire</span><span lang="zh_cn" class="multilang">火警</span>电话'
    )
    draft = choice(answer("100", "甲") + answer("0", "乙"), text=f"<text><![CDATA[{spans}]]></text>")
    assert (draft.stem, codes(draft)) == ("火警电话", ["import_lost_language"])


def test_doubtful_answers():
    assert codes(choice(answer("100", "甲") + answer("50", "乙"))) == ["import_weights_lost"]
    assert codes(choice(answer("0", "甲") + answer("0", "乙"))) == ["import_answer_missing"]
    multi = choice(answer("70", "甲") + answer("30", "乙"), more="<single>false</single>")
    assert (multi.key, codes(multi)) == ("AB", ["import_weights_lost"])
    nine = choice(answer("100", "甲") + "".join(answer("0", str(n)) for n in range(8)))
    assert codes(nine) == ["import_too_many_options"]
    assert codes(choice(answer("100", "甲"))) == ["import_options_few"]


def test_pictures_out_of_reach_and_in_options():
    shown = '<text><![CDATA[看图<img src="@@PLUGINFILE@@/x.png"><img src="https://a.b/y.png">]]></text>'
    draft = choice(answer("100", "甲") + answer("0", "乙"), text=shown)
    assert codes(draft) == ["import_picture_missing", "import_picture_remote"]
    gif = '<text><![CDATA[看图<img src="@@PLUGINFILE@@/x.gif">]]></text>'
    gif += '<file name="x.gif" path="/" encoding="base64">R0lGODlhAQABAAAAACw=</file>'
    assert codes(choice(answer("100", "甲") + answer("0", "乙"), text=gif)) == ["import_picture_unknown"]


def test_media_tables_and_formulas_are_pointed_out():
    text = r"<text><![CDATA[<video src='x'></video><table><tr><td>1<td>2</table>\(x^2\)]]></text>"
    draft = choice(answer("100", "甲") + answer("0", "乙"), text=text)
    assert codes(draft) == ["import_lost_formula", "import_lost_media", "import_lost_table"]
    assert draft.stem == "1\u30002\n\\(x^2\\)"


def test_other_encodings_and_html_entities():
    xml = '<?xml version="1.0" encoding="GBK"?><quiz><question type="truefalse">'
    xml += "<questiontext><text>火警&times;</text></questiontext>"
    xml += '<answer fraction="100"><text>true</text></answer></question></quiz>'
    (draft,) = read_moodle_xml(Upload(content=xml.encode("gbk"))).drafts
    assert (draft.stem, draft.key) == ("火警×", "T")


# ── What is refused ───────────────────────────────────────────────────────────


def refused(content: str) -> str:
    broken = refusal(read, content)
    assert broken.status == 400
    return broken.code


def test_entities_are_refused():
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    assert refused(f'<!DOCTYPE quiz [<!ENTITY a0 "x">{bomb}]><quiz>&a9;</quiz>') == "import_xml_entities"
    file = '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>'
    assert refused(file) == "import_xml_entities"
    parameter = '<!DOCTYPE quiz [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd">%a;]><quiz/>'
    assert refused(parameter) == "import_xml_entities"


def test_depth_and_number_are_bounded():
    assert refused("<quiz>" + "<a>" * 200) == "import_xml_too_big"
    assert refused("<quiz>" + "<a/>" * 250_001 + "</quiz>") == "import_xml_too_big"


def test_other_xml_is_told_from_moodles():
    assert refused("<quiz><question>") == "import_xml_broken"
    assert refused("<questestinterop/>") == "import_qti12"
    assert refused("<html/>") == "import_not_moodle_xml"


# ── What we write ─────────────────────────────────────────────────────────────


def test_what_moodle_gets_to_see():
    item = ExportItem(item=make_item(code="0901-001", topic="0901"), topic_name="垃圾分类", picture=picture())
    text = write_moodle_xml([item]).decode()
    assert "<category><text>$course$/top/0901 垃圾分类</text></category>" in text
    assert '<question type="multichoice">' in text and "<single>true</single>" in text
    assert "@@PLUGINFILE@@/" in text and 'encoding="base64">' in text
    assert "<idnumber>0901-001</idnumber>" in text


def test_several_blanks_are_embedded_answers():
    item = blank(stem="____和____", key=(("60", "六十"), ("a}b~c",)))
    assert (
        "{1:SHORTANSWER:=60~=六十}和{1:SHORTANSWER:=a\\}b\\~c}"
        in write_moodle_xml([ExportItem(item=item)]).decode()
    )
