import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from quiz.domain.sheet_reference import json_schema, reference_table


class Command(BaseCommand):
    help = "Print the JSON Schema of the rule sheet, or the table of its fields."
    requires_system_checks: list[str] = []  # reads nothing but the types

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reference", action="store_true", help="the fields as a Markdown table")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reference"]:
            self.stdout.write(reference_table())
        else:
            self.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2))
