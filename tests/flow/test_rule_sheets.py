"""Real contests' rules, from the opening to the published winners; expected places worked out by hand."""

import json
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from accounts.models import User
from leaderboard.models import Award, AwardRun
from leaderboard.selectors.awards import winners
from leaderboard.selectors.boards import organisation_boards, people_board
from leaderboard.selectors.draw_files import published_file
from leaderboard.selectors.drawings import latest_roll
from leaderboard.selectors.draws import roll_page
from leaderboard.selectors.notice import notice_of
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from leaderboard.services.claims import claim_prize, hand_on, try_handing_on
from leaderboard.services.draws import draw_lots, freeze_roll
from leaderboard.services.final_list import print_list
from leaderboard.services.notice import answer_objection, finalize_awards, raise_objection
from leaderboard.services.sweep import sweep as sweep_boards
from leaderboard.services.verification import verify
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Attempt, Contest, DrawSeed, Entry, Slot
from quiz.selectors.content import solutions
from quiz.selectors.papers import printed_paper
from quiz.selectors.rules import sheet_of
from quiz.selectors.seeds import draw_commitment
from quiz.selectors.sittings import sitting_of
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, settled, start_or_resume
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest, publish_contest
from quiz.services.entries import enter
from quiz.services.exclusions import exclude_entry
from quiz.services.paper_entries import PaperEntry, enter_paper
from quiz.services.sweep import sweep
from quiz.web.announcement import announcement
from tests.factories import make_department, make_organizer, make_question, make_user, right_response
from tests.refusals import refused

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
KINDS = {"single": 20, "multi": 8, "judge": 10}


@pytest.fixture
def bureau():
    return make_department("市科协")


@pytest.fixture
def organizer(bureau):
    return make_organizer(bureau)


def announced(
    name: str, organizer: User, bureau, levels: tuple[int, ...] = (2,), **changes
) -> tuple[Contest, datetime]:
    """A shipped sheet as a published contest, and its opening. `levels`: how hard its questions are."""
    document = yaml.safe_load((settings.CONTENT_DIR / "rule-sheets" / f"{name}.yaml").read_text())
    sheet = RuleSheet.load({**document, **changes})
    before = sheet.opens_at - DAY
    for kind, count in KINDS.items():
        for _each in range(count):
            for level in levels:
                make_question(now=before, type=kind, difficulty=level)
    draft = create_contest(organizer, bureau, sheet, now=before)
    return publish_contest(organizer, draft, now=before), sheet.opens_at


def play(user: User, contest: Contest, *, right: int, start: datetime, seconds: float) -> Attempt:
    """A sitting with so many right answers; on per-item papers an item each `seconds / size`."""
    attempt = start_or_resume(user, contest.pk, now=start)
    slots = list(Slot.objects.filter(attempt=attempt).select_related("revision").order_by("position"))
    pace = timedelta(seconds=seconds) / len(slots)
    for slot in slots:
        response = right_response(slot) if slot.position <= right else []
        moment = start + slot.position * pace
        if response or attempt.item_ms is not None:
            key = f"key-{slot.position:04d}"
            record_answer(user, attempt.pk, slot.position, response=response, client_key=key, now=moment)
    return hand_in(user, attempt.pk, now=start + timedelta(seconds=seconds))


def make_final(organizer: User, contest: Contest, now: datetime) -> None:
    """公示: somebody objects, is answered, and after the last day the list is final."""
    notice = notice_of(contest, now=now)
    assert notice is not None and notice.is_open
    attempt = Attempt.objects.filter(contest=contest).select_related("user").first()
    assert attempt is not None
    objection = raise_objection(attempt.user, contest, about="score", text="请复核我的得分。", now=now)
    over = notice.ends_at
    assert refused(finalize_awards, organizer, contest, now=now) == "notice_still_open"
    assert refused(finalize_awards, organizer, contest, now=over) == "objections_open"
    answer_objection(organizer, objection, decision="not_upheld", text="复核无误。", now=over)
    assert finalize_awards(organizer, contest, now=over).run_id == notice.run.pk
    assert print_list(organizer, contest, kind="docx", full_names=True, now=over)[:2] == b"PK"


def finish(organizer: User, contest: Contest, now: datetime) -> dict[str, list[tuple[str, int]]]:
    """Close, score, confirm, publish; final where nothing is to be claimed. {tier: [(winner, place)]}"""
    close_contest(organizer, contest, now=now)
    sweep(now=now)
    for _round in range(2):  # the second finds the boards' picture not drawn yet
        sweep_boards(now)
    contest = Contest.objects.select_related("rules").get(pk=contest.pk)
    if sheet_of(contest.rules).draws_lots:
        assert refused(draft_awards, organizer, contest, now=now) == "awards_draw_missing"
        roll = freeze_roll(organizer, contest, now=now)
        draw_lots(organizer, roll, public="6 2 5", source="现场掷骰子", now=now)
    run = draft_awards(organizer, contest, now=now)
    again = draft_awards(organizer, contest, now=now)
    assert again.input_digest == run.input_digest
    publish_awards(organizer, confirm_awards(organizer, again, now=now), now=now)
    assert [str(one) for one in verify(contest, now=now)] == []
    assert winners(contest) is not None
    if not sheet_of(contest.rules).has_claims:
        make_final(organizer, contest, now)
    found: dict[str, list[tuple[str, int]]] = {}
    for award in Award.objects.filter(run=again).select_related("user", "department").order_by("position"):
        name = award.user.name if award.user else award.department.name
        found.setdefault(f"{award.board}{award.tier}", []).append((name, award.place))
    return found


def announced_text(contest: Contest) -> str:
    """The rules as they are announced."""
    parts = announcement(sheet_of(contest.rules), draw=draw_commitment(contest))
    return "".join(line for part in parts for line in part.lines)


def check_from_outside(contest: Contest) -> None:
    """The published file, looked through by the script that everybody has."""
    roll = latest_roll(contest.pk)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "draw.json"
        file.write_text(json.dumps(published_file(roll)), encoding="utf-8")
        script = settings.BASE_DIR / "static" / "verify" / "verify_draw.py"
        noted = [DrawSeed.objects.get(contest=contest).commitment, roll.digest]
        command = [sys.executable, "-I", str(script), str(file), *noted]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def fewer_seats(name: str, *quotas: int | None) -> tuple[dict, ...]:
    """The sheet's own tiers with fewer seats, so that a handful of people fills them."""
    document = yaml.safe_load((settings.CONTENT_DIR / "rule-sheets" / f"{name}.yaml").read_text())
    return tuple({**tier, "quota": quota} for tier, quota in zip(document["awards"], quotas, strict=True))


def test_r1_one_attempt_a_day_and_the_best_counts(organizer, bureau):
    contest, opening = announced("r1", organizer, bureau, awards=fewer_seats("r1", 1, 1, 2))
    people = [make_user(name=name) for name in ("赵一", "钱二", "孙三", "李四", "周五")]
    first_day = {"赵一": (20, 200), "钱二": (18, 150), "孙三": (18, 150), "李四": (10, 100), "周五": (2, 50)}
    for person in people:
        right, seconds = first_day[person.name]
        attempt = play(person, contest, right=right, start=opening, seconds=seconds)
        assert attempt.slots.count() == 20
    types = list(attempt.slots.order_by("position").values_list("type", flat=True))
    assert types == ["judge"] * 7 + ["single"] * 7 + ["multi"] * 6
    again = opening + timedelta(hours=1)
    assert refused(start_or_resume, people[0], contest.pk, now=again) == "attempts_spent_today"
    # The second day: 李四 improves to 19 right, 赵一 does worse, which takes nothing away.
    play(people[3], contest, right=19, start=opening + DAY, seconds=300)
    play(people[0], contest, right=5, start=opening + DAY, seconds=40)
    found = finish(organizer, contest, opening + 3 * DAY)
    # 钱二 and 孙三 are equal to the instant of handing in: a shared third place, both third prizes.
    assert found == {
        "一等奖": [("赵一", 1)],
        "二等奖": [("李四", 2)],
        "三等奖": [("钱二", 3), ("孙三", 3)],
    }


def test_r1_gives_thirty_seconds_an_item(organizer, bureau):
    contest, opening = announced("r1", organizer, bureau)
    person = make_user()
    attempt = start_or_resume(person, contest.pk, now=opening)
    shown = sitting_of(attempt, now=opening + 31 * SECOND)
    assert (shown.open.position, len(shown.items)) == (2, 1)
    late = {"response": [1], "client_key": "key-0001", "now": opening + 34 * SECOND}
    assert refused(record_answer, person, attempt.pk, 1, **late) == "item_closed"
    over = settled(Attempt.objects.get(pk=attempt.pk), now=opening + 605 * SECOND)
    assert over.state == Attempt.State.HANDED_IN
    assert over.handed_in_at == opening + 600 * SECOND


def test_r2_practice_first_then_the_best_of_a_try_a_day(organizer, bureau):
    contest, opening = announced("r2", organizer, bureau, awards=fewer_seats("r2", 2, 2))
    assert DrawSeed.objects.get(contest=contest).commitment in announced_text(contest)
    one, two, three = (make_user(name=name) for name in ("赵一", "钱二", "孙三"))
    # The draw: 李四 and 周五 have five right and a ticket, 吴六 has four and none.
    tickets = {make_user(name=name): right for name, right in (("李四", 6), ("周五", 5), ("吴六", 4))}
    early = opening - timedelta(hours=5)
    for attempt_number in (1, 2, 3):
        moment = early + attempt_number * timedelta(hours=1)
        practice = start_or_resume(one, contest.pk, now=moment, kind="practice")
        hand_in(one, practice.pk, now=moment + 60 * SECOND)
    assert refused(start_or_resume, one, contest.pk, now=early) == "contest_not_open"
    play(two, contest, right=8, start=opening + 10 * SECOND, seconds=64)
    play(one, contest, right=8, start=opening + 20 * SECOND, seconds=64)
    play(three, contest, right=8, start=opening + 5 * SECOND, seconds=63)
    for person, right in tickets.items():
        play(person, contest, right=right, start=opening + 30 * SECOND, seconds=70)
    # Points, then seconds, then who entered first: 孙三 quickest, 钱二 entered before 赵一.
    found = finish(organizer, contest, opening + 2 * DAY)
    assert found["优胜奖"] == [("孙三", 1), ("钱二", 2)]
    # 赵一 won nothing by place and is among the three for two seats.
    lucky = {name for name, _place in found["幸运奖"]}
    assert len(lucky) == 2 and lucky < {"赵一", "李四", "周五"}
    board = people_board(Contest.objects.select_related("rules").get(pk=contest.pk), one)
    assert (board.me.place, board.total) == (3, 6)
    check_from_outside(contest)


def test_r3_a_trial_round_then_groups_apart_and_the_best_go_on(organizer, bureau):
    plain = {"title": "预赛", "awards": (), "when": window(0), "rank": {"keys": ["points"]}}
    trial, trial_opens = announced("r3", organizer, bureau, **plain)
    awards = fewer_seats("r3", 2, 2, 1, 300)
    contest, opening = announced("r3", organizer, bureau, awards=awards, when={**window(3), "gate": trial.pk})
    ages = {"youth": "赵一 钱二 孙三 李四", "adult": "周五 吴六", "senior": "郑七 王八"}
    people = {
        name: make_user(name=name, age_band=band) for band, names in ages.items() for name in names.split()
    }
    for name, person in people.items():
        play(person, trial, right=17 if name == "王八" else 18, start=trial_opens, seconds=300)
    close_contest(organizer, trial, now=trial_opens + DAY)
    sweep(now=trial_opens + DAY)
    assert refused(start_or_resume, people["王八"], contest.pk, now=opening) == "gate_not_passed"
    # (right answers of 30, seconds)
    results = {
        "赵一": (30, 400), "钱二": (30, 380), "孙三": (18, 500), "李四": (17, 300),
        "周五": (25, 600), "吴六": (10, 200), "郑七": (29, 700),
    }  # fmt: skip
    for name, (right, seconds) in results.items():
        play(people[name], contest, right=right, start=opening, seconds=seconds)
    found = finish(organizer, contest, opening + 30 * DAY)
    # Places are those of the own group; 吴六 goes on as the second of two, 孙三 is alone in the draw.
    assert found == {
        "晋级决赛": [("钱二", 1), ("赵一", 2), ("周五", 1), ("吴六", 2), ("郑七", 1)],
        "参与奖": [("孙三", 3)],
    }
    contest = Contest.objects.select_related("rules").get(pk=contest.pk)
    assert people_board(contest, people["周五"], "adult").me.place == 1


def window(days: int) -> dict[str, str]:
    """Three days on the sheet's wall clock, so many days after its first."""
    opens = datetime(2017, 9, 1, 9) + timedelta(days=days)
    return {"opens_at": opens.isoformat(), "closes_at": (opens + timedelta(days=2)).isoformat()}


def test_r4_a_bank_of_ones_own_choice_and_all_attempts_add_up(organizer, bureau):
    awards = fewer_seats("r4", 1, 1)
    contest, opening = announced("r4", organizer, bureau, levels=(1, 3), awards=awards)
    names = {"赵一": "公众题库", "钱二": "公众题库", "孙三": "专业题库"}
    people = {name: make_user(name=name) for name in names}
    assert refused(start_or_resume, people["赵一"], contest.pk, now=opening) == "group_needed"
    for name, bank in names.items():
        enter(people[name], contest.pk, now=opening, group=bank)
    # Right answers of 20 in each attempt, three on the first day at most.
    tries = {"赵一": (10, 12, 14), "钱二": (20, 15), "孙三": (8, 8, 9)}
    for name, rights in tries.items():
        for number, right in enumerate(rights):
            start = opening + number * timedelta(hours=1)
            attempt = play(people[name], contest, right=right, start=start, seconds=300)
            levels = set(attempt.slots.values_list("revision__difficulty", flat=True))
            assert levels <= ({1, 3} if names[name] == "公众题库" else {3})
    late = opening + timedelta(hours=5)
    assert refused(start_or_resume, people["赵一"], contest.pk, now=late) == "attempts_spent_today"
    play(people["赵一"], contest, right=1, start=opening + DAY, seconds=60)
    found = finish(organizer, contest, opening + 10 * DAY)
    # Five points each: 赵一 36 + 1 right = 185, 钱二 35 right = 175; 孙三 alone in the other bank.
    assert found == {"一等奖": [("赵一", 1), ("孙三", 1)]}
    board = people_board(
        Contest.objects.select_related("rules").get(pk=contest.pk), people["钱二"], "公众题库"
    )
    shown = [(row.name, row.points, row.best, row.attempts) for row in board.rows]
    assert shown == [("赵*", 18_500, 7_000, 4), ("钱二", 17_500, 10_000, 2)]
    assert (board.me.points, board.me.best) == (17_500, 10_000)


def test_r5_days_add_up_on_three_boards(organizer, bureau):
    provinces = [make_department(name, bureau, "省") for name in ("甲省", "乙省")]
    schools = [
        make_department(name, parent, "学校")
        for name, parent in (("甲一中", provinces[0]), ("甲二中", provinces[0]), ("乙一中", provinces[1]))
    ]
    pupils = {
        name: make_user(school, name=name)
        for name, school in (
            ("赵一", schools[0]),
            ("钱二", schools[0]),
            ("孙三", schools[1]),
            ("李四", schools[2]),
        )
    }
    awards = fewer_seats("r5", 2, 2, 1)
    contest, opening = announced("r5", organizer, bureau, awards=awards)
    # (right answers of day 1, day 2): 100-point papers, added up.
    days = {"赵一": (10, 2), "钱二": (5, 5), "孙三": (4, 3), "李四": (9, 9)}
    for name, both in days.items():
        for number, right in enumerate(both):
            play(pupils[name], contest, right=right, start=opening + number * DAY, seconds=60)
    found = finish(organizer, contest, opening + 4 * DAY)
    # Persons: 李四 180, 赵一 120, 钱二 100, 孙三 70. Schools: 甲一中 220, 乙一中 180, 甲二中 70.
    # Provinces: 甲省 290, 乙省 180.
    assert found == {
        "个人优胜奖": [("李四", 1), ("赵一", 2)],
        "学校榜学校组织奖": [("甲一中", 1), ("乙一中", 2)],
        "省级榜省级组织奖": [("甲省", 1)],
    }


def test_r5_everybody_gets_the_days_paper(organizer, bureau):
    school = make_department("甲一中", make_department("甲省", bureau, "省"), "学校")
    one, two = make_user(school), make_user(school)
    contest, opening = announced("r5", organizer, bureau)

    def paper(user, start):
        slots = play(user, contest, right=0, start=start, seconds=5).slots
        return set(slots.values_list("revision_id", flat=True))

    assert paper(one, opening) == paper(two, opening)
    assert paper(one, opening + DAY) != paper(one, opening + 2 * DAY)


def test_r6_organisations_by_participants_and_papers(organizer, bureau):
    towns = [make_department(name, bureau, "乡镇街道") for name in ("东镇", "西镇")]
    offices = [make_department(name, bureau, "部门") for name in ("教育局", "农业局")]
    people = {
        department.name: [make_user(department) for _each in range(count)]
        for department, count in zip([*towns, *offices], (4, 3, 2, 2), strict=True)
    }
    contest, opening = announced("r6", organizer, bureau, awards=fewer_seats("r6", 1, 1))
    tries = {"东镇": (1, 1, 0, 0), "西镇": (2, 2, 1), "教育局": (1, 1), "农业局": (5, 0)}
    for name, counts in tries.items():
        for person, count in zip(people[name], counts, strict=True):
            for number in range(count):
                start = opening + number * timedelta(hours=1)
                play(person, contest, right=3, start=start, seconds=30)
    found = finish(organizer, contest, opening + 2 * DAY)
    # Towns: 西镇 70·3/3 + 30·5/5 = 100; 东镇 70·2/3 + 30·2/5 = 58.67.
    # Offices: 教育局 70·2/2 + 30·2/5 = 82; 农业局 70·1/2 + 30·5/5 = 65.
    assert found == {
        "乡镇街道榜优秀组织奖": [("西镇", 1)],
        "部门榜优秀组织奖": [("教育局", 1)],
    }
    contest = Contest.objects.select_related("rules").get(pk=contest.pk)
    scores = {
        row.name: round(row.score / 1_000_000, 2)
        for page in organisation_boards(contest, organizer)
        for row in page.rows
    }
    assert scores["东镇"] == pytest.approx(58.67, abs=0.01)
    assert scores["农业局"] == pytest.approx(65)


def on_paper(contest: Contest, *, right: int) -> dict[int, list[int]]:
    """What somebody wrote who got so many of the printed paper's questions right."""
    paper = printed_paper(contest.rules)
    keys = solutions({slot.revision_id for slot in paper})
    return {
        position: list(keys[slot.revision_id].key) for position, slot in enumerate(paper[:right], start=1)
    }


def test_r7_nested_prizes_widened_and_papers_in_the_same_ranking(organizer, bureau):
    awards = fewer_seats("r7-without-draw", 2, 2, 2)
    contest, opening = announced("r7-without-draw", organizer, bureau, awards=awards)
    online = {name: make_user(name=name) for name in ("赵一", "钱二", "孙三", "周五", "吴六")}
    # Right answers of ten, in the order of handing in; 吴六 only has seven.
    for minutes, (name, right) in enumerate({"赵一": 10, "钱二": 10, "孙三": 8, "吴六": 7}.items()):
        play(online[name], contest, right=right, start=opening + minutes * timedelta(hours=1), seconds=60)
    at_the_counter = {
        "李四": ("13812340001", 10, 1),
        "郑七": ("13812340002", 9, 2),
        "王八": ("13812340003", 9, 3),
    }
    for name, (phone, right, day) in at_the_counter.items():
        sent = PaperEntry(
            name=name, phone=phone, received_at=opening + day * DAY, responses=on_paper(contest, right=right)
        )
        enter_paper(organizer, contest, sent, now=opening + 10 * DAY)
    again = PaperEntry(name="李四", phone="138 1234 0001", received_at=opening + 5 * DAY, responses={})
    assert refused(enter_paper, organizer, contest, again, now=opening + 10 * DAY) == "attempts_spent"
    suspect = Entry.objects.get(contest=contest, user=online["钱二"])
    exclude_entry(organizer, suspect, "同一设备为多人代答", now=opening + 11 * DAY)
    # The end alone does not close it: papers may still be typed in.
    sweep(now=opening + 20 * DAY)
    assert Contest.objects.get(pk=contest.pk).state == Contest.State.PUBLISHED
    found = finish(organizer, contest, opening + 21 * DAY)
    # Full marks: 赵一 and 李四 (钱二 is excluded). Then nine right: 郑七, 王八; then eight: 孙三 alone.
    assert found == {
        "一等奖": [("赵一", 1), ("李四", 2)],
        "二等奖": [("郑七", 3), ("王八", 4)],
        "三等奖": [("孙三", 5)],
    }
    run = AwardRun.objects.get(contest=contest)
    said = [(note["code"], note["values"]["tier"]) for note in run.notes]
    assert said == [("tier_cascaded", "二等奖"), ("tier_cascaded", "三等奖"), ("tier_not_full", "三等奖")]


def test_r7_nested_draws_eased_with_reserves_papers_and_claims(organizer, bureau):
    tiers = fewer_seats("r7", 2, 2, 2)
    awards = tuple({**tier, "reserves": 1} for tier in tiers)
    contest, opening = announced("r7", organizer, bureau, awards=awards)
    rights = {"赵一": 10, "钱二": 10, "孙三": 10, "周五": 9, "吴六": 8, "郑七": 8, "王八": 8, "冯九": 7}
    for minutes, (name, right) in enumerate(rights.items()):
        play(make_user(name=name), contest, right=right, start=opening + minutes * SECOND * 60, seconds=60)
    paper = PaperEntry(
        name="李四",
        phone="13812340001",
        received_at=opening + DAY,
        responses=on_paper(contest, right=10),
    )
    enter_paper(organizer, contest, paper, now=opening + 10 * DAY)
    suspect = Entry.objects.get(contest=contest, user__name="钱二")
    exclude_entry(organizer, suspect, "同一设备为多人代答", now=opening + 11 * DAY)
    found = finish(organizer, contest, opening + 21 * DAY)
    first, second, third = ({name for name, _place in found[tier]} for tier in ("一等奖", "二等奖", "三等奖"))
    # Full marks without 钱二: three for two seats. Then one of them and 周五 with nine; then who has eight.
    full, eight = {"赵一", "孙三", "李四"}, {"吴六", "郑七", "王八"}
    assert first < full and len(first) == 2
    assert second == (full - first) | {"周五"}
    assert third < eight and len(third) == 2
    page = roll_page(latest_roll(contest.pk), full_names=True)
    # Nobody is left with nine or more; 冯九 with seven has no ticket.
    assert [[one.name for one in prize.reserves] for prize in page.prizes] == [[], [], [*(eight - third)]]
    said = [(note["code"], note["values"]["tier"]) for note in AwardRun.objects.get(contest=contest).notes]
    assert said == [("tier_cascaded", "二等奖"), ("tier_cascaded", "三等奖")]
    check_from_outside(contest)

    # The drawn claim within fifteen days, all but one of the third prize: the reserve has it.
    late = opening + 21 * DAY
    idle = sorted(third)[0]
    for name in first | second | third - {idle}:
        claim_prize(Entry.objects.get(contest=contest, user__name=name).user, contest, now=late + DAY)
    notice = notice_of(contest, now=late)
    assert refused(finalize_awards, organizer, contest, now=notice.ends_at) == "claims_open"
    over = late + 16 * DAY
    outlook = try_handing_on(contest, now=over)
    assert [row.award.user.name for row in outlook.given_up] == [idle]
    hand_on(organizer, contest, digest=outlook.digest, now=over)
    (next_one,) = eight - third
    claim_prize(User.objects.get(name=next_one), contest, now=over + DAY)
    make_final(organizer, contest, over)
    run = AwardRun.objects.get(contest=contest, state=AwardRun.State.PUBLISHED)
    names = set(run.awards.values_list("user__name", flat=True))
    assert names == first | second | (third - {idle}) | {next_one}
    assert list(verify(contest, now=over)) == []
    check_from_outside(contest)


def test_r8_milliseconds_decide_and_equals_share_a_place(organizer, bureau):
    hosts = make_department("竞赛组织办公室", bureau)
    works = [make_department(name, bureau) for name in ("一公司", "二公司")]
    contest_people = {
        "赵一": works[0], "钱二": works[0], "孙三": works[0],
        "李四": works[1], "周五": works[1], "吴六": works[1], "郑七": hosts,
    }  # fmt: skip
    users = {name: make_user(department, name=name) for name, department in contest_people.items()}
    changes = {"awards": fewer_seats("r8", 1, 1, 1, 1)}
    contest, opening = announced("r8", organizer, bureau, **changes)
    seconds = {"赵一": 56.001, "钱二": 56.0, "孙三": 70, "李四": 70, "周五": 90, "郑七": 20}
    for name, used in seconds.items():
        play(users[name], contest, right=20, start=opening, seconds=used)
    assert refused(start_or_resume, users["赵一"], contest.pk, now=opening + DAY) == "attempts_spent"
    found = finish(organizer, contest, opening + 2 * DAY)
    # 郑七 of the host is quickest and not ranked; 孙三 and 李四 share place 3 and widen the third prize.
    # 一公司: 60·3/3 + 40·3/3 = 100; 二公司: 60·2/3 + 40·2/2 = 80.
    assert found == {
        "一等奖": [("钱二", 1)],
        "二等奖": [("赵一", 2)],
        "三等奖": [("孙三", 3), ("李四", 3)],
        "单位榜优秀组织奖": [("一公司", 1)],
    }


def test_r8_outside_its_hours_nobody_starts(organizer, bureau):
    make_department("竞赛组织办公室", bureau)
    person = make_user(bureau)
    contest, opening = announced("r8", organizer, bureau, awards=())
    assert refused(start_or_resume, person, contest.pk, now=opening + timedelta(hours=13)) == (
        "contest_outside_hours"
    )
