"""Rows for tests, made through services where they can be."""

import itertools
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.domain.problems import RuleBroken
from accounts.models import Department, RoleGrant, User
from leaderboard.models import AwardRun
from leaderboard.services.awards import confirm_awards, draft_awards, publish_awards
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Attempt, Contest, Question, QuestionRevision, Slot, Topic
from quiz.services.answers import record_answer
from quiz.services.attempts import hand_in, start_or_resume
from quiz.services.closing import close_contest
from quiz.services.contests import create_contest, publish_contest
from quiz.services.scoring import score_all_waiting

_numbers = itertools.count(1)
BEIJING = ZoneInfo("Asia/Shanghai")


def make_department(name: str = "", parent: Department | None = None, kind: str = "") -> Department:
    name = name or f"单位{next(_numbers)}"
    department = Department.objects.create(name=name, parent=parent, kind=kind)
    department.path = f"{parent.path if parent else ''}{department.pk}/"
    department.save(update_fields=["path"])
    return department


def make_user(department: Department | None = None, *, name: str = "", **fields: Any) -> User:
    number = next(_numbers)
    return User.objects.create_user(
        f"u{number}", "a-good-password", name=name or f"张小{number}", department=department, **fields
    )


def with_role(user: User, role: str, over: Department | None = None) -> User:
    RoleGrant.objects.create(user=user, role=role, department=over)
    return user


def make_organizer(department: Department) -> User:
    return with_role(make_user(department), RoleGrant.Role.ORGANIZER, department)


def make_reviewer(department: Department | None = None, *, name: str = "") -> User:
    """Of a department of their own unless told."""
    return with_role(make_user(department or make_department(), name=name), RoleGrant.Role.REVIEWER)


def make_topic(
    code: str = "0901",
    name: str = "垃圾分类",
    name_en: str = "Sorting waste",
    *,
    area: tuple[str, str] = ("生态环境", "Ecology"),
) -> Topic:
    """A topic in its area, both made where they are not there yet."""
    above, _made = Topic.objects.get_or_create(
        code=code[:2], defaults=dict(zip(("name", "name_en"), area, strict=True))
    )
    words = {"name": name, "name_en": name_en, "parent": above}
    return Topic.objects.get_or_create(code=code, defaults=words)[0]


def make_question(
    *,
    type: str = "single",
    key: list[Any] | None = None,
    options: int = 4,
    topic: str = "0101",
    difficulty: int = 2,
    fact: str = "",
    now: datetime,
    **fields: Any,
) -> QuestionRevision:
    """A published question; the first option is the key unless told."""
    number = next(_numbers)
    area, _made = Topic.objects.get_or_create(
        code=topic, defaults={"name": f"知识点{topic}", "name_en": f"Topic {topic}"}
    )
    published = Question.State.PUBLISHED
    question = Question.objects.create(code=f"q-{number}", topic=area, state=published, fact=fact)
    has_options = type in ("single", "multi")
    return QuestionRevision.objects.create(
        question=question,
        number=1,
        type=type,
        stem=fields.pop("stem", f"第{number}题{'____' if type == 'blank' else '（　　）'}"),
        options=fields.pop(
            "options_list",
            [{"id": n, "text": f"选项{number}-{n}"} for n in range(1, options + 1)] if has_options else [],
        ),
        key=key if key is not None else {"blank": [["水"]], "multi": [1, 2]}.get(type, [1]),
        explanation=fields.pop("explanation", f"解析{number}"),
        source=fields.pop("source", {"type": "textbook", "title": "教科书"}),
        difficulty=difficulty,
        is_published=True,
        digest=f"{number:064d}",
        created_at=now,
        **fields,
    )


def sheet_document(now: datetime, *, hours: float = 8, **parts: Any) -> dict[str, Any]:
    """A rule sheet open from an hour ago, ten single-choice questions, one attempt."""
    local = now.astimezone(BEIJING).replace(tzinfo=None)
    when = {
        "opens_at": (local - timedelta(hours=1)).isoformat(),
        "closes_at": (local + timedelta(hours=hours)).isoformat(),
        **parts.pop("when", {}),
    }
    return {
        "title": "科学素质竞赛",
        "when": when,
        "paper": {"rows": [{"count": 10, "types": ["single"]}]},
        "time": {"paper_seconds": 1200},
        **parts,
    }


def make_sheet(now: datetime, **parts: Any) -> RuleSheet:
    return RuleSheet.load(sheet_document(now, **parts))


def make_contest(
    now: datetime, department: Department | None = None, *, questions: int = 12, **parts: Any
) -> Contest:
    """A published contest of a department, with a bank of single-choice questions to draw from."""
    department = department or make_department()
    for _each in range(questions):
        make_question(now=now)
    contest = create_contest(None, department, make_sheet(now, **parts), now=now)
    try:
        return publish_contest(None, contest, now=now)
    except RuleBroken as error:
        raise AssertionError(f"the sheet of a test has faults: {error.fields}") from error


def right_response(slot: Slot) -> list[Any]:
    revision = slot.revision
    return [variants[0] for variants in revision.key] if revision.type == "blank" else list(revision.key)


def sit(user: User, contest: Contest, *, right: int, start: datetime, seconds: float = 60) -> Attempt:
    """A whole attempt with so many right answers, handed in after `seconds`."""
    attempt = start_or_resume(user, contest.pk, now=start)
    end = start + timedelta(seconds=seconds)
    slots = Slot.objects.filter(attempt=attempt).select_related("revision").order_by("position")
    for slot in slots[:right]:
        record_answer(
            user,
            attempt.pk,
            slot.position,
            response=right_response(slot),
            client_key=f"key-{slot.position:04d}",
            now=start + timedelta(seconds=min(1, seconds)),
        )
    return hand_in(user, attempt.pk, now=end)


def end_contest(organizer: User | None, contest: Contest, *, now: datetime) -> Contest:
    """Closed and scored; the contest as it is then."""
    close_contest(organizer, contest, now=now)
    score_all_waiting(now=now)
    contest.refresh_from_db()
    return contest


def give_prizes(organizer: User, contest: Contest, *, now: datetime) -> AwardRun:
    """Computed, confirmed and published."""
    confirmed = confirm_awards(organizer, draft_awards(organizer, contest, now=now), now=now)
    return publish_awards(organizer, confirmed, now=now)
