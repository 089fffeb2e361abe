"""Loading the files of the shipped bank: idempotent, fast, and never over what people did here."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry
from accounts.services.audit import record
from quiz.domain.bank_checks import check_item
from quiz.domain.bank_file import READER_VERSION, TopicEntry, is_bank_file, read_bank
from quiz.domain.bank_item import BankItem, content_digest, content_fields
from quiz.models import Question, QuestionReview, QuestionRevision, Topic
from quiz.selectors.bank import people_touched, shipped_newest

BANK = "main"
SUBJECT = f"bank:{BANK}"
WITH_THE_PROGRAM = gettext_noop("随程序发布")
GONE_FROM_THE_FILES = gettext_noop("已从随程序发布的题库中移除")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a loading did. `kept` were changed or retired by people and left alone; `facts`: how many known
    questions ask another fact than before."""

    items: int
    added: int = 0
    revised: int = 0
    retired: int = 0
    returned: int = 0
    kept: int = 0
    facts: int = 0
    is_new: bool = True


def read_files(folder: Path) -> dict[str, str]:
    """The bank's files of a folder, by name."""
    paths = sorted(path for path in folder.iterdir() if is_bank_file(path.name))
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def files_digest(files: dict[str, str]) -> str:
    """SHA-256 (hex) over names, texts and the reader's version."""
    digest = hashlib.sha256(str(READER_VERSION).encode())
    for name in sorted(files):
        digest.update(f"\n{name}\n{len(files[name])}\n{files[name]}".encode())
    return digest.hexdigest()


def load_shipped_bank(folder: Path, *, now: datetime) -> Loaded:
    """Bring the bank in line with its files.

    Changed content becomes a new revision; what vanished is retired. Files that were loaded last are
    not read again. Raises RuleBroken("bank_files_faulty") where a file or an item is not sound.
    """
    files = read_files(folder)
    digest = files_digest(files)
    last = _last_load()
    if last.get("digest") == digest:
        return Loaded(items=last["items"], is_new=False)
    bank = read_bank(files)
    faults = len(bank.problems) + _blocking(bank.items, now)
    if faults:
        raise RuleBroken("bank_files_faulty", count=faults)
    return _load(bank.topics, bank.items, digest, now)


@transaction.atomic
def _load(topics: Sequence[TopicEntry], items: Sequence[BankItem], digest: str, now: datetime) -> Loaded:
    topic_ids = _bring_topics(topics)
    newest = shipped_newest(BANK)
    kept = people_touched(newest)
    free = [item for item in items if item.code not in kept]
    added = [item for item in free if item.code not in newest]
    known = [item for item in free if item.code in newest]
    revised = [item for item in known if content_digest(item) != newest[item.code].digest]
    revised_codes = {item.code for item in revised}
    returned = [newest[item.code] for item in known if item.code not in revised_codes]
    counts = Loaded(
        items=len(items),
        added=_add(added, topic_ids, now),
        revised=_revise(revised, newest, now),
        returned=_return([one for one in returned if one.question.state == Question.State.RETIRED], now),
        retired=_retire_vanished({item.code for item in items} | kept, newest, now),
        kept=len(kept),
        facts=_bring_facts(known, newest),
    )
    record(None, "bank.loaded", SUBJECT, now=now, details={"digest": digest, **asdict(counts)})
    return counts


def _last_load() -> dict:
    entry = AuditEntry.objects.filter(subject=SUBJECT, action="bank.loaded").order_by("-number").first()
    return entry.details if entry else {}


def _blocking(items: Sequence[BankItem], now: datetime) -> int:
    """Items with a blocking finding; a source past its day only keeps an item out of papers."""
    today = timezone.localdate(now)
    return sum(
        any(finding.blocks and finding.code != "E07" for finding in check_item(item, today=today))
        for item in items
    )


def _bring_topics(entries: Sequence[TopicEntry]) -> dict[str, int]:
    """Areas first, then their topics; returns ids by code."""
    for is_area in (True, False):
        ids = dict(Topic.objects.values_list("code", "pk"))
        rows = [
            Topic(code=one.code, name=one.name, name_en=one.name_en, parent_id=ids.get(one.parent))
            for one in entries
            if (one.parent == "") == is_area
        ]
        Topic.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "name_en", "parent"],
        )
    return dict(Topic.objects.values_list("code", "pk"))


def _add(items: Sequence[BankItem], topic_ids: dict[str, int], now: datetime) -> int:
    questions = [
        Question(
            code=item.code,
            bank=BANK,
            topic_id=topic_ids[item.topic],
            state=Question.State.PUBLISHED,
            fact=item.fact,
        )
        for item in items
    ]
    Question.objects.bulk_create(questions)
    _publish([_revision(item, one, 1, now) for item, one in zip(items, questions, strict=True)], now)
    return len(items)


def _bring_facts(items: Sequence[BankItem], newest: dict[str, QuestionRevision]) -> int:
    """What fact a known question asks is no part of its revisions: it changes without a new one. What people
    have said it asks stays."""
    said = AuditEntry.objects.filter(action="question.fact").values_list("subject", flat=True)
    own, moved = set(said), []
    for item in items:
        question = newest[item.code].question
        if question.fact != item.fact and f"question:{item.code}" not in own:
            question.fact = item.fact
            moved.append(question)
    return Question.objects.bulk_update(moved, ["fact"], batch_size=500) if moved else 0


def _revise(items: Sequence[BankItem], newest: dict[str, QuestionRevision], now: datetime) -> int:
    old = [newest[item.code] for item in items]
    questions = [one.question for one in old]
    QuestionRevision.objects.filter(question__in=questions, is_published=True).update(is_published=False)
    Question.objects.filter(pk__in=[one.pk for one in questions]).update(state=Question.State.PUBLISHED)
    rows = [_revision(item, one.question, one.number + 1, now) for item, one in zip(items, old, strict=True)]
    _publish(rows, now)
    return len(items)


def _revision(item: BankItem, question: Question, number: int, now: datetime) -> QuestionRevision:
    """A revision that nobody here wrote or reviewed: it came with the program."""
    return QuestionRevision(
        question=question,
        number=number,
        is_published=True,
        digest=content_digest(item),
        created_at=now,
        **content_fields(item),
    )


def _publish(rows: list[QuestionRevision], now: datetime) -> None:
    QuestionRevision.objects.bulk_create(rows)
    _note(rows, QuestionReview.Step.APPROVED, WITH_THE_PROGRAM, now)


def _return(revisions: Sequence[QuestionRevision], now: datetime) -> int:
    """Items that are in the files again."""
    QuestionRevision.objects.filter(pk__in=[one.pk for one in revisions]).update(is_published=True)
    Question.objects.filter(revisions__in=list(revisions)).update(state=Question.State.PUBLISHED)
    _note(revisions, QuestionReview.Step.APPROVED, WITH_THE_PROGRAM, now)
    return len(revisions)


def _retire_vanished(present: set[str], newest: dict[str, QuestionRevision], now: datetime) -> int:
    gone = [
        one
        for code, one in newest.items()
        if code not in present and one.question.state == Question.State.PUBLISHED
    ]
    QuestionRevision.objects.filter(pk__in=[one.pk for one in gone]).update(is_published=False)
    Question.objects.filter(revisions__in=gone).update(state=Question.State.RETIRED)
    _note(gone, QuestionReview.Step.RETIRED, GONE_FROM_THE_FILES, now)
    return len(gone)


def _note(revisions: Sequence[QuestionRevision], step: str, comment: str, now: datetime) -> None:
    QuestionReview.objects.bulk_create(
        QuestionReview(revision=one, step=step, by=None, at=now, comment=comment) for one in revisions
    )
