"""What imported drafts lack is written on one page, and then they go to review."""

import pytest
from django.urls import reverse

from quiz.models import Question, QuestionRevision
from quiz.services.bank import create_draft, submit_for_review
from tests.factories import make_department, make_organizer
from tests.unit.quiz.bank_items import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def bare(organizer, topic, now) -> list[QuestionRevision]:
    """Three drafts as a Word file brings them: neither source nor explanation."""
    items = [make_item(stem=f"第{n}道题（　　）。", explanation="", source=None) for n in range(3)]
    return [create_draft(organizer, item, now=now) for item in items]


def newest(draft: QuestionRevision) -> QuestionRevision:
    return draft.question.revisions.order_by("-number")[0]


def send(desk, drafts, source="", **said) -> str:
    fields = {"shown": [draft.pk for draft in drafts], "source": source, **said}
    return desk.post(reverse("bank_drafts_fill"), fields, follow=True).content.decode()


def test_the_page_asks_for_what_is_lacking_and_tells_the_answer(desk, bare):
    page = desk.get(reverse("bank_drafts")).content.decode()
    assert "这一页有 3 题没写来源，都写作" in page and page.count("<textarea") == 3 and "答案：" in page
    assert "还没有写，补上才能送审" in page


def test_a_draft_that_lacks_nothing_is_asked_nothing(desk, organizer, topic, now):
    create_draft(organizer, make_item(), now=now)
    page = desk.get(reverse("bank_drafts")).content.decode()
    assert "补上缺的" not in page and "<textarea" not in page


def test_one_source_for_all_and_an_explanation_each(desk, bare):
    said = {f"explanation-{bare[0].pk}": "电池含重金属。", f"explanation-{bare[1].pk}": "H~2~O 是水。 "}
    page = send(desk, bare, source="《生活垃圾分类标志》第3条", **said)
    assert "已补好 3 题" in page and page.count("<textarea") == 1 and page.count(" checked") == 2
    first = newest(bare[0])
    assert (first.number, first.explanation) == (2, "电池含重金属。")
    assert first.source["title"] and newest(bare[2]).source == first.source
    assert newest(bare[2]).explanation == ""
    ready = [newest(draft).pk for draft in bare[:2]]
    assert (
        "已送审 2 题"
        in desk.post(reverse("bank_drafts_submit"), {"revision": ready}, follow=True).content.decode()
    )


def test_what_is_written_already_stays(desk, organizer, topic, now):
    whole = create_draft(organizer, make_item(), now=now)
    page = send(desk, [whole], source="别的来源", **{f"explanation-{whole.pk}": "别的解析"})
    assert newest(whole).pk == whole.pk and "还没有写什么" in page


def test_nothing_written_changes_nothing(desk, bare):
    assert "还没有写什么" in send(desk, bare, source="  ", **{f"explanation-{bare[0].pk}": " \n"})
    assert QuestionRevision.objects.count() == 3


def test_only_own_drafts_are_filled(desk, topic, now, bare):
    other = make_organizer(make_department())
    theirs = create_draft(other, make_item(explanation="", source=None, stem="别人的题（　　）。"), now=now)
    send(desk, [theirs, *bare[:1]], source="某标准")
    assert newest(theirs).pk == theirs.pk and newest(bare[0]).number == 2
    assert desk.post(reverse("bank_drafts_fill"), {"shown": ["x", "9" * 40]}).status_code == 302


def test_what_waits_for_review_is_no_draft(desk, organizer, topic, now):
    sent = create_draft(organizer, make_item(), now=now)
    submit_for_review(organizer, sent.question, now=now)
    send(desk, [sent], source="某标准")
    assert newest(sent).pk == sent.pk
    assert Question.objects.get(pk=sent.question_id).state == Question.State.IN_REVIEW


def test_markup_is_cleaned_as_in_the_form(desk, bare):
    send(desk, bare, **{f"explanation-{bare[0].pk}": "<script>alert(1)</script>水<sub>2</sub>"})
    assert "<script" not in newest(bare[0]).explanation and "<sub>2</sub>" in newest(bare[0]).explanation
