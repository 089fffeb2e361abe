"""Tables out of uploaded files: xlsx, xls, ods and csv, within bounds."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from accounts.domain import sheet_reader
from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import check_size, check_zip, is_zip

_SCRIPT = Path(sheet_reader.__file__)
_SECONDS = 60

Cell = str | list[str]
Sheet = dict[str, Any]


def read_sheets(content: bytes) -> list[Sheet]:
    """Every sheet as {"name", "rows": [[cell]]}; a cell is a text or [kind, text].

    Refused with a `file_…` code (400) where the file is too big, broken, locked or no table.
    """
    check_size(len(content))
    if is_zip(content):
        check_zip(content)
    try:
        done = subprocess.run(  # noqa: S603 - our own script, nothing of the file in the arguments
            [sys.executable, "-I", str(_SCRIPT)], input=content, capture_output=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise RuleBroken("file_unpacks_too_big", status=400) from error
    if done.returncode:
        raise RuleBroken("file_unpacks_too_big", status=400)
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise RuleBroken(answer["fault"], status=400, most=sheet_reader.MOST_ROWS)
    return answer["sheets"]
