"""What strangers see of a name and a number: never more than the rule announces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.masking import mask_name, mask_phone

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳小三", "欧**三"),
        ("阿卜杜·买买提", "阿**·买**"),
        ("张", "张*"),
        (" 张三 ", "张*"),
        ("", "*"),
    ],
)
def test_names_as_announced(name: str, masked: str):
    assert mask_name(name) == masked


@given(HAN)
def test_a_name_shows_its_ends_at_most(name: str):
    masked = mask_name(name)
    shown = [index for index, letter in enumerate(masked) if letter != "*"]
    ends = {0, len(name) - 1} if len(name) >= 3 else {0}
    assert set(shown) <= ends
    assert "*" in masked


@given(st.lists(HAN, min_size=2, max_size=4))
def test_a_dotted_name_shows_first_letters_only(parts: list[str]):
    masked = mask_name("·".join(parts)).split("·")
    assert [part.rstrip("*") for part in masked] == [part[:1] for part in parts]
    assert all(part.endswith("*") for part in masked)


@given(st.text(st.characters(categories=["Nd"], max_codepoint=127), max_size=16))
def test_a_number_shows_seven_digits_at_most(phone: str):
    masked = mask_phone(phone)
    if len(phone) < 11:
        assert masked == "*" * len(phone)
    else:
        assert masked == f"{phone[:3]}****{phone[-4:]}"
