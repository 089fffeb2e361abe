"""Imports: how long files of questions take to be read, looked through for duplicates, and taken over.

Seconds by the clock and of CPU time (ours and of the process that reads the file), medians of the rounds.
On a busy machine the CPU time is the one to believe; the database's own is not in it.
"""

import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import RoleGrant, User
from quiz.domain.bank_item import BankItem
from quiz.domain.imports.conversion import draft_of_item
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.duplicates import duplicates, known
from quiz.domain.imports.sheet_writer import write_sheet
from quiz.models import Topic
from quiz.selectors.bank import published_items
from quiz.services.import_commit import commit_batch
from quiz.services.import_parsing import parse_batch
from quiz.services.import_reading import read_upload
from quiz.services.imports import upload_questions

GOALS = {"duplicates 5,000 in 5,000": 10.0, "Excel, 200 questions, upload to drafts": 2.0}


def bench_imports(*, quick: bool = False) -> dict[str, dict[str, float]]:
    """ "seconds" and "cpu_seconds" by what was done; printed as it goes."""
    rounds, many, file = (1, 500, 50) if quick else (3, 5_000, 500)
    shelf = Shelf()
    parts: dict[str, Callable[[int], object]] = {
        f"text, {file} questions, read": lambda n: read_upload(shelf.text(file, n)),
        f"Excel, {file} questions, read": lambda n: read_upload(shelf.sheet(file, n)),
        f"duplicates {many:,} in {many:,}": lambda n: shelf.compare(many, n),
        "Excel, 200 questions, upload to drafts": shelf.take_200,
    }
    found = {}
    for name, work in parts.items():
        clock, cpu = (
            round(statistics.median(figures), 3)
            for figures in zip(*(_seconds(work, number) for number in range(rounds)), strict=True)
        )
        found[name] = {"seconds": clock, "cpu_seconds": cpu}
        goal = f"  (goal {GOALS[name]:g} s)" if name in GOALS else ""
        print(f"  {name:<40} {clock:7.2f} s, CPU {cpu:.2f} s{goal}", flush=True)
    return found


def _seconds(work: Callable[[int], object], number: int) -> tuple[float, float]:
    began, before = time.perf_counter(), _cpu()
    work(number)
    return time.perf_counter() - began, _cpu() - before


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Shelf:
    """Questions that are like real ones: pieces of those in the bank, put together anew."""

    def __init__(self) -> None:
        self.models = published_items()
        assert self.models, "the bank is empty: load it first"
        self.author = _author()

    def items(self, count: int, seed: int) -> list[BankItem]:
        dice = random.Random(seed)
        return [self._item(dice, number) for number in range(count)]

    def _item(self, dice: random.Random, number: int) -> BankItem:
        """The beginning of one stem, the end of another, and a mark of its own."""
        model, other = dice.choice(self.models), dice.choice(self.models)
        head = model.stem_text[: dice.randrange(4, 4 + len(model.stem_text))]
        tail = other.stem_text[dice.randrange(len(other.stem_text)) :].replace("____", "")
        mark = "".join(chr(dice.randrange(0x4E00, 0x9000)) for _each in range(6))
        stem = f"{head.replace('____', '')}{mark}{tail}"
        kind = {"type": "single", "options": self._options(dice), "key": (1,)}
        return BankItem(code=f"b-{number}", topic=model.topic, stem=stem, explanation="因为。", **kind)

    def _options(self, dice: random.Random) -> Any:
        return dice.choice([one.options for one in self.models if one.type == "single"])

    def sheet(self, count: int, seed: int) -> Upload:
        drafts = [draft_of_item(item) for item in self.items(count, seed)]
        return Upload(content=write_sheet(drafts), name=f"{seed}.xlsx")

    def text(self, count: int, seed: int) -> Upload:
        lines = []
        for number, item in enumerate(self.items(count, seed), 1):
            lines.append(f"{number}. {item.stem_text.strip()}（　　）。")
            lines += [f"{'ABCDEFGH'[place]}. {text}" for place, text in enumerate(item.option_texts)]
            lines += [f"答案：{item.key_letters}", "解析：因为。", ""]
        return Upload(content="\n".join(lines).encode(), name=f"{seed}.txt")

    def compare(self, count: int, seed: int) -> None:
        file = [known(item) for item in self.items(count, 2 * seed)]
        duplicates(file, [known(item) for item in self.items(count, 2 * seed + 1)])

    def take_200(self, seed: int) -> None:
        """From the upload to drafts in the bank, as the pages do it."""
        now: datetime = timezone.now()
        topic = Topic.objects.filter(parent__isnull=False).first()
        batch = upload_questions(self.author, self.sheet(200, 1_000 + seed), now=now)
        parse_batch(batch.pk, now=now)
        done = commit_batch(self.author, batch, topic=topic, with_doubtful=True, now=now)
        assert done.added > 150, done


def _author() -> User:
    author, _made = User.objects.get_or_create(username="bench-author", defaults={"name": "出题人"})
    RoleGrant.objects.get_or_create(user=author, role=RoleGrant.Role.ADMINISTRATOR)
    return author
