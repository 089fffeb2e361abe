"""manage.py open_contest SHEET --host USERNAME [--days N]: publishes a contest from a rule sheet file."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from pydantic import ValidationError

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from accounts.models import User
from quiz.domain.rulesheet import RuleSheet
from quiz.domain.sheet_people import HOME_ZONE
from quiz.services.contests import create_contest, publish_contest


class Command(BaseCommand):
    help = "Publishes a contest from a rule sheet file, in the department of the person who hosts it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", type=Path, help="a rule sheet as YAML or JSON")
        parser.add_argument("--host", required=True, help="the staff number of the organizer")
        parser.add_argument(
            "--days", type=int, help="open now and for so many days, whatever dates the sheet names"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        host = User.objects.select_related("department").filter(username=options["host"]).first()
        if host is None or host.department is None:
            raise CommandError(f"--host {options['host']}: nobody has this staff number, or no department")
        try:
            sheet = read_sheet(options["sheet"], now, options["days"])
            contest = create_contest(host, host.department, sheet, now=now)
            publish_contest(host, contest, now=now)
        except RuleBroken as error:
            raise CommandError(f"{explain(error)} {error.fields or ''}") from error
        if options["verbosity"]:
            self.stdout.write(f"contest {contest.pk} is published: {contest.title}")


def read_sheet(path: Path, now: datetime, days: int | None) -> RuleSheet:
    """The sheet of a file; with `days`, open from `now` for so long."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        if days is not None:
            document["when"] = {**document.get("when", {}), **window(document, now, days)}
        return RuleSheet.load(document)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise CommandError(f"{path}: {error}") from error


def window(document: dict[str, Any], now: datetime, days: int) -> dict[str, datetime]:
    """From this minute on for so many days, on the sheet's own wall clock."""
    zone = ZoneInfo(document.get("when", {}).get("time_zone", HOME_ZONE))
    opens = now.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    return {"opens_at": opens, "closes_at": opens + timedelta(days=days)}
