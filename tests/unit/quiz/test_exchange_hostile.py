"""A thousand damaged files, and files made to take long: a reading or a refusal, and soon."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.domain.problems import RuleBroken
from quiz.domain.exports.anki import write_anki
from quiz.domain.exports.gift import write_gift
from quiz.domain.exports.item import ExportItem
from quiz.domain.exports.moodle_xml import write_moodle_xml
from quiz.domain.exports.own_json import write_json
from quiz.domain.exports.qti import write_qti
from quiz.domain.imports.aiken import read_aiken
from quiz.domain.imports.anki import read_anki
from quiz.domain.imports.bounds import MOST_QUESTIONS
from quiz.domain.imports.draft import Reading, Upload
from quiz.domain.imports.gift import read_gift
from quiz.domain.imports.moodle_xml import read_moodle_xml
from quiz.domain.imports.own_json import read_json
from quiz.domain.imports.qti import read_qti
from quiz.domain.imports.stored import reading_json

from .bank_items import blank, judge, make_item
from .exchange import picture
from .qti_samples import FIRE, as_version, choices, item, manifest, package, response

Read = Callable[[Upload], Reading]
EXPORT = Path(__file__).parents[2] / "data" / "exchange" / "moodle-export.xml"
EXPORTED = [
    ExportItem(item=make_item(code="0901-001", topic="0901"), picture=picture(), tags=("急救",)),
    ExportItem(item=make_item(code="0901-002", type="multi", key=(1, 3)), points=250),
    ExportItem(item=judge(code="0901-003", key=(1,))),
    ExportItem(item=blank(code="0901-004", stem="____和____", key=(("a", "b"), ("c",)))),
]
GIFT = (
    "::火警::火警电话是 {~110 =119#对}\n\n老人{=60 =六十}岁\n\n沸点{#100:1}\n\n{=a -> b =c -> d}\n\n水{T}\n"
)
AIKEN = "火警电话是?\nA. 110\nB. 119\nANSWER: B\n\n急救\na) 120\nb) 119\n答案：A\n解析：略\n"
ANKI = '#separator:tab\n#html:true\n火警?\t119\n"题<br>A.110<br>B.119"\tB\t急救\n{{c1::119}}是火警\n'
SURVEY = item(choices({"1": "赞成", "2": "反对"}), response())
SEEDS: dict[str, tuple[Read, list[bytes]]] = {
    "gift": (read_gift, [write_gift(EXPORTED), GIFT.encode(), GIFT.encode("utf-16")]),
    "aiken": (read_aiken, [AIKEN.encode(), AIKEN.encode("gb18030")]),
    "moodle_xml": (read_moodle_xml, [write_moodle_xml(EXPORTED), EXPORT.read_bytes()]),
    "qti": (read_qti, [as_version(FIRE, "2.1"), as_version(SURVEY, "3.0")]),
    "anki": (read_anki, [write_anki(EXPORTED), ANKI.encode()]),
    "json": (read_json, [write_json(EXPORTED)]),
}
TOKENS = [
    *(
        b"{",
        b"}",
        b"=",
        b"~",
        b"#",
        b"%50%",
        b"->",
        b"::",
        b"//",
        b"\n\n",
        b"\t",
        b'"',
        b"<",
        b">",
        b"</text>",
    ),
    *(b"<![CDATA[", b"]]>", b"&", b"&#xD800;", b"&#0;", b"\x00", b"\xff\xfe", b"\\ud800", b"[[[[", b"{{c1::"),
    *(
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"null",
        b"-1",
        b"1e999",
        "（".encode(),
        "｛".encode(),
        b"<div>" * 50,
    ),
]


def damaged(seed: bytes, dice: random.Random) -> bytes:
    """One to five faults: bytes changed, cut out, doubled, moved, tokens put in, the end torn off."""
    content = bytearray(seed)
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(content) + 1)
        other = dice.randrange(at, min(len(content), at + 60) + 1)
        match dice.randrange(6):
            case 0 if at < len(content):
                content[at] = dice.randrange(256)
            case 1:
                del content[at:other]
            case 2:
                content[at:at] = content[at:other] * dice.randint(1, 20)
            case 3:
                content[at:at] = dice.choice(TOKENS)
            case 4 if dice.random() < 0.3:
                del content[at:]
            case _:
                piece = content[at:other]
                del content[at:other]
                content += piece
    return bytes(content)


def reads_or_refuses(read: Read, content: bytes) -> float:
    """The CPU seconds of a reading; only RuleBroken may be raised, and a reading can be stored."""
    begun = time.process_time()
    try:
        reading = read(Upload(content=content))
    except RuleBroken as refused:
        assert refused.status == 400
    else:
        assert all(draft.type in ("single", "multi", "judge", "blank", "") for draft in reading.drafts)
        str(reading_json(reading)).encode()
    return time.process_time() - begun


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files(name):
    read, seeds = SEEDS[name]
    dice = random.Random(f"damage-{name}")
    slowest = max(reads_or_refuses(read, damaged(dice.choice(seeds), dice)) for _ in range(150))
    assert slowest < 2


def test_damaged_packages():
    dice = random.Random("damage-packages")
    whole = write_qti(EXPORTED)
    for _ in range(50):
        assert reads_or_refuses(read_qti, damaged(whole, dice)) < 2
    for _ in range(50):
        files = {
            "imsmanifest.xml": damaged(manifest("a.xml", "b/b.xml").encode(), dice),
            "a.xml": damaged(as_version(FIRE, "2.2"), dice),
            "b/b.xml": as_version(SURVEY, "3.0"),
        }
        assert reads_or_refuses(read_qti, package(files)) < 2


def question(kind: str, text: str) -> str:
    """One question as Moodle exports it."""
    stem = f"<questiontext><text>{text}</text></questiontext>"
    return f"<quiz><question type='{kind}'>{stem}</question></quiz>"


MANY = 200_000
LONG: dict[str, tuple[Read, str]] = {
    "gift, open braces": (read_gift, "{" * MANY),
    "gift, empty braces": (read_gift, "{}" * MANY),
    "gift, answers without end": (read_gift, "{" + "=a " * MANY + "}"),
    "gift, options without end": (read_gift, "{" + "~a " * MANY + "}"),
    "gift, open braces of Chinese keyboards": (read_gift, "｛＝a" * MANY),
    "gift, blank lines in braces": (read_gift, "a{\n\n" * MANY),
    "gift, brackets and spaces": (read_gift, "（ " * MANY + "{=a}"),
    "gift, spaces": (read_gift, "a" + " " * MANY + "b{T}"),
    "gift, tags in comments": (read_gift, "// [id:" * MANY + "\n{T}"),
    "gift, nested HTML": (read_gift, "[html]" + "<div>" * MANY + "{T}"),
    "gift, references": (read_gift, "[html]" + "&\\#" * MANY + "{T}"),
    "gift, questions without end": (read_gift, "a{T}\n" * (MOST_QUESTIONS + 1)),
    "aiken, options without end": (read_aiken, "A. a\n" * MANY),
    "aiken, stems without end": (read_aiken, "x\n" * MANY),
    "anki, tabs": (read_anki, "\t" * MANY),
    "anki, open quotes": (read_anki, '"a\t' * MANY),
    "anki, quotes": (read_anki, '"' * MANY),
    "anki, gaps": (read_anki, "{{c1::a}}" * MANY),
    "anki, open gaps": (read_anki, "{{c1::" * MANY + "\tx"),
    "moodle, embedded answers": (read_moodle_xml, question("cloze", "{1:SA:" * MANY)),
    "moodle, CDATA": (read_moodle_xml, "<quiz>&" + "<![CDATA[" * MANY),
    "moodle, escaped HTML": (read_moodle_xml, question("truefalse", "&lt;p&gt;" * MANY)),
    "json, depth": (read_json, '{"a":' * MANY),
    "qti, declaration": (read_qti, "<?xml " * MANY),
}


@pytest.mark.parametrize("name", LONG)
def test_files_made_to_take_long(name):
    read, text = LONG[name]
    assert reads_or_refuses(read, text.encode()) < 20
