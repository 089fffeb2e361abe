from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from learning.models import Learner
from learning.services.memories import rebuild_memories


class Command(BaseCommand):
    help = "Make memories again from the log of answers: of everybody, or of one person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", help="staff number; without it everybody")

    def handle(self, *args: Any, **options: Any) -> None:
        learners = Learner.objects.order_by("pk")
        if options["user"]:
            learners = learners.filter(user__username=options["user"])
        changed = sum(rebuild_memories(learner) for learner in learners.iterator())
        self.stdout.write(f"{learners.count()} learners, {changed} memories differed and were made again")
