"""What is typed in from paper, question by question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from quiz.domain.paper_answers import read_answer

OPTIONS = (3, 1, 4, 2)  # as printed: A is option 3


@pytest.mark.parametrize(
    ("type", "text", "response"),
    [
        ("single", "A", [3]),
        ("single", " b ", [1]),
        ("single", "Ｄ", [2]),
        ("single", "", []),
        ("single", "-", []),
        ("multi", "AC", [3, 4]),
        ("multi", "c、a", [3, 4]),
        ("multi", "B, D", [1, 2]),
        ("judge", "对", [1]),
        ("judge", "√", [1]),
        ("judge", "T", [1]),
        ("judge", "A", [1]),
        ("judge", "×", [0]),
        ("judge", "错误", [0]),
        ("judge", "f", [0]),
        ("blank", "水；二氧化碳", ["水", "二氧化碳"]),
        ("blank", "水", ["水"]),
        ("blank", "", []),
    ],
)
def test_what_people_write(type, text, response):
    options = {"judge": (1, 0), "blank": (1, 2)}.get(type, OPTIONS)
    assert read_answer(type, options, text) == response


@pytest.mark.parametrize(
    ("type", "text", "code"),
    [
        ("single", "E", "paper_answer_letters"),
        ("single", "AB", "paper_answer_one"),
        ("multi", "AA", "paper_answer_letters"),
        ("multi", "对", "paper_answer_letters"),
        ("judge", "也许", "paper_answer_judge"),
        ("blank", "一；二；三", "paper_answer_blanks"),
    ],
)
def test_what_nobody_can_read(type, text, code):
    options = {"judge": (1, 0), "blank": (1, 2)}.get(type, OPTIONS)
    with pytest.raises(RuleBroken) as error:
        read_answer(type, options, text)
    assert error.value.code == code
    assert explain(error.value) not in ("", code)


@given(st.sets(st.sampled_from("ABCD")), st.sampled_from(["", " ", "、", "，"]))
def test_letters_stand_for_the_options_as_printed(letters, between):
    text = between.join(sorted(letters, reverse=True))
    assert read_answer("multi", OPTIONS, text) == [OPTIONS["ABCD".index(one)] for one in sorted(letters)]
