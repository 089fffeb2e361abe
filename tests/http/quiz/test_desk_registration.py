"""From a QR code into a contest."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from quiz.models import Attempt, Contest, Entry, JoinTally
from quiz.services import joining
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest
from tests.factories import make_contest, make_department, make_sheet, make_user

pytestmark = pytest.mark.django_db
NEW = {"name": "赵小六", "phone": "13812341234", "password": "kepu-leitai-9"}


@pytest.fixture(autouse=True)
def _clock(now, time_machine):
    time_machine.move_to(now, tick=False)


def open_contest(now, department=None, **who) -> Contest:
    return make_contest(now, department, who={"admission": "open", **who})


def address(contest) -> str:
    return reverse("join", args=[contest.join_code])


def test_somebody_new_is_at_the_first_question_after_three_fields_and_two_taps(now):
    contest, phone = open_contest(now), Client()
    assert len(phone.get(address(contest)).context["form"].fields) == 3
    first = phone.post(address(contest), NEW)
    assert first.url == reverse("contest", args=[contest.pk])
    second = phone.post(reverse("contest_start", args=[contest.pk]))
    assert second.url.startswith(reverse("attempt", args=[Attempt.objects.get().pk]))
    entry = Entry.objects.get()
    assert (entry.user.name, entry.user.department) == ("赵小六", None)


def test_the_same_form_sent_twice_makes_one_person_and_lets_them_in(now):
    contest = open_contest(now)
    for _each in range(2):
        assert Client().post(address(contest), NEW).url == reverse("contest", args=[contest.pk])
    assert User.objects.count() == Entry.objects.count() == 1


def test_a_phone_number_alone_opens_nobodys_account(now):
    contest = open_contest(now)
    Client().post(address(contest), NEW)
    thief = Client()
    page = thief.post(address(contest), {**NEW, "name": "冒名", "password": "another-guess-1"})
    assert page.status_code == 400 and "phone" in page.context["form"].errors
    assert "_auth_user_id" not in thief.session
    owner = User.objects.get()
    assert owner.name == "赵小六" and owner.check_password(NEW["password"])


def test_guessing_through_the_form_is_stopped_like_guessing_at_the_login(now, settings):
    contest = open_contest(now)
    Client().post(address(contest), NEW)
    for number in range(settings.AXES_FAILURE_LIMIT):
        Client().post(address(contest), {**NEW, "password": f"wrong-guess-{number}"})
    late = Client()
    late.post(address(contest), NEW)
    assert "_auth_user_id" not in late.session


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "123"), ("name", ""), ("name", "<b>x</b>"), ("password", "12345678"), ("phone", "")],
)
def test_a_bad_field_is_named(now, field, value):
    contest = open_contest(now)
    page = Client().post(address(contest), {**NEW, field: value})
    assert page.status_code == 400 and field in page.context["form"].errors
    assert not User.objects.exists()
    assert NEW["password"] not in page.content.decode()


def test_somebody_logged_in_takes_part_with_one_tap(now):
    contest, person, phone = open_contest(now), make_user(make_department()), Client()
    phone.force_login(person)
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


def test_department_and_group_are_asked_on_the_next_page(now):
    department = make_department()
    contest = open_contest(
        now,
        department,
        fields=["name", "department", "group"],
        groups={"by": "chosen", "names": ["居民", "学生"]},
    )
    phone = Client()
    assert phone.post(address(contest), NEW).url == address(contest)
    # The contest's own page leads back here until that is said.
    assert phone.get(reverse("contest", args=[contest.pk])).url == address(contest)
    form = phone.get(address(contest)).context["form"]
    assert set(form.fields) == {"department", "group"}
    bad = phone.post(address(contest), {"join": "1", "group": "外星人"})
    assert set(bad.context["form"].errors) == {"department", "group"}
    phone.post(address(contest), {"join": "1", "group": "学生", "department": department.pk})
    entry = Entry.objects.get()
    assert (entry.group, entry.department, entry.user.department) == ("学生", department, None)


def test_a_department_outside_the_contest_is_no_choice(now):
    contest = open_contest(now, make_department(), fields=["name", "department"])
    phone = Client()
    phone.post(address(contest), NEW)
    page = phone.post(address(contest), {"join": "1", "department": make_department().pk})
    assert "department" in page.context["form"].errors and not Entry.objects.exists()


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
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert elsewhere.post(address(contest), {**NEW, "phone": "13812341239"}).status_code == 302
    assert "127.0.0.1" not in str(list(JoinTally.objects.values_list()))


def test_the_bound_starts_anew_each_day_and_keeps_nothing_of_yesterday(now, time_machine, monkeypatch):
    monkeypatch.setattr(joining, "MOST_TRIES", 1)
    contest = make_contest(now, who={"admission": "open"}, hours=72)
    assert Client().post(address(contest), NEW).status_code == 302
    time_machine.shift(86_400)
    assert Client().post(address(contest), {**NEW, "phone": "13812341235"}).status_code == 302
    assert JoinTally.objects.count() == 1


def test_registering_never_makes_an_organizer_or_joins_a_roster(now):
    department = make_department()
    contest = open_contest(now, department, fields=["name", "department"])
    phone = Client()
    phone.post(address(contest), {**NEW, "department": department.pk, "is_staff": "1", "is_superuser": "1"})
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.department) == (False, False, None)
    assert phone.get(reverse("desk")).status_code == 404
