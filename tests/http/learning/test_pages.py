"""Self-study in the browser's place: on a device, by a person, and never a key before its time."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from learning.models import Learner, LearningSession, Memory, ReviewLog
from learning.services.contests import study_contest
from quiz.models import QuestionRevision, Topic
from tests.clients import logged_in, page
from tests.factories import end_contest, make_contest, make_question, make_user, sit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]


@pytest.fixture
def bank(now) -> list[QuestionRevision]:
    return [make_question(now=now, explanation="canary-explanation") for _each in range(6)]


def begun(client: Client, mode: str = "random", **more: str) -> str:
    """The address of a set."""
    answer = client.post(reverse("learn_begin"), {"mode": mode, **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def answer(client: Client, address: str, time_machine, now, *, right: bool = True):
    """Half a minute after the question was shown."""
    shown = page(client, address)
    assert "canary" not in shown
    mark = re.search(r'name="mark" value="([^"]+)"', shown)[1]
    position = int(re.search(rf"{address}/(\d+)", shown)[1])
    session = LearningSession.objects.get(pk=int(address.rpartition("/")[2]))
    key = QuestionRevision.objects.get(question=session.plan[position - 1], is_published=True).key
    response = key if right else [next(n for n in (1, 2, 3, 4) if n not in key)]
    time_machine.shift(30)
    return client.post(f"{address}/{position}", {"mark": mark, "kind": "single", "response": response})


def test_a_visitor_learns_on_this_device_and_takes_it_along(client, bank, person, time_machine, now):
    assert "今天的题" in page(client, "/learn") and not Learner.objects.exists()  # looking makes no rows
    address = begun(client, "daily")
    feedback = answer(client, address, time_machine, now, right=False)["Location"]
    shown = page(client, feedback)
    assert "没答对" in shown and "canary-explanation" in shown and "正确答案" in shown
    client.post(reverse("learn_mark", args=[ReviewLog.objects.get().question_id]),
                {"name": "kept", "value": "1", "next": feedback})  # fmt: skip
    assert "已收藏" in page(client, feedback)
    assert "canary-explanation" in page(client, "/learn/notebook") and "canary" in page(client, "/learn/kept")
    client.force_login(person)
    assert begun(client, "daily") == address
    assert Learner.objects.get().user == person and Memory.objects.get().is_kept
    assert "canary-explanation" in page(client, "/learn/notebook")


def test_a_set_to_its_end(client, bank, person, time_machine, now):
    client.force_login(person)
    address = begun(client, "topic", topic=bank[0].question.topic.code)
    for number in range(6):
        answer(client, address, time_machine, now, right=number > 0)
    assert "再答一次" in page(client, address)
    answer(client, address, time_machine, now)
    done = page(client, address)
    assert "6 题里答对 5 题" in done and "再看一眼没答对的" in done
    assert "做完了" not in page(client, "/learn")


def test_a_set_in_order_says_how_far_it_came(client, bank, now, time_machine):
    for _each in range(6):
        make_question(now=now)
    address = begun(client, "order")
    for _each in range(10):
        answer(client, address, time_machine, now)
    assert "按顺序做到了第 10 题，一共 12 题" in page(client, address)
    assert begun(client, "order") != address


def test_progress_is_counted_by_area(client, bank, person, time_machine, now):
    topic = bank[0].question.topic
    area = Topic.objects.create(code=topic.code[:2], name="健康生活", name_en="Health")
    Topic.objects.filter(pk=topic.pk).update(parent=area)
    client.force_login(person)
    assert "还没有学过题" in page(client, "/learn/progress")
    address = begun(client)
    for number in range(4):
        answer(client, address, time_machine, now, right=number > 0)
    shown = page(client, "/learn/progress")
    words = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert "学过 4 题 现在还记得（估计） 3 题" in words  # of the four, the three that were right
    assert re.search(rf"{area.name}</th>.*?0/4", shown, re.S)
    assert re.search(r"尝试过</th>.*?>1<", shown, re.S) and re.search(r"熟悉</th>.*?>3<", shown, re.S)


def test_reading_a_topic_counts_nothing(client, bank, now):
    topic = bank[0].question.topic.code
    answer = client.post(reverse("learn_begin"), {"mode": "read", "topic": topic})
    assert answer["Location"] == f"/learn/read/{topic}"
    assert page(client, f"/learn/read/{topic}").count("canary-explanation") == 6
    assert not Learner.objects.exists()
    assert client.get("/learn/read/9999").status_code == 404


def test_nothing_chosen_is_told_and_not_knowing_is_an_answer(client, bank, now):
    address = begun(client)
    mark = re.search(r'name="mark" value="([^"]+)"', page(client, address))[1]
    again = client.post(f"{address}/1", {"kind": "single", "mark": mark})
    shown = again.content.decode()
    # The same question, read since it was first seen, with a word about it.
    assert again.status_code == 200 and "还没有选答案" in shown and mark in shown and "就选这个" in shown
    assert not ReviewLog.objects.exists()
    assert client.post(f"{address}/1", {"kind": "single", "unknown": "1"}).status_code == 302
    assert ReviewLog.objects.get().verdict == "empty"
    # Sent once more, from a page that was left open: what came of it.
    assert client.post(f"{address}/1", {"kind": "single"})["Location"] == f"{address}/1"


def test_other_peoples_learning_is_not_there(client, bank, person, now):
    client.force_login(person)
    address = begun(client)
    client.post(f"{address}/1", {"kind": "single", "unknown": "1"})
    question = ReviewLog.objects.get().question_id
    for stranger in (Client(), logged_in(make_user(person.department))):
        assert stranger.get(address).status_code == stranger.get(f"{address}/1").status_code == 404
        assert stranger.post(f"{address}/2", {"unknown": "1"}).status_code == 404
        assert stranger.post(reverse("learn_mark", args=[question]), {"name": "kept"}).status_code == 404


@pytest.mark.parametrize("mode", ["canary", "contest", ""])
def test_only_what_has_a_button_is_begun(client, bank, mode):
    assert client.post(reverse("learn_begin"), {"mode": mode}).status_code == 404
    assert not LearningSession.objects.exists()


def test_the_first_page_leads_to_listening(client, bank):
    assert f'href="{reverse("learn_listen")}"' in page(client, "/learn")


def test_a_contest_takes_its_questions_off_every_page(client, person, now, time_machine, department):
    revisions = [make_question(now=now, explanation="canary-explanation") for _each in range(10)]
    client.force_login(person)
    address = begun(client)
    answer(client, address, time_machine, now, right=False)
    client.post(
        reverse("learn_mark", args=[ReviewLog.objects.get().question_id]), {"name": "kept", "value": "1"}
    )
    codes = [one.question.code for one in revisions]
    make_contest(now, department, questions=0, paper={"mode": "fixed", "questions": codes})
    read = f"/learn/read/{revisions[0].question.topic.code}"
    for path in (
        address,
        f"{address}/1",
        "/learn",
        "/learn/notebook",
        "/learn/kept",
        "/learn/progress",
        read,
    ):
        assert "canary" not in page(client, path), path
    assert "先跳过" in page(client, address) and "答案先不能看" in page(client, f"{address}/1")
    client.post(f"{address}/2", {"skip": "1"})
    assert "做完了" in page(client, address)
    assert client.post(reverse("learn_begin"), {"mode": "random"}).status_code == 200


def test_the_home_page_tells_of_missed_questions_until_it_is_put_away(client, person, organizer, now):
    contest = make_contest(now, person.department)
    sit(person, contest, right=7, start=now)
    end_contest(organizer, contest, now=now)
    study_contest(contest.pk, now=now)
    client.force_login(person)
    page = client.get("/").content.decode()
    assert contest.title in page and "没答对的 3 题放进了错题本" in page
    session = LearningSession.objects.get()
    shown = client.get(f"/learn/sets/{session.pk}").content.decode()
    assert contest.title in shown and "10 题里答对 7 题" in shown
    # What one does about it is to practise these.
    assert 'name="mode" value="wrong"' in shown and "错题再练" in shown
    stranger = make_user(person.department)
    client.force_login(stranger)
    assert client.post(f"/learn/sets/{session.pk}/told").status_code == 404
    client.force_login(person)
    assert client.post(f"/learn/sets/{session.pk}/told").status_code == 302
    assert "放进了错题本" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "url, links", [("https://flk.npc.gov.cn/", 1), ("", 0), ("javascript:alert(1)", 0), ("ftp://a.cn/", 0)]
)
def test_the_source_has_its_address_where_it_is_known(client, person, now, time_machine, url, links):
    make_question(now=now, source={"type": "law", "title": "中华人民共和国消防法", "url": url})
    client.force_login(person)
    address = begun(client, "daily")
    answer(client, address, time_machine, now)
    shown = page(client, f"{address}/1")
    assert "中华人民共和国消防法" in shown
    assert (
        shown.count(f'<a href="{url}" rel="noopener noreferrer">查原文</a>') == shown.count("查原文") == links
    )
