"""From a QR code into a contest."""

import re

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from accounts.models import User
from quiz.models import Attempt, Contest, Entry, JoinTally
from quiz.services import joining
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest
from quiz.web.registration import SENT_AGAIN
from tests.clients import logged_in
from tests.factories import make_contest, make_department, make_sheet, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
NEW = {"name": "赵小六", "phone": "13812341234"}
GROUPS = {"by": "chosen", "names": ["居民", "学生"]}


def open_contest(now, department=None, **who) -> Contest:
    return make_contest(now, department, who={"admission": "open", **who})


def address(contest) -> str:
    return reverse("join", args=[contest.join_code])


def key_of(page) -> str:
    return re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]


def password_of(page) -> str:
    return re.search(r'slip-password">([^<]+)<', page.content.decode())[1]


def register(contest, client=None, **fields):
    """A whole visit: the form fetched, filled in and sent."""
    client = client or Client()
    return client.post(address(contest), {**NEW, "key": key_of(client.get(address(contest))), **fields})


def logs_in(username: str, password: str) -> bool:
    return Client().post("/login", {"username": username, "password": password}).status_code == 302


def test_somebody_new_is_at_the_first_question_after_two_fields_and_two_taps(now):
    contest, phone = open_contest(now), Client()
    assert list(phone.get(address(contest)).context["form"].fields) == ["name", "phone"]
    done = register(contest, phone)
    assert done.status_code == 200 and reverse("contest_start", args=[contest.pk]) in done.content.decode()
    second = phone.post(reverse("contest_start", args=[contest.pk]))
    assert second.url.startswith(reverse("attempt", args=[Attempt.objects.get().pk]))
    entry = Entry.objects.get()
    assert (entry.user.name, entry.user.department) == ("赵小六", None)


def test_the_slip_is_the_way_back_on_another_device(now):
    contest = open_contest(now)
    page = register(contest)
    text, person = page.content.decode(), User.objects.get()
    assert "138****1234" in text and NEW["phone"] not in text
    assert page["Cache-Control"] == "private, no-store"
    assert logs_in(NEW["phone"], password_of(page)) and logs_in(person.username, password_of(page))
    assert not person.must_change_password


def test_the_same_form_sent_twice_makes_one_person_and_lets_them_in(now):
    """A double tap: the second time nobody is logged in yet, as far as the server can see."""
    contest = open_contest(now)
    key = key_of(Client().get(address(contest)))
    pages = [Client().post(address(contest), {**NEW, "key": key}) for _each in range(2)]
    assert len({password_of(page) for page in pages}) == 1
    assert User.objects.count() == Entry.objects.count() == 1


def test_a_reload_shows_the_slip_again(now):
    contest, phone = open_contest(now), Client()
    sent = {**NEW, "key": key_of(phone.get(address(contest)))}
    first, again = phone.post(address(contest), sent), phone.post(address(contest), sent)
    assert password_of(first) == password_of(again) and Entry.objects.count() == 1


def test_a_phone_number_alone_opens_nobodys_account(now):
    contest = open_contest(now)
    kept = password_of(register(contest))
    thief = Client()
    page = register(contest, thief, name="冒名")
    assert page.status_code == 400 and "phone" in page.context["form"].errors
    assert "_auth_user_id" not in thief.session
    owner = User.objects.get()
    assert owner.name == "赵小六" and owner.check_password(kept)


def test_a_refused_number_is_kept_readable_nowhere(now):
    """The guard against guessing notes the request; numbers are sealed everywhere, so also there."""
    contest, thief = open_contest(now), Client()
    register(contest)
    key = key_of(thief.get(address(contest)))
    thief.post(f"{address(contest)}?u={NEW['phone']}", {**NEW, "name": "冒名顶替", "key": key})
    kept = str(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.exists()
    assert not [told for told in (NEW["phone"], "冒名顶替", key) if told in kept]


def test_an_old_form_lets_nobody_in(now, time_machine):
    """Somebody goes back to the form on a shared computer, an hour later."""
    contest = open_contest(now)
    key = key_of(Client().get(address(contest)))
    assert Client().post(address(contest), {**NEW, "key": key}).status_code == 200
    time_machine.shift(SENT_AGAIN.total_seconds() + 1)
    late = Client()
    assert late.post(address(contest), {**NEW, "key": key}).status_code == 400
    assert "_auth_user_id" not in late.session


@pytest.mark.parametrize("key", ["", "forged", "forged:1abcde:sig"])
def test_a_key_that_we_did_not_make_is_as_good_as_none(now, key):
    contest = open_contest(now)
    first = Client().post(address(contest), {**NEW, "key": key})
    assert first.status_code == 200 and logs_in(NEW["phone"], password_of(first))
    assert Client().post(address(contest), {**NEW, "key": key}).status_code == 400


def test_a_form_left_open_for_hours_still_registers(now, time_machine):
    contest = open_contest(now)
    key = key_of(Client().get(address(contest)))
    time_machine.shift(7200)
    assert Client().post(address(contest), {**NEW, "key": key}).status_code == 200


def test_guessing_through_the_form_is_stopped_like_guessing_at_the_login(now, settings):
    """Whoever has somebody's form cannot try other forms without end either."""
    contest = open_contest(now)
    key = key_of(Client().get(address(contest)))
    Client().post(address(contest), {**NEW, "key": key})
    for _each in range(settings.AXES_FAILURE_LIMIT):
        register(contest)
    late = Client()
    late.post(address(contest), {**NEW, "key": key})
    assert "_auth_user_id" not in late.session


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "123"), ("name", ""), ("name", "<b>x</b>"), ("phone", "")]
)
def test_a_bad_field_is_named(now, field, value):
    contest = open_contest(now)
    page = register(contest, **{field: value})
    assert page.status_code == 400 and field in page.context["form"].errors
    assert not User.objects.exists()


def test_a_refused_form_stays_the_same_form(now):
    contest, phone = open_contest(now), Client()
    key = key_of(phone.get(address(contest)))
    refused = phone.post(address(contest), {**NEW, "phone": "1", "key": key})
    assert key_of(refused) == key


@pytest.mark.parametrize(
    ("fields", "groups", "asked"),
    [
        (["name", "phone"], {}, ["name", "phone"]),
        (["name", "phone", "department"], {}, ["name", "phone", "department"]),
        (["name", "phone", "group"], GROUPS, ["name", "phone", "group"]),
        (["name", "phone", "group"], {"by": "age_band"}, ["name", "phone", "group"]),
        (["name", "department", "group"], GROUPS, ["name", "department", "group"]),
        (["phone"], {}, ["phone"]),
        (["name"], {}, ["name"]),
    ],
)
def test_the_form_asks_what_the_rules_say_and_never_more_than_three(now, fields, groups, asked):
    contest = open_contest(now, fields=fields, **({"groups": groups} if groups else {}))
    page = Client().get(address(contest))
    assert list(page.context["form"].fields) == asked
    shown = re.findall(r'<(?:input(?![^>]*type="(?:hidden|radio)")|select)', main_of(page))
    assert len(shown) + ("group" in asked) == len(asked)


def main_of(page) -> str:
    return page.content.decode().partition("<main")[2].partition("</main>")[0]


def test_without_a_phone_the_slip_says_the_login_name(now):
    contest = open_contest(now, fields=["name"])
    key = key_of(Client().get(address(contest)))
    pages = [Client().post(address(contest), {"name": "赵小六", "key": key}) for _each in range(2)]
    person = User.objects.get()
    assert all(person.username in page.content.decode() for page in pages)
    assert logs_in(person.username, password_of(pages[1])) and Entry.objects.count() == 1


def test_somebody_logged_in_takes_part_with_one_tap(now):
    contest, person = open_contest(now), make_user(make_department())
    phone = logged_in(person)
    assert not phone.get(address(contest)).context["form"].fields
    for _each in range(2):
        assert phone.post(address(contest), {"join": "1"}).url == reverse("contest", args=[contest.pk])
    assert Entry.objects.get().department == person.department
    assert phone.get(address(contest)).url == reverse("contest", args=[contest.pk])


def test_a_contest_for_a_roster_asks_to_log_in(now):
    contest = make_contest(now)
    stranger = Client()
    first = stranger.get(address(contest))
    assert first.url == reverse("contest", args=[contest.pk])
    assert stranger.get(first.url).url.startswith("/login?next=")
    assert stranger.post(address(contest), NEW).status_code == 302
    assert not User.objects.exists()


def test_department_and_group_are_asked_with_the_rest(now):
    department = make_department()
    contest = open_contest(now, department, fields=["name", "department", "group"], groups=GROUPS)
    bad = register(contest, group="外星人")
    assert set(bad.context["form"].errors) == {"department", "group"} and not User.objects.exists()
    assert register(contest, group="学生", department=department.pk).status_code == 200
    entry = Entry.objects.get()
    assert (entry.group, entry.department, entry.user.department) == ("学生", department, None)


def test_somebody_known_is_asked_only_for_what_nothing_says_yet(now):
    department = make_department()
    contest = open_contest(now, department, fields=["name", "department", "group"], groups=GROUPS)
    phone = logged_in(make_user(None))
    # The contest's own page leads here until that is said.
    assert phone.get(reverse("contest", args=[contest.pk])).url == address(contest)
    assert set(phone.get(address(contest)).context["form"].fields) == {"department", "group"}
    bad = phone.post(address(contest), {"join": "1", "group": "外星人"})
    assert set(bad.context["form"].errors) == {"department", "group"}
    phone.post(address(contest), {"join": "1", "group": "学生", "department": department.pk})
    entry = Entry.objects.get()
    assert (entry.group, entry.department, entry.user.department) == ("学生", department, None)


def test_a_department_outside_the_contest_is_no_choice(now):
    contest = open_contest(now, make_department(), fields=["name", "department"])
    page = register(contest, department=make_department().pk)
    assert "department" in page.context["form"].errors and not Entry.objects.exists()


# ── Another slip ──────────────────────────────────────────────────────────────


def test_another_slip_only_where_somebody_registered(now):
    contest, phone, elsewhere = open_contest(now), Client(), Client()
    first = password_of(register(contest, phone))
    assert "换一张登录条" in phone.get("/settings").content.decode()
    assert elsewhere.post("/login", {"username": NEW["phone"], "password": first}).status_code == 302
    assert "换一张登录条" not in elsewhere.get("/settings").content.decode()
    assert elsewhere.post("/settings/slip").status_code == 404
    second = password_of(phone.post("/settings/slip"))
    assert not logs_in(NEW["phone"], first) and logs_in(NEW["phone"], second)
    assert phone.get("/settings").context["user"].is_authenticated
    assert not elsewhere.get("/settings").context["user"].is_authenticated
    assert phone.get("/settings/slip").status_code == 405


def test_whoever_chose_a_password_of_their_own_keeps_it(now):
    contest, phone = open_contest(now), Client()
    made = password_of(register(contest, phone))
    own = {"old_password": made, "new_password1": "看花人在花中看呢", "new_password2": "看花人在花中看呢"}
    assert phone.post("/settings/password", own).status_code == 302
    assert phone.post("/settings/slip").status_code == 404
    assert logs_in(NEW["phone"], "看花人在花中看呢")


def test_strangers_get_no_slip(now):
    assert Client().post("/settings/slip").status_code == 404


def test_codes_of_drafts_and_of_nothing_are_not_there(now):
    department = make_department()
    draft = create_contest(None, department, make_sheet(now, who={"admission": "open"}), now=now)
    assert Client().get(address(draft)).status_code == 404
    assert Client().get(reverse("join", args=["nonsense"])).status_code == 404


def test_after_the_end_nobody_registers(now):
    contest = open_contest(now)
    close_contest(None, contest, now=now)
    page = Client().post(address(contest), NEW)
    assert "已经结束" in page.content.decode() and not User.objects.exists()


def test_one_address_has_a_days_bound(now, monkeypatch):
    monkeypatch.setattr(joining, "MOST_TRIES", 3)
    contest = open_contest(now)
    answers = [Client().post(address(contest), {**NEW, "phone": f"1381234123{n}"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert elsewhere.post(address(contest), {**NEW, "phone": "13812341239"}).status_code == 200
    assert "127.0.0.1" not in str(list(JoinTally.objects.values_list()))


def test_the_bound_starts_anew_each_day_and_keeps_nothing_of_yesterday(now, time_machine, monkeypatch):
    monkeypatch.setattr(joining, "MOST_TRIES", 1)
    contest = make_contest(now, who={"admission": "open"}, hours=72)
    assert Client().post(address(contest), NEW).status_code == 200
    time_machine.shift(86_400)
    assert Client().post(address(contest), {**NEW, "phone": "13812341235"}).status_code == 200
    assert JoinTally.objects.count() == 1


def test_registering_never_makes_an_organizer_or_joins_a_roster(now):
    department = make_department()
    contest = open_contest(now, department, fields=["name", "department"])
    phone = Client()
    phone.post(address(contest), {**NEW, "department": department.pk, "is_staff": "1", "is_superuser": "1"})
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.department) == (False, False, None)
    assert phone.get(reverse("desk")).status_code == 404
