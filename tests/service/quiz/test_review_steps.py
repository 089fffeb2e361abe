"""The second review of health and law, comments, and sources that are looked up again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry, RoleGrant, User
from quiz.models import Question, QuestionReview, QuestionRevision
from quiz.selectors.bank import due_for_review, last_step, review_queue, steps_for
from quiz.selectors.pool import candidates
from quiz.services.bank import create_draft, submit_for_review
from quiz.services.review import approve, comment_on, renew, send_back
from tests.factories import make_department, make_organizer, make_question, make_topic, make_user, with_role
from tests.unit.quiz.bank_items import make_item

pytestmark = pytest.mark.django_db
Step = QuestionReview.Step


@pytest.fixture
def author():
    return make_organizer(make_department())


def make_expert() -> User:
    return with_role(make_user(make_department()), RoleGrant.Role.EXPERT)


@pytest.fixture
def expert():
    return make_expert()


@pytest.fixture
def health(author, now):
    """A question about food, submitted."""
    make_topic("0101", "合理膳食", "Diet", area=("健康生活", "Healthy living"))
    revision = create_draft(author, make_item(topic="0101"), now=now)
    submit_for_review(author, revision.question, now=now)
    return revision


def fresh(revision):
    return QuestionRevision.objects.get(pk=revision.pk)


def test_health_is_published_by_the_second_approval_only(reviewer, expert, health, now):
    assert approve(reviewer, health, now=now) is False
    assert not fresh(health).is_published and last_step(health) == Step.FIRST_PASSED
    assert approve(expert, health, now=now) is True
    assert (fresh(health).is_published, fresh(health).reviewer) == (True, expert)
    actions = AuditEntry.objects.filter(subject=f"question:{health.question.code}").order_by("number")
    assert list(actions.values_list("action", flat=True))[-2:] == [
        "question.first_passed",
        "question.approved",
    ]


def test_the_second_review_is_an_experts_and_another_persons(reviewer, expert, health, now):
    approve(expert, health, now=now)
    for person, code in ((reviewer, "bank_expert_needed"), (expert, "bank_second_pair_of_eyes")):
        with pytest.raises(RuleBroken, match=code):
            approve(person, health, now=now)
    assert approve(make_expert(), health, now=now) is True


def test_an_expert_sends_back_and_both_reviews_begin_anew(author, reviewer, expert, health, now):
    approve(reviewer, health, now=now)
    send_back(expert, health, now=now, comment="数字过时了")
    assert Question.objects.get().state == "draft"
    submit_for_review(author, health.question, now=now)
    assert approve(reviewer, health, now=now) is False


def test_each_reviewers_queue_holds_what_they_may_decide(author, reviewer, expert, health, now):
    def queues():
        return [
            steps_for(person, is_expert=person is not reviewer).count()
            for person in (author, reviewer, expert)
        ]

    assert queues() == [0, 1, 1]
    approve(reviewer, health, now=now)
    assert queues() == [0, 0, 1]
    approve(expert, health, now=now)
    assert queues() == [0, 0, 0]


def test_whoever_passed_it_first_does_not_see_it_again(expert, health, now):
    approve(expert, health, now=now)
    assert steps_for(expert, is_expert=True).count() == 0


def test_a_comment_changes_nothing_about_where_a_question_stands(author, reviewer, health, now):
    comment_on(author, health.question, now=now, comment="来源第3页")
    comment_on(reviewer, health.question, now=now, comment="看到了")
    assert last_step(health) == Step.SUBMITTED and list(review_queue()) == [health]
    assert health.reviews.filter(step=Step.COMMENTED).count() == 2
    with pytest.raises(RuleBroken, match="bank_comment_missing"):
        comment_on(author, health.question, now=now, comment=" \0")
    with pytest.raises(RuleBroken, match="bank_not_an_author"):
        comment_on(make_user(), health.question, now=now, comment="我也说一句")


def published(now, **fields):
    return make_question(now=now, topic="0901", **fields)


def test_what_is_due_is_listed_and_what_is_over_leaves_new_papers(now):
    today = timezone.localdate(now)
    over, soon, far = (
        published(now, review_by=today + timedelta(days=days), stem=f"题{days}（　　）。")
        for days in (-1, 20, 40)
    )
    published(now)
    assert list(due_for_review(today + timedelta(days=30))) == [over, soon]
    drawn = {one.revision_id for one in candidates(today)}
    assert over.pk not in drawn and {soon.pk, far.pk} <= drawn


def test_looking_a_source_up_again_is_confirmed_by_another_person(author, reviewer, now):
    today = timezone.localdate(now)
    old = published(now, review_by=today + timedelta(days=5))
    with pytest.raises(RuleBroken, match="bank_review_date"):
        renew(author, old.question, review_by=today, now=now)
    new = renew(author, old.question, review_by=today + timedelta(days=365), now=now)
    assert (new.number, new.stem, new.key, new.author) == (2, old.stem, old.key, author)
    assert not due_for_review(today + timedelta(days=30)).exists()
    assert fresh(old).is_published
    with pytest.raises(RuleBroken, match="bank_changed_meanwhile"):
        renew(author, old.question, review_by=today + timedelta(days=400), now=now)
    approve(reviewer, new, now=now)
    assert fresh(new).is_published and not fresh(old).is_published
