"""What a program is given to read: words for signs, and nothing of the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.speech import said_of, spoken

# The browser's script is tried with the same cases.
SIGNS = [
    ("37.5℃以上", "37.5摄氏度以上"),
    ("血压≥140/90 mmHg", "血压大于等于140/90毫米汞柱"),
    ("每天25~30 g", "每天25到30克"),
    ("含量3%—5%", "含量百分之3到百分之5"),
    ("面积20 m^2", "面积20平方米"),
    ("约10^-9 m", "约十的负9次方米"),
    ("属于（　　）。", "属于，。"),
    ("《食品安全法》规定", "食品安全法规定"),
    ("Wi-Fi和5G", "Wi-Fi和5G"),
]


@pytest.mark.parametrize(("text", "words"), SIGNS)
def test_signs_are_said_in_words(text, words):
    assert spoken(text) == words


def test_a_question_and_its_options():
    said = said_of(
        "single", "面积20 m<sup>2</sup>的<b>房间</b>（　　）", ["甲&amp;乙", "丙"], seed="s", may_move=False
    )
    assert said == "面积20平方米的房间，\n甲&乙。\n丙。"
    assert said_of("judge", "水会结冰。", [], seed="s", may_move=False) == "水会结冰。\n这句话对不对。"
    assert said_of("blank", "水到____度结冰", [], seed="s", may_move=False) == "水到，度结冰。"


@given(st.permutations(["甲", "乙", "丙", "丁"]))
def test_every_option_is_said_once(options):
    lines = said_of("single", "哪个？", options, seed="seed", may_move=True).split("\n")[1:]
    assert sorted(line.rstrip("。") for line in lines) == sorted(options)


def test_where_the_author_put_the_key_cannot_be_heard():
    """The key first in the author's order: in recordings it stands everywhere."""
    places = set()
    for number in range(60):
        said = said_of(
            "single", "哪个？", ["对", "错一", "错二", "错三"], seed=f"audio/{number}", may_move=True
        )
        places.add(said.split("\n").index("对。"))
    assert places == {1, 2, 3, 4}
