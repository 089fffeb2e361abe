"""Anki's text files: what is written is read again; decks of others are read with their doubts."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from quiz.domain.exports.anki import write_anki
from quiz.domain.exports.item import ExportItem, draft_of
from quiz.domain.imports.anki import read_anki
from quiz.domain.imports.draft import Draft, Reading, Upload

from .bank_items import make_item
from .exchange import canonical, codes, items, only_draft, options, picture


def read(text: str) -> Reading:
    return read_anki(Upload(content=text.encode()))


def only(text: str) -> Draft:
    return only_draft(read(text))


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(st.lists(items(), min_size=1, max_size=3))
def test_what_is_exported_is_imported_again(exported):
    reading = read_anki(Upload(content=write_anki(exported)))
    assert (reading.unread, reading.confidence) == ((), 1.0)
    assert [canonical(draft) for draft in reading.drafts] == [canonical(draft_of(one)) for one in exported]
    assert not any(draft.issues for draft in reading.drafts)


# ── Decks of others ───────────────────────────────────────────────────────────


def test_a_question_and_its_answer_are_a_blank():
    draft = only("火警电话?\t119")
    assert (draft.type, draft.stem, draft.key) == ("blank", "火警电话?____", (("119",),))
    assert codes(draft) == ["import_blank_added"]
    assert read("火警电话?\t119").confidence < 1


def test_line_breaks_and_quotes():
    assert only('"多行<br>问题"\t答案').stem == "多行\n问题____"
    assert only('"多行\n问题"\t答案\n').stem == "多行\n问题____"
    assert only('"含""引号"""\t是').stem == '含"引号"'
    draft = read('"甲\n乙"\t1\n丙\t2').drafts[1]
    assert (draft.line, draft.last_line) == (3, 3)


def test_options_in_the_front_and_tags_behind():
    draft = only("题干<br>A.110<br>B.119\tB\t急救 消防")
    assert (draft.type, draft.stem, options(draft), draft.key) == ("single", "题干", ["110", "119"], "B")
    assert draft.tags == ("急救", "消防")


@pytest.mark.parametrize(
    ("back", "key", "why"),
    [
        ("AC", "AC", ""),
        ("答案：A、C<br>解析：因为", "AC", "因为"),
        ("B. 乙<br>因为", "B", "因为"),
        ("乙", "B", ""),
        ("丁", "", "丁"),
    ],
)
def test_how_the_back_names_the_key(back, key, why):
    draft = only(f"题 A. 甲 B. 乙 C. 丙\t{back}")
    assert (options(draft), draft.key, draft.explanation) == (["甲", "乙", "丙"], key, why)
    assert draft.is_blocked == (not key)


def test_gaps_of_cloze_cards_are_blanks():
    draft = only("{{c1::119}}是火警，{{c2::120::三位数}}是急救\t记住")
    assert (draft.stem, draft.key) == ("____是火警，____是急救", (("119",), ("120",)))
    assert (draft.explanation, codes(draft)) == ("记住", ["import_anki_hint"])


def test_true_and_false():
    for word, key in (("对", "T"), ("×", "F"), ("False", "F"), ("是", "T")):
        draft = only(f"地球是圆的\t{word}")
        assert (draft.type, draft.key, draft.stem) == ("judge", key, "地球是圆的")


def test_columns_with_a_meaning():
    head = "#separator:Semicolon\n#html:true\n#deck:健康::急救\n#guid column:1\n#tags column:4\n"
    draft = only(f'{head}g1;"题&lt;?";119;急救，消防')
    assert (draft.ext_id, draft.topic, draft.tags) == ("g1", "健康/急救", ("急救", "消防"))
    assert draft.stem == "题<?____"


def test_text_that_is_no_html():
    assert only("#separator:tab\n#html:false\n若a<b&amp;c\t对").stem == "若a<b&amp;c"


def test_other_separators_without_a_header():
    assert only("火警；电话;119\n").key == (("119",),)
    assert len(read("a|1\nb|2\nc|3").drafts) == 3


def test_sounds_and_pictures_are_pointed_out():
    draft = only('[sound:x.mp3]听一听\t警笛<img src="a.png">')
    assert draft.stem == "听一听____"
    assert codes(draft) == ["import_blank_added", "import_lost_media", "import_picture_missing"]


def test_a_long_answer_waits_for_a_person():
    assert codes(only(f"____是什么\t{'很' * 31}")) == ["import_anki_long_answer"]


def test_what_is_no_card_is_listed():
    reading = read("#separator:tab\n# 说明\n甲\t对\n#1 题\t答\n只有一栏\n\n")
    assert len(reading.drafts) == 1
    assert [(one.line, one.text, one.code) for one in reading.unread] == [
        (2, "# 说明", "import_anki_comment"),
        (4, "#1 题\t答", "import_anki_comment"),
        (5, "只有一栏", "import_anki_one_field"),
    ]


def test_files_as_excel_saves_them():
    text = "火警电话\t119\r\n急救电话\t120\r\n"
    assert read_anki(Upload(content=text.encode("utf-16"))).drafts[1].line == 2


def test_a_quote_that_closes_nowhere_is_a_quote():
    reading = read('"甲\t对\n乙\t错')
    assert [draft.stem for draft in reading.drafts] == ['"甲', "乙"]


def test_anki_packages_are_refused_with_a_cure():
    with pytest.raises(RuleBroken) as refused:
        read_anki(Upload(content=b"PK\x03\x04rest"))
    assert refused.value.code == "import_anki_package"


# ── What we write ─────────────────────────────────────────────────────────────


def test_what_anki_gets_to_see():
    text = write_anki([ExportItem(item=make_item(code="0901-001"), picture=picture())]).decode()
    assert text.startswith("#separator:tab\n#html:true\n#columns:guid\tfront\tback\ttags\n#guid column:1\n")
    assert '"0901-001"\t"<div class=""kepu-type"">单选题</div>' in text
    assert '<img src=""data:image/png;base64,' in text
    assert text.count("\n") == 6
