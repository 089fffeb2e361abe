"""The receipt on its person's pages, and the page where anyone checks one."""

import re

import pytest
from django.urls import reverse

from quiz.models import Answer, Receipt
from quiz.services.scoring import score_all_waiting
from tests.clients import page
from tests.factories import make_contest, make_user, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(department):
    return make_user(department, name="赵六")


@pytest.fixture
def attempt(person, department, now, standing_clock):
    return sit(person, make_contest(now, department, title="世界水日竞赛"), right=3, start=now)


@pytest.fixture
def receipt(attempt, now) -> Receipt:
    score_all_waiting(now=now)
    return Receipt.objects.get()


def test_from_the_result_to_the_check(client, person, receipt):
    client.force_login(person)
    result = page(client, reverse("result", args=[receipt.attempt_id]))
    assert receipt.shown_code in result
    own = page(client, reverse("receipt", args=[receipt.attempt_id]))
    assert receipt.shown_code in own and "<svg" in own
    held = re.search(r'href="[^"]*(/verify\?receipt=[\w-]+)"', own)
    assert held
    client.logout()
    checked = page(client, held[1])
    assert "与交卷时一致" in checked and "世界水日竞赛" in checked and "赵六" not in checked


def test_the_api_tells_the_code(client, person, receipt):
    client.force_login(person)
    told = client.get(f"/api/v1/attempts/{receipt.attempt_id}/result").json()
    assert told["receipt"] == receipt.shown_code


def test_before_it_is_made(client, person, attempt):
    client.force_login(person)
    assert client.get(f"/api/v1/attempts/{attempt.pk}/result").json()["receipt"] is None
    response = client.get(reverse("receipt", args=[attempt.pk]))
    assert response.url == reverse("result", args=[attempt.pk])


def test_a_stranger_finds_no_receipt(client, receipt, department):
    client.force_login(make_user(department))
    assert client.get(reverse("receipt", args=[receipt.attempt_id])).status_code == 404


def test_a_typed_code(client, receipt):
    typed = receipt.shown_code.lower().replace("-", " ")
    assert "与交卷时一致" in page(client, f"/verify?code={typed}")
    changed = Answer.objects.first()
    assert changed
    Answer.objects.filter(pk=changed.pk).update(client_key="another")
    told = page(client, f"/verify?code={typed}")
    assert "对不上" in told and "存着的作答与交卷时不同" in told and "与交卷时一致" not in told


@pytest.mark.parametrize(
    "question", ["code=7Q2MX-0B4TK", "code=%00", "receipt=abc", "receipt=" + "A" * 203, "code=" + "9" * 5000]
)
def test_what_is_no_receipt_of_ours(client, receipt, question):
    told = page(client, f"/verify?{question}")
    assert "与交卷时一致" not in told
    assert ("没有这张回执" in told) != ("签名不对" in told)


def test_without_a_question_it_asks_and_lists_the_keys(client, receipt):
    told = page(client, "/verify")
    assert "没有这张回执" not in told and receipt.key.public in told


@pytest.mark.parametrize("question", ["code={code}", "receipt=" + "A" * 203])
def test_it_costs_a_handful_of_statements(client, receipt, question, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page(client, f"/verify?{question.format(code=receipt.code)}")
