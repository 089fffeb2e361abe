"""What pages say in Chinese and in English: dates, units, labels inside sentences."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from accounts.domain.wording import inner
from accounts.templatetags import ui

NOON = datetime(2020, 11, 23, 6, 3, tzinfo=UTC)


def test_a_moment_reads_as_its_language_writes_it():
    with override("zh-hans"):
        assert ui.moment(NOON) == "2020年11月23日 周一 14:03"
    with override("en"):
        assert ui.moment(NOON) == "Mon 23 Nov 2020, 14:03"


@pytest.mark.parametrize(
    ("language", "printed", "said"),
    [
        ("zh-hans", "2.5", "2.5分"),
        ("en", "1", "1 point"),
        ("en", "0", "0 points"),
        ("en", "2.5", "2.5 points"),
    ],
)
def test_points_have_their_unit(language: str, printed: str, said: str):
    with override(language):
        assert ui.points_named(printed) == said


def test_units_follow_their_number():
    with override("en"):
        assert [ui.unit(number, "people") for number in (0, 1, 2)] == ["people", "person", "people"]
    with override("zh-hans"):
        assert ui.unit(1, "papers") == "份"


def test_positions_are_listed():
    with override("zh-hans"):
        assert ui.positions([4, 17]) == "第4、17题"
    with override("en"):
        assert ui.positions([4, 17]) == "4, 17"


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Higher points", "higher points"),
        ("A new paper", "a new paper"),
        ("QR code", "QR code"),
        ("1.5× time", "1.5× time"),
        ("得分高者在前", "得分高者在前"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence(label: str, inside: str):
    assert inner(label) == inside
