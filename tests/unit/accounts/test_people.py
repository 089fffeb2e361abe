"""Names, staff numbers and phone numbers as they are typed, and as they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.passwords import LENGTH, LETTERS, temporary_password
from accounts.domain.people import clean_name, clean_username
from accounts.domain.phones import is_mobile, normal_phone
from accounts.domain.problems import RuleBroken
from accounts.domain.sealing import phone_digest, seal, unseal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张　三", "张三"),
        (" 欧阳 小三 ", "欧阳小三"),
        ("阿卜杜•买买提", "阿卜杜·买买提"),
        ("阿卜杜．买买提", "阿卜杜·买买提"),
        ("𬭎䶮喆", "𬭎䶮喆"),
        ("John  Smith", "John Smith"),
        ("J. Smith", "J. Smith"),
    ],
)
def test_names_are_tidied(typed: str, kept: str):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "  ", "=cmd|'/c calc'!A0", "+1", "-x", "@x", "a\u202eb", "<b>", "张" * 41]
)
def test_bad_names_are_refused(typed: str):
    with pytest.raises(RuleBroken) as refused:
        clean_name(typed)
    assert refused.value.code == "bad_name"


@given(st.text(max_size=60))
def test_no_name_begins_a_formula_or_hides_a_sign(typed: str):
    try:
        name = clean_name(typed)
    except RuleBroken:
        return
    assert name[0] not in "=+-@"
    assert not set(name) & set("<>\t\r\n\0\u202e\u200b")
    assert clean_name(name) == name


@pytest.mark.parametrize(("typed", "kept"), [("００１", "001"), (" A-01 ", "A-01"), ("京A001", "京A001")])
def test_staff_numbers_are_tidied(typed: str, kept: str):
    assert clean_username(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("13812341234", "username_is_phone"),
        ("138 1234 1234", "username_is_phone"),
        ("+8613812341234", "username_is_phone"),
        ("a b", "bad_username"),
        ("=1", "bad_username"),
        ("@x", "bad_username"),
        ("x" * 65, "bad_username"),
        ("", "bad_username"),
    ],
)
def test_bad_staff_numbers_are_refused(typed: str, code: str):
    with pytest.raises(RuleBroken) as refused:
        clean_username(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "typed",
    [
        "13812341234",
        "138 1234 1234",
        "+86 138-1234-1234",
        "0086 13812341234",
        "８６１３８１２３４１２３４",
        "(138)12341234",
    ],
)
def test_one_number_however_it_is_written(typed: str):
    assert normal_phone(typed) == "13812341234"
    assert is_mobile(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1381234123",
        "138123412345",
        "12812341234",
        "23812341234",
        "13812341234x",
        "138****1234",
        "010-62345678",
    ],
)
def test_what_is_no_mobile_number(typed: str):
    assert not is_mobile(typed)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True, alphabet=st.characters(max_codepoint=127)))
def test_sealing_gives_the_number_back_and_hides_it(phone: str):
    sealed = seal(phone.encode(), "key")
    assert unseal(sealed, "key").decode() == phone
    assert phone.encode() not in sealed
    assert phone_digest(phone, "key") == phone_digest(f"+86 {phone[:3]} {phone[3:]}", "key")
    assert phone_digest(phone, "key") != phone_digest(phone, "other key")


def test_temporary_passwords_are_readable_and_differ():
    made = {temporary_password() for _ in range(500)}
    assert len(made) == 500
    assert all(len(one) == LENGTH and set(one) <= set(LETTERS) for one in made)
    assert not set("01ilo") & set(LETTERS)
