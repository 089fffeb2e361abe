"""Reads one file in a process of its own, whose memory and time are bounded.

Run as a script: on standard input a line of JSON {"name", "format", "size", "answers_name"}, then `size`
bytes of the file and the bytes of the file of answers, if any; on standard output the reading as JSON
(`stored.reading_json`) or {"fault": CODE, "values": {…}}.
"""

import json
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from accounts.domain.problems import RuleBroken
from accounts.domain.sheet_reader import bound_this_process
from quiz.domain.imports.draft import Upload
from quiz.domain.imports.formats import read
from quiz.domain.imports.stored import reading_json


def read_framed(sent: bytes) -> dict[str, Any]:
    """What is to be answered to what was sent."""
    line, _newline, rest = sent.partition(b"\n")
    wanted = json.loads(line)
    upload = Upload(content=rest[: wanted["size"]], name=wanted["name"])
    beside = rest[wanted["size"] :]
    answers = Upload(content=beside, name=wanted["answers_name"]) if beside else None
    try:
        return reading_json(read(upload, wanted["format"], answers))
    except RuleBroken as broken:
        return {"fault": broken.code, "values": broken.values}


def main() -> None:
    bound_this_process()
    json.dump(read_framed(sys.stdin.buffer.read()), sys.stdout, ensure_ascii=True, separators=(",", ":"))


if __name__ == "__main__":
    main()
