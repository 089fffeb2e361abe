"""Reading an uploaded file: bounds first, then a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import check_size, check_zip, is_zip
from quiz.domain.imports import reader
from quiz.domain.imports.draft import Reading, Upload
from quiz.domain.imports.formats import AUTO
from quiz.domain.imports.stored import reading_of

_SCRIPT = Path(reader.__file__)
_SECONDS = 80


def check_upload(upload: Upload) -> None:
    """Refuses (400, `file_…`) what is empty, too big, or unpacks to too much."""
    check_size(len(upload.content))
    if is_zip(upload.content):
        check_zip(upload.content)


def read_upload(upload: Upload, *, format: str = AUTO, answers: Upload | None = None) -> Reading:
    """The reading of a file; RuleBroken (400) where it cannot be read as this format.

    Whatever a hostile file does to its reader ends with the reader's own process.
    """
    for one in filter(None, (upload, answers)):
        check_upload(one)
    head = {
        "name": upload.name,
        "format": format,
        "size": len(upload.content),
        "answers_name": answers.name if answers else "",
    }
    sent = json.dumps(head).encode() + b"\n" + upload.content + (answers.content if answers else b"")
    try:
        done = subprocess.run(  # noqa: S603 - our own script, nothing of the file in the arguments
            [sys.executable, "-I", str(_SCRIPT)], input=sent, capture_output=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise RuleBroken("import_takes_too_long", status=400) from error
    if done.returncode:
        raise RuleBroken("import_takes_too_long", status=400)
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise RuleBroken(answer["fault"], status=400, **answer["values"])
    return reading_of(answer)
