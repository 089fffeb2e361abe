"""Days and months as pages name them."""

from datetime import date

import pytest

from accounts.templatetags.ui import calendar_day, month_name, short_day

SUNDAY = date(2026, 11, 29)


def test_a_short_day_has_no_leading_nought_and_no_weekday():
    assert (short_day(SUNDAY), short_day(date(2026, 12, 4))) == ("11月29日", "12月4日")


@pytest.mark.parametrize("month", [date(2026, 3, 1), "2026-03"])
def test_a_month_is_named_also_as_addresses_have_it(month):
    assert month_name(month) == "2026年3月"


def test_a_day_of_another_year_has_its_year():
    assert calendar_day(date(2019, 11, 29)) == "2019年11月29日 周五"
