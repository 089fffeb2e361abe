"""An outsider's check: from the published file alone a script that knows nothing of the project decides a
contest of a thousand people again, and names what was changed."""

import hashlib
import json
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from accounts.models import AuditEntry, User
from leaderboard.domain.lottery_pools import hopefuls
from leaderboard.models import AwardRun
from leaderboard.selectors.contest_record import record_of
from leaderboard.services import draws
from leaderboard.services.claims import hand_on, try_handing_on, waive_prize
from leaderboard.services.draws import draw_lots, freeze_roll
from quiz.models import Answer, Attempt, Contest, Entry, Slot
from quiz.selectors.papers import arrange_seed, paper_of
from quiz.selectors.rules import sheet_of
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest, publish_contest
from quiz.services.rulings import Decision, make_ruling, try_ruling
from quiz.services.scoring import score_all_waiting
from tests.clients import logged_in
from tests.factories import (
    end_contest,
    give_prizes,
    make_contest,
    make_department,
    make_organizer,
    make_question,
    make_sheet,
    make_user,
    sit,
)

pytestmark = pytest.mark.django_db
SCRIPT = settings.BASE_DIR / "static" / "verify" / "verify_contest.py"
PAPER = {
    "rows": [
        {"count": 4, "types": ["single"], "topics": ["0101", "0102"]},
        {"count": 3, "types": ["single", "multi"]},
        {"count": 2, "types": ["judge"], "points": 2},
        {"count": 1, "types": ["blank"]},
    ],
    "order": "shuffled",
    "difficulty_band": 8,
}
AWARDS = [
    {"name": "一等奖", "quota": 5, "tie": "later_key"},
    {"name": "优秀奖", "by": "threshold", "min_points": 42},
    {"name": "幸运奖", "by": "lottery", "quota": 20, "min_points": 35, "cascade": [25, 15], "reserves": 5},
]
POINTS = {"multi": "proportional", "penalty": 1, "speed_bonus": {"per_second": 0.01, "most": 3}}


def make_bank(now) -> None:
    for number in range(40):
        topic, difficulty = f"0{number % 3 + 1}0{number % 2 + 1}", number % 5 + 1
        make_question(type="single", topic=topic, difficulty=difficulty, key=[number % 4 + 1], now=now)
        make_question(type="multi", topic=topic, difficulty=difficulty, key=[1, 2 + number % 3], now=now)
        make_question(type="judge", topic=topic, difficulty=difficulty, key=[number % 2], now=now)
        make_question(type="blank", topic=topic, difficulty=difficulty, key=[["水", "H2O"]], now=now)


def published(people: int, offices: int = 0, **parts) -> tuple[Contest, User]:
    """A contest that so many people have sat, each able in another degree; closed, drawn, published."""
    now = timezone.now()
    office = make_department()
    organizer = make_organizer(office)
    rooms = [make_department("", office, kind="科室") for _each in range(offices)]
    make_bank(now)
    sheet = make_sheet(now, **{"paper": PAPER, "awards": AWARDS, "points": POINTS, **parts})
    contest = publish_contest(organizer, create_contest(organizer, office, sheet, now=now), now=now)
    _crowd(contest, people, now, rooms)
    later = now + timedelta(hours=1)
    score_all_waiting(now=later)
    close_contest(organizer, contest, now=later)
    contest = Contest.objects.select_related("rules", "department").get(pk=contest.pk)
    if sheet.draws_lots:
        roll = freeze_roll(organizer, contest, now=later)
        draw_lots(organizer, roll, public="6 2 5", source="骰子", now=later)
    give_prizes(organizer, contest, now=later)
    return contest, organizer


def _crowd(contest: Contest, count: int, now, offices) -> None:
    dice = random.Random(7)
    where = [offices[n % len(offices)] if offices else None for n in range(count)]
    people = User.objects.bulk_create(
        User(username=f"crowd-{n}", name=f"王{n}明", department=where[n]) for n in range(count)
    )
    entries = Entry.objects.bulk_create(
        Entry(
            contest=contest,
            user=one,
            department=one.department,
            created_at=now,
            excluded_reason="本单位工作人员" if n == 3 else "",
        )
        for n, one in enumerate(people)
    )
    attempts = [_attempt(contest, entry, number, dice, now) for entry in entries for number in (1,)]
    Attempt.objects.bulk_create(attempts)
    sheet = sheet_of(contest.rules)
    slots = [
        Slot(attempt=attempt, position=at, revision_id=one.revision_id, type=one.type,
             option_order=list(one.option_order), points=one.points)
        for attempt in attempts for at, one in enumerate(paper_of(attempt, sheet), start=1)
    ]  # fmt: skip
    Slot.objects.bulk_create(slots, batch_size=2000)
    Answer.objects.bulk_create(_answers(slots, dice, now), batch_size=2000)


def _attempt(contest: Contest, entry: Entry, number: int, dice: random.Random, now) -> Attempt:
    began = now + timedelta(seconds=dice.randrange(600))
    attempt = Attempt(
        contest=contest, user=entry.user, entry=entry, rules=contest.rules, number=number, day=began.date(),
        state=Attempt.State.HANDED_IN, started_at=began, deadline=began + timedelta(minutes=20),
        handed_in_at=began + timedelta(seconds=60 + dice.randrange(500)), handed_in_by="person",
    )  # fmt: skip
    attempt.seed = arrange_seed(attempt)
    return attempt


def _answers(slots: list[Slot], dice: random.Random, now) -> list[Answer]:
    rows = []
    for slot in slots:
        key = slot.revision.key
        if dice.random() < 0.05:
            continue
        right = dice.random() < 0.6 + (slot.attempt_id % 10) / 25
        if slot.type == "blank":
            response = [" h2o。" if right else "油"]
        elif slot.type == "multi":
            response = key if right else key[:1]
        else:
            response = key if right else [next(one for one in slot.option_order if one not in key)]
        rows.append(Answer(attempt_id=slot.attempt_id, position=slot.position, response=response,
                           client_key=f"key-{slot.position:04d}", saved_at=now))  # fmt: skip
    return rows


def decide_again(tmp_path: Path, document, *noted: str) -> subprocess.CompletedProcess[str]:
    """The script alone, in a process without the project: isolated, in an empty folder."""
    file = tmp_path / "contest.json"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *noted]
    return subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)


@pytest.mark.server  # one profile is enough: what counts is the file
@pytest.mark.long
def test_a_thousand_people(tmp_path):
    contest, organizer = published(1_000)
    desk = logged_in(organizer)
    answer = desk.post(f"/manage/contests/{contest.pk}/record.json")
    assert answer.status_code == 200
    document = json.loads(answer.content)
    told = AuditEntry.objects.get(action="record_exported").details
    assert told["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert "王1明" not in answer.content.decode() and "crowd-1" not in answer.content.decode()

    seed = hashlib.sha256(contest.rules.seed.encode()).hexdigest()
    receipt = document["attempts"][17]["receipt"]
    found = decide_again(tmp_path, document, seed, receipt)
    assert (found.returncode, found.stderr) == (0, "")
    winners = len(document["winners"])
    assert f"1000 papers, 999 people, {winners} winners: all agrees" in found.stdout
    assert receipt in found.stdout and winners > 30
    assert len({json.dumps(one["paper"]) for one in document["attempts"]}) > 900


def test_after_a_ruling_too(tmp_path):
    contest, organizer = published(40, awards=AWARDS[:2])
    rows = Slot.objects.filter(attempt__contest=contest).values("revision").annotate(papers=Count("pk"))
    disputed = rows.order_by("-papers", "revision")[0]["revision"]
    now = timezone.now() + timedelta(hours=2)
    decision = Decision(kind="void", reason="教材", note="此题作废。", revision_id=disputed)
    digest = try_ruling(organizer, contest, decision, now=now).digest
    make_ruling(organizer, contest, decision, digest=digest, now=now)
    contest = Contest.objects.select_related("rules", "department").get(pk=contest.pk)
    document = json.loads(json.dumps(record_of(contest)))
    assert document["rulings"]
    found = decide_again(tmp_path, document)
    assert (found.returncode, found.stderr) == (0, ""), found.stdout
    document["rulings"] = []
    assert decide_again(tmp_path, document).returncode == 1


@pytest.fixture(scope="module")
def spoilt():
    """What somebody might change, and the words that name it."""

    def answer(document):
        document["attempts"][5]["answers"][0] = [] if document["attempts"][5]["answers"][0] else [1]
        document["attempts"][5]["points"] += 100

    def question(document):
        document["attempts"][5]["paper"].reverse()

    def score(document):
        document["attempts"][5]["points"] += 1

    def place(document):
        document["standings"][""][0], document["standings"][""][1] = document["standings"][""][1::-1]

    def prize(document):
        document["winners"][0][1], document["winners"][-1][1] = (
            document["winners"][-1][1], document["winners"][0][1],
        )  # fmt: skip

    def seed(document):
        document["papers"]["1"]["seed"] = "0" * 64

    return {
        "points of paper": [answer, score],
        "is what the seed draws": [question, seed],
        "the standings": [place],
        "the winners": [prize],
    }


def test_whatever_was_changed_is_named(tmp_path, spoilt):
    contest, _organizer = published(30, awards=AWARDS[:2])
    text = json.dumps(record_of(contest))
    assert decide_again(tmp_path, json.loads(text)).returncode == 0
    for words, changes in spoilt.items():
        for change in changes:
            document = json.loads(text)
            change(document)
            found = decide_again(tmp_path, document)
            assert found.returncode == 1 and words in found.stdout, (change.__name__, found.stdout)


@pytest.mark.parametrize(
    "parts",
    [
        {"counts": "best", "rank": {"keys": ["points", "elapsed"]}},
        {"points": {"multi": "half"}, "rank": {"keys": ["right", "handed_in"], "min_points": 20}},
        {"points": {"multi": "by_option"}, "paper": {**PAPER, "draw": "per_contest", "order": "by_type"}},
        {"paper": {**PAPER, "draw": "per_day", "shuffle_options": False, "difficulty_band": None}},
    ],
)
def test_other_rules(tmp_path, parts):
    contest, _organizer = published(30, **{"awards": AWARDS[:2], **parts})
    found = decide_again(tmp_path, json.loads(json.dumps(record_of(contest))))
    assert (found.returncode, found.stderr) == (0, ""), found.stdout


def test_seats_of_departments(tmp_path):
    """Of three offices with twenty people each, two win in each; one of them gives the prize up."""
    tiers = [
        {"name": "一等奖", "quota": 3},
        {"name": "优胜奖", "quota": 2, "per_department": True, "kinds": ["科室"], "reserves": 1},
    ]
    contest, organizer = published(60, awards=tiers, offices=3)
    run = AwardRun.objects.get(contest=contest, state=AwardRun.State.PUBLISHED)
    assert run.awards.filter(tier="优胜奖").values("department").distinct().count() == 3
    later = timezone.now() + timedelta(hours=2)
    waive_prize(run.awards.filter(tier="优胜奖").first().user, contest, reason="", now=later)
    outlook = try_handing_on(contest, now=later)
    hand_on(organizer, contest, digest=outlook.digest, now=later)
    document = json.loads(json.dumps(record_of(contest)))
    found = decide_again(tmp_path, document)
    assert (found.returncode, found.stderr) == (0, ""), found.stdout
    document["seats_of"]["1"] = [[person, 1] for person, _unit in document["seats_of"]["1"]]
    found = decide_again(tmp_path, document)
    assert found.returncode == 1 and "the winners" in found.stdout


@pytest.mark.parametrize("lots_have_a_line", [True, False])
def test_ties_by_lot_and_prizes_handed_on(tmp_path, monkeypatch, lots_have_a_line):
    """Sixty people ranked by the points of two questions: about half have both right, so that the last seats
    of either prize are tied. Then four prizes are given up. Also from a list of before lots decided the line.
    """
    if not lots_have_a_line:
        monkeypatch.setattr(draws, "hopefuls", lambda *facts: hopefuls(*facts).as_before)
    tiers = [
        {"name": "一等奖", "quota": 7, "tie": "draw", "reserves": 3},
        {"name": "二等奖", "quota": 9, "tie": "draw", "reserves": 2},
        {"name": "幸运奖", "by": "lottery", "quota": 5, "min_points": 5, "reserves": 2},
    ]
    paper, points = {"rows": [{"count": 2, "types": ["judge"]}]}, {"per_type": {"judge": 5}}
    rank = {"keys": ["points"]}
    contest, organizer = published(60, awards=tiers, paper=paper, points=points, rank=rank)
    run = AwardRun.objects.get(contest=contest, state=AwardRun.State.PUBLISHED)
    assert "tie_decided_by_lot" in {note["code"] for note in run.notes}
    later = timezone.now() + timedelta(hours=2)
    for award in run.awards.filter(position__in=[1, 2, 8, 17]).select_related("user"):
        waive_prize(award.user, contest, reason="", now=later)
    outlook = try_handing_on(contest, now=later)
    hand_on(organizer, contest, digest=outlook.digest, now=later)
    document = json.loads(json.dumps(record_of(contest)))
    assert len(document["forfeits"]) == 4
    found = decide_again(tmp_path, document)
    assert (found.returncode, found.stderr) == (0, ""), found.stdout
    assert [bool(one["reserves"]) for one in document["draw"]["draws"]] == [lots_have_a_line] * 2 + [True]
    spoilt = json.loads(json.dumps(document))
    for one in spoilt["draw"]["draws"][:2]:
        one["reserves"] = 0 if one["reserves"] else 3
    found = decide_again(tmp_path, spoilt)
    assert found.returncode == 1 and "the winners" in found.stdout, "the line behind a tie is compared"
    document["forfeits"].pop()
    found = decide_again(tmp_path, document)
    assert found.returncode == 1 and "the winners" in found.stdout


def test_no_staff_number_leaves_with_the_rules():
    """The file is for everybody: who is not ranked stands in it with a masked name alone."""
    now, office = timezone.now(), make_department()
    person = make_user(office, name="张小三")
    User.objects.filter(pk=person.pk).update(username="staff-0042")
    exclusions = {"people": ["staff-0042"], "reason": "出题人不计名次"}
    contest = make_contest(now, office, who={"exclusions": exclusions}, awards=AWARDS[:1])
    sit(person, contest, right=5, start=now)
    end_contest(None, contest, now=now)
    record = record_of(Contest.objects.select_related("rules", "department").get(pk=contest.pk))
    assert record["rules"]["who"]["exclusions"]["reason"] == "出题人不计名次"
    assert [one["excluded"] for one in record["people"]] == [True]
    assert person.username not in json.dumps(record) and "张小三" not in json.dumps(
        record, ensure_ascii=False
    )
