"""What a receipt says survives every way of carrying it; nothing else passes for it."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.receipts import (
    FORMAT,
    Given,
    Statement,
    answers_digest,
    code_of,
    is_signed,
    opened,
    public_part,
    sealed,
    shown_code,
    signature,
    signing_key,
    typed_code,
)

KEY = signing_key("a secret")
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))
STATEMENTS = st.builds(
    Statement,
    attempt_id=st.integers(1, 2**63 - 1),
    handed_in_at=MOMENTS,
    answers=HEX,
    trail_length=st.integers(0, 2**63 - 1),
    trail_head=HEX,
)
ANSWERS = st.lists(
    st.builds(
        Given,
        position=st.integers(1, 200),
        sequence=st.integers(0, 10**6),
        response=st.lists(st.integers(1, 9) | st.text(max_size=20), max_size=4),
        client_key=st.text(min_size=1, max_size=20),
        saved_at=MOMENTS,
    ),
    max_size=6,
)


@given(STATEMENTS)
def test_a_receipt_is_read_as_it_was_made(statement):
    signed = signature(statement, KEY)
    assert opened(sealed(statement, signed)) == (statement, signed)
    assert is_signed(statement, signed, public_part(KEY))


@given(STATEMENTS, st.integers(0, 88 * 8 - 1))
def test_one_flipped_bit_breaks_the_signature(statement, bit):
    signed = signature(statement, KEY)
    content = bytearray(base64.urlsafe_b64decode(sealed(statement, signed) + "=="))
    content[bit // 8] ^= 1 << bit % 8
    shown = opened(base64.urlsafe_b64encode(bytes(content)).decode().rstrip("="))
    assert shown is None or not is_signed(shown[0], shown[1], public_part(KEY))


@given(STATEMENTS)
def test_another_key_signs_something_else(statement):
    other = signing_key("another secret")
    assert not is_signed(statement, signature(statement, other), public_part(KEY))


@given(st.text(max_size=300))
def test_whatever_is_shown_is_refused_quietly(text):
    assert opened(text) is None or len(text) == 203


@given(ANSWERS)
def test_every_part_of_every_answer_counts(answers):
    whole = answers_digest(answers)
    for at, one in enumerate(answers):
        for changed in (
            replace(one, position=one.position + 1),
            replace(one, sequence=one.sequence + 1),
            replace(one, response=[*one.response, 1]),
            replace(one, client_key=one.client_key + "x"),
            replace(one, saved_at=one.saved_at + timedelta(microseconds=1)),
        ):
            assert answers_digest([*answers[:at], changed, *answers[at + 1 :]]) != whole
        assert answers_digest([*answers[:at], *answers[at + 1 :]]) != whole


def test_the_published_format():
    """Worked out by hand from docs/receipts.md: whoever changes a byte must take another name for it."""
    at = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)
    one = Given(position=3, sequence=1, response=[2], client_key="k3-1", saved_at=at)
    # printf '[3,1,[2],"k3-1",1788220800000000]\n' | sha256sum
    assert answers_digest([one]) == "350c9ef11f6b05af18511dea74a3bed07d46cad61da28e805b7b78760a1b0e35"
    statement = Statement(
        attempt_id=7, handed_in_at=at, answers="11" * 32, trail_length=5, trail_head="22" * 32
    )
    packed = "0000000000000007" + "00065a6099906000" + "11" * 32 + "0000000000000005" + "22" * 32
    assert statement.packed().hex() == packed
    assert FORMAT == b"kepu-receipt/1\n"


def test_the_code_is_read_as_people_type_it():
    code = code_of("00" * 64)
    assert len(code) == 10
    assert typed_code(shown_code(code)) == typed_code(f" {code.lower()} ") == code
    assert typed_code("oil00-00000") == "0110000000"


@pytest.mark.parametrize("text", ["", "123", "7Q2MX-0B4T", "7Q2MX-0B4TU", "7Q2MX-0B4TK0", "七Q2MX0B4TK"])
def test_what_is_no_code(text):
    assert typed_code(text) is None
