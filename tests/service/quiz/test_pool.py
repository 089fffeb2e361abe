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
    made = [make_question(now=now, type=type) for type in ("single", "judge", "single", "single")]
    for question, fact in zip(made, ("0101-a", "0101-a", "0101-b", ""), strict=True):
        Question.objects.filter(pk=question.question_id).update(fact=fact)
    return [revision.question.code for revision in made]


def drawn(now, *rows: dict, held=()) -> list[list[str]]:
    sheet: RuleSheet = make_sheet(now, paper={"rows": [{"count": 1, **row} for row in rows]})
    names = dict(QuestionRevision.objects.values_list("pk", "question__code"))
    return [[names[pk] for pk in row] for row in pool_for(sheet.paper, now.date(), held)]


def test_of_siblings_one_may_be_drawn_whichever_rows_ask_for_them(codes, now):
    first, second, other, alone = codes
    assert drawn(now, {}) == [[first, other, alone]]
    assert drawn(now, {"types": ["single"]}, {"types": ["judge"]}) == [[first, other, alone], []]
    assert drawn(now, {"types": ["judge"]}) == [[second]]


def test_a_parallel_form_has_the_sibling_of_what_the_other_test_asked(codes, now):
    first, second, other, alone = codes
    assert drawn(now, {}, held={first, other}) == [[second, alone]]


def test_a_fixed_paper_says_itself_what_it_asks(codes, now):
    sheet = make_sheet(now, paper={"mode": "fixed", "questions": codes[:2], "rows": []})
    assert len(pool_for(sheet.paper, (now + timedelta(days=1)).date())[0]) == 2
