"""Tables out of uploaded files: xlsx, xls, ods and csv, within bounds."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from accounts.domain import sheet_reader
from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import check_size, check_zip, is_zip

_SCRIPT = Path(sheet_reader.__file__)
_SECONDS = 60
# What sixty thousand rows of a roster make, several times over.
_MOST_JSON = 64 * 1024 * 1024

Cell = str | list[str]
Sheet = dict[str, Any]


def read_sheets(content: bytes) -> list[Sheet]:
    """Every sheet as {"name", "rows": [[cell]]}; a cell is a text or [kind, text].

    Refused with a `file_…` code (400) where the file is too big, broken, locked or no table.
    """
    check_size(len(content))
    if is_zip(content):
        check_zip(content)
    answer = json.loads(_read_apart(content))
    if "fault" in answer:
        raise RuleBroken(answer["fault"], status=400, most=sheet_reader.MOST_ROWS)
    return answer["sheets"]


def _read_apart(content: bytes) -> bytes:
    """What the reader's own process says; through a file, so that its size is known before it is taken in."""
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(  # noqa: S603 - our own script, nothing of the file in the arguments
                [sys.executable, "-I", str(_SCRIPT)],
                input=content,
                stdout=said,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise RuleBroken("file_unpacks_too_big", status=400) from error
        if done.returncode or said.seek(0, os.SEEK_END) > _MOST_JSON:
            raise RuleBroken("file_unpacks_too_big", status=400)
        said.seek(0)
        return said.read()
