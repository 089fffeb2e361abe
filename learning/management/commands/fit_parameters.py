from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from learning.models import FittedParameters
from learning.services.fitting import fit


class Command(BaseCommand):
    help = "Fit the memory's weights to the answers of this site; keep them where they foretell better."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="fit and compare, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = fit(now=timezone.now(), is_trial=options["dry_run"])
        except RuleBroken as fault:
            raise CommandError(explain(fault)) from fault
        for line in _told(found):
            self.stdout.write(line)


def _told(found: FittedParameters) -> list[str]:
    counted = _("%(learners)d 位学习者的 %(reviews)d 次作答；最近的 %(held_out)d 次留作检验，没有参加拟合。")
    losses = _("检验的对数损失：原参数 %(before).4f，新参数 %(after).4f（越小越好）。")
    return [
        counted % {"learners": found.learners, "reviews": found.reviews, "held_out": found.held_out},
        losses % {"before": found.loss_before, "after": found.loss_after},
        _outcome(found),
        " ".join(f"{one:g}" for one in found.weights),
    ]


def _outcome(found: FittedParameters) -> str:
    if not found.is_kept:
        return _("新参数并不更准，原参数继续有效。")
    if found.pk is None:
        return _("新参数更准；这是试算，没有写入。")
    return _("新参数更准，已经采用；正在运行的程序一小时内换用。")
