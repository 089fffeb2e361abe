"""manage.py setup_demo: the demonstration bureau, and its accounts in DATA_DIR/demo-accounts.csv."""

from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.services.demo import set_up_bureau


class Command(BaseCommand):
    help = "Adds the demonstration bureau; people who are there already keep their passwords."

    def handle(self, *args: Any, **options: Any) -> None:
        bureau = yaml.safe_load((settings.CONTENT_DIR / "demo" / "bureau.yaml").read_text(encoding="utf-8"))
        path = settings.DATA_DIR / "demo-accounts.csv"
        accounts = set_up_bureau(bureau, path)
        if options["verbosity"]:
            self.stdout.write(f"{len(accounts)} people; their passwords are in {path}")
