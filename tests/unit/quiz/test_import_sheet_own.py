"""Our own Excel file: whatever a question says, it reads back as it was written."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from quiz.domain.bank_item import AUDIENCES, BLOOM, SOURCE_TYPES, Source
from quiz.domain.imports.draft import Draft, DraftOption, Upload
from quiz.domain.imports.sheet import read_sheet
from quiz.domain.imports.sheet_own import is_own_export, own_draft, own_rows
from quiz.domain.imports.sheet_writer import write_sheet
from tests.unit.quiz.sheets import read

HOSTILE = [
    "=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "http://example.org", "1", "1.0", "3-5", "TRUE", " edges ",
    "_x0041_", "_x005F_x0041_", "\\", '\\"x"', "a|b；c、d", "\ttab", "line\nbreak", "\r", "\x00", "\x0b",
    "😀",
    "\ufffe", "\u200b", "\ufeff", "A.甲", "（ ）", "（A）", "____", "对", "null", "#REF!", "<b>&amp;", "１",
    "",
]  # fmt: skip
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20))
lists = st.lists(texts, max_size=4).map(tuple)
days = st.none() | st.dates(min_value=date(1900, 1, 1))
sources = st.none() | st.builds(
    Source,
    type=st.sampled_from(("", *SOURCE_TYPES)) | texts,
    title=texts,
    issuer=texts,
    doc_no=texts,
    article=texts,
    published_on=days,
    effective_from=days,
    effective_to=days,
    url=texts,
    certainty=st.sampled_from("ABC") | texts,
)
options = st.lists(texts, max_size=10).map(
    lambda found: tuple(DraftOption(label=chr(65 + place), text=text) for place, text in enumerate(found))
)
keys = st.one_of(
    st.sampled_from(["A", "ABD", "BA", "T", "F", "", "Z"]), texts, st.lists(lists, max_size=3).map(tuple)
)
drafts = st.builds(
    Draft,
    number=texts,
    type=st.sampled_from(["single", "multi", "judge", "blank", ""]),
    stem=texts,
    options=options,
    key=keys,
    explanation=texts,
    source=texts,
    difficulty=st.none() | st.integers(-5, 9),
    topic=texts | st.sampled_from(["应急与急救/消防安全", "0302", "a/b/c", "/x", "x/", "/"]),
    points=st.none() | st.integers(-1, 100_000),
    audience=st.lists(st.sampled_from(AUDIENCES), unique=True).map(tuple),
    tags=lists,
    ext_id=texts,
    cited=sources,
    review_by=days,
    bloom=st.sampled_from(("", *BLOOM)) | texts,
    fact=texts | st.just("0901-a"),
)


def read_back(written: list[Draft]) -> list[Draft]:
    reading = read_sheet(Upload(content=write_sheet(written), name="x.xlsx"))
    assert (reading.confidence, reading.issues, reading.unread) == (1.0, (), ())
    return [replace(one, line=0, last_line=0, source_lines="") for one in reading.drafts]


@given(st.lists(drafts, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back(written):
    assert read_back(written) == written


@given(drafts)
@settings(max_examples=200, deadline=None)
def test_every_row_of_ours_is_told_from_an_edited_one(draft):
    names, cells = own_rows([draft])
    assert own_draft(cells, names) == draft


@given(drafts)
def test_a_file_from_before_facts_is_ours_as_well(draft):
    names, cells = own_rows([draft])
    assert is_own_export(names[:-1])
    assert own_draft(cells[:-1], names[:-1]) == replace(draft, fact="")


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_no_text_becomes_a_formula_a_link_or_a_number():
    draft = Draft(
        type="single", stem="=1+1", options=tuple(DraftOption(label="A", text=one) for one in HOSTILE[:9])
    )
    files = parts(write_sheet([draft]))
    sheet = files["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert 't="s"' in sheet and sheet.count("<v>") == sheet.count('t="s"')
    assert "quotePrefix" in files["xl/styles.xml"]


def test_a_person_reads_it_as_they_would_write_it():
    draft = Draft(
        type="blank", stem="老年人是____周岁以上，节日是____。", key=(("60", "六十"), ("九月初九", "重阳节")),
        topic="老年与家庭/老年权益", audience=("elder", "public"), points=250, difficulty=2,
    )  # fmt: skip
    texts = parts(write_sheet([draft]))["xl/sharedStrings.xml"]
    for said in ("填空题", "60|六十；九月初九|重阳节", "老年与家庭", "老年权益", "老年人、公众", "2.5"):
        assert f">{said}<" in texts


def test_a_row_that_somebody_edited_is_read_like_any_other():
    names, cells = own_rows(
        [Draft(type="single", stem="题（　　）", options=(DraftOption(label="A", text="甲"),) * 2, key="A")]
    )
    for change, key in (("b", "B"), ("2", "B"), (" 答案：A", "A")):
        edited = [change if name == "答案" else cell for name, cell in zip(names, cells, strict=True)]
        (draft,) = read(edited, head=names).drafts
        assert (draft.key, draft.type) == (key, "single")


def test_what_excel_cannot_hold_is_refused_by_name():
    with pytest.raises(RuleBroken) as refused:
        write_sheet([Draft(ext_id="0101-x001", stem="长" * 32_768)])
    assert refused.value.code == "export_cell_too_long" and refused.value.values["name"] == "0101-x001"
    assert read_back([Draft(type="judge", stem="长" * 32_766, key="T")])[0].key == "T"
    many = tuple(DraftOption(label="?", text=str(number)) for number in range(27))
    with pytest.raises(RuleBroken) as refused:
        write_sheet([Draft(options=many)])
    assert refused.value.code == "export_too_many_options"
