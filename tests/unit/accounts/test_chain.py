"""Digests of the audit chain are the same before and after a database has kept the details."""

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.chain import FIRST, entry_digest, plain

AT = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8) | st.floats(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=4) | st.integers(0, 20), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def digest(details, **changes):
    fields = {"number": 1, "at": AT, "actor_id": 7, "action": "a", "subject": "s", "previous": FIRST}
    return entry_digest(details=details, **{**fields, **changes})


@given(st.dictionaries(st.text(max_size=4) | st.integers(0, 20), VALUES, max_size=4))
def test_plain_details_survive_json(details):
    kept = plain(details)
    back = json.loads(json.dumps(kept))
    assert digest(back) == digest(kept)
    assert plain(back) == back


def test_floats_and_nul_would_not_survive_postgresql():
    assert plain({"a": 1e16, "b": "x\0y", "c": (1, 2)}) == {"a": "1e+16", "b": "xy", "c": [1, 2]}


def test_every_field_counts():
    same = digest({"k": 1})
    other = [
        digest({"k": 2}),
        digest({"k": 1}, number=2),
        digest({"k": 1}, at=AT + timedelta(microseconds=1)),
        digest({"k": 1}, actor_id=None),
        digest({"k": 1}, action="b"),
        digest({"k": 1}, subject="t"),
        digest({"k": 1}, previous="f" * 64),
    ]
    assert len({same, *other}) == 8
    assert digest({"k": 1}, at=AT.astimezone(timezone(timedelta(hours=8)))) == same
