"""Files that somebody damaged: never an error but the one that tells the way out, and never for long."""

import io
import random
import time
import zipfile
from pathlib import Path

import pytest

from accounts.domain.problems import RuleBroken
from accounts.messages import sentence
from quiz.domain.imports.draft import Reading, Upload
from quiz.domain.imports.text_file import read_text
from quiz.domain.imports.word_file import read_word

from .docx_files import abstract, docx, lines, number, numbered, paragraph, run, table

DATA = Path(__file__).resolve().parents[2] / "data" / "imports"
PAPERS = [path.read_bytes() for path in sorted(DATA.glob("z*.txt"))]
# Far more than any of these takes on a slow machine, far less than a search that runs away.
LONGEST_SECONDS = 20
_SIGNS = "（）()【】[]A.B、①√×答案：解析1.2、3-5 __\t\u3000|；;\n第题一、二"


def _flip_bytes(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.randint(1, 20)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def _shuffle_lines(content: bytes, dice: random.Random) -> bytes:
    rows = content.split(b"\n")
    for _ in range(dice.randint(1, 6)):
        place, other = dice.randrange(len(rows)), dice.randrange(len(rows))
        what = dice.randrange(4)
        if what == 0:
            rows[place], rows[other] = rows[other], rows[place]
        elif what == 1:
            rows.insert(other, rows[place])
        elif what == 2 and len(rows) > 2:
            del rows[place]
        else:
            rows[place] += rows[other]
    return b"\n".join(rows)


def _sprinkle_signs(content: bytes, dice: random.Random) -> bytes:
    text = list(content.decode())
    for _ in range(dice.randint(1, 30)):
        text[dice.randrange(len(text)) : 0] = dice.choice(_SIGNS)
    return "".join(text).encode(dice.choice(["utf-8", "gb18030", "utf-16"]), errors="replace")


def _cut(content: bytes, dice: random.Random) -> bytes:
    begin = dice.randrange(len(content))
    return content[begin : begin + dice.randrange(1, len(content))]


DAMAGES = (_flip_bytes, _shuffle_lines, _sprinkle_signs, _cut)


@pytest.mark.parametrize("block", range(10))
def test_damaged_texts(block):
    dice = random.Random(block)
    for _ in range(100):
        content = dice.choice(PAPERS) + dice.choice([b"", dice.choice(PAPERS)])
        for damage in dice.sample(DAMAGES, dice.randint(1, 3)):
            try:
                content = damage(content, dice)
            except UnicodeDecodeError:
                content = _flip_bytes(content, dice)
        _read_in_time(read_text, content)


def _document() -> str:
    return (
        paragraph("单选题", settings=numbered(1))
        + paragraph("甲是（ ）", settings=numbered(2))
        + table(["A.一", "B.二"], ["C.三", "D.四"])
        + paragraph("答案：", run("A", '<w:color w:val="FF0000"/>'))
        + paragraph("老人", run("    ", '<w:u w:val="single"/>'), "岁", settings=numbered(2))
        + lines("答案：60", "参考答案", "1-2 AB")
    )


@pytest.mark.parametrize("block", range(10))
def test_damaged_documents(block):
    dice = random.Random(1_000 + block)
    lists = (
        abstract(0, ("chineseCounting", "%1、"))
        + abstract(1, ("decimal", "%1."))
        + number(1, 0)
        + number(2, 1)
    )
    whole = docx(_document(), numbering=lists)
    for _ in range(40):
        content = _flip_bytes(whole, dice) if dice.random() < 0.3 else _with_damaged_part(whole, dice)
        _read_in_time(read_word, content)


def _with_damaged_part(content: bytes, dice: random.Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        chosen = dice.choice(old.namelist())
        for name in old.namelist():
            data = old.read(name)
            if name == chosen:
                data = _damaged_xml(data.decode(), dice)
            new.writestr(name, data)
    return file.getvalue()


def _damaged_xml(text: str, dice: random.Random) -> bytes:
    """Cut short, or still sound XML with attributes and elements that make no sense."""
    what = dice.randrange(4)
    if what == 0:
        return text[: dice.randrange(len(text))].encode()
    if what == 1:
        pieces = text.split('w:val="')
        place = dice.randrange(len(pieces))
        pieces[place] = (
            dice.choice(["-7", "x", "", "99999999999", "%9"]) + '"' + pieces[place].partition('"')[2]
        )
        return 'w:val="'.join(pieces).encode()
    if what == 2:
        pieces = text.split("<w:p>")
        dice.shuffle(pieces)
        return "<w:p>".join(pieces).encode()
    old = dice.choice(["w:numPr", "w:tc", "w:tr", "w:r", "w:t", "w:lvl", "w:abstractNumId", "w:body"])
    return text.replace(old, dice.choice(["w:x", "w:tbl", "w:p", "w:numId"])).encode()


def _read_in_time(read, content: bytes) -> None:
    begun = time.process_time()
    try:
        reading = read(Upload(content=content, name="paper"))
    except RuleBroken as broken:
        assert broken.status == 400 and sentence(broken.code, broken.values) != broken.code
    else:
        _check(reading)
    assert time.process_time() - begun < LONGEST_SECONDS


def _check(reading: Reading) -> None:
    """Every doubt has a sentence that its values fill, every question a place and a key of its type."""
    assert 0 <= reading.confidence <= 1
    for issue in [*reading.issues, *(issue for draft in reading.drafts for issue in draft.issues)]:
        assert sentence(issue.code, issue.values) != issue.code
    for unread in reading.unread:
        assert sentence(unread.code) != unread.code
    for draft in reading.drafts:
        assert draft.line >= 1 and draft.last_line >= draft.line
        assert draft.type in ("single", "multi", "judge", "blank") or draft.is_blocked
        assert draft.key or draft.is_blocked
        if draft.type in ("single", "multi") and draft.options:
            assert set(draft.key) <= {option.label for option in draft.options}


_LINES = {
    "brackets": "（" * 100_000,
    "mixed brackets": "[【（(" * 25_000,
    "letters": "A" * 100_000,
    "labels": "A." * 9_000,
    "labels with commas": "A、B、" * 4_500,
    "numbers": "1." * 9_500,
    "ranges": "1-2 A" * 3_500,
    "spaces": " " * 100_000,
    "tabs": "\t" * 100_000,
    "underscores": "_" * 100_000,
    "blanks": "__a" * 6_000,
    "one label again and again": "A. " + "B. " * 6_000,
    "stars": "**a**" * 3_500,
    "numbered blanks": "__①" * 5_000,
    "types with numbers": "单选题1：" * 3_500,
    "alternatives": "答案：" + "A或" * 9_000,
    "names of fields": "答案：" * 6_000,
    "names with gaps": ("答案" + " " * 59) * 300,
    "places": "（ ）" * 6_000,
    "headings": "一、" * 9_000,
    "rulers": "=<>" * 6_000,
    "each": "每题" * 9_000,
}


@pytest.mark.parametrize("name", _LINES)
def test_endless_lines_take_no_time(name):
    question = "1. 甲是（A）\nA.一 B.二\n"
    begun = time.process_time()
    for text in (
        _LINES[name],
        question + _LINES[name],
        f"{question}解析：{_LINES[name]}\n2. 乙\n{_LINES[name]}",
    ):
        _check(read_text(Upload(content=text.encode())))
    assert time.process_time() - begun < LONGEST_SECONDS


@pytest.mark.parametrize(
    "line",
    [
        "1、",
        "A.甲",
        "答案：A",
        "月球",
        "1. 因为\n2. 所以",
        "一、单选题",
        "（1）",
        "参考答案",
        "1-5 ABCDA",
        "__",
    ],
)
def test_many_lines_take_no_time(line):
    begun = time.process_time()
    _check(read_text(Upload(content=("1. 甲是（A）\nA.一 B.二\n解析：\n" + f"{line}\n" * 2_000).encode())))
    assert time.process_time() - begun < LONGEST_SECONDS


def test_more_lines_than_a_paper_has_are_refused():
    with pytest.raises(RuleBroken) as refused:
        read_text(Upload(content=b"1\n" * 100_001))
    assert refused.value.code == "import_too_many_lines"
