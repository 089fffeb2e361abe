from datetime import timedelta

import pytest

from quiz.domain.rulesheet import RuleSheet
from quiz.models import Question, QuestionRevision
from quiz.selectors.pool import pool_for
from tests.factories import make_question, make_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(now):
    """Two of one fact, one of another, one of none; singles, but for the fact's second question."""
    facts = ("0101-a", "0101-a", "0101-b", "")
    types = ("single", "judge", "single", "single")
    return [coded(now, n, type, fact) for n, (type, fact) in enumerate(zip(types, facts, strict=True), 1)]


def coded(now, number: int, type: str, fact: str = "") -> str:
    """A question whose code gives it its place."""
    code = f"0101-{number:03}"
    made = make_question(now=now, type=type, fact=fact).question_id
    Question.objects.filter(pk=made).update(code=code)
    return code


def drawn(now, *rows: dict, held=()) -> list[list[str]]:
    sheet: RuleSheet = make_sheet(now, paper={"rows": [{"count": 1, **row} for row in rows]})
    names = dict(QuestionRevision.objects.values_list("pk", "question__code"))
    return [[names[pk] for pk in row] for row in pool_for(sheet.paper, now.date(), held)]


def test_of_siblings_one_may_be_drawn_whichever_rows_ask_for_them(codes, now):
    first, second, other, alone = codes
    assert drawn(now, {}) == [[first, other, alone]]
    assert drawn(now, {"types": ["judge"]}) == [[second]]


def test_of_siblings_the_row_that_has_least_gets_its_own(codes, now):
    first, second, other, alone = codes
    singles, judges = {"types": ["single"]}, {"types": ["judge"]}
    assert drawn(now, singles, judges) == [[other, alone], [second]]
    more = [coded(now, number, "judge") for number in (5, 6)]
    assert drawn(now, {**singles, "count": 3}, judges) == [[first, other, alone], more]
    assert drawn(now, {"topics": ["01"]}, judges) == [[second, other, alone, *more], [second, *more]]


def test_a_facts_code_is_no_questions_code(codes, now):
    first, _second, other, alone = codes
    Question.objects.filter(code=other).update(fact=alone)
    assert drawn(now, {}) == [[first, other, alone]]


def test_a_parallel_form_has_the_sibling_of_what_the_other_test_asked(codes, now):
    first, second, other, alone = codes
    assert drawn(now, {}, held={first, other}) == [[second, alone]]


def test_a_fixed_paper_says_itself_what_it_asks(codes, now):
    sheet = make_sheet(now, paper={"mode": "fixed", "questions": codes[:2], "rows": []})
    assert len(pool_for(sheet.paper, (now + timedelta(days=1)).date())[0]) == 2
