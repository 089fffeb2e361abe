"""The template can be filled in and read back, and holds no formula."""

import io
import zipfile

import pytest
from django.utils.translation import override

from accounts.domain.roster import read_roster
from accounts.services.roster_template import roster_template
from accounts.services.sheets import read_sheets

EVIL = ["=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "http://example.org/x", "局机关/办公室"]


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_no_text_becomes_a_formula_or_a_link():
    files = parts(roster_template(EVIL))
    sheets = {name: text for name, text in files.items() if name.startswith("xl/worksheets/")}
    assert sheets
    for name, text in sheets.items():
        assert "<f>" not in text, name
        assert "hyperlink" not in text, name
    assert not any("Relationship " in text and "example.org" in text for text in files.values())
    assert any("=cmd|" in text for text in files.values()), "kept as text"


def test_the_drop_downs_name_the_departments():
    files = parts(roster_template(["局机关/办公室", "教育处"]))
    sheet = files["xl/worksheets/sheet1.xml"]
    assert sheet.count("<dataValidation ") == 3
    assert "choices!$A$2:$A$3" in sheet


def test_an_unchanged_template_imports_nobody():
    roster = read_roster(read_sheets(roster_template(["局机关/办公室"])))
    assert roster.rows == []
    assert roster.faults == []
    assert roster.examples == 1
    assert roster.unread == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_choice_of_the_drop_downs_is_understood(language: str):
    with override(language):
        sheets = read_sheets(roster_template(["局机关/办公室"]))
    choices = next(sheet for sheet in sheets if sheet["name"] == "choices")["rows"]
    head = [*sheets[0]["rows"][0]]
    rows = []
    for number, (department, band, group) in enumerate(choices[1:]):
        rows.append([f"{number}", "张三", department, "", band, group])
    roster = read_roster([{"name": "", "rows": [head, *rows]}])
    assert roster.faults == []
    assert {row.age_band for row in roster.rows} >= {"youth", "adult", "senior"}
    assert len({row.population_group for row in roster.rows}) >= 6
