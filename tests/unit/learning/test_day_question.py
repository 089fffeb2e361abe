"""The question of a day: the same for everybody, rarely the same again."""

from datetime import date, timedelta

from learning.domain.day_question import question_of

CODES = [f"q-{number}" for number in range(500)]
FIRST = date(2026, 5, 11)
DAYS = [FIRST + timedelta(days=ahead) for ahead in range(365)]


def test_it_depends_on_the_date_and_the_bank_alone():
    assert question_of(FIRST, CODES) == question_of(FIRST, list(reversed(CODES))) == "q-414"
    assert question_of(FIRST, []) is None and question_of(FIRST, ["q-1"]) == "q-1"


def test_it_does_not_come_again_within_three_weeks():
    asked = [question_of(day, CODES) for day in DAYS]
    last: dict[str, int] = {}
    for number, code in enumerate(asked):
        assert number - last.get(code, -100) > 21, (code, number)
        last[code] = number
    assert len(set(asked)) > 200


def test_what_joins_the_bank_changes_only_its_own_days():
    more = [*CODES, "q-new"]
    changed = [day for day in DAYS if question_of(day, CODES) != question_of(day, more)]
    assert all(question_of(day, more) == "q-new" for day in changed) and len(changed) < 10
