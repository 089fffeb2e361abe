"""Imports for tests, made through the services."""

from datetime import datetime
from typing import Any

from accounts.models import User
from quiz.domain.imports.draft import Upload
from quiz.models import ImportBatch, Question
from quiz.services.import_commit import Committed, commit_batch
from quiz.services.import_parsing import parse_batch
from quiz.services.imports import upload_questions
from tests.factories import make_topic
from tests.unit.quiz.sheets import TEMPLATE, row, workbook

WORDS = ("红色", "绿色", "蓝色", "灰色")
KINDS = ("有害垃圾", "可回收物", "厨余垃圾", "其他垃圾", "建筑垃圾", "园林垃圾", "医疗废物", "电子废物")

_STEPS = (37, 1_009, 5_003, 7_919, 104_729, 15_485_863, 32_452_843, 49_979_687)


def good_row(number: int, **more: Any) -> list[Any]:
    """One of many questions that are not each other's duplicates."""
    words = "".join(chr(0x4E00 + (number * step + step) % 20_000) for step in _STEPS)
    stem = f"{words}{KINDS[number % len(KINDS)]}（ ）"
    return row("单选题", stem, WORDS, "ABCD"[number % 4], 2, "因为。", "《生活垃圾分类标志》", "易",
               more.get("area", "生态环境"), more.get("topic", "垃圾分类"), "公众")  # fmt: skip


def imports_in_every_state(author: User, question: Question, now: datetime) -> list[ImportBatch]:
    """One to be looked through, one in the bank, one that waits, one that could not be read."""
    topic = make_topic()
    known = question.revisions.order_by("-number")[0]
    twin = [option["text"] for option in known.options]
    long_word = "https://example.org/" + "a" * 120
    mixed = uploaded(
        author,
        sheet(
            good_row(1),
            row("多选题", "哪些放进蓝色桶？", WORDS, 1.3),
            row("单选题", f"哪个是{long_word}？", WORDS, "E"),
            row("单选题", known.stem, twin, "A"),
            row("填空题", "老年人是____周岁以上，节日是____。", (), "60|六十；重阳节"),
            ["", "", "备注：以上仅供参考"],
        ),
        now,
    )
    taken = uploaded(author, sheet(good_row(2), good_row(3)), now)
    committed(author, taken, now, topic=topic)
    waiting = upload_questions(author, sheet(good_row(4)), now=now)
    failed = uploaded(author, Upload(content="火警,119\n".encode(), name="没有表头.csv"), now)
    return [mixed, taken, waiting, failed]


def sheet(*rows: Any) -> Upload:
    return workbook(题库=[TEMPLATE, *rows])


def uploaded(actor: User, upload: Upload, now: datetime, **options: Any) -> ImportBatch:
    """Uploaded and read."""
    batch = upload_questions(actor, upload, now=now, **options)
    assert parse_batch(batch.pk, now=now)
    return ImportBatch.objects.get(pk=batch.pk)


def committed(actor: User, batch: ImportBatch, now: datetime, **options: Any) -> Committed:
    return commit_batch(actor, batch, now=now, **{"topic": None, "with_doubtful": False, **options})
