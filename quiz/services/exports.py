"""What an organizer takes away: participation as Excel, every answer as CSV. Each export is on record."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from accounts.domain.workbook import Cell, Sheet, csv_text, workbook
from accounts.models import User
from accounts.services.audit import record
from quiz.domain.bank_item import LETTERS
from quiz.domain.exports.large_paper import PaperLink, PaperPerson, write_large_paper
from quiz.domain.exports.word_paper import LARGE, ORDINARY, Keys, write_word_paper
from quiz.domain.marking import Verdict
from quiz.models import Attempt, AttemptScore, Contest, QuestionRevision, QuestionType, Slot
from quiz.selectors.paper_items import paper_items
from quiz.selectors.preview import SampleItem
from quiz.selectors.progress import Participation, not_yet, participation
from quiz.selectors.responses import last_responses
from quiz.selectors.rules import sheet_of

BATCH = 200
_MARK = "\ufeff"  # without it Excel reads the Chinese of a CSV wrongly


def export_paper(
    actor: User, contest: Contest, sample: Sequence[SampleItem], *, keys: Keys, large: bool, now: datetime
) -> bytes:
    """A sample paper, or a fixed one, as .docx; audited, since it may carry the keys."""
    items = paper_items(sample)
    details = {"questions": len(items), "keys": keys, "large": large}
    record(actor, "paper_exported", f"contest:{contest.pk}", now=now, details=details)
    return write_word_paper(items, title=contest.title, keys=keys, style=LARGE if large else ORDINARY)


def export_large_paper(
    actor: User,
    contest: Contest,
    sample: Sequence[SampleItem],
    *,
    keys: bool,
    now: datetime,
    link: PaperLink | None = None,
    person: PaperPerson | None = None,
) -> bytes:
    """The same in large type as PDF, `keys` on a sheet of their own; audited likewise."""
    items = paper_items(sample)
    details = {"questions": len(items), "keys": "sheet" if keys else "none", "large": True}
    record(actor, "paper_exported", f"contest:{contest.pk}", now=now, details=details)
    return write_large_paper(items, title=contest.title, keys=keys, link=link, person=person)


def export_participation(actor: User, contest: Contest, *, now: datetime) -> bytes:
    """Participation by department, and who has not handed in yet, as .xlsx; audited."""
    found = participation(contest)
    missing: list[list[Cell]] = [
        [one.user.username, one.user.name, one.department.name if one.department else "", one.group]
        for one in not_yet(contest)
    ]
    people = (_("还没交卷的人"), [_("工号"), _("姓名"), _("单位"), _("组别")], missing)
    details = {"departments": len(found.shares), "rows": len(missing), "full_names": True}
    record(actor, "participation_exported", f"contest:{contest.pk}", now=now, details=details)
    return workbook([_participation_sheet(found), people])


def _participation_sheet(found: Participation) -> Sheet:
    head = [_("单位"), _("名单人数"), _("已开始"), _("已交卷"), _("还没交卷"), _("参与率（%）"), _("平均分")]
    rows = [("　" * share.depth + share.unit.name, share.count) for share in found.shares]
    if found.elsewhere.entered:
        rows.append((_("没有单位"), found.elsewhere))
    rows.append((_("合计"), found.total))
    table: list[list[Cell]] = [
        [
            name,
            count.entered,
            count.started,
            count.took_part,
            count.missing,
            round(100 * count.took_part / count.entered, 1) if count.entered else None,
            None if count.average is None else count.average / 100,
        ]
        for name, count in rows
    ]
    return _("参与情况"), head, table


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def export_answers(actor: User, contest: Contest, *, now: datetime) -> Iterator[str]:
    """Every place of every scored paper as CSV lines, with full names; audited before the first line."""
    record(actor, "answers_exported", f"contest:{contest.pk}", now=now, details={"full_names": True})
    zone = sheet_of(contest.rules).when.zone
    return _csv_lines(contest, zone)


def _csv_lines(contest: Contest, zone: tzinfo) -> Iterator[str]:
    writer = csv.writer(_Echo())
    begun, done = _("开始时间（%(zone)s）") % {"zone": zone}, _("交卷时间（%(zone)s）") % {"zone": zone}
    head = [
        _("工号"), _("姓名"), _("单位"), _("第几次"), begun, done, _("题次"), _("题号"),
        _("题型"), _("作答"), _("正误"), _("得分"), _("满分"),
    ]  # fmt: skip
    yield _MARK + writer.writerow(head)
    for row in answer_rows(contest, zone):
        yield writer.writerow([csv_text(str(cell)) for cell in row])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What of a revision a line needs."""

    code: str
    options: Sequence[int]


def answer_rows(contest: Contest, zone: tzinfo) -> Iterator[list[Any]]:
    """One row per slot of every counted paper that is scored under the rules in force; in batches."""
    verdicts = {
        Verdict.RIGHT: _("对"),
        Verdict.PART: _("部分对"),
        Verdict.WRONG: _("错"),
        Verdict.EMPTY: _("没答"),
    }
    known: dict[int, _Known] = {}
    for scores in _batches(contest):
        papers = _papers([score.attempt_id for score in scores])
        responses = last_responses([score.attempt_id for score in scores])
        _learn(known, {slot.revision_id for slots in papers.values() for slot in slots})
        for score in scores:
            person = _person_cells(score.attempt, zone)
            for slot, (points, verdict) in zip(papers[score.attempt_id], score.marks, strict=True):
                response = responses.get((score.attempt_id, slot.position), ())
                yield [
                    *person,
                    slot.position,
                    known[slot.revision_id].code,
                    QuestionType(slot.type).label,
                    response_text(slot.type, known[slot.revision_id].options, response),
                    verdicts[Verdict(verdict)],
                    points / 100,
                    slot.points / 100,
                ]


def _batches(contest: Contest) -> Iterator[list[AttemptScore]]:
    """By key, so that no cursor and no transaction stays open while somebody's line is slow."""
    scores = (
        AttemptScore.objects.filter(rules_id=contest.rules_id, attempt__kind=Attempt.Kind.COUNTED)
        .select_related("attempt__user", "attempt__entry__department")
        .order_by("pk")
    )
    after = 0
    while batch := list(scores.filter(pk__gt=after)[:BATCH]):
        yield batch
        after = batch[-1].pk


def _papers(attempt_ids: Sequence[int]) -> dict[int, list[Slot]]:
    papers: dict[int, list[Slot]] = {pk: [] for pk in attempt_ids}
    for slot in Slot.objects.filter(attempt__in=attempt_ids).order_by("attempt", "position"):
        papers[slot.attempt_id].append(slot)
    return papers


def _learn(known: dict[int, _Known], wanted: set[int]) -> None:
    rows = QuestionRevision.objects.filter(pk__in=wanted - known.keys())
    for pk, code, options in rows.values_list("pk", "question__code", "options"):
        known[pk] = _Known(code=code, options=[option["id"] for option in options])


def _person_cells(attempt: Attempt, zone: tzinfo) -> list[Any]:
    department = attempt.entry.department
    moments = [_wall(attempt.started_at, zone), _wall(attempt.handed_in_at, zone)]
    return [
        attempt.user.username,
        attempt.user.name,
        department.name if department else "",
        attempt.number,
        *moments,
    ]


def _wall(instant: datetime | None, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M:%S}" if instant else ""


def response_text(type: str, options: Sequence[int], response: Sequence[Any]) -> str:
    """A response by the letters of the author's order: AC, √, or the texts of the blanks."""
    if type == QuestionType.BLANK:
        return "；".join(str(text) for text in response)
    if type == QuestionType.JUDGE:
        return "".join("√" if value == 1 else "×" for value in response)
    return "".join(LETTERS[place] for place, option in enumerate(options) if option in response)
