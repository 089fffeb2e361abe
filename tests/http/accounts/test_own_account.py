"""Login, lockout, first password, display, token: what a person does with their own account."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.authtoken.models import Token

from accounts.models import User
from accounts.services.passwords import reset_password
from accounts.services.phones import set_phone
from tests.factories import make_department, make_organizer, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a-good-password"
TOKEN = "/api/v1/auth/token"


@pytest.fixture
def person() -> User:
    user = make_user(make_department(), name="张三")
    set_phone(user, "13812341234")
    user.save()
    return user


def attempt(client: Client, username: str, password: str = PASSWORD, **more):
    return client.post("/login", {"username": username, "password": password, **more})


def logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# ── Login and logout ──────────────────────────────────────────────────────────


def test_by_staff_number_or_phone(client, person):
    for name in (person.username, f" {person.username.upper()} ", "13812341234", "+86 138-1234-1234"):
        answer = attempt(client, name)
        assert answer.status_code == 302, name
        assert logged_in(client), name
        assert client.post("/logout").status_code == 302
        assert not logged_in(client)


def test_wrong_login_says_one_thing_for_both_faults(client, person):
    texts = []
    for name, password in ((person.username, "wrong"), ("nobody-here", "wrong")):
        answer = attempt(client, name, password)
        assert answer.status_code == 200
        texts.append(re.sub(rf'{name}|value="[^"]*"', "", answer.content.decode()))
        assert "工号（手机号）或密码不对" in texts[-1]
    assert texts[0] == texts[1]


def test_a_slip_fills_in_the_name(client, person):
    page = client.get(f"/login?u={person.username}").content.decode()
    assert f'value="{person.username}"' in page
    assert re.search(r'name="password"[^>]*autofocus', page)
    evil = client.get('/login?u="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in evil


def test_a_slip_of_somebody_else_shows_the_form_to_somebody_logged_in(client, person):
    client.force_login(person)
    assert client.get("/login").status_code == 302
    assert client.get(f"/login?u={person.username}").status_code == 302
    assert client.get("/login?u=other").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/settings", "/settings"),
        ("/contests/3?x=1", "/contests/3?x=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_next_never_leaves_the_site(client, person, wanted, goes):
    assert attempt(client, person.username, next=wanted)["Location"] == goes


def test_login_makes_a_new_session(client, person):
    client.get("/login")
    client.session["x"] = 1
    before = client.session.session_key
    attempt(client, person.username)
    assert client.session.session_key != before


def test_logging_out_needs_a_post(client, person):
    client.force_login(person)
    assert client.get("/logout").status_code == 405
    assert logged_in(client)


def test_forms_need_their_csrf_token(person):
    client = Client(enforce_csrf_checks=True)
    assert attempt(client, person.username).status_code == 403
    assert client.post("/display", {"mode": "elder"}).status_code == 403


# ── Guessing ──────────────────────────────────────────────────────────────────


def test_ten_wrong_passwords_lock_one_person_at_one_address(client, person):
    for _ in range(10):
        last = attempt(client, person.username, "wrong")
    assert last.status_code == 429
    assert last["Retry-After"] == "900"
    assert "15分钟" in last.content.decode()
    assert attempt(client, person.username).status_code == 429, "also with the right password"
    colleague = make_user(person.department)
    assert attempt(client, colleague.username).status_code == 302, "the office shares the address"
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert attempt(elsewhere, person.username).status_code == 302


def test_other_spellings_have_no_attempts_of_their_own(client, person):
    spellings = [
        person.username,
        person.username.upper(),
        f" {person.username}",
        "13812341234",
        "138 1234 1234",
    ]
    for number in range(10):
        last = attempt(client, spellings[number % len(spellings)], "wrong")
    assert last.status_code == 429
    assert attempt(client, "+8613812341234").status_code == 429
    assert (
        client.post(
            TOKEN, {"username": person.username, "password": PASSWORD}, "application/json"
        ).status_code
        == 429
    )


def test_a_failed_login_keeps_no_phone_number(client, person):
    from axes.models import AccessAttempt

    attempt(client, "13812341234", "wrong")
    attempt(client, "13900000000", "wrong")
    kept = str(list(AccessAttempt.objects.values()))
    assert "13812341234" not in kept
    assert "13900000000" not in kept
    assert "wrong" not in kept


def test_a_reset_opens_the_lock(client, person, now):
    organizer = make_organizer(person.department)
    for _ in range(10):
        attempt(client, person.username, "wrong")
    given = reset_password(organizer, person, now=now)
    assert attempt(client, person.username, given).status_code == 302


# ── First password ────────────────────────────────────────────────────────────


@pytest.fixture
def newcomer(client, person, now) -> User:
    given = reset_password(make_organizer(person.department), person, now=now)
    answer = attempt(client, person.username, given, next="/settings")
    assert answer["Location"] == f"{reverse('password')}?next=%2Fsettings"
    return person


def test_a_given_password_is_replaced_before_anything_else(client, newcomer):
    answer = client.get("/settings?x=1")
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('password')}?next=%2Fsettings%3Fx%3D1"
    assert client.post("/manage/people").status_code == 302
    for open_page in (reverse("password"), "/static/css/base.css"):
        assert client.get(open_page).status_code in (200, 404), open_page
    assert client.post("/display", {"mode": "elder"}).status_code == 302
    assert client.get("/api/schema").status_code == 200, "programs are left alone"


def test_choosing_the_first_password(client, newcomer):
    page = reverse("password")
    assert "old_password" not in client.get(page).content.decode()
    new = {"new_password1": "山重水复疑无路吗", "new_password2": "山重水复疑无路吗", "next": "/settings"}
    answer = client.post(page, new)
    assert (answer.status_code, answer["Location"]) == (302, "/settings")
    assert client.get("/settings").status_code == 200, "still logged in here"
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert "old_password" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("short1", "short1", "密码太短"),
        ("8273649182", "8273649182", "密码不能只有数字"),
        ("password1", "password1", "太常见"),
        ("山重水复疑无路吗", "山重水复疑无路呀", "两次输入的密码不一样"),
    ],
)
def test_what_a_password_must_be_is_told_in_chinese(client, newcomer, first, second, told):
    answer = client.post(reverse("password"), {"new_password1": first, "new_password2": second})
    assert answer.status_code == 200
    assert told in answer.content.decode()


def test_the_given_password_is_no_new_one(client, person, now):
    given = reset_password(make_organizer(person.department), person, now=now)
    attempt(client, person.username, given)
    page = client.post(reverse("password"), {"new_password1": given, "new_password2": given})
    assert "这就是现在的密码" in page.content.decode()


def test_changing_it_later_needs_the_old_one_and_ends_other_sessions(client, person):
    other = Client()
    client.force_login(person)
    other.force_login(person)
    Token.objects.create(user=person)
    new = {"new_password1": "山重水复疑无路吗", "new_password2": "山重水复疑无路吗"}
    wrong = client.post(reverse("password"), {"old_password": "wrong", **new})
    assert "现在的密码不对" in wrong.content.decode()
    assert client.post(reverse("password"), {"old_password": PASSWORD, **new}).status_code == 302
    assert client.get(reverse("password")).status_code == 200
    assert other.get(reverse("password")).status_code == 302
    assert not Token.objects.filter(user=person).exists()


# ── Display ───────────────────────────────────────────────────────────────────


def mode(client: Client) -> tuple[str, str]:
    page = client.get("/settings").content.decode()
    return tuple(re.search(rf'<html[^>]* data-{name}="(\w+)"', page)[1] for name in ("mode", "text"))


def test_one_tap_in_one_tap_out_without_login(client):
    assert mode(client) == ("standard", "medium")
    answer = client.post("/display", {"mode": "elder", "next": "/settings"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings")
    assert mode(client) == ("elder", "medium")
    client.post("/display", {"text_size": "large"})
    assert mode(client) == ("elder", "large")
    client.post("/display", {"mode": "standard"})
    assert mode(client) == ("standard", "large")


def test_a_persons_choice_goes_with_them(client, person):
    client.force_login(person)
    client.post("/display", {"mode": "elder", "text_size": "large"})
    person.refresh_from_db()
    assert (person.display_mode, person.text_size) == ("elder", "large")
    other = Client()
    other.force_login(person)
    assert mode(other) == ("elder", "large")
    client.post("/logout")
    assert mode(client) == ("elder", "large"), "remembered on the device"


def test_a_choice_made_just_before_login_is_taken_along(client, person):
    client.post("/display", {"mode": "elder"})
    attempt(client, person.username)
    person.refresh_from_db()
    assert person.display_mode == "elder"
    assert mode(client)[0] == "elder"


def test_the_last_persons_choice_is_not_taken_along(client, person):
    elder = make_user(person.department, display_mode="elder")
    attempt(client, elder.username)
    client.post("/logout")
    assert mode(client)[0] == "elder"
    attempt(client, person.username)
    person.refresh_from_db()
    assert person.display_mode == "standard"
    assert mode(client)[0] == "standard"


@pytest.mark.parametrize("cookie", ["", "x", "elder", "elder.huge.new", "....", "\x00", "a" * 5000])
def test_a_strange_cookie_does_no_harm(client, cookie):
    client.cookies["display"] = cookie
    assert client.get("/settings").status_code == 200


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x", "board"])
def test_display_goes_back_within_the_site_only(client, wanted):
    assert client.post("/display", {"mode": "elder", "next": wanted})["Location"] == "/"
    assert client.post("/display", {"mode": "huge"}).status_code == 302


@pytest.mark.parametrize("wanted", ["board", "certificate", "a b"])
def test_a_bare_word_is_not_taken_for_a_pages_name(client, person, wanted):
    client.force_login(person)
    assert client.get("/login", {"next": wanted}).status_code == 302
    for address in ("/learn/challenge/on-board", "/display"):
        answer = client.post(address, {"next": wanted})
        assert answer.status_code == 302 and answer["Location"].startswith("/")


# ── Caches ────────────────────────────────────────────────────────────────────


def test_personal_pages_stay_out_of_caches(client, person):
    anonymous = client.get("/settings")
    assert "Cookie" in anonymous["Vary"]
    assert "no-store" not in anonymous["Cache-Control"]
    client.force_login(person)
    assert "no-store" in client.get("/settings")["Cache-Control"]
    assert "no-store" in client.get(reverse("password"))["Cache-Control"]


def test_a_request_that_is_too_big_is_not_read(client):
    answer = client.post("/login", b"x", content_type="text/plain", CONTENT_LENGTH=str(13 * 1024 * 1024))
    assert answer.status_code == 413
    answer = client.post(TOKEN, b"x", content_type="application/json", CONTENT_LENGTH=str(13 * 1024 * 1024))
    assert answer.json()["code"] == "request_too_big"


# ── Token ─────────────────────────────────────────────────────────────────────


def ask(client: Client, **body):
    return client.post(TOKEN, body, "application/json")


def test_a_token_for_staff_number_or_phone(client, person):
    first = ask(client, username=person.username, password=PASSWORD)
    assert first.status_code == 200
    assert list(first.json()) == ["token"]
    assert ask(client, username="13812341234", password=PASSWORD).json() == first.json()
    person.refresh_from_db()
    assert person.last_login is not None, "a slip is not printed for somebody who uses the API"


def test_wrong_login_and_wrong_shape(client, person):
    wrong = ask(client, username=person.username, password="wrong")
    assert wrong.status_code == 401
    assert wrong.json() == {"code": "wrong_login", "message": "工号（手机号）或密码不对。", "fields": {}}
    for body in (
        {},
        {"username": "x"},
        {"username": "x", "password": "y", "is_superuser": True},
        {"username": ["a"], "password": 1},
    ):
        answer = ask(client, **body)
        assert answer.status_code == 400, body
        assert answer.json()["code"] == "wrong_shape"
        assert answer.json()["fields"]
    assert client.post(TOKEN, "{", "application/json").status_code == 400
    assert client.post(TOKEN, {"username": person.username, "password": PASSWORD}).status_code == 415
    assert client.get(TOKEN).status_code == 405


def test_the_api_is_locked_as_the_page_is(client, person):
    for _ in range(10):
        last = ask(client, username=person.username, password="wrong")
    assert last.status_code == 429
    assert last["Content-Type"] == "application/json"
    assert last.json()["code"] == "locked_out"
    assert attempt(client, person.username).status_code == 429


def test_the_retired_get_no_token(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert ask(client, username=person.username, password=PASSWORD).status_code == 401


def test_saved_settings_say_so_and_a_switch_speaks_for_itself(client):
    both = {"mode": "standard", "text_size": "medium", "next": "/settings"}
    assert "已保存。" in client.post("/display", both, follow=True).content.decode()
    assert "已保存。" not in client.post("/display", {"mode": "elder"}, follow=True).content.decode()


@pytest.mark.parametrize("path", ["/", "/learn", "/login", "/nothing/here"])
def test_help_is_one_tap_away_on_every_page_of_the_elders(client, settings, path):
    settings.HELP_PHONE = "010-68571234"
    client.post("/display", {"mode": "elder"})
    page = client.get(path).content.decode()
    assert 'href="tel:010-68571234"' in page and 'href="/login' in page
    client.post("/display", {"mode": "standard"})
    assert "tel:" not in client.get(path).content.decode()
