"""Contests that a crowd has sat, written straight into the rows: what each person chose is given."""

import math
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Department, User
from quiz.models import Answer, Attempt, Contest, Entry, QuestionRevision, Slot
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest, publish_contest
from quiz.services.item_statistics import rebuild_statistics
from quiz.services.scoring import score_all_waiting
from tests.factories import make_department, make_organizer, make_question, make_sheet

FIRST_USER = "crowd"


def fixed_contest(
    now: datetime, revisions: Sequence[QuestionRevision], department: Department | None = None, **parts
) -> Contest:
    """A published contest with these questions in their order."""
    paper = {"mode": "fixed", "questions": [one.question.code for one in revisions], "order": "as_listed"}
    sheet = make_sheet(now, paper=paper, **parts)
    return publish_contest(
        None, create_contest(None, department or make_department(), sheet, now=now), now=now
    )


def let_sit(
    contest: Contest,
    revisions: Sequence[QuestionRevision],
    choices: Sequence[Sequence[int | None]],
    *,
    now: datetime,
    item_seconds: Sequence[float] | None = None,
    **person,
) -> list[Attempt]:
    """A person for each row, an option id for each question (None: left out); handed in and scored.

    `item_seconds`: the paper opened its questions one by one, and each took so long.
    """
    crowd = User.objects.bulk_create(
        User(username=f"{FIRST_USER}-{contest.pk}-{User.objects.count()}-{n}", name=f"人{n}", **person)
        for n in range(len(choices))
    )
    entries = Entry.objects.bulk_create(Entry(contest=contest, user=one, created_at=now) for one in crowd)
    attempts = Attempt.objects.bulk_create(
        Attempt(
            contest=contest, user=entry.user, entry=entry, rules=contest.rules, number=1, day=now.date(),
            seed="seed", state=Attempt.State.HANDED_IN, started_at=now, deadline=now + timedelta(hours=1),
            handed_in_at=now + timedelta(minutes=5), handed_in_by=Attempt.HandedInBy.PERSON,
            item_ms=60_000 if item_seconds else None,
        )
        for entry in entries
    )  # fmt: skip
    Slot.objects.bulk_create(
        Slot(
            attempt=attempt,
            position=at,
            revision=one,
            type=one.type,
            option_order=[option["id"] for option in one.options] or [1, 0],
            points=500,
        )
        for attempt in attempts
        for at, one in enumerate(revisions, start=1)
    )
    Answer.objects.bulk_create(_answers(attempts, choices, now, item_seconds))
    score_all_waiting(now=now + timedelta(minutes=6))
    return attempts


def _answers(attempts, choices, now, item_seconds):
    for attempt, row in zip(attempts, choices, strict=True):
        passed = 0.0
        for at, option in enumerate(row, start=1):
            passed += item_seconds[at - 1] if item_seconds else 1
            if option is not None:
                yield Answer(
                    attempt=attempt, position=at, response=[option], client_key=f"key-{at}",
                    saved_at=now + timedelta(seconds=passed),
                )  # fmt: skip


def choices_of(rights: Sequence[Sequence[int]], *, wrong: int = 2) -> list[list[int]]:
    """Option 1 where a person is right, else `wrong`."""
    return [[1 if right else wrong for right in row] for row in rights]


def sat_contest(rights: Sequence[Sequence[int]], *, now: datetime | None = None, **parts) -> Contest:
    """A closed contest of single-choice questions in which people did as the rows say."""
    now = now or timezone.now()
    revisions = [make_question(now=now) for _item in rights[0]]
    contest = fixed_contest(now, revisions, **parts)
    let_sit(contest, revisions, choices_of(rights), now=now)
    close_contest(make_organizer(contest.department), contest, now=now + timedelta(hours=1))
    return Contest.objects.get(pk=contest.pk)


# ── A contest with every kind of question ────────────────────────────────────

_STEMS = {
    "家里发现煤气泄漏，最先应该做什么？": ["关阀门，开窗通风", "打开排风扇", "打电话求助", "点火检查"],
    "下列哪种垃圾属于有害垃圾？": ["过期药品", "苹果核", "旧报纸", "碎瓷片"],
    "高血压患者每天吃盐宜不超过多少克？": ["5克", "8克", "10克", "12克"],
    "被狗咬伤以后，伤口最先怎样处理？": ["用肥皂水和流水冲洗", "用嘴吸出血", "马上包扎", "涂牙膏"],
    "光在真空中的传播速度约为每秒多少千米？": ["30万", "3万", "300万", "3000"],
    "地球上的四季变化主要是由什么引起的？": [
        "地轴倾斜，绕太阳公转",
        "与太阳的距离变化",
        "月球引力",
        "地球自转",
    ],
    "抗生素对下列哪一类病原体有效？": ["细菌", "病毒", "朊粒", "所有病原体"],
    "下列做法中最能减少碳排放的是（　　）": [
        "乘公共交通出行",
        "多用一次性餐具",
        "空调调到18度",
        "长时间待机",
    ],
    "雷雨时在野外，下列做法正确的是（　　）": [
        "远离大树，双脚并拢蹲下",
        "在大树下躲雨",
        "在山顶搭帐篷",
        "打开金属伞快跑",
    ],
    "酸雨主要是由哪类气体造成的？": ["二氧化硫和氮氧化物", "二氧化碳", "氧气", "氮气"],
}
WRONG_KEY, TOO_EASY, NO_DISTRACTOR, TWO_MINDS = 3, 1, 7, 5


def crowd_choices(people: int, items: int = len(_STEMS), *, seed: int = 20261125) -> list[list[int | None]]:
    """What people of all abilities choose; four of the items have the faults named above."""
    dice = random.Random(seed)
    return [[_choice(dice, ability, item) for item in range(items)]
            for ability in (dice.gauss(0, 1) for _person in range(people))]  # fmt: skip


def _choice(dice: random.Random, ability: float, item: int) -> int | None:
    level = 4.5 if item == TOO_EASY else 1.2 - item * 0.22
    knows = dice.random() < 1 / (1 + math.exp(-1.3 * (ability + level)))
    if item == WRONG_KEY:
        knows = not knows
    if knows and not (item == TWO_MINDS and dice.random() < 0.45):
        return 1
    if item == TWO_MINDS and knows:
        return 2
    weights = [6, 4, 0] if item == NO_DISTRACTOR else [6, 4, 2]
    return dice.choices([2, 3, 4, None], [*weights, 0.5])[0]


def crowded_contest(
    now: datetime, department: Department, *, people: int, revisions: Sequence[QuestionRevision] = (), **parts
) -> Contest:
    """A closed contest of ten questions that a crowd has sat, with its statistics."""
    revisions = revisions or [
        make_question(
            now=now,
            stem=stem,
            options_list=[{"id": n, "text": text} for n, text in enumerate(texts, start=1)],
        )
        for stem, texts in _STEMS.items()
    ]
    contest = fixed_contest(now, revisions, department, **parts)
    let_sit(contest, revisions, crowd_choices(people, len(revisions)), now=now)
    close_contest(make_organizer(department), contest, now=now + timedelta(hours=1))
    contest = Contest.objects.get(pk=contest.pk)
    rebuild_statistics(contest, now=now + timedelta(hours=1))
    return contest
