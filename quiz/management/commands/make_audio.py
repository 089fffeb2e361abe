from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.domain.problems import RuleBroken
from accounts.messages import explain
from quiz.selectors.audio import revisions_without_audio
from quiz.services.audio import speak_question
from quiz.services.espeak import chosen_speaker

_EVERY = 20


class Command(BaseCommand):
    help = (
        "Let the program that SPEECH names read every question in use that has no recording. One after the "
        "other; each is kept at once, so stop whenever you like: the next run goes on from there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--topic", default="", help="only this topic (0101) or area (01)")
        parser.add_argument("--most", type=int, default=0, help="stop after so many")

    def handle(self, *args: Any, **options: Any) -> None:
        waiting = list(revisions_without_audio(options["topic"]).values_list("pk", flat=True))
        wanted = waiting[: options["most"]] if options["most"] > 0 else waiting
        try:
            speaker = chosen_speaker()
            size = self._make(speaker, wanted)
        except RuleBroken as broken:
            raise CommandError(explain(broken)) from broken
        self.stdout.write(f"{len(wanted)} recordings made by {speaker.name}, {size / 1024 / 1024:.1f} MB")
        if left := len(waiting) - len(wanted):
            self.stdout.write(f"{left} questions still have none")

    def _make(self, speaker: Any, wanted: list[int]) -> int:
        size, rows = 0, revisions_without_audio()
        for number, pk in enumerate(wanted, start=1):
            revision = rows.filter(pk=pk).first()
            if revision is not None:  # nobody recorded or retired it meanwhile
                size += speak_question(speaker, revision, now=timezone.now()).size
            if number % _EVERY == 0 and number < len(wanted):
                self.stdout.write(f"{number} of {len(wanted)}")
        return size
