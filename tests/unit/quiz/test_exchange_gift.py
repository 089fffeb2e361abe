"""GIFT: what is written is read again; what others wrote is read as they meant it."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from quiz.domain.exports.gift import write_gift
from quiz.domain.exports.item import draft_of
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.gift import read_gift

from .exchange import canonical, items


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=300, phases=[Phase.generate])
@given(st.lists(items(), min_size=1, max_size=3))
def test_what_is_exported_is_imported_again(exported):
    reading = read_gift(Upload(content=write_gift(exported)))
    assert reading.unread == ()
    assert [canonical(draft) for draft in reading.drafts] == [canonical(draft_of(one)) for one in exported]
    assert not any(draft.is_blocked for draft in reading.drafts)
