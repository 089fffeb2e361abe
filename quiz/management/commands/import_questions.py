import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.access import may_organize_somewhere
from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import LARGEST
from accounts.messages import explain, sentence
from accounts.models import User
from quiz.bank_words import finding_sentence
from quiz.domain.findings import Finding
from quiz.domain.imports.draft import Draft, Issue, Reading, Unread, Upload
from quiz.domain.imports.formats import AUTO, FORMATS
from quiz.domain.imports.standing import Standing, blocks, standing
from quiz.models import ImportBatch, Topic
from quiz.selectors.imports import import_counts, reading_of_batch
from quiz.services.import_commit import commit_batch
from quiz.services.import_parsing import parse_batch
from quiz.services.import_reading import read_upload
from quiz.services.imports import upload_questions


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Read a file of questions, print what was read, and take the sound ones into the bank as drafts. "
        "Exit 1 where nothing could be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", default=AUTO, choices=[AUTO, *FORMATS])
        parser.add_argument("--answers", type=Path, help="a file of its own for the answers")
        parser.add_argument("--dry-run", action="store_true", help="print only; nothing is kept")
        parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
        parser.add_argument("--topic", default="", help="code of the topic for questions that name none")
        parser.add_argument("--author", default="", help="staff number of the drafts' author")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            upload = _upload(options["file"])
            answers = _upload(options["answers"]) if options["answers"] else None
            if options["dry_run"]:
                self._show(read_upload(upload, format=options["format"], answers=answers), options)
                return
            author, topic = _author(options["author"]), _topic(options["topic"])
            batch = _read(author, upload, options["format"], answers)
            self._show(reading_of_batch(batch), options)
            self._take(author, batch, topic)
        except RuleBroken as broken:
            way = " (--topic CODE)" if broken.code == "import_topic_missing" else ""
            raise CommandError(f"{explain(broken)}{way}") from broken

    def _show(self, reading: Reading, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(_document(reading), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_lines(reading)))
        if not reading.drafts:
            raise SystemExit(1)

    def _take(self, author: User, batch: ImportBatch, topic: Topic | None) -> None:
        """Everything but what has to be mended and what is there already; told on the error stream."""
        counts = import_counts(batch)
        added = 0
        if counts.ready + counts.doubtful:
            done = commit_batch(author, batch, topic=topic, with_doubtful=True, now=timezone.now())
            added = done.added
        left = import_counts(batch)
        self.stderr.write(
            f"import {batch.pk}: {added} added as drafts, {left.blocked} to mend, "
            f"{left.duplicates} there already"
        )


def _author(username: str) -> User:
    if not username:
        raise CommandError("--author is needed (or --dry-run to read only)")
    author = User.objects.filter(username__iexact=username, is_active=True).first()
    if author is None:
        raise CommandError(f"{username}: no such person")
    if not may_organize_somewhere(author):
        raise CommandError(sentence("bank_not_an_author"))
    return author


def _topic(code: str) -> Topic | None:
    if not code:
        return None
    topic = Topic.objects.filter(code=code, parent__isnull=False).first()
    if topic is None:
        raise CommandError(sentence("sheet_unknown_topic", {"name": code}))
    return topic


def _read(author: User, upload: Upload, format: str, answers: Upload | None) -> ImportBatch:
    """The upload, read here and now; a worker that was quicker has read it too."""
    now = timezone.now()
    batch = upload_questions(author, upload, now=now, format=format, answers=answers)
    parse_batch(batch.pk, now=now)
    batch.refresh_from_db()
    if batch.state == ImportBatch.State.FAILED and batch.error != "import_nothing_read":
        raise CommandError(sentence(batch.error, batch.values))
    return batch


def _upload(path: Path) -> Upload:
    try:
        with path.open("rb") as file:
            return Upload(content=file.read(LARGEST + 1), name=path.name)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _document(reading: Reading) -> dict[str, Any]:
    return {
        "format": reading.format,
        "confidence": reading.confidence,
        "items": [_question(draft) for draft in reading.drafts],
        "issues": [_issue(issue) for issue in reading.issues],
        "unread": [_unread(one) for one in reading.unread],
    }


def _question(draft: Draft) -> dict[str, Any]:
    return {
        "number": int(draft.number) if draft.number.isascii() and draft.number.isdigit() else draft.number,
        "type": draft.type,
        "stem": draft.stem,
        "options": [{"label": option.label, "text": option.text} for option in draft.options],
        "key": draft.key if isinstance(draft.key, str) else [list(variants) for variants in draft.key],
        "explanation": draft.explanation,
        "source": draft.source,
        "difficulty": draft.difficulty,
        "issues": _told(draft),
        "line": draft.line,
    }


def _told(draft: Draft) -> list[dict[str, Any]]:
    """The reader's doubts, and what else keeps the question out of the bank."""
    stands = _stands(draft)
    return [
        *(_issue(issue) for issue in stands.issues),
        *(_finding(draft, finding) for finding in stands.findings if blocks(finding)),
    ]


def _stands(draft: Draft) -> Standing:
    return standing(draft, today=timezone.localdate())


def _finding(draft: Draft, finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "message": finding_sentence(finding),
        "line": draft.line,
        "column": "",
        "field": finding.field.partition(".")[0],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "code": issue.code,
        "message": sentence(issue.code, issue.values),
        "line": issue.line,
        "column": issue.column,
        "field": issue.part,
    }


def _unread(one: Unread) -> dict[str, Any]:
    return {"line": one.line, "text": one.text, "code": one.code, "message": sentence(one.code)}


def _lines(reading: Reading) -> list[str]:
    """One line a question, with its doubts below; then what concerns the file."""
    lines = [line for draft in reading.drafts for line in (_summary(draft), *map(_line, _told(draft)))]
    lines += [f"! {sentence(issue.code, issue.values)}" for issue in reading.issues]
    lines += [f"- {one.line:>5} {_short(one.text, 60)}" for one in reading.unread]
    doubtful = sum(bool(_told(draft)) for draft in reading.drafts)
    return [
        *lines,
        "",
        f"{reading.format} (confidence {reading.confidence:.2f}): {len(reading.drafts)} questions, "
        f"{doubtful} with doubts, {len(reading.unread)} lines unread",
    ]


def _summary(draft: Draft) -> str:
    key = draft.key if isinstance(draft.key, str) else "；".join("|".join(part) for part in draft.key)
    mark = "x" if _stands(draft).is_blocked else " "
    number = draft.number or "-"
    return (
        f"{mark} {draft.line:>5} {number:>5} {draft.type or '?':<6} {key or '-':<8} {_short(draft.stem, 60)}"
    )


def _line(told: dict[str, Any]) -> str:
    place = f"{told['line']}{told['column']}" if told["column"] else str(told["line"] or "")
    return f"        {place:>6} {told['message']}"


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
