"""Many questions at one click: drafts into review, and what a reviewer has ticked into the papers."""

import pytest
from django.urls import reverse

from accounts.models import RoleGrant, User
from quiz.models import Question
from quiz.services.bank import create_draft, submit_for_review
from tests.clients import logged_in
from tests.factories import make_department, make_organizer
from tests.unit.quiz.bank_items import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
State = Question.State


def states() -> dict[str, str]:
    return dict(Question.objects.values_list("code", "state"))


def test_ready_drafts_go_together_and_the_rest_is_named(desk, organizer, topic, now):
    ready = [create_draft(organizer, make_item(stem=f"第{n}道题（　　）。"), now=now) for n in range(2)]
    unexplained = create_draft(organizer, make_item(explanation=""), now=now)
    other = create_draft(make_organizer(make_department()), make_item(), now=now)
    page = desk.get(reverse("bank_drafts")).content.decode()
    assert page.count(" checked") == 2 and page.count(" disabled") == 1 and page.count("is-blocking") == 1
    assert other.question.code not in page
    sent = [revision.pk for revision in (*ready, unexplained, other)]
    page = desk.post(
        reverse("bank_drafts_submit"), {"revision": [*sent, "x", "²", "9" * 40]}, follow=True
    ).content.decode()
    assert "已送审 2 题" in page and f"{unexplained.question.code}：" in page
    assert [states()[one.question.code] for one in ready] == [State.IN_REVIEW] * 2
    assert states()[unexplained.question.code] == states()[other.question.code] == State.DRAFT
    assert "没有选中的题" in desk.post(reverse("bank_drafts_submit"), follow=True).content.decode()


def test_a_reviewer_passes_what_is_ticked_and_nothing_of_their_own(organizer, reviewer, topic, now):
    drafts = [create_draft(organizer, make_item(stem=f"第{n}道题（　　）。"), now=now) for n in range(3)]
    own = create_draft(make_organizer_of(reviewer), make_item(stem="自己写的题（　　）。"), now=now)
    for draft in (*drafts, own):
        submit_for_review(draft.author, draft.question, now=now)
    desk = logged_in(reviewer)
    ticks = {"revision": [drafts[0].pk, drafts[2].pk, own.pk]}
    page = desk.post(reverse("bank_approve_ticked"), ticks, follow=True).content.decode()
    assert "已通过并发布 2 题" in page and f"{own.question.code}：" in page
    published = {code for code, state in states().items() if state == State.PUBLISHED}
    assert published == {drafts[0].question.code, drafts[2].question.code}


def make_organizer_of(user: User) -> User:
    RoleGrant.objects.create(user=user, role=RoleGrant.Role.ORGANIZER, department=make_department())
    return user


def test_only_authors_submit_and_only_reviewers_pass(desk, reviewer, topic):
    assert desk.post(reverse("bank_approve_ticked")).status_code == 404
    assert logged_in(reviewer).get(reverse("bank_drafts")).status_code == 404
    assert logged_in(reviewer).post(reverse("bank_drafts_submit")).status_code == 404


def test_the_drafts_page_has_a_budget(desk, organizer, topic, now, django_assert_max_num_queries):
    for number in range(12):
        create_draft(organizer, make_item(stem=f"第{number}道题（　　）。"), now=now)
    with django_assert_max_num_queries(8):
        assert "共 12 题" in desk.get(reverse("bank_drafts")).content.decode()
