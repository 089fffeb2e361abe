"""What a rehearsal says at its end to who organizes."""

from dataclasses import replace

from quiz.management.commands.rehearse import in_words
from quiz.selectors.rehearsal import Verdict
from quiz.services.rehearsing import Outcome

SOUND = Outcome(
    contest=1,
    title="科普",
    people=2,
    answers=20,
    answers_per_second=5,
    sitting_seconds=4,
    scored_seconds=0.5,
    board_seconds=0.6,
    millis={"answer": {"p50": 8.4, "p99": 77.2, "max": 90}},
    errors={},
    cut_short=0,
    verdict=Verdict(attempts=2, acknowledged=20),
    cpu_seconds_per_attempt=None,
    load_cpu_seconds=1,
)


def test_what_went_well_is_said_plainly():
    said = in_words(SOUND).splitlines()[-3:]
    assert said[0] == "演练通过：2 人都交了卷，存下的 20 个答案一个没丢，成绩都算对了。"
    assert "一半在 8 毫秒以内" in said[1] and "在 77 毫秒以内" in said[1] and "0.6 秒全部上榜" in said[2]


def test_what_went_wrong_is_no_go():
    lost = replace(SOUND, verdict=Verdict(attempts=2, acknowledged=20, lost=1), board_seconds=None, millis={})
    assert in_words(lost).splitlines()[-1].startswith("演练没有通过，先不要开赛")
