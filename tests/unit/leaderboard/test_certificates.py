"""A certificate's words, and that every character of a name is on the page."""

import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.domain.certificates import COLOURS, FIELDS, Printed, draw, filled, preview, wrong_fields

WHO = {
    "recipient": "赵六",
    "contest": "世界水日竞赛",
    "award": "一等奖",
    "place": "第1名",
    "group": "",
    "department": "河东区",
    "issuer": "科协",
}


def certificate(**fields) -> Printed:
    usual = {
        "title": "荣誉证书",
        "name": "赵六",
        "text": "在竞赛中荣获一等奖。",
        "issuer": "河东区科学技术协会",
        "date": "2026年11月27日",
        "number": "2026-0001-0001",
        "colour": "gold",
        "seal": "",
    }
    return Printed(**{**usual, **fields})


def drawn(**fields) -> bytes:
    return draw(certificate(**fields), address="https://quiz.example.org/c/1", seal=None)


def test_fields_by_either_name():
    assert filled("{获奖者}在{contest}中获{奖项}{组别}", WHO) == "赵六在世界水日竞赛中获一等奖"


def test_what_is_filled_in_is_not_filled_again():
    assert filled("{获奖者}", {**WHO, "recipient": "{奖项}"}) == "{奖项}"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("在{竞赛}中", []),
        ("在{竞赛名}中", ["{竞赛名}"]),
        ("在{}中获{award}", ["{}"]),
        ("在{竞赛中", ["{"]),
        ("在竞赛}中{{奖项}}", ["}", "{", "}"]),
    ],
)
def test_wrong_fields_are_named(text, wrong):
    assert wrong_fields(text) == wrong


@given(st.text(alphabet="{}获奖者竞赛a", max_size=20))
def test_what_has_no_wrong_field_has_no_brace_left(text):
    if not wrong_fields(text):
        assert not re.search("[{}]", filled(text, WHO))
    assert set(FIELDS.values()) == WHO.keys()


def on_the_page(pdf: bytes) -> set[str]:
    """The characters that a reader can copy: the ToUnicode tables say which glyph is which."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        for code in re.findall(rb"<[0-9A-Fa-f]{4}> <([0-9A-Fa-f]+)>", text):
            found.update(bytes.fromhex(code.decode()).decode("utf-16-be", "ignore"))
    return found


def test_rare_characters_are_printed():
    name = "𬭎䶮喆①℃·买"
    assert set(name) <= on_the_page(drawn(name=name))


def test_a_name_is_never_taken_for_markup():
    name = '#read("certificate.typ") *a* $x$ \\'
    assert set(name) - {" "} <= on_the_page(drawn(name=name))


@pytest.mark.parametrize("colour", COLOURS)
def test_one_page_and_light(colour):
    long = "在“" + "全民科学素质暨健康素养" * 10 + "竞赛”中荣获一等奖。" + "特发此证。" * 30
    content = drawn(colour=colour, name="买买提依明·阿布都热西提" * 2, text=long[:300], issuer="科协" * 30)
    assert content.startswith(b"%PDF-") and len(content) < 300 * 1024
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == 1


def test_the_preview_is_a_picture():
    made = preview(certificate(), address="https://quiz.example.org/c/1", seal=None)
    assert made.startswith(b"\x89PNG")
