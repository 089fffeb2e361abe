import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.domain.csv_table import BadTable
from accounts.domain.problems import Problem
from accounts.domain.text_table import text_table
from accounts.management.file_command import FileCommand, Line, fault_line, file_bytes
from accounts.messages import explain, sentence
from leaderboard.domain.lottery import public_text
from leaderboard.domain.lottery_pools import hopefuls, trial_drawing
from leaderboard.domain.outcome import input_digest, outcome
from leaderboard.domain.results_file import read_attempts, read_headcounts
from leaderboard.domain.rule_trial import Trial, trial
from leaderboard.domain.trial_report import as_document
from quiz.domain.contradictions import blocking, contradictions
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.templates import sheet_from_template
from quiz.domain.yaml_sheet import read_sheet
from quiz.sheet_labels import path_label

# A template leaves its window open; a trial takes its moments from the table, so any window will do.
_WINDOW = {"when.opens_at", "when.closes_at"}
_ANY_WEEK = datetime(2000, 1, 3), datetime(2000, 1, 10)


class Command(FileCommand):
    help = "Try a rule sheet on a table of people and attempts: standings, boards and awards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sheet", type=Path, help="rule sheet, YAML or JSON")
        parser.add_argument("--results", type=Path, required=True, help="CSV, one row for each attempt")
        parser.add_argument("--headcounts", type=Path, help="CSV: department, headcount, kind, parent")
        parser.add_argument("--public", default="1", help="public text for lots, drawn on trial (1)")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--top", type=int, default=50, help="rows of each board (0: all), not for --json")

    def handle(self, *args: Any, **options: Any) -> None:
        sheet, warnings = self._sheet(options)
        try:
            tried = _trial(sheet, options)
        except BadTable as bad:
            raise self.refused([fault_line(fault) for fault in bad.faults], as_json=options["json"]) from bad
        tried = _with_lots(sheet, tried, options["public"])
        document = as_document(sheet, tried, outcome(sheet, tried.inputs), input_digest(sheet, tried.inputs))
        document["warnings"] = warnings
        if options["json"]:
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            self._print(document, options["top"])

    def _sheet(self, options: dict[str, Any]) -> tuple[RuleSheet, list[Line]]:
        """The sheet and its warnings; refused with everything that is wrong with it."""
        text = file_bytes(options["sheet"])
        sheet, assumed = read_sheet(text), []
        if isinstance(sheet, list) and {problem.path for problem in sheet} == _WINDOW:
            sheet = sheet_from_template(text, *_ANY_WEEK)
            assumed = [Problem(code="trial_without_window", path="when.opens_at", is_warning=True)]
        problems = sheet if isinstance(sheet, list) else assumed + contradictions(sheet)
        wrong = blocking(problems)
        if wrong or isinstance(sheet, list):
            raise self.refused([_problem_line(problem) for problem in wrong], as_json=options["json"])
        return sheet, [_problem_line(problem) for problem in problems]

    def _print(self, document: dict[str, Any], top: int) -> None:
        say = self.stdout.write
        say(document["title"])
        for group, board in document["boards"].items():
            say(f"\n{_('个人榜')} {group}".rstrip())
            say(_table(board, _PEOPLE, top))
        for name, board in document["organisations"].items():
            say(f"\n{name}")
            say(_table(board, _UNITS, top))
        say(f"\n{_('获奖名单')}")
        say(_table(document["awards"], _AWARDS, 0))
        for note in document["notes"]:
            say(sentence(note["code"], note["values"]))
        if document["reserves"]:
            say(f"\n{_('递补')}")
            say(_table(document["reserves"], ("tier", "group", "person", "name", "department"), 0))
        for line in document["warnings"]:
            say(f"{_('提醒')} {line['where']}：{line['message']}")


_TITLES: dict[str, Any] = {
    "place": gettext_lazy("名次"),
    "person": gettext_lazy("工号"),
    "name": gettext_lazy("姓名"),
    "department": gettext_lazy("单位"),
    "points": gettext_lazy("得分"),
    "seconds": gettext_lazy("用时（秒）"),
    "attempts": gettext_lazy("答卷"),
    "headcount": gettext_lazy("应参加"),
    "participants": pgettext_lazy("count", "参加"),
    "score": gettext_lazy("得分"),
    "tier": gettext_lazy("奖项"),
    "board": gettext_lazy("榜"),
    "group": gettext_lazy("组别"),
}
_PEOPLE = ("place", "person", "name", "department", "points", "seconds", "attempts")
_UNITS = ("place", "department", "headcount", "participants", "score")
_AWARDS = ("tier", "board", "group", "place", "person", "name", "department", "points")


def _table(lines: Sequence[Line], names: Sequence[str], top: int) -> str:
    timed = [{**line, "seconds": (line.get("elapsed_ms") or 0) / 1000} for line in lines[: top or None]]
    return text_table([_TITLES[name] for name in names], [[line[name] for name in names] for line in timed])


def _trial(sheet: RuleSheet, options: dict[str, Any]) -> Trial:
    rows, columns = read_attempts(file_bytes(options["results"]), sheet.when.zone)
    given = options["headcounts"]
    headcounts = read_headcounts(file_bytes(given)) if given else None
    return trial(sheet, rows, columns, headcounts)


def _with_lots(sheet: RuleSheet, tried: Trial, public: str) -> Trial:
    """The same with its lots drawn, where the sheet has any: on trial, by a seed that everybody knows."""
    if not sheet.draws_lots:
        return tried
    drawing = trial_drawing(hopefuls(sheet, tried.inputs), public_text(public))
    return replace(tried, inputs=replace(tried.inputs, drawing=drawing))


def _problem_line(problem: Problem) -> Line:
    return {
        "code": problem.code,
        "path": problem.path,
        "where": path_label(problem.path),
        "message": explain(problem),
    }
