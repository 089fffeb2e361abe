"""Answers on paper: typed in by an organizer, merged with all others, refused with the field and the cure."""

from datetime import timedelta

import pytest

from accounts.models import AuditEntry, User
from quiz.models import Answer, Attempt, AttemptScore, Contest, Slot
from quiz.selectors.content import solutions
from quiz.selectors.papers import printed_paper
from quiz.services.closing import close_contest, close_ended_contests
from quiz.services.paper_entries import PaperEntry, enter_paper
from quiz.services.scoring import score_all_waiting
from tests.factories import make_contest, make_department, make_question, make_user, sit
from tests.refusals import refusal

pytestmark = pytest.mark.django_db
PARTS = {"rank": {"keys": ["points", "handed_in"]}}
OPEN = {"who": {"admission": "open", "paper_entries": True}, **PARTS}
ROSTER = {"who": {"paper_entries": True}, **PARTS}
PHONE = "13812340001"


def sheet_of_paper(now, **fields):
    return PaperEntry(**{"name": "李四", "phone": PHONE, "received_at": now, "responses": {}, **fields})


def refused(*arguments, **named):
    broken = refusal(enter_paper, *arguments, **named)
    return broken.code, list(broken.fields)


def right_answers(contest):
    paper = printed_paper(contest.rules)
    keys = solutions({slot.revision_id for slot in paper})
    return {position: list(keys[slot.revision_id].key) for position, slot in enumerate(paper, start=1)}


def test_a_paper_is_an_attempt_like_any_other(department, organizer, now):
    contest = make_contest(now, department, questions=30, **OPEN)
    answers = {position: response for position, response in right_answers(contest).items() if position <= 7}
    attempt = enter_paper(organizer, contest, sheet_of_paper(now, responses=answers), now=now)
    score_all_waiting(now=now)
    score = AttemptScore.objects.get(attempt=attempt)
    assert (score.points, score.right, score.elapsed_ms) == (3500, 7, 0)
    assert (attempt.on_paper, attempt.handed_in_by, attempt.handed_in_at) == (True, "organizer", now)
    assert Answer.objects.filter(attempt=attempt).count() == 7
    logged = AuditEntry.objects.get(action="paper_entered")
    assert logged.actor == organizer
    assert logged.details == {"user": attempt.user_id, "attempt": attempt.pk, "answered": 7}


def test_everybody_has_the_printed_paper(department, organizer, now):
    contest = make_contest(now, department, questions=40, **OPEN)
    one = enter_paper(organizer, contest, sheet_of_paper(now), now=now)
    other = enter_paper(organizer, contest, sheet_of_paper(now, name="王五", phone="13812340002"), now=now)

    def slots(attempt):
        return list(
            Slot.objects.filter(attempt=attempt)
            .order_by("position")
            .values_list("revision_id", "option_order")
        )

    assert slots(one) == slots(other)
    assert slots(one) == [
        (slot.revision_id, list(slot.option_order)) for slot in printed_paper(contest.rules)
    ]


def test_a_known_phone_is_that_person(department, organizer, now):
    contest = make_contest(now, department, when={"attempts": {"total": 2}}, **OPEN)
    first = enter_paper(organizer, contest, sheet_of_paper(now), now=now)
    second = enter_paper(organizer, contest, sheet_of_paper(now, phone="138-1234-0001"), now=now)
    assert (first.user_id, first.number, second.number) == (second.user_id, 1, 2)
    other = sheet_of_paper(now, name="别人")
    assert refused(organizer, contest, other, now=now) == ("paper_phone_of_other", ["phone"])


def test_somebody_of_the_roster_by_number(department, organizer, now):
    person, stranger = make_user(department), make_user(make_department("别的单位"))
    contest = make_contest(now, department, **ROSTER)
    attempt = enter_paper(organizer, contest, sheet_of_paper(now, number=person.username.upper()), now=now)
    assert attempt.user == person
    for number in ("nobody", stranger.username):
        sent = sheet_of_paper(now, number=number)
        assert refused(organizer, contest, sent, now=now) == ("paper_unknown_number", ["number"])


def test_an_attempt_on_line_counts_too(department, organizer, now):
    person = make_user(department)
    contest = make_contest(now, department, **ROSTER)
    sit(person, contest, right=1, start=now)
    sent = sheet_of_paper(now, number=person.username)
    assert refused(organizer, contest, sent, now=now)[0] == "attempts_spent"


def test_when_it_was_received(department, organizer, now):
    contest = make_contest(now, department, **OPEN)
    for moment in (contest.opens_at - timedelta(minutes=1), now + timedelta(minutes=1)):
        sent = sheet_of_paper(moment)
        assert refused(organizer, contest, sent, now=now) == ("paper_received_outside", ["received_at"])
    late = contest.closes_at + timedelta(hours=1)
    assert enter_paper(organizer, contest, sheet_of_paper(contest.closes_at), now=late).pk
    sent = sheet_of_paper(late, phone="13812340009", name="王五")
    assert refused(organizer, contest, sent, now=late)[0] == "paper_received_outside"


def test_a_contest_without_papers_and_a_closed_one_take_none(department, organizer, now):
    plain = make_contest(now, department)
    assert refused(organizer, plain, sheet_of_paper(now), now=now)[0] == "no_paper_entries"
    contest = make_contest(now, department, **OPEN)
    close_contest(organizer, contest, now=now)
    assert refused(organizer, contest, sheet_of_paper(now), now=now)[0] == "paper_contest_not_open"
    assert not User.objects.filter(name="李四").exists()


def test_only_its_organizer_closes_a_contest_with_papers(department, organizer, now):
    contest = make_contest(now, department, **OPEN)
    late = contest.closes_at + timedelta(days=2)
    assert close_ended_contests(now=late) == 0
    close_contest(organizer, contest, now=late)
    assert Contest.objects.get(pk=contest.pk).state == Contest.State.CLOSED


def test_groups_have_printed_papers_of_their_own(department, organizer, now):
    for difficulty in (1, 5):
        for _each in range(8):
            make_question(now=now, difficulty=difficulty)
    rows = [
        {"count": 4, "difficulty": [1, 1], "groups": ["甲"]},
        {"count": 4, "difficulty": [5, 5], "groups": ["乙"]},
    ]
    who = {
        "admission": "open",
        "fields": ["name", "phone", "group"],
        "paper_entries": True,
        "groups": {"by": "chosen", "names": ["甲", "乙"]},
    }
    contest = make_contest(now, department, questions=0, who=who, paper={"rows": rows}, **PARTS)
    attempt = enter_paper(organizer, contest, sheet_of_paper(now, group="乙"), now=now)
    levels = set(Slot.objects.filter(attempt=attempt).values_list("revision__difficulty", flat=True))
    assert levels == {5}
    sent = sheet_of_paper(now, name="王五", phone="13812340002", group="丙")
    assert refused(organizer, contest, sent, now=now) == ("group_needed", ["group"])
    assert Attempt.objects.count() == 1
    sent = sheet_of_paper(now, group="甲")
    assert refused(organizer, contest, sent, now=now) == ("paper_other_group", ["group"])
