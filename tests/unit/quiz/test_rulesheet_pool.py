from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.domain.pool_cover import shortages

pools = st.lists(st.frozensets(st.integers(0, 11), max_size=9), min_size=1, max_size=4)


def fits(counts: list[int], pool: list[frozenset[int]]) -> bool:
    """Hall's condition, by trying every set of rows."""
    rows = range(len(counts))
    for chosen in range(1, 2 ** len(counts)):
        among = [row for row in rows if chosen >> row & 1]
        if sum(counts[row] for row in among) > len(frozenset().union(*(pool[row] for row in among))):
            return False
    return True


@given(pools, st.data())
@settings(max_examples=300)
def test_a_shortage_is_found_exactly_where_the_rows_cannot_be_filled(
    pool: list[frozenset[int]], data: st.DataObject
) -> None:
    counts = data.draw(st.lists(st.integers(1, 6), min_size=len(pool), max_size=len(pool)))
    found = shortages(counts, pool)
    assert (not found) == fits(counts, pool)
    for short in found:
        union = frozenset().union(*(pool[row] for row in short.rows))
        assert short.need == sum(counts[row] for row in short.rows)
        assert short.have == len(union) < short.need


def test_rows_that_fit_alone_and_not_together() -> None:
    shared = {1, 2, 3, 4, 5}
    found = shortages([3, 3, 1], [shared, shared, {9}])
    assert [(short.rows, short.need, short.have) for short in found] == [((0, 1), 6, 5)]


def test_a_row_gives_way_to_a_narrower_one() -> None:
    assert shortages([2, 2], [{1, 2, 3, 4}, {1, 2}]) == []
