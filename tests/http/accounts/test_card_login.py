"""Logging in by a printed card: only by POST, only its holder, and no longer than the card holds."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, LoginCard, RoleGrant, User
from accounts.services.cards import end_card, print_cards
from quiz.services.attempts import start_or_resume
from tests.factories import make_contest, make_department, make_organizer, make_user
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    department = make_department("河东区科协")
    organizer = make_organizer(department)
    return department, organizer


@pytest.fixture
def elder(place):
    return make_user(place[0], name="张桂兰", display_mode="elder", text_size="large")


@pytest.fixture
def path(place, elder):
    (card,) = print_cards(place[1], [elder.pk], now=timezone.now())
    return f"/card/{card.token}"


def person_of(client: Client) -> int | None:
    """Who the site takes the browser for."""
    user = client.get("/settings").wsgi_request.user
    return user.pk if user.is_authenticated else None


def test_opening_the_address_only_asks(client, path, elder):
    for method in (client.get, client.head):
        answer = method(path)
        assert answer.status_code == 200
        assert person_of(client) is None
    page = client.get(path).content.decode()
    assert "您是 张*兰 吗？" in page and "张桂兰" not in page
    assert 'data-mode="elder"' in page and 'data-text="large"' in page
    assert "是我" in page and "不是我" in page
    assert not AuditEntry.objects.filter(action="card.login").exists()


def test_pressing_the_button_logs_in(client, path, elder):
    answer = client.post(path)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert person_of(client) == elder.pk
    assert 'data-mode="elder"' in client.get("/").content.decode()
    assert client.cookies["display"].value == "elder.large"
    assert client.get(path)["Location"] == "/"
    note = AuditEntry.objects.get(action="card.login")
    assert (note.actor_id, note.subject) == (elder.pk, f"user:{elder.pk}")
    assert User.objects.get(pk=elder.pk).last_login


def test_it_needs_the_token_of_the_form(path):
    client = Client(enforce_csrf_checks=True)
    assert client.post(path).status_code == 403
    page = client.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    assert client.post(path, {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_a_standard_profile_keeps_the_choice_made_on_the_device(client, place):
    person = make_user(place[0])
    (card,) = print_cards(place[1], [person.pk], now=timezone.now())
    client.post("/display", {"mode": "elder"})
    client.post(f"/card/{card.token}")
    assert User.objects.get(pk=person.pk).display_mode == "elder"


def test_not_me(client, path, settings):
    settings.HELP_PHONE = "0571-12345678"
    assert "/card/not-mine" in client.get(path).content.decode()
    page = client.get("/card/not-mine").content.decode()
    assert "没关系" in page and 'href="tel:0571-12345678"' in page


def test_somebody_else_is_told_and_replaced(client, place, path, elder):
    client.force_login(make_user(place[0], name="王秀英"))
    assert "这里现在登录的是 王秀英" in client.get(path).content.decode()
    client.post(path)
    assert person_of(client) == elder.pk


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"ended_at": timezone.now()}, 410, "已经停用"),
        (
            {
                "printed_at": timezone.now() - timedelta(days=9),
                "expires_at": timezone.now() - timedelta(days=1),
            },
            410,
            "过了有效期",
        ),
    ],
)
def test_a_card_that_opens_nothing_says_so_calmly(client, path, settings, change, status, words):
    settings.HELP_PHONE = "0571-12345678"
    LoginCard.objects.update(**change)
    for method in (client.get, client.post):
        answer = method(path)
        page = answer.content.decode()
        assert answer.status_code == status
        assert words in page and 'href="tel:0571-12345678"' in page
        assert "桂" not in page and "*兰" not in page
    assert person_of(client) is None


def test_an_unknown_card(client):
    for token in ("x" * 27, "%00", "张", "a" * 2000):
        answer = client.get(f"/card/{token}")
        assert answer.status_code == 404
        assert "没有认出这张卡" in answer.content.decode()


def test_guessing_is_slowed_down_for_the_address(client, path, settings):
    for number in range(settings.AXES_FAILURE_LIMIT):
        last = client.get(f"/card/{number:027}")
    assert last.status_code == 429
    assert "15分钟" in last.content.decode() and last["Retry-After"]
    assert client.post(path).status_code == 429
    assert person_of(client) is None
    # Somebody's password login from the same address is not touched.
    assert client.get("/login").status_code == 200


def test_cards_that_ended_do_not_count_as_guesses(client, place, path, elder, settings):
    (card,) = print_cards(place[1], [elder.pk], now=timezone.now())
    for _each in range(settings.AXES_FAILURE_LIMIT + 1):
        assert client.get(path).status_code == 410
    assert client.post(f"/card/{card.token}").status_code == 302


# ── The session lasts as long as the card ─────────────────────────────────────


def test_it_ends_with_the_card(client, place, path, elder):
    client.post(path)
    end_card(place[1], elder, now=timezone.now())
    assert person_of(client) is None


def test_it_ends_when_the_card_is_replaced(client, place, path, elder):
    client.post(path)
    print_cards(place[1], [elder.pk], now=timezone.now())
    assert person_of(client) is None


def test_it_ends_when_the_card_expires(client, path, elder):
    client.post(path)
    past = timezone.now() - timedelta(days=1)
    LoginCard.objects.update(printed_at=past - timedelta(days=365), expires_at=past)
    assert person_of(client) is None


def test_it_never_holds_a_role(client, place, path, elder):
    client.post(path)
    RoleGrant.objects.create(user=elder, role="organizer", department=place[0])
    assert client.get("/manage/people").status_code == 302  # to the login
    assert person_of(client) is None


def test_it_ends_with_the_account(client, path, elder):
    client.post(path)
    User.objects.filter(pk=elder.pk).update(is_active=False)
    assert person_of(client) is None


def test_a_login_with_a_password_outlives_the_card(client, place, path, elder):
    client.post("/login", {"username": elder.username, "password": "a-good-password"})
    end_card(place[1], elder, now=timezone.now())
    assert person_of(client) == elder.pk


def test_a_card_sets_no_password(client, path, elder):
    User.objects.filter(pk=elder.pk).update(must_change_password=True)
    client.post(path)
    assert client.get("/learn").status_code == 200  # nobody is sent to choose one
    assert "现在的密码" in client.get("/settings/password").content.decode()
    client.post("/settings/password", {"new_password1": "brand-new-word", "new_password2": "brand-new-word"})
    assert User.objects.get(pk=elder.pk).check_password("a-good-password")


def test_the_person_ends_it_in_the_settings(client, path, elder):
    client.post(path)
    assert "停用后，这里也会退出登录" in client.get("/settings").content.decode()
    answer = client.post("/settings/card/end", follow=True)
    assert "登录卡已停用" in answer.content.decode()
    assert person_of(client) is None
    assert client.post(path).status_code == 410
    assert client.post("/settings/card/end")["Location"].startswith("/login")


# ── The organizer's side ──────────────────────────────────────────────────────


def test_an_organizer_prints_a_sheet(client, place, elder, settings):
    settings.HELP_PHONE = "0571-12345678"
    client.force_login(place[1])
    page = client.get("/manage/people/cards").content.decode()
    assert elder.name in page and place[1].name not in page.partition("<table")[2]
    answer = client.post("/manage/people/cards", {"person": [elder.pk]})
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    assert "张桂兰" in pdf_text(answer.content).text
    page = client.get("/manage/people/cards?who=with&q=张桂兰").content.decode()
    assert "有效期至" in page
    assert "没有找到" in client.get("/manage/people/cards?who=without&q=张桂兰").content.decode()
    page = client.get(f"/manage/people/{elder.pk}").content.decode()
    assert "重印登录卡" in page
    assert client.post(f"/manage/people/{elder.pk}/card/end").status_code == 302
    assert "打印登录卡" in client.get(f"/manage/people/{elder.pk}").content.decode()


def test_wrong_choices_are_refused_in_words(client, place):
    client.force_login(place[1])
    outside = make_user(make_department("别处"))
    for chosen, status in (([], 400), (["x", "9" * 30], 400), ([outside.pk], 403), ([place[1].pk], 409)):
        answer = client.post("/manage/people/cards", {"person": chosen})
        assert answer.status_code == status, chosen
    assert not LoginCard.objects.exists()


def test_others_have_no_such_pages(client, place, elder):
    client.force_login(elder)
    assert client.get("/manage/people/cards").status_code == 404
    assert client.post(f"/manage/people/{elder.pk}/card/end").status_code == 404
    client.force_login(make_organizer(make_department("别处")))
    assert client.post(f"/manage/people/{elder.pk}/card/end").status_code == 404


def test_the_list_has_a_budget(client, place, django_assert_max_num_queries):
    client.force_login(place[1])
    for count in (2, 25):
        for _each in range(count):
            make_user(place[0])
        with django_assert_max_num_queries(16):
            client.get("/manage/people/cards")


@pytest.mark.usefixtures("standing_clock")
def test_whoever_came_by_a_card_sits_a_contest(client, place, elder, now):
    (card,) = print_cards(place[1], [elder.pk], now=now)
    attempt = start_or_resume(elder, make_contest(now, place[0]).pk, now=now)
    address = f"/api/v1/attempts/{attempt.pk}"
    assert client.get(address).status_code == 401
    client.post(f"/card/{card.token}")
    assert client.get(address).status_code == 200
    body = {"response": [1], "client_key": "k" * 16}
    answer = client.put(f"{address}/answers/1", body, content_type="application/json")
    assert answer.status_code == 201
    end_card(elder, elder, now=now)
    assert client.get(address).status_code == 401
