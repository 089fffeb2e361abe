import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.domain.problems import Problem
from accounts.messages import explain
from quiz.bank_words import finding_sentence
from quiz.domain.bank_file import read_bank
from quiz.domain.bank_item import BankItem
from quiz.domain.bank_whole import Figures, check_bank, figures
from quiz.domain.findings import Finding
from quiz.selectors.bank import published_items
from quiz.services.shipped_bank import read_files


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Check the bank: E01-E09 block (exit 1), W01-W20 warn. Reads files, or the database's questions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--path", type=Path, default=settings.CONTENT_DIR, help="the folder of files")
        parser.add_argument("--database", action="store_true", help="the published questions instead")
        parser.add_argument("--today", type=date.fromisoformat, help="the day for expired sources")
        parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")

    def handle(self, *args, **options) -> None:
        problems, items = self._read(options)
        today = options["today"] or timezone.localdate()
        findings = check_bank(items, today=today)
        report = self._as_json if options["json"] else self._as_lines
        report(problems, findings, figures(items))
        if problems or any(finding.blocks for finding in findings):
            raise SystemExit(1)

    def _read(self, options: dict[str, Any]) -> tuple[tuple[Problem, ...], list[BankItem]]:
        if options["database"]:
            return (), published_items()
        try:
            files = read_files(options["path"])
        except FileNotFoundError as missing:
            raise CommandError(f"{options['path']}: no such folder") from missing
        bank = read_bank(files)
        return bank.problems, list(bank.items)

    def _as_json(self, problems: tuple[Problem, ...], findings: list[Finding], counted: Figures) -> None:
        document = {
            "problems": [{**asdict(one), "message": explain(one)} for one in problems],
            "findings": [
                {**asdict(one), "blocks": one.blocks, "message": finding_sentence(one)} for one in findings
            ],
            "figures": asdict(counted),
        }
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))

    def _as_lines(self, problems: tuple[Problem, ...], findings: list[Finding], counted: Figures) -> None:
        for problem in problems:
            self.stdout.write(f"E file {problem.path} {explain(problem)}")
        for finding in findings:
            mark = "E" if finding.blocks else "W"
            where = " ".join(part for part in (finding.subject, finding.field) if part)
            self.stdout.write(f"{mark} {finding.code} {where} {finding_sentence(finding)}")
        blocking = len(problems) + sum(finding.blocks for finding in findings)
        warnings = sum(not finding.blocks for finding in findings)
        self.stdout.write(f"\n{counted.total} items, {blocking} blocking, {warnings} warnings")
        for name, value in asdict(counted).items():
            self.stdout.write(f"  {name}: {_short(value)}")


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {count}" for name, count in value.items())
    return f"{value:.4f}" if isinstance(value, float) else str(value)
