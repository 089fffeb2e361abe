"""Every page of the desk for everybody: who gets it, who is sent to the login, for whom it is not there."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import RoleGrant
from leaderboard.models import Certificate, Objection
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.certificates import issue_certificates
from leaderboard.services.draws import draw_lots, freeze_roll
from leaderboard.services.notice import raise_objection
from leaderboard.web import desk_urls as award_urls
from quiz.models import Entry, ItemStatistic
from quiz.services.contests import create_contest
from quiz.services.drafts import discard_draft
from quiz.services.item_statistics import rebuild_statistics
from quiz.web import desk_urls
from tests.clients import logged_in
from tests.factories import (
    end_contest,
    make_contest,
    make_department,
    make_organizer,
    make_sheet,
    make_user,
    sit,
    with_role,
)

pytestmark = pytest.mark.django_db

ON_PAPER = {
    "rank": {"keys": ["points"]},
    "who": {"paper_entries": True},
    "paper": {"draw": "per_contest", "rows": [{"count": 10, "types": ["single"]}]},
}
AWARDS = [{"name": "一等奖", "quota": 1}]
LOTS = [{"name": "幸运奖", "by": "lottery", "quota": 1, "claim_days": 5}]
# name: (method, which contest, status for the department's own organizer)
ROUTES = {
    "desk": ("get", None, 200),
    "desk_new": ("get", None, 200),
    "desk_contest": ("get", "draft", 200),
    "desk_discard": ("get", "draft", 200),
    "desk_restore": ("post", "discarded", 302),
    "desk_log": ("get", "draft", 200),
    "desk_rules": ("get", "draft", 200),
    "desk_rules_file": ("get", "draft", 200),
    "desk_version_file": ("get", "draft", 200),
    "desk_preview": ("get", "draft", 200),
    "desk_rules_live": ("post", "draft", 200),
    "desk_rules_sample": ("post", "draft", 200),
    "desk_papers": ("get", "draft", 200),
    "desk_papers_json": ("get", "draft", 200),
    "desk_paper_entries": ("get", "on_paper", 200),
    "desk_paper_print": ("get", "on_paper", 200),
    "desk_printed_pdf": ("post", "on_paper", 200),
    "desk_items": ("get", "closed", 200),
    "desk_items_refresh": ("post", "closed", 302),
    "desk_item": ("get", "closed", 200),
    "desk_items_file": ("post", "closed", 200),
    "desk_gain": ("get", "closed", 200),
    "desk_gain_parallel": ("get", "closed", 200),
    "desk_gain_pair": ("post", "closed", 302),
    "desk_gain_unpair": ("post", "closed", 302),
    "desk_gain_file": ("post", "closed", 404),
    "desk_paper_word": ("post", "draft", 200),
    "desk_paper_pdf": ("post", "draft", 200),
    "desk_publish": ("get", "draft", 200),
    "desk_poster": ("get", "published", 200),
    "desk_qr": ("get", "published", 200),
    "desk_close": ("get", "published", 200),
    "desk_keep_open": ("post", "published", 302),
    "desk_live": ("get", "published", 200),
    "desk_progress": ("get", "published", 200),
    "desk_export_progress": ("post", "closed", 200),
    "desk_export_answers": ("post", "closed", 200),
    "desk_people": ("get", "published", 200),
    "desk_person": ("get", "published", 200),
    "desk_extra_time": ("post", "published", 302),
    "desk_exclude": ("post", "published", 302),
    "desk_include": ("post", "published", 302),
    "desk_outage": ("get", "published", 200),
    "desk_rulings": ("get", "closed", 200),
    "desk_ruling_question": ("get", "closed", 200),
    "desk_ruling_person": ("get", "published", 200),
    "desk_draw": ("get", "drawn", 200),
    "desk_draw_freeze": ("post", "drawn", 302),
    "desk_draw_lots": ("get", "drawn", 302),
    "desk_draw_stage": ("get", "drawn", 200),
    "desk_awards": ("get", "closed", 200),
    "desk_awards_draft": ("post", "closed", 302),
    "desk_report": ("get", "closed", 200),
    "desk_report_word": ("get", "closed", 200),
    "desk_report_pdf": ("get", "closed", 200),
    "desk_export_results": ("post", "closed", 200),
    "desk_record": ("post", "closed", 302),
    "desk_awards_discard": ("get", "closed", 200),
    "desk_awards_confirm": ("get", "closed", 200),
    "desk_awards_publish": ("get", "closed", 200),
    "desk_export_winners": ("post", "closed", 200),
    "desk_notice": ("get", "drawn", 200),
    "desk_finalize": ("get", "drawn", 200),
    "desk_notice_list": ("post", "drawn", 200),
    "desk_claims": ("get", "drawn", 200),
    "desk_claim": ("get", "drawn", 200),
    "desk_claims_taken": ("post", "drawn", 302),
    "desk_claims_sheet": ("post", "drawn", 200),
    "desk_hand_on": ("get", "drawn", 302),
    "desk_objection": ("get", "drawn", 200),
    "desk_certificates": ("get", "drawn", 200),
    "desk_certificate_design": ("get", "drawn", 200),
    "desk_certificate_preview": ("post", "drawn", 200),
    "desk_certificates_file": ("post", "drawn", 200),
    "desk_certificates_issue": ("post", "drawn", 302),
    "desk_certificate_revoke": ("get", "drawn", 200),
    "desk_certificate_again": ("post", "drawn", 302),
}


@dataclass
class House:
    contests: dict
    entry: Entry
    run: object
    roll: object
    certificate: Certificate
    objection: Objection
    item: ItemStatistic
    people: dict

    def address(self, name: str) -> str:
        contest = self.contests[ROUTES[name][1]] if ROUTES[name][1] else None
        args = {
            "desk_qr": lambda: [contest.pk, "png"],
            "desk_version_file": lambda: [contest.pk, 1],
            "desk_item": lambda: [contest.pk, self.item.revision_id],
            "desk_items_file": lambda: [contest.pk, "csv"],
            "desk_person": lambda: [contest.pk, self.entry.pk],
            "desk_extra_time": lambda: [contest.pk, self.entry.pk],
            "desk_exclude": lambda: [contest.pk, self.entry.pk],
            "desk_include": lambda: [contest.pk, self.entry.pk],
            "desk_ruling_question": lambda: [contest.pk, self.item.revision_id],
            "desk_ruling_person": lambda: [contest.pk, self.entry.pk],
            "desk_draw_lots": lambda: [self.roll.pk],
            "desk_draw_stage": lambda: [self.roll.pk],
            "desk_awards_discard": lambda: [self.run.pk],
            "desk_awards_confirm": lambda: [self.run.pk],
            "desk_awards_publish": lambda: [self.run.pk],
            "desk_export_winners": lambda: [self.run.pk],
            "desk_notice_list": lambda: [contest.pk, "pdf"],
            "desk_claim": lambda: [self.certificate.award_id],
            "desk_objection": lambda: [self.objection.pk],
            "desk_certificates_issue": lambda: [self.certificate.award.run_id],
            "desk_certificate_revoke": lambda: [self.certificate.pk],
            "desk_certificate_again": lambda: [self.certificate.pk],
        }
        return reverse(name, args=args.get(name, lambda: [contest.pk] if contest else [])())


@pytest.fixture
def house(now, time_machine) -> House:
    time_machine.move_to(now, tick=False)
    department, elsewhere = make_department(), make_department()
    organizer, participant = make_organizer(department), make_user(department)
    administrator = with_role(make_user(), RoleGrant.Role.ADMINISTRATOR)
    published = make_contest(now, department)
    closed = make_contest(now, department, awards=AWARDS)
    sit(participant, closed, right=5, start=now)
    end_contest(organizer, closed, now=now)
    draft = create_contest(organizer, department, make_sheet(now), now=now)
    discarded = create_contest(organizer, department, make_sheet(now), now=now)
    discard_draft(organizer, discarded, now=now)
    on_paper = make_contest(now, department, **ON_PAPER)
    rebuild_statistics(closed, now=now)
    drawn = make_contest(now, department, awards=LOTS)
    sit(participant, drawn, right=5, start=now)
    end_contest(organizer, drawn, now=now)
    roll = freeze_roll(organizer, drawn, now=now)
    draw_lots(organizer, roll, public="6", source="骰子", now=now)
    prizes = confirm_awards(organizer, draft_awards(organizer, drawn, now=now), now=now)
    issue_certificates(organizer, publish_awards(organizer, prizes, now=now), now=now)
    objection = raise_objection(participant, drawn, about="score", text="请复核。", now=now)
    return House(
        objection=objection,
        contests={
            "published": published,
            "closed": closed,
            "draft": draft,
            "discarded": discarded,
            "on_paper": on_paper,
            "drawn": drawn,
        },
        item=ItemStatistic.objects.filter(contest=closed).first(),
        entry=Entry.objects.get(contest=published, user=participant),
        roll=roll,
        certificate=Certificate.objects.get(),
        run=draft_awards(organizer, closed, now=now),
        people={
            "anonymous": None,
            "participant": participant,
            "stranger": make_organizer(elsewhere),
            "organizer": organizer,
            "administrator": administrator,
        },
    )


def ask(house: House, name: str, role: str):
    client = Client()
    if house.people[role] is not None:
        client.force_login(house.people[role])
    data = {"percent": "150", "reason": "视力不便"} if ROUTES[name][0] == "post" else {}
    return getattr(client, ROUTES[name][0])(house.address(name), data)


def test_every_address_of_the_desk_is_in_this_table():
    named = {one.name for one in (*desk_urls.urlpatterns, *award_urls.urlpatterns)}
    # Registration is everybody's; what the nights found is the administrators'.
    assert named - {"join", "inspections"} == set(ROUTES)


def test_what_the_nights_found_is_for_administrators_alone(house):
    answers = {}
    for role, person in house.people.items():
        client = Client()
        if person is not None:
            client.force_login(person)
        answers[role] = client.get(reverse("inspections")).status_code
    assert answers == {
        "anonymous": 302,
        "participant": 404,
        "stranger": 404,
        "organizer": 404,
        "administrator": 200,
    }


# The list and the form of a new contest are everybody's own who organizes somewhere.
OWN = {name for name, (_method, which, _status) in ROUTES.items() if which is None}
EXPECTED = {
    "anonymous": dict.fromkeys(ROUTES, 302),
    "participant": dict.fromkeys(ROUTES, 404),
    "stranger": {name: 200 if name in OWN else 404 for name in ROUTES},
    "organizer": {name: status for name, (_method, _which, status) in ROUTES.items()},
    "administrator": {name: status for name, (_method, _which, status) in ROUTES.items()},
}


@pytest.mark.parametrize("role", EXPECTED)
def test_who_gets_what(house, role):
    answers = {name: ask(house, name, role) for name in ROUTES}
    assert {name: answer.status_code for name, answer in answers.items()} == EXPECTED[role]
    if role == "anonymous":
        assert all(answer.url.startswith("/login?next=") for answer in answers.values())
    for name, answer in answers.items():
        if "text/html" in answer.headers["Content-Type"]:
            assert_no_inline(name, answer.content.decode())


def assert_no_inline(name: str, text: str) -> None:
    """Our policy forbids scripts and styles in the page; a browser would silently drop them."""
    assert " style=" not in text and "<style" not in text and " onclick" not in text, name
    assert text.count("<script") == text.count('<script type="module" src="/static/') + text.count(
        '<script src="/static/'
    ), name


def test_what_changes_something_is_never_a_link(house):
    client = logged_in(house.people["organizer"])
    changing = [name for name, (method, _which, _status) in ROUTES.items() if method == "post"]
    assert {client.get(house.address(name)).status_code for name in changing} == {405}


def test_an_entry_of_another_contest_is_not_there(house):
    client = logged_in(house.people["organizer"])
    other = Entry.objects.filter(contest=house.contests["closed"]).first()
    assert (
        client.get(reverse("desk_person", args=[house.contests["published"].pk, other.pk])).status_code == 404
    )
