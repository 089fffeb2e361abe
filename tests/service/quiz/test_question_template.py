"""The template can be filled in and read back in both languages, and holds no formula."""

import io
import zipfile

import pytest
from django.utils.translation import override

from quiz.domain.imports.conversion import KnownTopic, find_topic
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.sheet import read_sheet
from quiz.domain.imports.sheet_cells import difficulty_of, type_of
from quiz.domain.imports.sheet_columns import find_columns
from quiz.domain.imports.workbook import workbook_of
from quiz.services.question_template import question_template
from tests.unit.quiz.sheets import workbook

TOPICS = [
    KnownTopic(
        code="0302",
        name="消防安全",
        name_en="Fire safety",
        area="应急与急救",
        area_en="Emergencies and first aid",
    ),
    KnownTopic(code="0901", name="=垃圾分类", name_en="Sorting waste", area="生态环境", area_en="Ecology"),
]


@pytest.fixture(params=["zh-hans", "en"])
def template(request) -> Upload:
    with override(request.param):
        return Upload(content=question_template(TOPICS, english=request.param == "en"), name="x.xlsx")


def test_an_empty_template_imports_nothing_and_says_that_it_is_empty(template):
    reading = read_sheet(template)
    assert (reading.drafts, reading.unread) == ((), ())
    assert [issue.code for issue in reading.issues] == ["import_sheet_empty"]
    assert find_columns(workbook_of(template).tables[0]).is_ours


def test_its_examples_are_sound_questions(template):
    rows = [[cell.text for cell in row] for row in workbook_of(template).tables[1].rows]
    reading = read_sheet(workbook(题库=rows))
    assert (reading.confidence, reading.issues, reading.unread) == (1.0, (), ())
    assert [draft.type for draft in reading.drafts] == ["single", "multi", "judge", "blank"]
    assert [draft.issues for draft in reading.drafts] == [()] * 4
    single, multi, judge, blank = reading.drafts
    assert (single.key, multi.key, judge.key, len(blank.key)) == ("B", "ABD", "F", 2)
    assert single.audience == ("public", "elder") and single.points == 200
    assert find_topic(single.topic, TOPICS) == "0302"


def test_every_choice_of_the_drop_downs_is_understood(template):
    table = next(one for one in workbook_of(template).tables if one.name == "choices")
    assert table.is_hidden
    columns = list(zip(*([cell.text for cell in row] for row in table.rows), strict=True))
    types, difficulties, areas, topics = ([text for text in column if text] for column in columns)
    assert [type_of(text) for text in types] == ["single", "multi", "judge", "blank"]
    assert [difficulty_of(text)[0] for text in difficulties] == [1, 2, 3, 4, 5]
    found = [find_topic(f"{area}/{topic}", TOPICS) for area, topic in zip(areas, topics, strict=True)]
    assert found == ["0302", "0901"]


def test_no_text_becomes_a_formula(template):
    with zipfile.ZipFile(io.BytesIO(template.content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 4 and not any("<f>" in sheet for sheet in sheets)
    assert sheets[0].count("<dataValidation ") == 4
