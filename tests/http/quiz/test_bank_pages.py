"""The bank's desk in the browser's place: who gets in, what is saved, what is shown."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry
from quiz.models import Question, QuestionRevision, Topic
from quiz.selectors.bank import open_steps, review_queue
from quiz.services.bank import create_draft, revise, submit_for_review
from quiz.services.review import approve, send_back
from tests.factories import make_department, make_question, make_topic, make_user
from tests.unit.quiz.bank_items import make_item

pytestmark = pytest.mark.django_db
REWRITTEN = make_item(stem="有害垃圾的标志是什么颜色的（　　）。")
PNG = (Path(__file__).resolve().parents[2] / "data" / "photos" / "picture.png").read_bytes()


@pytest.fixture
def draft(organizer, topic, now):
    return create_draft(organizer, make_item(), now=now)


def sent(**fields):
    """A form as a browser sends it."""
    return {
        "topic": "0901",
        "type": "single",
        "stem": "有害垃圾的标志**用**（　　）。",
        "option_1": "红色",
        "option_2": "绿色",
        "option_3": "a<b",
        "option_4": "",
        "right_1": "on",
        "rows": "4",
        "explanation": "国家标准这样规定。",
        "source_type": "standard",
        "source_title": "生活垃圾分类标志",
        "source_certainty": "B",
        "difficulty": "2",
        "audience": ["public", "elder"],
        "bloom": "remember",
        **fields,
    }


PAGES = ["/manage/bank", "/manage/bank/new", "/manage/bank/queue", "/manage/bank/0901-x001",
         "/manage/bank/0901-x001/edit"]  # fmt: skip
POSTS = ["/manage/bank/new", "/manage/bank/0901-x001/edit", "/manage/bank/0901-x001/submit",
         "/manage/bank/0901-x001/retire", "/manage/bank/0901-x001/bring-back"]  # fmt: skip


def test_participants_find_nothing_here(client, draft):
    client.force_login(make_user(make_department()))
    assert {client.get(page).status_code for page in PAGES} == {404}
    assert {client.post(page, sent()).status_code for page in POSTS} == {404}
    assert client.post(reverse("bank_decide", args=[draft.pk]), {"decision": "approve"}).status_code == 404


def test_strangers_are_asked_to_log_in(client, draft):
    for page in PAGES:
        assert client.get(page).headers["Location"].startswith("/login")


def test_a_reviewer_reads_but_does_not_write(client, draft, reviewer):
    client.force_login(reviewer)
    assert [client.get(page).status_code for page in PAGES] == [200, 404, 200, 200, 404]
    assert client.post("/manage/bank/new", sent()).status_code == 404
    assert client.post("/manage/bank/0901-x001/edit", sent(based_on=1)).status_code == 404
    assert QuestionRevision.objects.count() == 1


def test_an_organizer_without_the_reviewers_role_does_not_decide(client, draft, organizer, now):
    submit_for_review(organizer, draft.question, now=now)
    client.force_login(organizer)
    assert client.get("/manage/bank/queue").status_code == 404
    assert client.post(reverse("bank_decide", args=[draft.pk]), {"decision": "approve"}).status_code == 404


def test_a_question_is_written_and_shown(client, organizer, topic):
    client.force_login(organizer)
    answer = client.post("/manage/bank/new", sent())
    assert answer.headers["Location"] == "/manage/bank/0901-x001"
    revision = QuestionRevision.objects.get()
    assert revision.stem == "有害垃圾的标志<strong>用</strong>（　　）。"
    assert revision.options[2] == {"id": 3, "text": "a&lt;b"} and len(revision.options) == 3
    assert (revision.key, revision.audience, revision.source["title"]) == (
        [1],
        ["public", "elder"],
        "生活垃圾分类标志",
    )
    page = client.get("/manage/bank/0901-x001").content.decode()
    assert "<strong>用</strong>" in page and "a&lt;b" in page and "生活垃圾分类标志" in page


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"type": "multi", "right_3": "on"}, [1, 3]),
        ({"type": "judge", "truth": "0"}, [0]),
        (
            {"type": "blank", "stem": "____放出____。", "blanks": "植物\r\n氧气|O2|氧"},
            [["植物"], ["氧气", "O2", "氧"]],
        ),
    ],
)
def test_each_type_of_key(client, organizer, topic, fields, key):
    client.force_login(organizer)
    client.post("/manage/bank/new", sent(**fields))
    revision = QuestionRevision.objects.get()
    assert revision.key == key
    assert bool(revision.options) == (fields["type"] == "multi")


def test_hostile_text_is_shown_as_text(client, organizer, topic):
    client.force_login(organizer)
    hostile = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    client.post(
        "/manage/bank/new", sent(stem=hostile, option_1=hostile, explanation=hostile, source_title=hostile)
    )
    for page in ("/manage/bank/0901-x001", "/manage/bank/0901-x001/edit", "/manage/bank"):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text


def test_one_more_option_without_a_script_and_nothing_typed_is_lost(client, organizer, topic):
    client.force_login(organizer)
    answer = client.post("/manage/bank/new", sent(add_row="1"))
    page = answer.content.decode()
    assert answer.status_code == 200 and not QuestionRevision.objects.exists()
    assert 'name="option_5"' in page and 'value="红色"' in page and 'name="rows" value="5"' in page
    client.post("/manage/bank/new", sent(rows="5", option_5="黑色", right_5="on", right_1=""))
    assert QuestionRevision.objects.get().key == [4]


@pytest.mark.parametrize("rows", ["99", "-1", "x", "", "9" * 4000])
def test_a_strange_number_of_rows_does_no_harm(client, organizer, topic, rows):
    client.force_login(organizer)
    assert client.post("/manage/bank/new", sent(rows=rows)).status_code in (200, 302)


@pytest.mark.parametrize("fields", [{"topic": "9999"}, {"type": "essay"}, {"stem": ""}, {"difficulty": "7"},
                                    {"source_type": ""}, {"audience": ["nobody"]}])  # fmt: skip
def test_wrong_shapes_are_named_at_the_field(client, organizer, topic, fields):
    client.force_login(organizer)
    answer = client.post("/manage/bank/new", sent(**fields))
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert not Question.objects.exists()


def test_editing_makes_a_new_revision_and_a_stale_form_is_refused(client, organizer, draft):
    client.force_login(organizer)
    form = client.get("/manage/bank/0901-x001/edit").content.decode()
    assert 'name="based_on" value="1"' in form and 'value="红色"' in form
    assert client.post("/manage/bank/0901-x001/edit", sent(based_on="1")).status_code == 302
    stale = client.post("/manage/bank/0901-x001/edit", sent(based_on="1", difficulty="5"))
    assert stale.status_code == 200 and "别人刚刚改过" in stale.content.decode()
    assert [one.number for one in QuestionRevision.objects.order_by("number")] == [1, 2]


def test_submitted_reviewed_published(client, organizer, reviewer, draft):
    client.force_login(organizer)
    client.post("/manage/bank/0901-x001/submit")
    client.force_login(reviewer)
    assert "0901-x001" in client.get("/manage/bank/queue").content.decode()
    refused = client.post(reverse("bank_decide", args=[draft.pk]), {"decision": "send_back", "comment": ""})
    assert refused.status_code == 400
    client.post(reverse("bank_decide", args=[draft.pk]), {"decision": "approve"})
    assert Question.objects.get().state == "published"
    assert client.post(reverse("bank_decide", args=[draft.pk]), {"decision": "approve"}).status_code == 409


def test_retired_and_brought_back(client, organizer, draft):
    client.force_login(organizer)
    assert client.post("/manage/bank/0901-x001/retire", {"reason": ""}).status_code == 400
    client.post("/manage/bank/0901-x001/retire", {"reason": "重复"})
    assert Question.objects.get().state == "retired"
    client.post("/manage/bank/0901-x001/bring-back")
    assert Question.objects.get().state == "draft"


def test_pictures_are_served_to_people_who_are_logged_in(client, organizer, topic, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(organizer)
    client.post("/manage/bank/new", sent(image=SimpleUploadedFile("a.png", PNG), image_alt="红色标志"))
    url = QuestionRevision.objects.get().image.url
    picture = client.get(url)
    assert b"".join(picture.streaming_content) == PNG
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/png", "nosniff")
    client.logout()
    assert client.get(url).status_code == 302


def test_a_picture_that_is_none_is_refused_by_its_bytes(client, organizer, topic, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(organizer)
    fake = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>", content_type="image/png")
    answer = client.post("/manage/bank/new", sent(image=fake, image_alt="图"))
    assert "只收 PNG" in answer.content.decode() and not QuestionRevision.objects.exists()


@pytest.mark.parametrize("name", ["../kepu.sqlite3", "x.png", "0" * 64 + ".svg", "0" * 64 + ".png"])
def test_no_other_file_is_served(client, organizer, name):
    client.force_login(organizer)
    assert client.get(f"/media/questions/{name}").status_code == 404


def test_the_list_is_found_filtered_and_paged(client, organizer, topic, now):
    for number in range(35):
        create_draft(organizer, make_item(stem=f"第{number}道题（　　）。"), now=now)
    client.force_login(organizer)
    first = client.get("/manage/bank").content.decode()
    assert "0901-x001" in first and "0901-x031" not in first
    assert "0901-x031" in client.get("/manage/bank?page=2").content.decode()
    narrow = {"q": "第34道", "type": "single", "audience": "public", "difficulty": "3", "topic": "0901"}
    found = client.get("/manage/bank", narrow).content.decode()
    assert "0901-x035" in found
    assert "0901-x001" not in found
    for odd in ("?page=x&type=y&topic=' OR 1=1&difficulty=99&state=z", "?page=999"):
        assert client.get(f"/manage/bank{odd}").status_code == 200


def test_pages_have_a_budget(client, organizer, reviewer, topic, now, django_assert_max_num_queries):
    for number in range(12):
        one = create_draft(organizer, make_item(stem=f"第{number}道题（　　）。"), now=now)
        submit_for_review(organizer, one.question, now=now)
    client.force_login(reviewer)
    for page, most in (("/manage/bank", 12), ("/manage/bank/queue", 9), ("/manage/bank/0901-x001", 10)):
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200


def test_shipped_questions_are_shown_with_their_origin(client, organizer, now):
    revision = make_question(now=now)
    client.force_login(organizer)
    page = client.get(f"/manage/bank/{revision.question.code}").content.decode()
    assert "随程序发布" in page


# ── The way to the queue ──────────────────────────────────────────────────────


def test_a_reviewer_finds_the_queue_from_every_page_with_how_many_wait(
    client, organizer, reviewer, draft, now
):
    client.force_login(reviewer)
    queue = reverse("bank_queue")
    home = client.get("/").content.decode()
    assert f'href="{queue}"' in home and "等着审" not in home
    submit_for_review(organizer, draft.question, now=now)
    home = client.get("/").content.decode()
    assert "有 1 题等着审" in home and '<span aria-hidden="true">1</span>' in home
    assert f'href="{queue}"' in client.get(reverse("settings")).content.decode()
    assert f'href="{queue}"' in client.get(reverse("bank")).content.decode()


def test_whoever_does_not_review_hears_nothing_of_it(client, organizer, draft, now):
    submit_for_review(organizer, draft.question, now=now)
    for user in (organizer, make_user(make_department())):
        client.force_login(user)
        page = client.get("/").content.decode()
        assert reverse("bank_queue") not in page and "等着审" not in page


def test_the_count_of_what_waits_is_the_length_of_the_queue(organizer, reviewer, topic, now):
    first, second = (create_draft(organizer, make_item(), now=now) for _each in range(2))
    fields = ("question", "type", "stem", "options", "key", "explanation", "source", "difficulty")
    newer = {name: getattr(first, name) for name in fields} | {"digest": "x", "created_at": now}
    for step in (
        lambda: submit_for_review(organizer, first.question, now=now),
        lambda: submit_for_review(organizer, second.question, now=now),
        lambda: approve(reviewer, first, now=now),
        lambda: send_back(reviewer, second, comment="来源不对", now=now),
        lambda: submit_for_review(organizer, second.question, now=now),
        lambda: revise(organizer, first.question, REWRITTEN, based_on=1, now=now),
        lambda: submit_for_review(organizer, first.question, now=now),
        lambda: QuestionRevision.objects.create(number=3, **newer),
    ):
        step()
        assert open_steps().count() == review_queue().count()


# ── The second review, comments, comparisons, what is due ─────────────────────


@pytest.fixture
def health(organizer, now):
    make_topic("0101", "合理膳食", "Diet", area=("健康生活", "Healthy living"))
    revision = create_draft(organizer, make_item(topic="0101"), now=now)
    submit_for_review(organizer, revision.question, now=now)
    return revision


def test_the_pages_say_that_an_expert_has_to_follow(client, reviewer, health):
    client.force_login(reviewer)
    page = client.get("/manage/bank/queue").content.decode()
    assert "健康类，初审后还要专家审" in page and "通过并发布" not in page
    client.post(f"/manage/bank/revisions/{health.pk}/decide", {"decision": "approve"})
    assert "没有等着审的题" in client.get("/manage/bank/queue").content.decode()
    everything = client.get("/manage/bank/queue?all=1").content.decode()
    assert "请另一位专家审题人终审" in everything and 'name="decision"' not in everything
    refused = client.post(f"/manage/bank/revisions/{health.pk}/decide", {"decision": "approve"})
    assert refused.status_code == 403 and "专家审题人" in refused.content.decode()


def test_a_comment_is_shown_to_author_and_reviewer(client, organizer, reviewer, health):
    client.force_login(organizer)
    code = health.question.code
    client.post(f"/manage/bank/{code}/comment", {"comment": "<b>第3页</b>"})
    client.force_login(reviewer)
    for page in (f"/manage/bank/{code}", "/manage/bank/queue"):
        assert "留言" in (text := client.get(page).content.decode()) and "&lt;b&gt;第3页" in text


def test_two_revisions_stand_side_by_side(client, organizer, topic, now):
    first = create_draft(organizer, make_item(), now=now)
    revise(organizer, first.question, make_item(stem="有害垃圾的标志用的是（　　）。"), based_on=1, now=now)
    client.force_login(organizer)
    page = client.get(f"/manage/bank/{first.question.code}/compare").content.decode()
    assert "<del>分类</del>" in page and "第 1 版" in page
    for odd in ("?old=9&new=x", "?old=2&new=1"):
        assert client.get(f"/manage/bank/{first.question.code}/compare{odd}").status_code == 200
    assert client.get("/manage/bank/0901-404/compare").status_code == 404


def test_what_is_due_is_put_off_with_a_date(client, organizer, now):
    soon = make_question(now=now, review_by=(now + timedelta(days=3)).date())
    client.force_login(organizer)
    assert "1 题快到复审日期" in client.get("/manage/bank").content.decode()
    assert soon.question.code in client.get("/manage/bank/due").content.decode()
    for bad in ("", "2026-02-31", "昨天", "2020-01-01"):
        answer = client.post(f"/manage/bank/{soon.question.code}/renew", {"review_by": bad})
        assert answer.status_code == 400 and "复审日期请填今天以后的一天" in answer.content.decode()
    day = (now + timedelta(days=365)).date().isoformat()
    client.post(f"/manage/bank/{soon.question.code}/renew", {"review_by": day})
    assert "没有要复审的题" in client.get("/manage/bank/due").content.decode()


def test_the_new_pages_are_the_desks_alone(client, organizer, health):
    client.force_login(make_user())
    code = health.question.code
    for page in ("due", f"{code}/compare"):
        assert client.get(f"/manage/bank/{page}").status_code == 404
    for page in (f"{code}/comment", f"{code}/renew"):
        assert client.post(f"/manage/bank/{page}", {"comment": "x"}).status_code == 404


# ── Siblings ──────────────────────────────────────────────────────────────────


def test_the_form_gives_a_question_its_fact_and_its_page_links_its_siblings(client, organizer, draft, now):
    sibling = create_draft(organizer, make_item(stem="另一道题（　　）。", fact="0901-a"), now=now)
    client.force_login(organizer)
    form = client.get("/manage/bank/0901-x001/edit").content.decode()
    assert "姐妹题代号" in form and "只是换了问法的几道题，填同一个代号" in form
    client.post("/manage/bank/0901-x001/edit", sent(based_on=1, fact="0901-a"))
    draft.question.refresh_from_db()
    assert draft.question.fact == "0901-a"
    page = client.get("/manage/bank/0901-x001").content.decode()
    assert "0901-a" in page and f'href="/manage/bank/{sibling.question.code}"' in page
    assert 'value="0901-a"' in client.get("/manage/bank/0901-x001/edit").content.decode()


def test_a_fact_alone_may_be_changed_and_one_with_spaces_is_refused(client, organizer, draft):
    client.force_login(organizer)
    client.post("/manage/bank/0901-x001/edit", sent(based_on=1, fact="0901-a"))
    saved = client.post("/manage/bank/0901-x001/edit", sent(based_on=2, fact="0901-b"), follow=True)
    draft.question.refresh_from_db()
    assert draft.question.fact == "0901-b" and draft.question.revisions.count() == 2
    assert "不用重审" in saved.content.decode()
    entry = AuditEntry.objects.filter(action="question.fact").latest("number")
    assert entry.actor == organizer and entry.details == {"before": "0901-a", "after": "0901-b"}
    page = client.post("/manage/bank/0901-x001/edit", sent(based_on=2, fact="0901 b")).content.decode()
    assert "代号只用字、数字" in page
    client.post("/manage/bank/0901-x001/edit", sent(based_on=2, fact="0901-c", stem="换了问法（　　）。"))
    draft.question.refresh_from_db()
    assert draft.question.fact == "0901-c" and draft.question.revisions.count() == 3


def test_a_reviewer_sees_the_siblings_beside_each_question_in_the_queue(
    client, organizer, reviewer, topic, now
):
    waiting = [
        create_draft(organizer, make_item(stem=f"第{n}题（　　）。", fact="a"), now=now) for n in (1, 2)
    ]
    waiting.append(create_draft(organizer, make_item(stem="没有姐妹题（　　）。"), now=now))
    for revision in waiting:
        submit_for_review(organizer, revision.question, now=now)
    client.force_login(reviewer)
    page = client.get("/manage/bank/queue").content.decode()
    for revision in waiting[:2]:
        assert page.count(f'<a class="num" href="/manage/bank/{revision.question.code}">') == 1
    assert page.count("姐妹题代号") == 2


def test_the_self_check_says_what_is_odd_about_a_fact(client, organizer, topic, now):
    create_draft(organizer, make_item(fact="0901-a"), now=now)
    client.force_login(organizer)
    alone, together = "只有这一道题，学习时没有别的题可以轮换", "不在同一个知识点里：0901-x001 0902-x001"
    assert alone in client.get("/manage/bank/0901-x001").content.decode()
    Topic.objects.create(code="0902", name="节水", name_en="Water", parent=topic.parent)
    create_draft(organizer, make_item(topic="0902", stem="节水（　　）。", fact="0901-a"), now=now)
    page = client.get("/manage/bank/0901-x001").content.decode()
    assert together in page and alone not in page


def test_another_question_of_the_same_fact_begins_with_what_they_share(client, organizer, draft):
    client.force_login(organizer)
    assert "再写一道姐妹题" in client.get("/manage/bank/0901-x001").content.decode()
    form = client.get("/manage/bank/new?sibling=0901-x001").content.decode()
    assert 'value="0901-x001"' in form and draft.source["title"] in form and form.count(draft.stem) == 1
    assert '<option value="0901" selected>' in form and "0901-x001 的题干" in form
    client.post("/manage/bank/new?sibling=0901-x001", sent(fact="0901-x001"))
    facts = Question.objects.order_by("code").values_list("code", "fact")
    assert list(facts) == [("0901-x001", "0901-x001"), ("0901-x002", "0901-x001")]
    entry = AuditEntry.objects.get(action="question.fact", subject="question:0901-x001")
    assert entry.details == {"before": "", "after": "0901-x001"}
    third = client.get("/manage/bank/new?sibling=0901-x002").content.decode()
    assert 'value="0901-x001"' in third
    # Whoever takes the code out writes a question of its own.
    client.post("/manage/bank/new?sibling=0901-x002", sent(fact=""))
    assert Question.objects.get(code="0901-x003").fact == ""
    assert client.get("/manage/bank/new?sibling=0901-x009").status_code == 404


def test_a_question_that_has_a_fact_keeps_it(client, organizer, draft):
    client.force_login(organizer)
    Question.objects.filter(pk=draft.question_id).update(fact="0901-b")
    client.post("/manage/bank/new?sibling=0901-x001", sent(fact="0901-c"))
    assert set(Question.objects.values_list("fact", flat=True)) == {"0901-b", "0901-c"}


def test_the_form_offers_the_facts_that_are_in_use(client, organizer, draft, now):
    sibling = create_draft(organizer, make_item(stem="另一道题（　　）。", fact="0901-a"), now=now)
    client.force_login(organizer)
    form = client.get("/manage/bank/0901-x001/edit").content.decode()
    assert '<option value="0901-a" label="另一道题（　　）。">' in form
    Question.objects.filter(pk=sibling.question_id).update(state="retired")
    assert '<option value="0901-a"' not in client.get("/manage/bank/0901-x001/edit").content.decode()
